/** How many jobs a second go through each queue: put, taken, done, by one process that has nothing else to do. */
import { performance } from 'node:perf_hooks';
import { realEffects } from '../src/effects.js';
import { openQueues } from '../src/queue/open.js';
import type { Queue } from '../src/queue/queue.js';
import { drain } from '../src/queue/worker.js';
import { openStore, SQLITE } from '../src/store/store.js';
import { redisMissing, startRedis } from '../tests/support/redis.js';
import { inTemporaryFolder } from './child.js';

const JOBS = 5_000;
const SETTINGS = { attempts: 3, backoffMs: 2_000, leaseMs: 30_000 };
const DRAIN = { concurrency: 8, heartbeatMs: 10_000, patienceMs: 0 };

export interface QueueRate {
  queue: string;
  jobs: number;
  /** Jobs a second. */
  put: number;
  worked: number;
}

/** Prints and returns the rates of both queues. */
export async function benchJobs(): Promise<QueueRate[]> {
  console.log(`Queue: ${JOBS.toLocaleString('en-GB')} empty jobs, jobs a second`);
  const effects = realEffects({ info: () => undefined, warn: () => undefined });
  const rates: QueueRate[] = [];
  await inTemporaryFolder(async (folder) => {
    const store = await openStore(SQLITE, folder, new Date().toISOString());
    const open = async (url: string) => {
      const [queue] = await openQueues(url, ['crawl'], { store, prefix: 'bench' }, SETTINGS, effects);
      return queue!;
    };
    rates.push(await measure('embedded (SQLite)', await open('embedded'), effects));
    if (redisMissing === null) {
      const redis = await startRedis();
      rates.push(await measure('BullMQ on Redis', await open(redis.url), effects));
      await redis.crash();
    }
    await store.close();
  });
  for (const { queue, put, worked } of rates) {
    console.log(`  ${queue.padEnd(20)} put ${whole(put)}, taken and done ${whole(worked)}`);
  }
  if (redisMissing !== null) console.log(`  ${redisMissing}`);
  return rates;
}

async function measure(name: string, queue: Queue, effects: ReturnType<typeof realEffects>): Promise<QueueRate> {
  const keys = Array.from({ length: JOBS }, (_, index) => `source ${index}`);
  const begun = performance.now();
  await queue.put(keys.map((key) => ({ key, payload: { source: key } })));
  const put = performance.now();
  const { done } = await drain(queue, async () => {}, DRAIN, effects);
  const worked = performance.now();
  await queue.close();
  if (done !== JOBS) throw new Error(`${name} did ${done} of ${JOBS} jobs`);
  return { queue: name, jobs: JOBS, put: JOBS / ((put - begun) / 1000), worked: JOBS / ((worked - put) / 1000) };
}

function whole(rate: number): string {
  return Math.round(rate).toLocaleString('en-GB').padStart(7);
}
