import { expect, it } from 'vitest';
import { campaigns } from '../../src/reports/campaigns.js';
import { themes } from '../../src/reports/themes.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';
import { runsOfEight } from './privacy.js';
import { rowsOf } from './rows.js';

const PETITION =
  'please sign and share this petition about the bus that never comes on time, @mayor https://p.example/1';
const THEMES = [
  { id: 'theme-1', label: 'buses' },
  { id: 'theme-2', label: 'trains' },
];

function copies(campaign: string, authors: readonly (string | null)[], more: Partial<Said> = {}): Said[] {
  return authors.map((author, index) => ({
    ...{ id: `${campaign}-${index}`, author, text: PETITION, campaign, themes: { 'theme-1': 1 }, ...more },
  }));
}

const people = (count: number) => Array.from({ length: count }, (_, index) => `signer-${index}`);

it('300 near-identical posts are a row with both counts (case 2)', async () => {
  const store = await temporaryStore();
  const own: Said[] = ['x', 'y'].map((id) => ({ id, author: id, text: `my own ${id}`, themes: { 'theme-1': 1 } }));
  await seedConversation(store, [...copies('c1', people(300)), ...own], THEMES);
  const rows = await rowsOf(campaigns, store);
  expect(rows).toEqual([
    {
      ...{ campaign_id: 'c1', words: 'please sign and share this petition about…', posts: 300, counted_as: 1 },
      ...{ voices: 300, organisation_voices: 0, individual_voices: 300, unknown_voices: 0, posts_without_author: 0 },
      ...{ most_by_one_voice: 1, places: 0, platforms: 'x', first_seen: '2026-03-01', last_seen: '2026-03-01' },
      ...{ days: 1, peak_day: '2026-03-01', peak_day_posts: 300, theme_id: 'theme-1', theme_label: 'buses' },
      ...{ theme_posts: 300, theme_share: 0.9934, url: null },
    },
  ]);
  const [theme] = await rowsOf(themes, store);
  expect(theme).toMatchObject({
    posts: 302,
    campaigns_collapsed_posts: 300 - 300 + (rows[0]!.counted_as as number) + 2,
  });
});

it('counts days, places, platforms, the busiest voice and the theme of most of its posts', async () => {
  const store = await temporaryStore();
  const at = (day: number) => `2026-02-0${day}T10:11:12.000Z`;
  await seedConversation(
    store,
    [
      ...copies('c1', ['ann'], { at: at(1), place: { name: 'A' } }),
      ...copies('c1', ['ann', 'ann', 'trust'], {
        ...{ at: at(3), place: { name: 'B' }, themes: { 'theme-2': 1 }, source: 'more' },
        ...{ kind: 'organisation', post: { platform: 'forum' } },
      }),
      ...copies('c1', [null, 'who'], { at: at(5), kind: 'unknown', themes: {}, source: 'last' }),
      ...copies('c1', ['when'], { at: null, source: 'undated' }),
    ],
    THEMES,
  );
  expect(await rowsOf(campaigns, store)).toMatchObject([
    {
      // Nobody is known across platforms: ann of x and ann of the forum are two.
      ...{ posts: 7, voices: 5, organisation_voices: 2, individual_voices: 2, unknown_voices: 1 },
      ...{ posts_without_author: 1, most_by_one_voice: 2, places: 2, platforms: 'forum; x' },
      ...{ first_seen: '2026-02-01', last_seen: '2026-02-05', days: 3, peak_day: '2026-02-03', peak_day_posts: 3 },
      ...{ theme_id: 'theme-2', theme_posts: 3, theme_share: 1 },
    },
  ]);
  expect(await rowsOf(campaigns, store, { since: at(4) })).toMatchObject([
    { posts: 2, theme_id: null, theme_share: null },
  ]);
});

it('goes by voices, then by posts, then by age', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [
      ...copies('c10', ['ann', 'bob', 'cat']),
      ...copies('c2', ['ann', 'bob', 'cat']),
      ...copies('c3', ['ann', 'ann', 'ann', 'ann', 'ann', 'bob']),
      ...copies('c4', ['ann', 'bob', 'cat', 'cat']),
    ],
    THEMES,
  );
  expect((await rowsOf(campaigns, store)).map((row) => row.campaign_id)).toEqual(['c4', 'c2', 'c10', 'c3']);
});

it('shows an organisation that speaks in its own words, and seven words of anybody else', async () => {
  const store = await temporaryStore();
  const notice = 'The clinic moves to Mill Lane on the first of May and opens at eight in the morning, ask @desk';
  const openly = { kind: 'organisation', text: notice } as const;
  await seedConversation(
    store,
    [
      ...copies('c1', ['north', 'south', 'west'], openly),
      ...copies('c2', people(3)),
      // Whoever says it first: these words are also a person's.
      ...copies('c3', ['trust'], { kind: 'organisation', text: `${PETITION} now`, at: '2026-02-01T09:00:00.000Z' }),
      ...copies('c3', ['ann'], { text: `${PETITION} now`, source: 'more' }),
    ],
    THEMES,
  );
  const rows = await rowsOf(campaigns, store);
  expect(rows.map((row) => [row.campaign_id, row.words, row.url])).toEqual([
    ['c1', notice.replace('@desk', '@…'), 'https://x.com/north/status/c1-0'],
    ['c2', 'please sign and share this petition about…', null],
    ['c3', 'please sign and share this petition about…', null],
  ]);
  const written = JSON.stringify(rows).toLowerCase();
  for (const run of runsOfEight(PETITION)) expect(written).not.toContain(run);
  expect(await rowsOf(campaigns, store, { identify: true })).toMatchObject([
    {},
    { words: PETITION, url: 'https://x.com/signer-0/status/c2-0', first_seen: '2026-03-01T09:00:00.000Z' },
    {},
  ]);
});

it('leaves words and counts of a campaign of few people empty', async () => {
  const store = await temporaryStore();
  await seedConversation(store, [...copies('c1', people(5)), ...copies('c2', ['ann', 'bob', 'cat'])], THEMES);
  expect(await rowsOf(campaigns, store, { fewest: 5 })).toMatchObject([
    { campaign_id: 'c1', voices: 5, individual_voices: 5, words: 'please sign and share this petition about…' },
    { campaign_id: 'c2', posts: 3, voices: null, individual_voices: null, most_by_one_voice: null, words: null },
  ]);
});
