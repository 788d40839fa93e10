import { expect, it } from 'vitest';
import { posts } from '../../src/reports/posts.js';
import type { Scope } from '../../src/reports/report.js';
import { themes } from '../../src/reports/themes.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';

const OPEN: Scope = { identify: false, since: null, until: null };

async function rowsOf(store: Database, scope = OPEN) {
  const rows = [];
  for await (const row of themes.rows(store, scope)) rows.push(row);
  return rows;
}

it('one account with 500 posts does not lift a theme above one raised once each by 20 accounts (case 1)', async () => {
  const store = await temporaryStore();
  const loud: Said[] = Array.from({ length: 500 }, (_, index) => ({
    ...{ id: `loud-${index}`, author: 'loud', text: `shouting ${index}`, themes: { 'theme-1': 1 } },
  }));
  const quiet: Said[] = Array.from({ length: 20 }, (_, index) => ({
    ...{ id: `quiet-${index}`, author: `person-${index}`, text: 'said once', themes: { 'theme-2': 1 } },
  }));
  await seedConversation(
    store,
    [...loud, ...quiet],
    [
      { id: 'theme-1', label: 'a loud one' },
      { id: 'theme-2', label: 'a shared one' },
    ],
  );
  expect(await rowsOf(store)).toMatchObject([
    {
      ...{ theme_id: 'theme-2', voices: 20, posts: 20, rank_by_voices: 1, rank_by_posts: 2 },
      ...{ top_voice_share: 0.05, effective_voices: 20 },
    },
    {
      ...{ theme_id: 'theme-1', voices: 1, posts: 500, rank_by_voices: 2, rank_by_posts: 1 },
      ...{ top_voice_share: 1, effective_voices: 1 },
    },
  ]);
});

it('says why each theme is called so; of those grouped before there was a reason, nothing', async () => {
  const store = await temporaryStore();
  const said: Said[] = ['theme-1', 'theme-2'].map((theme) => ({
    ...{ id: theme, author: theme, text: 'said once', themes: { [theme]: 1 } },
  }));
  const why = '“car park” in 3 of 4 posts read and in no other theme; words: car, park';
  await seedConversation(store, said, [
    { id: 'theme-1', label: 'car park', why },
    { id: 'theme-2', label: 'waiting list' },
  ]);
  expect((await rowsOf(store)).map((row) => row.why)).toEqual([why, null]);
});

it('300 near-identical posts show as one campaign, with both counts (case 2)', async () => {
  const store = await temporaryStore();
  const copies: Said[] = Array.from({ length: 300 }, (_, index) => ({
    ...{ id: `copy-${index}`, author: `signer-${index}`, text: 'sign now', campaign: 'c1', themes: { 'theme-1': 1 } },
  }));
  const own: Said[] = ['x', 'y'].map((id) => ({ id, author: id, text: `my own ${id}`, themes: { 'theme-1': 1 } }));
  await seedConversation(store, [...copies, ...own], [{ id: 'theme-1', label: 'a petition' }]);
  expect(await rowsOf(store)).toMatchObject([
    { posts: 302, campaigns_collapsed_posts: 3, campaign_posts: 300, campaigns: 1, voices: 302 },
  ]);
});

it('themes without a single author stand in order of their posts, a campaign counted once', async () => {
  const store = await temporaryStore();
  const unsigned = (theme: string, posts: number, more: Partial<Said> = {}): Said[] =>
    Array.from({ length: posts }, (_, index) => ({
      ...{ id: `${theme}-${index}`, author: null, text: 'x', themes: { [theme]: 1 }, ...more },
    }));
  await seedConversation(
    store,
    [...unsigned('theme-1', 1), ...unsigned('theme-2', 9, { campaign: 'c1' }), ...unsigned('theme-10', 5)],
    ['theme-1', 'theme-2', 'theme-10'].map((id) => ({ id, label: id === 'theme-1' ? 'aardvarks' : id })),
  );
  expect((await rowsOf(store)).map((row) => [row.theme_id, row.rank_by_voices, row.rank_by_posts])).toEqual([
    ['theme-10', 1, 2],
    ['theme-1', 2, 3],
    ['theme-2', 2, 1],
  ]);
});

it('says in its dictionary how it is ordered', () => {
  const meaning = (name: string) => themes.columns.find((column) => column.name === name)?.meaning;
  expect(meaning('voices')).toContain(
    'in order of voices (after what a person pinned), then of campaigns_collapsed_posts',
  );
  expect(meaning('rank_by_voices')).toContain('by voices, then by campaigns_collapsed_posts');
});

it('themes with equally many voices and posts share a rank, and the next one stands below both', async () => {
  const store = await temporaryStore();
  const said: Said[] = [
    ['theme-1', 'ann'],
    ['theme-1', 'bob'],
    ['theme-2', 'ann'],
    ['theme-2', 'bob'],
    ['theme-3', 'ann'],
  ].map(([theme, author], index) => ({ id: String(index), author: author!, text: 'x', themes: { [theme!]: 1 } }));
  const labels = ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id }));
  await seedConversation(store, said, labels);
  expect((await rowsOf(store)).map((row) => row.rank_by_voices)).toEqual([1, 1, 3]);
});

it('counts each post in the theme that the posts report puts it in', async () => {
  const store = await temporaryStore();
  const weights = [
    { 'theme-1': 0.5, 'theme-2': 0.5 },
    { 'theme-1': 0.2, 'theme-2': 0.3 },
    { 'theme-2': 0.4, 'theme-3': 0.6 },
  ];
  const said = weights.map((themesOf, index) => ({ id: String(index), author: 'ann', text: 'x', themes: themesOf }));
  await seedConversation(store, said, [
    { id: 'theme-1', label: 'one' },
    { id: 'theme-2', label: 'two' },
    { id: 'theme-3', label: 'gone', state: 'gone' },
  ]);
  const counted = new Map<unknown, number>();
  for await (const { theme_id } of posts.rows(store, OPEN)) counted.set(theme_id, (counted.get(theme_id) ?? 0) + 1);
  const listed = (await rowsOf(store)).map((row) => [row.theme_id, row.posts]);
  expect(new Map(listed as [unknown, number][])).toEqual(counted);
  expect(counted).toEqual(
    new Map([
      ['theme-1', 1],
      ['theme-2', 2],
    ]),
  );
});

it('dates are days, and moments only where people may be named', async () => {
  const store = await temporaryStore();
  const at = '2026-02-14T10:11:12.000Z';
  await seedConversation(
    store,
    [{ id: '1', author: 'ann', text: 'x', at, themes: { 'theme-1': 1 } }],
    [{ id: 'theme-1', label: 'x' }],
  );
  expect(await rowsOf(store)).toMatchObject([{ first_seen: '2026-02-14', last_seen: '2026-02-14' }]);
  expect(await rowsOf(store, { ...OPEN, identify: true })).toMatchObject([{ first_seen: at, last_seen: at }]);
});

it('shows each measure, and the rank of a theme by every rule', async () => {
  const store = await temporaryStore();
  const by = (theme: string, authors: (string | null)[], more: Partial<Said> = {}): Said[] =>
    authors.map((author, index) => ({
      ...{ id: `${theme}-${index}`, author, text: `${theme} ${index}`, themes: { [theme]: 1 }, ...more },
    }));
  const old = { at: '2026-01-01T09:00:00.000Z' };
  await seedConversation(
    store,
    [
      ...by('theme-1', ['ann', 'ann', 'ann', 'ann', 'ann', null, null, 'bob'], old),
      ...by('theme-2', ['trust', 'board', 'ward'], { kind: 'organisation' }),
      ...by('theme-3', ['who'], { kind: 'unknown' }),
    ],
    ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id })),
  );
  const ranks = ['rank_by_voices', 'rank_by_capped_posts', 'rank_by_posts', 'rank_by_first_time_voices'];
  const rows = await rowsOf(store);
  expect(rows.map((row) => [row.theme_id, ...ranks.map((name) => row[name])])).toEqual([
    ['theme-2', 1, 2, 2, 1],
    ['theme-1', 2, 1, 1, 3],
    ['theme-3', 3, 3, 3, 2],
  ]);
  expect(rows).toMatchObject([
    { organisation_voices: 3, individual_voices: 0, unknown_voices: 0, capped_posts: 3, first_time_voices: 3 },
    // Three of Ann's five, Bob's one, and the two that nobody signed.
    { individual_voices: 2, capped_posts: 6, posts_without_author: 2, top_voice_share: 0.625, first_time_voices: 0 },
    { unknown_voices: 1, kept_place: '', surge_hours: null },
  ]);
});

it('has no busiest voice where nobody is named', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [{ id: '1', author: null, text: 'x', themes: { 'theme-1': 1 } }],
    [{ id: 'theme-1', label: 'x' }],
  );
  expect(await rowsOf(store)).toMatchObject([
    { top_voice_share: null, effective_voices: 0, voices: 0, capped_posts: 1, posts_without_author: 1 },
  ]);
});
