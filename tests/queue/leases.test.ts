import { expect, it } from 'vitest';
import { LostStoreError } from '../../src/errors.js';
import { embeddedQueue } from '../../src/queue/embedded.js';
import { drain, type Handler } from '../../src/queue/worker.js';
import { temporaryStore, testEffects } from '../support/project.js';
import { CALM, job } from './conformance.js';

const OPTIONS = { concurrency: 8, heartbeatMs: 10_000, patienceMs: 60_000 };

/** A queue of these jobs, in this order, and a clock that moves only when something sleeps. */
async function setUp(keys: readonly string[]) {
  const world = testEffects();
  const queue = embeddedQueue(await temporaryStore(), 'crawl', CALM, world);
  await queue.put(keys.map((key, index) => job(key, { runAt: world.now() - keys.length + index })));
  return { queue, world };
}

it('a job that heeds the stop goes back as it was, with all its tries', async () => {
  const { queue, world } = await setUp(['a']);
  for (let round = 0; round < 5; round += 1) {
    const stop = new AbortController();
    const crawl: Handler = async (taken) => {
      expect(taken.attempt).toBe(1);
      stop.abort(new Error('enough'));
      stop.signal.throwIfAborted();
    };
    const counts = await drain(queue, crawl, { ...OPTIONS, signal: stop.signal }, world);
    expect(counts).toEqual({ done: 0, failed: 0, waiting: 1 });
  }
});

it('a job whose store went away in the middle is tried again, and nobody is blamed', async () => {
  const { queue, world } = await setUp(['a']);
  const told: string[] = [];
  const crawl: Handler = async ({ attempt }) => {
    if (attempt === 1) throw new LostStoreError('The connection broke off.');
  };
  const onFailure = (_: unknown, { slug }: { slug: string }, fate: string) => void told.push(`${slug} ${fate}`);
  expect(await drain(queue, crawl, { ...OPTIONS, onFailure }, world)).toEqual({ done: 1, failed: 0, waiting: 0 });
  expect(told).toEqual(['interrupted waiting']);
});

it('a lease from a clock that was ahead does not keep a job for days (D4)', async () => {
  const { queue, world } = await setUp(['a']);
  world.clock.now += 366 * 86_400_000;
  expect((await queue.take())?.key).toBe('a');
  world.clock.now -= 366 * 86_400_000;
  expect(await queue.take()).toMatchObject({ key: 'a', attempt: 2 });
  expect(await queue.take()).toBeNull();
});
