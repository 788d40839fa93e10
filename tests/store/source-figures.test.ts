import { describe, expect, it } from 'vitest';
import { movedFeeds } from '../../src/crawl/health.js';
import { bandOf, type SourceFigures, sourceFigures } from '../../src/store/source-figures.js';
import { hasFallen, type STATES, stateOf } from '../../src/store/source-state.js';
import { registerSource } from '../../src/store/sources.js';
import { seed, TEST_NOW, temporaryStore, tweet } from '../support/project.js';

const DAY = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();

describe('what is usual for a source', () => {
  it('is the 10th, 50th and 90th percentile of its weeks, where there are enough of them', () => {
    expect(bandOf([1, 2, 3])).toBeNull();
    expect(bandOf([4, 4, 4, 4])).toEqual({ low: 4, typical: 4, high: 4 });
    const weeks = bandOf([10, 0, 9, 1, 8, 2, 7, 3, 6, 4, 5])!;
    expect([weeks.low, weeks.typical, weeks.high]).toEqual([1, 5, 9]);
  });

  it('is not moved by one wild week', () => {
    const calm = bandOf(Array(11).fill(10))!;
    expect(bandOf([...Array(10).fill(10), 5_000])).toEqual(calm);
  });

  it('has fallen when a week brings a fifth of it, but not where a few posts come and go', () => {
    const busy = bandOf([20, 22, 18, 25, 20])!;
    expect([0, 4, 5, 20].map((posts) => hasFallen(posts, busy))).toEqual([true, true, false, false]);
    expect(hasFallen(0, bandOf([3, 2, 4, 3]))).toBe(false);
    expect(hasFallen(0, bandOf([20, 0, 22, 0, 25, 0, 20]))).toBe(false);
    expect(hasFallen(0, null)).toBe(false);
  });
});

describe('the figures of sources', () => {
  it('count posts by week of seven days back from today, over the weeks a source has lived', async () => {
    const store = await temporaryStore();
    const at = (id: string, days: number) => tweet(id, 'ann', `post ${id}`, { createdAt: iso(TEST_NOW - days * DAY) });
    const posts = [at('1', 0), at('2', 6), at('3', 7), at('4', 13), at('5', 13), at('6', 34), at('7', 400)];
    await seed(store, 'old', posts);
    await seed(store, 'young', [at('8', 0), at('9', 20)]);
    await registerSource(store, 'empty', 'blogs');
    const figures = await sourceFigures(store, TEST_NOW);
    expect(figures.map(({ name, posts, lastWeek, weeks }) => ({ name, posts, lastWeek, weeks }))).toEqual([
      { name: 'empty', posts: 0, lastWeek: 0, weeks: [] },
      { name: 'old', posts: 7, lastWeek: 2, weeks: [3, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
      { name: 'young', posts: 2, lastWeek: 1, weeks: [0] },
    ]);
    expect(figures[1]!.expected).toMatchObject({ low: 0, typical: 0 });
    expect(figures[2]).toMatchObject({ expected: null, newestPost: iso(TEST_NOW) });
  });

  it('take a post dated ahead for as new as the day it was collected', async () => {
    const store = await temporaryStore();
    await seed(store, 'ahead', [tweet('1', 'ann', 'soon', { createdAt: iso(TEST_NOW + 900 * DAY) })]);
    expect(await sourceFigures(store, TEST_NOW)).toMatchObject([{ newestPost: iso(TEST_NOW), lastWeek: 1 }]);
  });
});

describe('the state of a source', () => {
  const well: SourceFigures = {
    ...{ name: 'a', crawler: 'blogs', cursor: null, failures: 0, posts: 9, lastWeek: 9, weeks: [], expected: null },
    ...{ lastCrawledAt: iso(TEST_NOW), lastOkAt: iso(TEST_NOW), newestPost: iso(TEST_NOW - DAY) },
    ...{ lastSlug: null, lastMessage: null, errorNights: 0, dueAt: iso(TEST_NOW + DAY) },
  };

  it.each<[keyof typeof STATES, Partial<SourceFigures>]>([
    ['ok', {}],
    ['not-due', { dueAt: iso(TEST_NOW + 3 * DAY) }],
    ['quiet', { lastWeek: 1, expected: { low: 8, typical: 10, high: 12 } }],
    ['silent', { newestPost: iso(TEST_NOW - 31 * DAY) }],
    ['silent', { newestPost: null, posts: 0 }],
    ['waiting', { lastCrawledAt: null, lastOkAt: null }],
    ['waiting', { lastSlug: 'rate-limited', errorNights: 1 }],
    ['failing', { lastSlug: 'not-found', errorNights: 9 }],
    ['failing', { lastSlug: 'gone', errorNights: 2 }],
    ['gone', { lastSlug: 'gone', errorNights: 3 }],
    ['blocked', { lastSlug: 'blocked', errorNights: 1 }],
    ['blocked', { lastSlug: 'rate-limited', errorNights: 3 }],
  ])('%s: %j', (state, more) => {
    expect(stateOf({ ...well, ...more }, TEST_NOW, 30)).toBe(state);
  });

  it('C12: tells which feeds have moved for good', () => {
    const memory = (nights: number) => ({ fingerprint: 'f', moved: { to: 'https://new.example/', nights, at: 0 } });
    const cursor = { feeds: { 'https://a.example/': memory(6), 'https://b.example/': memory(7) } };
    expect(movedFeeds({ cursor })).toEqual([{ from: 'https://b.example/', to: 'https://new.example/' }]);
    expect(movedFeeds({ cursor: null })).toEqual([]);
    expect(movedFeeds({ cursor: { since_id: '7' } })).toEqual([]);
  });
});
