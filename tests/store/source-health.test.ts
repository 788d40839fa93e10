import { describe, expect, it } from 'vitest';
import { expectedBand, readPaces } from '../../src/store/source-health.js';
import type { Database } from '../../src/store/store.js';
import { seed, TEST_NOW, temporaryStore, tweet } from '../support/project.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(TEST_NOW - days * DAY_MS).toISOString();

/** Posts so many days before now. */
async function saying(store: Database, source: string, days: readonly (number | null)[]): Promise<void> {
  await seed(
    store,
    source,
    days.map((ago, index) =>
      tweet(`${source}-${index}`, 'ann', 'words', { createdAt: ago === null ? null : daysAgo(ago) }),
    ),
  );
}

describe('what is usual', () => {
  it('is the 10th to the 90th percentile, once there are four weeks', () => {
    expect(expectedBand([])).toBeNull();
    expect(expectedBand([3, 3, 3])).toBeNull();
    expect(expectedBand([4, 1, 3, 2])).toEqual({ low: 1, high: 4 });
    expect(expectedBand([0, 0, 0, 0])).toEqual({ low: 0, high: 0 });
    expect(expectedBand([0, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 90])).toEqual({ low: 2, high: 4 });
    const weeks = [5, 1, 4, 2];
    expectedBand(weeks);
    expect(weeks).toEqual([5, 1, 4, 2]);
  });
});

describe('the pace of a source', () => {
  it('counts this week apart from the twelve before; later and undated posts do not count', async () => {
    const store = await temporaryStore();
    // Every Monday of a year, three times last week and once tomorrow.
    const mondays = Array.from({ length: 52 }, (_, week) => 7 * (week + 1));
    await saying(store, 'weekly', [...mondays, 0, 1, 6, -1, null]);
    expect(await readPaces(store, TEST_NOW)).toEqual([{ source: 'weekly', week: 3, usual: { low: 1, high: 1 } }]);
  });

  it('knows nothing of the weeks before the oldest post, nor of the one it is in', async () => {
    const store = await temporaryStore();
    await saying(
      store,
      'daily',
      Array.from({ length: 35 }, (_, day) => day),
    );
    await saying(
      store,
      'fresh',
      Array.from({ length: 34 }, (_, day) => day),
    );
    expect(await readPaces(store, TEST_NOW)).toEqual([
      { source: 'daily', week: 7, usual: { low: 7, high: 7 } },
      { source: 'fresh', week: 7, usual: null },
    ]);
  });

  it('a silent source is 0 where it used to speak; one without dates has none', async () => {
    const store = await temporaryStore();
    await saying(store, 'silent', [100, 99, 21, 20, 14]);
    await saying(store, 'undated', [null, null]);
    expect(await readPaces(store, TEST_NOW)).toEqual([{ source: 'silent', week: 0, usual: { low: 0, high: 1 } }]);
  });
});
