import { describe, expect, it } from 'vitest';
import type { Database, Params } from '../../src/store/database.js';
import {
  buryJob,
  claimJob,
  countJobs,
  deadJobs,
  extendJob,
  finishJob,
  freeJobs,
  insertJobs,
  jobHolders,
  retryJob,
  soonestJob,
} from '../../src/store/jobs.js';
import { temporaryStore } from '../support/project.js';

const row = (key: string, runAt = 100) => ({ kind: 'crawl', key, payload: '{}', runAt, priority: 0 });
const claim = (store: Database, lease: string, now = 1_000, holder = 'me') =>
  claimJob(store, { kind: 'crawl', lease, holder, now, until: now + 500, beyond: now + 1_000 });

describe('the jobs table', () => {
  it('changes a taken job only for the bearer of its lease', async () => {
    const store = await temporaryStore();
    await insertJobs(store, [row('a')]);
    const { id } = (await claim(store, 'lease 1'))!;
    const death = { slug: 'gone', message: '', diedAt: '' };
    expect(await extendJob(store, id, 'lease 2', 9_000)).toBe(false);
    expect(await finishJob(store, id, 'lease 2')).toBe(false);
    expect(await retryJob(store, id, 'lease 2', 0)).toBe(false);
    expect(await buryJob(store, id, 'lease 2', death)).toBe(false);
    expect(await countJobs(store, 'crawl')).toEqual(new Map([['taken', 1]]));
    expect(await soonestJob(store, 'crawl', [])).toBe(1_500);
    expect(await extendJob(store, id, 'lease 1', 9_000)).toBe(true);
    expect(await soonestJob(store, 'crawl', [])).toBe(9_000);
    expect(await retryJob(store, id, 'lease 1', 2_000)).toBe(true);
    expect(await finishJob(store, id, 'lease 1')).toBe(false);
    expect(await soonestJob(store, 'crawl', [])).toBe(2_000);
  });

  it('frees what one holder has, and nothing else', async () => {
    const store = await temporaryStore();
    await insertJobs(store, [row('a'), row('b'), row('c'), row('waiting', 99_000)]);
    await claim(store, '1', 1_000, 'dead');
    await claim(store, '2', 1_000, 'alive');
    await claim(store, '3', 1_000, 'dead');
    expect((await jobHolders(store, 'crawl')).sort()).toEqual(['alive', 'dead']);
    expect(await freeJobs(store, 'crawl', 'dead', 1_100)).toBe(2);
    expect(await claim(store, '4', 1_100)).toMatchObject({ key: 'a', attempts: 2 });
    expect(await claim(store, '5', 1_100)).toMatchObject({ key: 'c', attempts: 2 });
    expect(await claim(store, '6', 1_100)).toBeUndefined();
  });

  it('lists the dead in the order of their deaths, then by name', async () => {
    const store = await temporaryStore();
    await insertJobs(store, [row('c'), row('a'), row('b')]);
    const days: Record<string, string> = { a: '2026-03-02', b: '2026-03-01', c: '2026-03-02' };
    for (const lease of ['1', '2', '3']) {
      const { id, key } = (await claim(store, lease))!;
      await buryJob(store, id, lease, { slug: 'gone', message: key, diedAt: days[key]! });
    }
    expect((await deadJobs(store, 'crawl')).map(({ key }) => key)).toEqual(['b', 'a', 'c']);
  });

  it('is never read from end to end to take, keep or finish a job', async () => {
    const store = await temporaryStore();
    const asked: [string, Params][] = [];
    const recorded = {
      ...{ dialect: store.dialect, transaction: store.transaction.bind(store) },
      get: (sql: string, params: Params = []) => {
        asked.push([sql, params]);
        return store.get(sql, params);
      },
      run: (sql: string, params: Params = []) => {
        asked.push([sql, params]);
        return store.run(sql, params);
      },
      all: (sql: string, params: Params = []) => {
        asked.push([sql, params]);
        return store.all(sql, params);
      },
    } as Database;
    await insertJobs(recorded, [row('a'), row('b')]);
    const { id } = (await claim(recorded, '1'))!;
    await extendJob(recorded, id, '1', 5_000);
    await soonestJob(recorded, 'crawl', ['1']);
    await jobHolders(recorded, 'crawl');
    await freeJobs(recorded, 'crawl', 'nobody', 0);
    await retryJob(recorded, id, '1', 0);
    await finishJob(recorded, id, '1');
    expect(asked).toHaveLength(7);
    for (const [sql, params] of asked) {
      const plan = await store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
      expect(
        plan.map(({ detail }) => detail).filter((line) => /SCAN jobs(?! USING (COVERING )?INDEX)|B-TREE/.test(line)),
        sql,
      ).toEqual([]);
    }
  });
});
