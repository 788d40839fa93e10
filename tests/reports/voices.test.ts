import { expect, it } from 'vitest';
import type { Row } from '../../src/reports/report.js';
import { voices } from '../../src/reports/voices.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';
import { rowsOf } from './rows.js';

const FORUM = { name: 'A forum' };

function said(author: string, times: number, more: Partial<Said> = {}): Said[] {
  return Array.from({ length: times }, (_, index) => ({
    ...{ id: `${author}-${index}`, author, text: `${author} says ${index}`, place: FORUM, ...more },
  }));
}

const TWO_THEMES = ['theme-1', 'theme-2'].map((id) => ({ id, label: id }));

it('has a row a voice in the order in which they were first heard, however loud', async () => {
  const store = await temporaryStore();
  await seedConversation(
    store,
    [
      ...said('ann', 1, { themes: { 'theme-1': 1 }, at: '2026-01-02T03:04:05.000Z' }),
      ...said('bob', 9, { themes: { 'theme-2': 1 }, post: { inReplyTo: 'ann-0' } }),
      ...said('trust', 2, { kind: 'organisation', themes: { 'theme-1': 0.6, 'theme-2': 0.4 }, place: { name: 'B' } }),
      ...said('nobody', 0),
      { id: 'unsigned', author: null, text: 'x' },
      { id: 'ann-more', author: 'ann', text: 'x', themes: { 'theme-2': 1 }, place: { name: 'B' } },
    ],
    TWO_THEMES,
  );
  const individual = { kind: 'individual', platform: 'x', voices_in_band: null };
  const untold = { first_seen: null, last_seen: null, url: null };
  expect(await rowsOf(voices, store)).toEqual([
    { voice: 'voice 1', ...individual, posts: 2, answers: 0, themes: 2, places: 2, first_time: 0, ...untold },
    { voice: 'voice 2', ...individual, posts: 9, answers: 9, themes: 1, places: 1, first_time: 1, ...untold },
    {
      ...{ voice: 'trust', kind: 'organisation', platform: 'x', voices_in_band: null },
      ...{ posts: 2, answers: 0, themes: 1, places: 1, first_time: 1 },
      ...{ first_seen: '2026-03-01', last_seen: '2026-03-01', url: 'https://x.com/trust' },
    },
  ]);
});

it('tells of an individual neither name nor day nor address, and with names all of it', async () => {
  const store = await temporaryStore();
  await seedConversation(store, [...said('ann', 2), ...said('who', 1, { kind: 'unknown' })], []);
  const written = JSON.stringify(await rowsOf(voices, store));
  for (const secret of ['ann', 'who', '2026-03', 'https:', 'says']) expect(written).not.toContain(secret);
  expect(await rowsOf(voices, store, { identify: true })).toMatchObject([
    { voice: 'ann', first_seen: '2026-03-01T09:00:00.000Z', url: 'https://x.com/ann' },
    { voice: 'who', last_seen: '2026-03-01T09:00:00.000Z', url: 'https://x.com/who' },
  ]);
});

const bandsOf = (rows: Row[]) => rows.map((row) => [row.voice, row.voices_in_band, row.posts, row.first_time]);

it('adds individuals up in bands where the table is to be shared; organisations stay as they are', async () => {
  const store = await temporaryStore();
  const crowd = (name: string, people: number, times: number, more: Partial<Said> = {}) =>
    Array.from({ length: people }, (_, index) => said(`${name}${index}`, times, more)).flat();
  await seedConversation(
    store,
    [
      ...crowd('quiet', 6, 1),
      ...crowd('some', 5, 3, { at: '2026-01-01T09:00:00.000Z' }),
      ...crowd('many', 4, 12),
      ...crowd('loud', 1, 60),
      ...crowd('unknown', 2, 1, { kind: 'unknown' }),
      ...said('trust', 70, { kind: 'organisation' }),
    ],
    [],
  );
  const rows = await rowsOf(voices, store, { fewest: 5 });
  expect(bandsOf(rows)).toEqual([
    ['trust', null, 70, null],
    ['voices with one post', 8, 8, 8],
    ['voices with 2 to 4 posts', 5, 15, 0],
    // One loud voice alone would be one person: it stands with the next.
    ['voices with 10 posts or more', 5, 108, 5],
  ]);
  expect(rows.some((row) => /voice \d/.test(String(row.voice)))).toBe(false);
});

it('joins a quiet band that is too small with the next, and keeps the others apart', async () => {
  const store = await temporaryStore();
  const people = (name: string, count: number, times: number) =>
    Array.from({ length: count }, (_, index) => said(`${name}${index}`, times)).flat();
  await seedConversation(store, [...people('a', 1, 1), ...people('b', 3, 2), ...people('c', 3, 6)], []);
  expect(bandsOf(await rowsOf(voices, store, { fewest: 3 }))).toEqual([
    ['voices with 1 to 4 posts', 4, 7, 4],
    ['voices with 5 to 9 posts', 3, 18, 3],
  ]);
  const few = await temporaryStore();
  await seedConversation(few, [...people('a', 1, 1), ...people('b', 1, 60)], []);
  expect(bandsOf(await rowsOf(voices, few, { fewest: 3 }))).toEqual([
    ['voices with one post or more', null, null, null],
  ]);
});

it('has voices that the pipeline has not numbered yet, without a number', async () => {
  const store = await temporaryStore();
  await seedConversation(store, said('ann', 1), []);
  await store.run('UPDATE voices SET number = NULL');
  expect(await rowsOf(voices, store)).toMatchObject([{ voice: 'voice not numbered yet', posts: 1 }]);
});
