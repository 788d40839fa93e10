/** Whether a queue that has done a million jobs is larger than one that has done fifty thousand (promise B7). */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { realEffects } from '../src/effects.js';
import { openQueues } from '../src/queue/open.js';
import type { Queue } from '../src/queue/queue.js';
import { drain } from '../src/queue/worker.js';
import { openStore, SQLITE } from '../src/store/store.js';
import { redisMissing, startRedis } from '../tests/support/redis.js';
import { inTemporaryFolder } from './child.js';

const ROUNDS = 20;
const JOBS_A_ROUND = 50_000;
const SETTINGS = { attempts: 3, backoffMs: 2_000, leaseMs: 30_000 };
const DRAIN = { concurrency: 8, heartbeatMs: 10_000, patienceMs: 0 };
const MEGABYTE = 1_048_576;

export interface Growth {
  queue: string;
  jobs: number;
  /** Bytes when the first round was done, and when all were. */
  first: number;
  last: number;
}

/** Prints and returns the size of each queue, empty again after one round and after all. */
export async function benchGrowth(): Promise<Growth[]> {
  const jobs = ROUNDS * JOBS_A_ROUND;
  console.log(
    `Growth: ${jobs.toLocaleString('en-GB')} empty jobs in rounds of ${JOBS_A_ROUND.toLocaleString('en-GB')}`,
  );
  const effects = realEffects({ info: () => undefined, warn: () => undefined });
  const found: Growth[] = [];
  await inTemporaryFolder(async (folder) => {
    const store = await openStore(SQLITE, folder, new Date().toISOString());
    const open = async (url: string) => {
      const [queue] = await openQueues(url, ['crawl'], { store, prefix: 'bench' }, SETTINGS, effects);
      return queue!;
    };
    const sizeOfStore = async () => {
      await store.script('PRAGMA wal_checkpoint(TRUNCATE)');
      return (await stat(join(folder, 'discover.db'))).size;
    };
    found.push(await grow('embedded (SQLite)', await open('embedded'), sizeOfStore));
    if (redisMissing === null) {
      const redis = await startRedis();
      const asking = new Redis(redis.url);
      const sizeOfRedis = async () => Number(/used_memory:(\d+)/.exec(await asking.info('memory'))![1]);
      found.push(await grow('BullMQ on Redis', await open(redis.url), sizeOfRedis));
      asking.disconnect();
      await redis.crash();
    }
    await store.close();
  });
  for (const { queue, first, last } of found) {
    console.log(
      `  ${queue.padEnd(20)} ${(first / MEGABYTE).toFixed(1)} MB after the first round, ${(last / MEGABYTE).toFixed(1)} MB after the last`,
    );
  }
  if (redisMissing !== null) console.log(`  ${redisMissing}`);
  return found;

  async function grow(name: string, queue: Queue, size: () => Promise<number>): Promise<Growth> {
    const sizes: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const keys = Array.from({ length: JOBS_A_ROUND }, (_, index) => `source ${round} ${index}`);
      await queue.put(keys.map((key) => ({ key, payload: { source: key } })));
      const { done } = await drain(queue, async () => {}, DRAIN, effects);
      if (done !== JOBS_A_ROUND) throw new Error(`${name} did ${done} of ${JOBS_A_ROUND} jobs in round ${round + 1}`);
      sizes.push(await size());
    }
    await queue.close();
    return { queue: name, jobs, first: sizes[0]!, last: sizes.at(-1)! };
  }
}
