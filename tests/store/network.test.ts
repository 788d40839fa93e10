import { describe, expect, test } from 'vitest';
import { project } from '../../src/map/projection.js';
import {
  conversations,
  earlier,
  later,
  mapPlaces,
  mapThemes,
  mapVoices,
  mentionRows,
  presences,
  topics,
} from '../../src/store/network.js';
import type { Database } from '../../src/store/store.js';
import { addTheme, clean, FORUM, seedConversation } from '../map/samples.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** Relations between voices as `source > target xWeight`. */
async function replies(store: Database): Promise<string[]> {
  const names = new Map((await mapVoices(store)).map((voice) => [voice.id, voice.handle]));
  const rows = await conversations(store, 'replies');
  return rows.map(({ source, target, weight }) => `${names.get(source)} > ${names.get(target)} x${weight}`).sort();
}

describe('nodes', () => {
  test('voices come with their number and their posts; those without a number wait', async () => {
    const store = await temporaryStore();
    await seedConversation(store);
    await seed(store, 'tweets', [tweet('99', 'newcomer', 'not cleaned yet')]);
    const voices = await mapVoices(store);
    expect(voices.map(({ number, handle, posts }) => [number, handle, posts])).toEqual([
      [1, 'ada', 3],
      [2, 'bob', 2],
      [3, 'cyrus', 3],
      [4, 'trust', 2],
    ]);
  });

  test('places by name with their posts', async () => {
    const store = await temporaryStore();
    await seedConversation(store);
    expect((await mapPlaces(store)).map(({ name, posts }) => [name, posts])).toEqual([
      ['#NHSCitizen', 7],
      ['Ear to the Ground', 1],
      ['Hearing Forum', 2],
    ]);
  });

  test('live themes, each post under its strongest; the smaller id wins a tie', async () => {
    const store = await temporaryStore();
    await seedConversation(store);
    await addTheme(store, 'theme-4', 'discharge');
    await seed(store, 'tweets', [tweet('8', 'ada', 'both')]);
    await clean(store, {
      8: {
        themes: [
          ['theme-4', 0.5],
          ['theme-2', 0.5],
        ],
      },
    });
    expect((await mapThemes(store)).map(({ id, posts }) => [id, posts])).toEqual([
      ['theme-1', 1],
      ['theme-2', 3],
      ['theme-4', 0],
    ]);
  });
});

describe('the post that a reply means', () => {
  const cases = [
    { name: 'its id in the same source', inReplyTo: 'a1', target: {}, found: ['b > a x1'] },
    {
      name: 'its address, from another source',
      inReplyTo: 'https://x.com/a/status/a1',
      other: true,
      found: ['b > a x1'],
    },
    {
      name: 'its canonical address',
      inReplyTo: 'https://x.com/canonical',
      canonical: 'https://x.com/canonical',
      other: true,
      found: ['b > a x1'],
    },
    { name: 'its id in another source of the same platform', inReplyTo: 'a1', other: true, found: ['b > a x1'] },
    {
      name: 'not an id of another platform',
      inReplyTo: 'a1',
      other: true,
      target: { platform: 'forum.example.org' },
      found: [],
    },
    {
      name: 'not an id in another source without addresses',
      inReplyTo: 'a1',
      other: true,
      target: { url: null },
      found: [],
    },
    { name: 'nothing when nobody knows it', inReplyTo: 'zzz', found: [] },
  ];
  test.each(cases)('$name', async ({ inReplyTo, target, other, canonical, found }) => {
    const store = await temporaryStore();
    await seed(store, 'one', [tweet('a1', 'a', 'first', target ?? {})]);
    await seed(store, other ? 'two' : 'one', [tweet('b1', 'b', 'second', { inReplyTo })]);
    await clean(store, canonical === undefined ? {} : { a1: { canonicalUrl: canonical } });
    expect(await replies(store)).toEqual(found);
  });

  test('is the one of its own source when two sources give out the same ids', async () => {
    const store = await temporaryStore();
    await seed(store, 'one', [tweet('1', 'wrong', 'x')]);
    await seed(store, 'two', [tweet('1', 'right', 'x'), tweet('2', 'b', 'y', { inReplyTo: '1' })]);
    await clean(store);
    expect(await replies(store)).toEqual(['b > right x1']);
  });

  test('counts once although two sources have it', async () => {
    const store = await temporaryStore();
    const url = 'https://x.com/a/status/1';
    await seed(store, 'one', [tweet('1', 'a', 'x', { url })]);
    await seed(store, 'two', [tweet('1', 'a', 'x', { url })]);
    await seed(store, 'three', [tweet('2', 'b', 'y', { inReplyTo: url })]);
    await clean(store);
    expect(await replies(store)).toEqual(['b > a x1']);
  });
});

test('replies are added up per pair, with the dates of the first and the last', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  const rows = (await conversations(store, 'replies')).filter(({ source, target }) => source !== target);
  expect(rows).toEqual([
    {
      ...{ source: 2, target: 1, weight: 2 },
      ...{ firstSeen: '2026-02-02T08:00:00.000Z', lastSeen: '2026-02-05T08:00:00.000Z' },
    },
  ]);
});

test('mentions and links come with the post that made them', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  expect((await all(mentionRows(store))).map(({ source, handles }) => [source, handles])).toEqual([
    [2, ['ada', 'nobody']],
    [2, ['ADA']],
    [3, ['cyrus', 'trust']],
  ]);
});

test('places share the people who post in both, each counted once', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  await seed(store, 'tweets', [
    tweet('20', 'ada', 'again', { place: FORUM, createdAt: null }),
    tweet('21', 'ada', 'elsewhere', { place: FORUM, platform: 'forum.example.org' }),
  ]);
  const places = new Map((await mapPlaces(store)).map((place) => [place.id, place.name]));
  const memberships = (await presences(store)).map((row) => ({ ...row, shared: row.voice, member: row.place }));
  const rows = project(memberships).ties.map(({ source, target, weight, firstSeen }) => [
    [places.get(source), places.get(target)].sort().join(' + '),
    weight,
    firstSeen,
  ]);
  expect(rows.sort()).toEqual([
    ['#NHSCitizen + Ear to the Ground', 1, '2026-03-01T09:00:00.000Z'],
    ['#NHSCitizen + Hearing Forum', 2, '2026-02-01T08:00:00.000Z'],
  ]);
});

test('themes are counted per voice and per place, by the strongest live theme of a post', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  const byVoice = (await topics(store, 'voice')).map(({ source, theme, weight }) => [source, theme, weight]);
  expect(byVoice.sort()).toEqual([
    [1, 'theme-1', 1],
    [2, 'theme-2', 1],
    [4, 'theme-2', 1],
  ]);
  expect((await topics(store, 'place')).map(({ theme }) => theme).sort()).toEqual(['theme-1', 'theme-2', 'theme-2']);
});

test.each([
  ['2026-01-01', '2026-01-02', '2026-01-01', '2026-01-02'],
  [null, '2026-01-02', '2026-01-02', '2026-01-02'],
  ['2026-01-01', null, '2026-01-01', '2026-01-01'],
  [null, null, null, null],
])('of %s and %s the earlier is %s, the later %s', (one, other, first, last) => {
  expect(earlier(one, other)).toBe(first);
  expect(earlier(other, one)).toBe(first);
  expect(later(one, other)).toBe(last);
  expect(later(other, one)).toBe(last);
});
