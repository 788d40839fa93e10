import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Log } from '../../src/effects.js';
import { UserError } from '../../src/errors.js';
import { openQueues } from '../../src/queue/open.js';
import type { Queue, QueueSettings } from '../../src/queue/queue.js';
import { drain } from '../../src/queue/worker.js';
import { temporaryStore } from '../support/project.js';
import { deafProxy, freePort, type RedisServer, redisMissing, startRedis } from '../support/redis.js';
import { type Bench, CALM, itIsAQueue, job } from './conformance.js';

if (redisMissing !== null) console.warn(redisMissing);

/** Redis keeps its own time, so these tests take place in ours. */
const REAL_TIME = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds: number, signal?: AbortSignal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};

describe.skipIf(redisMissing !== null)('the queue on Redis', () => {
  let redis: RedisServer;
  let benches = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.crash());

  async function open(url: string, prefix: string, settings: Partial<QueueSettings> = {}): Promise<OpenedQueue> {
    const lines: string[] = [];
    const log: Log = { info: (line) => void lines.push(line), warn: (line) => void lines.push(`warning: ${line}`) };
    const store = await temporaryStore();
    const home = { store, prefix };
    const [queue] = await openQueues(url, ['crawl'], home, { ...CALM, ...settings }, { ...REAL_TIME, log });
    onTestFinished(() => queue!.close());
    return { queue: queue!, lines };
  }

  async function bench(): Promise<Bench> {
    benches += 1;
    const prefix = `bench${benches}`;
    return { open: async (settings) => (await open(redis.url, prefix, settings)).queue, world: REAL_TIME };
  }

  itIsAQueue(bench);

  it('keeps nothing of a finished job', async () => {
    const { queue } = await open(redis.url, 'growth');
    await queue.put(Array.from({ length: 200 }, (_, index) => job(String(index))));
    expect(redis.cli('keys', 'growth:crawl:job.*').trim().split('\n')).toHaveLength(200);
    await drain(queue, async () => {}, DRAIN, REAL_TIME);
    expect(redis.cli('keys', 'growth:crawl:job.*').trim()).toBe('');
    expect(redis.cli('keys', 'growth:*').trim().split('\n').length).toBeLessThan(10);
  });

  it('is kept apart by its prefix', async () => {
    const [one, other] = [await open(redis.url, 'one'), await open(redis.url, 'other')];
    await one.queue.put([job('a')]);
    expect(await other.queue.take()).toBeNull();
    expect((await one.queue.take())?.key).toBe('a');
  });

  it('goes on by itself when connections are cut under it', async () => {
    // A job taken by a command whose answer was lost comes back when its lease ends.
    const { queue, lines } = await open(redis.url, 'cut', { leaseMs: 300, attempts: 10 });
    await queue.put(Array.from({ length: 30 }, (_, index) => job(String(index))));
    const done = new Set<string>();
    const crawl = async ({ key }: { key: string }) => {
      if (key === '5' || key === '20') redis.cli('client', 'kill', 'type', 'normal');
      done.add(key);
    };
    expect(await drain(queue, crawl, { ...DRAIN, concurrency: 2, heartbeatMs: 100 }, REAL_TIME)).toMatchObject({
      failed: 0,
    });
    expect(done.size).toBe(30);
    expect(lines.filter((line) => line.includes('is gone'))).not.toEqual([]);
  });

  it('outlives a Redis that dies and comes back empty, and is filled again by the next put', async () => {
    const mortal = await startRedis();
    onTestFinished(() => mortal.crash());
    const { queue, lines } = await open(mortal.url, 'mortal');
    const jobs = Array.from({ length: 10 }, (_, index) => job(String(index)));
    await queue.put(jobs);
    const done = new Set<string>();
    const crawl = async ({ key }: { key: string }) => {
      if (key === '3' && !done.has('3')) {
        await mortal.crash();
        setTimeout(() => void mortal.start(), 300);
      }
      done.add(key);
    };
    const first = await drain(queue, crawl, { ...DRAIN, concurrency: 1 }, REAL_TIME);
    expect(first).toEqual({ done: 3, failed: 0, waiting: 0 });
    expect(await queue.put(jobs)).toBe(10);
    expect(await drain(queue, crawl, DRAIN, REAL_TIME)).toEqual({ done: 10, failed: 0, waiting: 0 });
    expect(done.size).toBe(10);
    expect(lines.at(-1)).toContain('is back');
  });

  it('makes its connection anew when the network has swallowed the old one', async () => {
    const proxy = await deafProxy(redis.url);
    onTestFinished(() => proxy.close());
    const { queue, lines } = await open(proxy.url, 'deaf', { leaseMs: 2_000 });
    await queue.put([job('a')]);
    proxy.swallow();
    expect((await queue.counts()).waiting).toBe(1);
    expect(lines.at(-1)).toContain('is back');
  });

  it('can be closed while Redis is away', async () => {
    const mortal = await startRedis();
    const { queue } = await open(mortal.url, 'away');
    await mortal.crash();
    await queue.close();
  });

  describe('refuses', () => {
    const refusal = async (url: string): Promise<UserError> => {
      const error = await open(url, 'refused').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      return error as UserError;
    };

    it('a Redis that throws data away when it is full, with the command that mends it', async () => {
      const careless = await startRedis('--maxmemory-policy', 'allkeys-lru');
      onTestFinished(() => careless.crash());
      expect((await refusal(careless.url)).message).toContain('redis-cli config set maxmemory-policy noeviction');
      careless.cli('config', 'set', 'maxmemory-policy', 'noeviction');
      expect(await (await open(careless.url, 'mended')).queue.take()).toBeNull();
    });

    it('an address where nothing answers', async () => {
      const port = await freePort();
      const { message } = await refusal(`redis://discover:s3cret@127.0.0.1:${port}/2`);
      expect(message).toContain(`redis://127.0.0.1:${port}/2`);
      expect(message).toContain('ECONNREFUSED');
    });

    it('a wrong password, without ever showing one', async () => {
      const guarded = await startRedis('--requirepass', 'right-pa55');
      onTestFinished(() => guarded.crash());
      const wrong = await refusal(guarded.url.replace('//', '//:wrong-pa55@'));
      const none = await refusal(guarded.url);
      expect(wrong.message).toContain('WRONGPASS');
      expect(none.message).toContain('NOAUTH');
      for (const error of [wrong, none]) {
        expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('pa55');
        expect(error.cause).toBeUndefined();
      }
      const right = await open(guarded.url.replace('//', '//:right-pa55@'), 'guarded');
      expect(await right.queue.put([job('a')])).toBe(1);
      expect(right.lines.join()).not.toContain('pa55');
    });

    it('an address that is none', async () => {
      expect((await refusal('redis://:pa55@[nonsense')).message).not.toContain('pa55');
    });
  });

  it('warns of a Redis that forgets in a crash', async () => {
    const { lines } = await open(redis.url, 'forgetful');
    expect(lines).toEqual([expect.stringContaining('redis-cli config set appendonly yes')]);
  });
});

interface OpenedQueue {
  queue: Queue;
  lines: string[];
}

const DRAIN = { concurrency: 4, heartbeatMs: 20_000, patienceMs: 2_000 };
