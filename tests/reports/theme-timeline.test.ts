import { expect, it } from 'vitest';
import { themeTimeline } from '../../src/reports/theme-timeline.js';
import { themes } from '../../src/reports/themes.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';
import { rowsOf } from './rows.js';

const FIRST = [{ id: 'theme-1', label: 'waits' }];
/** 2 February 2026 is a Monday. */
const on = (day: string) => `2026-02-${day}T09:00:00.000Z`;

function about(theme: string, said: (Partial<Said> & { at: string | null })[]): Said[] {
  return said.map((one, index) => ({
    ...{ id: `${theme}-${index}`, author: `${theme}-${index}`, text: 'x', themes: { [theme]: 1 } },
    ...one,
  }));
}

it('counts every calendar week of a theme, those without a post too', async () => {
  const store = await temporaryStore();
  const hall = { name: 'The hall' };
  await seedConversation(
    store,
    about('theme-1', [
      { at: on('02'), author: 'ann' },
      { at: on('08'), author: 'ann', place: hall, post: { kind: 'note' } },
      { at: on('08'), author: 'trust', kind: 'organisation', place: { name: 'A forum' } },
      { at: on('23'), author: 'ann', place: hall },
      { at: on('24'), author: 'who', kind: 'unknown', campaign: 'c1' },
      { at: on('24'), author: 'bob', campaign: 'c1' },
      { at: on('25'), author: null, campaign: 'c1' },
      { at: null, author: 'late' },
    ]),
    FIRST,
  );
  expect(await rowsOf(themeTimeline, store)).toEqual([
    {
      ...{ theme_id: 'theme-1', theme_label: 'waits', chapter_id: 'chapter-1', week: '2026-W06' },
      ...{ week_start: '2026-02-02', complete: 1, posts: 3, campaigns_collapsed_posts: 3, campaign_posts: 0 },
      ...{ offline_posts: 1, voices: 2, first_time_voices: 2, individual_voices: 1, organisation_voices: 1 },
      ...{ unknown_voices: 0, places: 2 },
    },
    expect.objectContaining({ week: '2026-W07', complete: 1, posts: 0, voices: 0, places: 0, first_time_voices: 0 }),
    expect.objectContaining({ week: '2026-W08', complete: 1, posts: 0, campaigns_collapsed_posts: 0 }),
    expect.objectContaining({
      ...{ week: '2026-W09', week_start: '2026-02-23', complete: 0, posts: 4, campaigns_collapsed_posts: 2 },
      ...{ campaign_posts: 3, voices: 3, first_time_voices: 2, individual_voices: 2, unknown_voices: 1, places: 1 },
    }),
  ]);
});

it('has each theme from its first week to its last, in the order of the themes report', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [
      ...about('theme-10', [{ at: on('10') }, { at: on('18') }]),
      ...about('theme-2', [{ at: on('03') }, { at: on('04') }, { at: on('05') }]),
      ...about('theme-3', [{ at: on('26') }, { at: on('27') }]),
    ],
    ['theme-10', 'theme-2', 'theme-3'].map((id) => ({ id, label: id })),
  );
  const rows = await rowsOf(themeTimeline, store);
  expect(rows.map((row) => `${row.theme_id} ${row.week}`)).toEqual([
    ...['theme-2 2026-W06', 'theme-3 2026-W09', 'theme-10 2026-W07', 'theme-10 2026-W08'],
  ]);
  expect([...new Set(rows.map((row) => row.theme_id))]).toEqual(
    (await rowsOf(themes, store)).map((row) => row.theme_id),
  );
});

it('puts first what a person pinned, and leaves out what a person hid', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [
      ...about('theme-1', [{ at: on('03') }, { at: on('04') }]),
      ...about('theme-2', [{ at: on('03') }]),
      ...about('theme-3', [{ at: on('03') }]),
    ],
    ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id })),
  );
  await store.run("UPDATE themes SET pinned = 1 WHERE id = 'theme-2'");
  await store.run("UPDATE themes SET hidden = 1 WHERE id = 'theme-3'");
  expect((await rowsOf(themeTimeline, store)).map((row) => row.theme_id)).toEqual(['theme-2', 'theme-1']);
});

it('tells weeks that the period or the collection cuts off from whole ones', async () => {
  const store = await temporaryStore();
  // From Wednesday to Tuesday, three weeks later.
  const days = ['04', '10', '17', '24'].map((day) => ({ at: on(day) }));
  await seedConversation(store, about('theme-1', days), FIRST);
  const complete = async (since: string | null, until: string | null) =>
    (await rowsOf(themeTimeline, store, { since, until })).map((row) => row.complete);
  expect(await complete(null, null)).toEqual([0, 1, 1, 0]);
  expect(await complete('2026-02-09T00:00:00.000Z', '2026-02-23T00:00:00.000Z')).toEqual([1, 1]);
  expect(await complete('2026-02-09T00:00:01.000Z', '2026-02-22T23:59:59.000Z')).toEqual([0, 0]);
});

it('knows a voice as first-time only in the week in which it was first heard, about anything', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [
      { id: 'a', author: 'ann', text: 'x', at: on('02') },
      ...about('theme-1', [
        { at: on('09'), author: 'ann' },
        { at: on('09'), author: 'bob' },
        { at: on('16'), author: 'bob' },
      ]),
    ],
    FIRST,
  );
  const firstTime = async (since: string | null) =>
    (await rowsOf(themeTimeline, store, { since })).map((row) => row.first_time_voices);
  expect(await firstTime(null)).toEqual([1, 0]);
  expect(await firstTime('2026-02-16T00:00:00.000Z')).toEqual([0]);
});

it('leaves weekly counts of few people empty, and keeps posts', async () => {
  const store = await temporaryStore();
  const crowd = Array.from({ length: 6 }, (_, index) => ({ at: on('02'), author: `p${index}` }));
  await seedConversation(store, about('theme-1', [...crowd, { at: on('09'), author: 'p0' }]), FIRST);
  expect(await rowsOf(themeTimeline, store, { fewest: 5 })).toMatchObject([
    { posts: 6, voices: 6, individual_voices: 6, first_time_voices: 6 },
    { posts: 1, voices: null, individual_voices: null, unknown_voices: null, first_time_voices: null },
  ]);
});
