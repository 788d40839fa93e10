import { expect, it } from 'vitest';
import { requestLog } from '../../src/crawl/request-log.js';
import {
  addRequests,
  forgetOldRequests,
  knownBefore,
  latestLoggedRun,
  type RequestRecord,
  requestsOf,
} from '../../src/store/requests.js';
import { startRun } from '../../src/store/runs.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';

const AT = new Date(TEST_NOW).toISOString();

const record = (startedAt: number, more: Partial<RequestRecord> = {}): RequestRecord => ({
  ...{ hostGroup: 'a.example', budget: 'a.example', url: 'https://a.example/', urlKey: 'k', userAgent: 'Discover/1' },
  ...{ heldBack: null, robotsAsked: true, startedAt, endedAt: startedAt + 5, status: 200, slug: null, bytes: 10 },
  ...{ isConditional: false, gaveValidators: true, waitUntil: null },
  ...more,
});

async function collected<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

it('keeps what it was told, in the order in which requests began, under the latest run', async () => {
  const store = await temporaryStore();
  await startRun(store, 'process', {}, AT);
  const run = await startRun(store, 'crawl', {}, AT);
  const log = requestLog(store, null, testEffects().log);
  const records = Array.from({ length: 1_001 }, (_, index) => record(TEST_NOW + 1_000 - index));
  for (const one of records) log.add(one);
  await log.close();
  expect(await collected(requestsOf(store, run))).toEqual(records.reverse());
  expect(await latestLoggedRun(store)).toEqual({ id: run, command: 'crawl', startedAt: AT, finishedAt: null });
});

it('never stands in the way of a crawl: what cannot be written is missing, and that is said', async () => {
  const store = await temporaryStore();
  const effects = testEffects();
  const log = requestLog(store, 1, effects.log);
  await store.script('ALTER TABLE requests RENAME TO elsewhere');
  log.add(record(TEST_NOW));
  await log.close();
  expect(effects.lines).toMatchObject([
    expect.stringMatching(/^warning: The log of this run lacks 1 of its requests: .*no such table/),
  ]);
});

it('is kept for seven runs that asked somebody', async () => {
  const store = await temporaryStore();
  const crawls: number[] = [];
  for (let night = 0; night < 9; night += 1) {
    crawls.push(await startRun(store, 'crawl', {}, AT));
    await forgetOldRequests(store);
    await addRequests(store, null, [record(TEST_NOW + night)]);
    await startRun(store, 'process', {}, AT);
  }
  const kept = await store.all<{ id: number }>('SELECT DISTINCT run_id AS id FROM requests ORDER BY run_id');
  expect(kept.map(({ id }) => id)).toEqual(crawls.slice(-7));
});

it('knows from earlier runs what is still to be heeded', async () => {
  const store = await temporaryStore();
  await addRequests(store, 1, [
    record(1, { waitUntil: 500 }),
    record(2, { waitUntil: 300 }),
    record(3, { urlKey: 'without', gaveValidators: false }),
  ]);
  await addRequests(store, 2, [record(600, { urlKey: 'later', budget: 'b.example', waitUntil: 900 })]);
  expect(await knownBefore(store, 2)).toEqual({ waits: new Map([['a.example', 500]]), validators: new Set(['k']) });
});
