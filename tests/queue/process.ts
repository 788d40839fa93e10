/**
 * A process that works on the embedded queue of a folder, for tests that kill it.
 * `drain`: prints the key of each job it does. `hold`: takes one job, prints its key, and tries to finish it when told
 * to. `poison`: dies of the job called poison, and does the others.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { embeddedQueue } from '../../src/queue/embedded.js';
import type { Job } from '../../src/queue/queue.js';
import { drain } from '../../src/queue/worker.js';
import { openStore } from '../../src/store/store.js';

const [folder, what, leaseMs] = process.argv.slice(2) as [string, string, string];
const store = await openStore('sqlite', folder, new Date().toISOString());
const world = { now: Date.now, random: Math.random, sleep: (milliseconds: number) => delay(milliseconds) };
const queue = embeddedQueue(store, 'crawl', { attempts: 3, backoffMs: 10, leaseMs: Number(leaseMs) }, world);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const options = { concurrency: what === 'drain' ? 4 : 1, heartbeatMs: 10_000, patienceMs: 0 };

async function crawl({ key }: Job): Promise<void> {
  if (what === 'poison' && key === 'poison') process.kill(process.pid, 'SIGKILL');
  console.log(key);
}

console.log('ready');
await lines.next();
if (what === 'hold') {
  const job = (await queue.take())!;
  console.log(job.key);
  await lines.next();
  console.log(String(await queue.done(job)));
} else {
  console.log(JSON.stringify(await drain(queue, crawl, options, world)));
}
await store.close();
process.exit(0);
