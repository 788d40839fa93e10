import { describe, expect, it } from 'vitest';
import { embeddedQueue } from '../../src/queue/embedded.js';
import type { QueueSettings } from '../../src/queue/queue.js';
import { drain } from '../../src/queue/worker.js';
import { type Child, startChild } from '../support/child.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { type Bench, CALM, itIsAQueue, job } from './conformance.js';

describe('the embedded queue', () => {
  async function bench(): Promise<Bench> {
    const store = await temporaryStore();
    const world = testEffects();
    return { open: async (settings) => embeddedQueue(store, 'crawl', { ...CALM, ...settings }, world), world };
  }

  itIsAQueue(bench);

  it('counts exactly what is new when several put at once', async () => {
    const { open } = await bench();
    const queues = await Promise.all([open(), open(), open()]);
    const jobs = Array.from({ length: 20 }, (_, index) => job(String(index)));
    const added = await Promise.all(queues.map((queue) => queue.put(jobs)));
    expect(added.reduce((sum, count) => sum + count)).toBe(20);
  });

  it('takes an ended lease back while nobody else wants the job', async () => {
    const { open, world } = await bench();
    const queue = await open({ leaseMs: 1_000 });
    await queue.put([job('a')]);
    const taken = (await queue.take())!;
    await world.sleep(5_000);
    expect(await queue.extend(taken)).toBe(true);
    expect(await queue.take()).toBeNull();
    expect(await queue.done(taken)).toBe(true);
  });

  it('leaves the store open when it is closed', async () => {
    const store = await temporaryStore();
    await embeddedQueue(store, 'crawl', CALM, testEffects()).close();
    expect(await store.all('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('between real processes', () => {
  /** A folder with jobs, and a queue on it in this process, in real time. */
  async function project(keys: readonly string[], settings: Partial<QueueSettings> = {}) {
    const folder = await temporaryFolder();
    const world = { now: Date.now, random: Math.random, sleep: async () => {} };
    const queue = embeddedQueue(await temporaryStore(folder), 'crawl', { ...CALM, ...settings }, world);
    await queue.put(keys.map((key) => job(key)));
    return { folder, queue, world };
  }

  async function start(folder: string, what: 'drain' | 'hold' | 'poison', leaseMs = 60_000): Promise<Child> {
    const child = startChild('queue/process.ts', folder, what, String(leaseMs));
    expect(await child.line()).toBe('ready');
    return child;
  }

  async function linesUntilCounts(child: Child): Promise<{ keys: string[]; counts: unknown }> {
    const keys: string[] = [];
    for (;;) {
      const line = await child.line();
      if (line.startsWith('{')) return { keys, counts: JSON.parse(line) };
      keys.push(line);
    }
  }

  it('does no job of 1,000 twice', async () => {
    const all = Array.from({ length: 1_000 }, (_, index) => `job ${index}`);
    const { folder, queue } = await project(all);
    const children = await Promise.all([start(folder, 'drain'), start(folder, 'drain')]);
    for (const child of children) child.say('go');
    const found = await Promise.all(children.map(linesUntilCounts));
    expect(found.flatMap(({ keys }) => keys).sort()).toEqual([...all].sort());
    for (const { keys } of found) expect(keys.length).toBeGreaterThan(0);
    expect(await queue.counts()).toEqual({ waiting: 0, taken: 0, dead: 0 });
  });

  it('gives the job of a killed process to the next at once, though its lease is long', async () => {
    const { folder, queue } = await project(['a']);
    const child = await start(folder, 'hold');
    child.say('go');
    expect(await child.line()).toBe('a');
    expect(await queue.take()).toBeNull();
    child.signal('SIGKILL');
    await child.ended;
    expect(await queue.take()).toMatchObject({ key: 'a', attempt: 2, spent: false });
  });

  it('lets nobody finish a job who slept while another took it', async () => {
    const { folder, queue } = await project(['a']);
    const child = await start(folder, 'hold', 200);
    child.say('go');
    expect(await child.line()).toBe('a');
    child.signal('SIGSTOP');
    const fresh = await eventually(() => queue.take());
    expect(fresh).toMatchObject({ key: 'a', attempt: 2 });
    child.signal('SIGCONT');
    child.say('finish it');
    expect(await child.line()).toBe('false');
    expect(await queue.counts()).toEqual({ waiting: 0, taken: 1, dead: 0 });
    expect(await queue.done(fresh)).toBe(true);
  });

  it('sets a job aside that kills every process, and the rest is done', async () => {
    const { folder, queue, world } = await project(['poison', 'a', 'b'], { attempts: 3 });
    for (let night = 0; night < 3; night += 1) {
      const child = await start(folder, 'poison');
      child.say('go');
      await expect(linesUntilCounts(child)).rejects.toThrow('without another word');
      await child.ended;
    }
    const told: string[] = [];
    const onFailure = (failed: { key: string }, { slug }: { slug: string }) => void told.push(`${failed.key} ${slug}`);
    const options = { concurrency: 1, heartbeatMs: 10_000, patienceMs: 0, onFailure };
    const seen: string[] = [];
    const crawl = async ({ key }: { key: string }) => void seen.push(key);
    expect(await drain(queue, crawl, options, world)).toMatchObject({ failed: 1, waiting: 0 });
    expect(seen).not.toContain('poison');
    expect(told).toEqual(['poison interrupted']);
    expect(await queue.dead()).toMatchObject([{ key: 'poison', attempts: 3, slug: 'interrupted' }]);
  });
});

async function eventually<T>(probe: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const found = await probe();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nothing came');
}
