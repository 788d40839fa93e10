/** The ledger, the completeness and the removals, on both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCompleteness, recordCoverage } from '../../src/store/coverage.js';
import { capAccount, readSpending, reserve, settle, spentSince, type Wish } from '../../src/store/ledger.js';
import { beginCheck, finishCheck, openCheck, postsToCheck, readFreshness } from '../../src/store/removal.js';
import { appointments, recordRest, registerSource, stoppedForMoney } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { seed, temporaryStore, testStore, tweet } from '../support/project.js';

const AT = '2026-03-31T23:00:00.000Z';
const PRICES = { postMicros: 5_000, userMicros: 10_000 };
const LIMITS = { nightlyMicros: 1_000_000, monthlyMicros: 2_000_000 };
const WISH: Wish = { account: 'T', source: 'x', endpoint: 'search', itemMicros: 15_000, most: 100, least: 10 };

function itIsALedger(open: () => Promise<Database>) {
  it('reserves what fits, counts what is open as spent, and settles once', async () => {
    const store = await open();
    const first = await reserve(store, WISH, LIMITS, AT);
    expect(first).toMatchObject({ items: 66 });
    const second = await reserve(store, WISH, LIMITS, AT);
    expect(second).toEqual({ refused: 'nightly', until: '2026-04-01T00:00:00.000Z', leftMicros: 10_000 });
    const { id } = first as { id: number };
    const came = { posts: ['1', '2', '2'], users: ['7'], flatMicros: 0 };
    await settle(store, id, came, PRICES, AT);
    await settle(store, id, { posts: [], users: [], flatMicros: 0 }, PRICES, AT);
    const { dayMicros, monthMicros, sources } = await readSpending(store, AT);
    expect([dayMicros, monthMicros]).toEqual([20_000, 20_000]);
    expect(sources).toMatchObject([{ requests: 1, posts: 2, users: 1, micros: 20_000, unsettledMicros: 0 }]);
    expect(await spentSince(store, AT)).toEqual({ requests: 1, posts: 2, users: 1, micros: 20_000 });
    expect(await spentSince(store, '2026-04-01T00:00:00.000Z')).toMatchObject({ requests: 0, micros: 0 });
  });

  it('charges an item once a day for each token, and again on the next day', async () => {
    const store = await open();
    const buy = async (account: string, at: string) => {
      const { id } = (await reserve(store, { ...WISH, account, most: 10 }, LIMITS, at)) as { id: number };
      await settle(store, id, { posts: ['1'], users: [], flatMicros: 0 }, PRICES, at);
    };
    await buy('T', AT);
    await buy('T', AT);
    expect((await readSpending(store, AT)).dayMicros).toBe(5_000);
    await buy('U', AT);
    expect((await readSpending(store, AT)).dayMicros).toBe(10_000);
    await buy('T', '2026-04-01T01:00:00.000Z');
    expect((await readSpending(store, '2026-04-01T01:00:00.000Z')).monthMicros).toBe(5_000);
    // Who was read yesterday is nobody's business today.
    expect(await store.all('SELECT day FROM billed')).toEqual([{ day: '2026-04-01' }]);
  });

  it('refuses everybody with a token whose quota is used up, until it is not', async () => {
    const store = await open();
    await capAccount(store, 'T', '2026-04-01T00:00:00.000Z');
    expect(await reserve(store, WISH, LIMITS, AT)).toMatchObject({ refused: 'capped' });
    expect(await reserve(store, { ...WISH, account: 'U' }, LIMITS, AT)).toHaveProperty('id');
    expect(await reserve(store, WISH, LIMITS, '2026-04-01T00:00:00.000Z')).toHaveProperty('id');
  });

  it('many at once never reserve more than there is', async () => {
    const store = await open();
    const all = await Promise.all(Array.from({ length: 20 }, () => reserve(store, { ...WISH, most: 10 }, LIMITS, AT)));
    expect(all.filter((one) => 'id' in one)).toHaveLength(6);
  });

  it('keeps completeness, and the place of sources that stopped for money', async () => {
    const store = await open();
    await recordCoverage(store, 'x', { counted: 10, collected: 8, missing: null }, AT);
    await recordCoverage(store, 'x', { counted: null, collected: 5, missing: 'a week' }, AT);
    expect(await readCompleteness(store)).toEqual([
      { source: 'x', counted: 10, collected: 13, completeness: 0.8, gaps: [{ at: AT, missing: 'a week' }], lastAt: AT },
    ]);
    await registerSource(store, 'x', 'tweets');
    await recordRest(store, 'x', { slug: 'budget-spent', message: '' }, null);
    expect((await appointments(store)).get('x')!.lastCrawledAt).toBeNull();
    expect(await stoppedForMoney(store)).toEqual(['x']);
  });

  it('U3: removes what is gone and knows what was asked about', async () => {
    const store = await open();
    await seed(store, 'x', [tweet('1', 'ada', 'Late'), tweet('2', 'bob', 'Dark')]);
    await beginCheck(store, 'job', await postsToCheck(store, 'x', 10));
    expect(await openCheck(store)).toBe('job');
    expect(await finishCheck(store, 'job', 'x', [{ externalId: '1', reason: 'deleted' }], AT)).toBe(1);
    expect(await openCheck(store)).toBeNull();
    expect(await readFreshness(store, 'x')).toEqual({ posts: 1, checked: 1, oldestCheck: AT, removed: 1 });
  });
}

describe('on SQLite', () => itIsALedger(() => temporaryStore()));

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  itIsALedger(() => testStore(server.url()));
});
