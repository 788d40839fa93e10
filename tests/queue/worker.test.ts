import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SourceError } from '../../src/errors.js';
import { embeddedQueue } from '../../src/queue/embedded.js';
import type { Job, JobFailure, Queue, QueueSettings } from '../../src/queue/queue.js';
import { type DrainOptions, drain } from '../../src/queue/worker.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { CALM, job } from './conformance.js';

const OPTIONS: DrainOptions = { concurrency: 1, heartbeatMs: 10_000, patienceMs: 60_000 };

/** Two queues on the same jobs, and a clock that moves only when something sleeps. */
async function setUp(keys: readonly string[], settings: Partial<QueueSettings> = {}) {
  const store = await temporaryStore();
  const world = testEffects();
  const queue = embeddedQueue(store, 'crawl', { ...CALM, ...settings }, world);
  const other = embeddedQueue(store, 'crawl', { ...CALM, ...settings }, world);
  await queue.put(keys.map((key) => job(key)));
  return { queue, other, world };
}

/** A promise and the word that keeps it. */
function promise<T>() {
  let resolve: (value: T) => void = () => {};
  const kept = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { kept, resolve };
}

/** A handler that waits in the middle of its job until the test lets it go on. */
function gate() {
  const entered = promise<AbortSignal>();
  const open = promise<void>();
  const handler = async (_job: Job, signal: AbortSignal) => {
    entered.resolve(signal);
    await open.kept;
  };
  return { handler, entered: entered.kept, open: () => open.resolve() };
}

/** Lets everything happen that needs no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a job whose worker died', () => {
  it('is done alone the last time: after those in hand, and before any other', async () => {
    const { queue, other, world } = await setUp(['a', 'suspect', 'b', 'c'], { leaseMs: 1_000, attempts: 2 });
    const first = (await other.take())!;
    const left = (await other.take())!;
    expect([first.key, left.key]).toEqual(['a', 'suspect']);
    await other.release(first);
    await world.sleep(2_000);
    const running = new Set<string>();
    const beside: Record<string, string[]> = {};
    const crawl = async ({ key }: Job) => {
      running.add(key);
      for (const one of running) beside[one] = [...(beside[one] ?? []), ...running];
      await settle();
      await settle();
      running.delete(key);
    };
    expect(await drain(queue, crawl, { ...OPTIONS, concurrency: 3 }, world)).toMatchObject({ done: 4, waiting: 0 });
    expect(beside.suspect).toEqual(['suspect']);
    expect(new Set(beside.a)).not.toContain('suspect');
    expect(beside.b).toContain('c');
  });
});

describe('concurrency', () => {
  it.each([1, 3, 8])('runs up to %i at once, and as many as that', async (concurrency) => {
    const { queue, world } = await setUp(Array.from({ length: 20 }, (_, index) => String(index)));
    let running = 0;
    let most = 0;
    const crawl = async () => {
      running += 1;
      most = Math.max(most, running);
      await settle();
      running -= 1;
    };
    expect(await drain(queue, crawl, { ...OPTIONS, concurrency }, world)).toEqual({
      ...{ done: 20, failed: 0, waiting: 0 },
    });
    expect(most).toBe(concurrency);
    expect(world.now()).toBe(TEST_NOW);
  });

  it('fills a free hand with a retry that comes due while a long job runs', async () => {
    const { queue, world } = await setUp(['long', 'flaky']);
    const { handler, open } = gate();
    const crawl = async (taken: Job, signal: AbortSignal) => {
      if (taken.key === 'long') return handler(taken, signal);
      if (taken.attempt === 1) throw new SourceError('timeout', 'slow', { retryable: true });
      open();
    };
    const counts = await drain(queue, crawl, { ...OPTIONS, concurrency: 2 }, world);
    expect(counts).toEqual({ done: 2, failed: 0, waiting: 0 });
  });
});

describe('what a handler throws', () => {
  const retryAt = TEST_NOW + 30_000;
  it.each([
    {
      thrown: new SourceError('rate-limited', 'status 429', { retryable: true, retryAt }),
      failure: { slug: 'rate-limited', message: 'status 429', retryable: true, retryAt },
      outcome: 'waiting',
    },
    {
      thrown: new SourceError('gone', 'status 410'),
      failure: { slug: 'gone', message: 'status 410', retryable: false, retryAt: undefined },
      outcome: 'dead',
    },
    {
      thrown: new TypeError('x is not a function'),
      failure: { slug: 'bug', message: 'x is not a function', retryable: false },
      outcome: 'dead',
    },
    { thrown: 'a string', failure: { slug: 'bug', message: 'a string', retryable: false }, outcome: 'dead' },
    { thrown: undefined, failure: { slug: 'bug', message: 'undefined', retryable: false }, outcome: 'dead' },
  ])('$failure.slug ($failure.message) is told, and leaves the job $outcome', async ({ thrown, failure, outcome }) => {
    const { queue, world } = await setUp(['bad', 'good']);
    const told: unknown[] = [];
    const crawl = async ({ key }: Job) => {
      if (key === 'bad') throw thrown;
    };
    const onFailure = async ({ key }: Job, why: JobFailure, became: string) => void told.push([key, why, became]);
    const counts = await drain(queue, crawl, { ...OPTIONS, patienceMs: 0, onFailure }, world);
    expect(told).toEqual([['bad', failure, outcome]]);
    const dead = outcome === 'dead';
    expect(counts).toEqual({ done: 1, failed: dead ? 1 : 0, waiting: dead ? 0 : 1 });
    expect(await queue.counts()).toEqual({ waiting: dead ? 0 : 1, taken: 0, dead: dead ? 1 : 0 });
  });

  it('ends only its own job when it is thrown before the first await', async () => {
    const { queue, world } = await setUp(['a', 'b']);
    const crawl = () => {
      throw new Error('at once');
    };
    expect(await drain(queue, crawl, OPTIONS, world)).toEqual({ done: 0, failed: 2, waiting: 0 });
  });
});

describe('patience', () => {
  const flaky = async ({ attempt }: Job) => {
    if (attempt === 1) throw new SourceError('timeout', 'slow', { retryable: true });
  };

  it('waits for a retry that is due in time, exactly as long as needed', async () => {
    const { queue, world } = await setUp(['a'], { backoffMs: 7_000 });
    expect(await drain(queue, flaky, { ...OPTIONS, patienceMs: 7_000 }, world)).toEqual({
      ...{ done: 1, failed: 0, waiting: 0 },
    });
    expect(world.now()).toBe(TEST_NOW + 7_000);
  });

  it('leaves what is due later, without waiting at all', async () => {
    const { queue, world } = await setUp(['a'], { backoffMs: 7_000 });
    expect(await drain(queue, flaky, { ...OPTIONS, patienceMs: 6_999 }, world)).toEqual({
      ...{ done: 0, failed: 0, waiting: 1 },
    });
    expect(world.now()).toBe(TEST_NOW);
  });

  it('waits for what another worker holds, and takes it over when its lease ends', async () => {
    const { queue, other, world } = await setUp(['a', 'b'], { leaseMs: 25_000 });
    await other.take();
    const seen: string[] = [];
    const crawl = async ({ key, attempt }: Job) => void seen.push(`${key} ${attempt}`);
    expect(await drain(queue, crawl, OPTIONS, world)).toEqual({ done: 2, failed: 0, waiting: 0 });
    expect(seen).toEqual(['b 1', 'a 2']);
    expect(world.now()).toBe(TEST_NOW + 25_000);
  });
});

describe('leases', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Time as machines know it: the clock and the timers move together. */
  async function pass(world: { clock: { now: number } }, milliseconds: number): Promise<void> {
    world.clock.now += milliseconds;
    await vi.advanceTimersByTimeAsync(milliseconds);
    await settle();
  }

  it('are kept up for as long as a job runs, and no longer', async () => {
    const { queue, other, world } = await setUp(['a'], { leaseMs: 30_000 });
    const { handler, entered, open } = gate();
    const drained = drain(queue, handler, OPTIONS, world);
    const signal = await entered;
    for (let turn = 0; turn < 20; turn += 1) {
      await pass(world, 10_000);
      expect(await other.take()).toBeNull();
    }
    expect(signal.aborted).toBe(false);
    open();
    expect(await drained).toEqual({ done: 1, failed: 0, waiting: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that are lost abort the handler, and nothing it does counts any more', async () => {
    const { queue, other, world } = await setUp(['a'], { leaseMs: 30_000 });
    const { handler, entered, open } = gate();
    const told: unknown[] = [];
    const onFailure = (...words: unknown[]) => void told.push(words);
    const crawl = async (taken: Job, signal: AbortSignal) => {
      await handler(taken, signal);
      signal.throwIfAborted();
    };
    const drained = drain(queue, crawl, { ...OPTIONS, onFailure, patienceMs: 0 }, world);
    const signal = await entered;
    world.clock.now += 30_000;
    const stolen = (await other.take())!;
    expect(stolen.attempt).toBe(2);
    await pass(world, 10_000);
    expect(signal.aborted).toBe(true);
    open();
    expect(await drained).toEqual({ done: 0, failed: 0, waiting: 1 });
    expect(told).toEqual([]);
    expect(await other.done(stolen)).toBe(true);
  });

  it('that ran out while nothing beat are renewed before more jobs are taken', async () => {
    const { queue, world } = await setUp(['long', 'short'], { leaseMs: 30_000 });
    await queue.put([job('next', { runAt: TEST_NOW + 50_000 })]);
    const { handler, open } = gate();
    const seen: string[] = [];
    const crawl = async (taken: Job, signal: AbortSignal) => {
      seen.push(taken.key);
      if (taken.key === 'long') await handler(taken, signal);
      // The clock runs on, as in a process that was suspended: no timer has fired.
      if (taken.key === 'short') world.clock.now += 100_000;
      if (taken.key === 'next') open();
    };
    const counts = await drain(queue, crawl, { ...OPTIONS, concurrency: 2 }, world);
    expect(counts).toEqual({ done: 3, failed: 0, waiting: 0 });
    expect(seen).toEqual(['long', 'short', 'next']);
  });
});

describe('spent jobs', () => {
  it('are buried unheard, and told', async () => {
    const { queue, other, world } = await setUp(['poison'], { attempts: 2, leaseMs: 1_000 });
    for (let death = 0; death < 2; death += 1) {
      await other.take();
      world.clock.now += 1_000;
    }
    const crawl = vi.fn(async () => {});
    const told: unknown[] = [];
    const onFailure = ({ key }: Job, { slug }: JobFailure, outcome: string) => void told.push([key, slug, outcome]);
    expect(await drain(queue, crawl, { ...OPTIONS, onFailure }, world)).toEqual({
      ...{ done: 0, failed: 1, waiting: 0 },
    });
    expect(crawl).not.toHaveBeenCalled();
    expect(told).toEqual([['poison', 'interrupted', 'dead']]);
  });
});

describe('the stop signal', () => {
  it('takes no more jobs, and lets those in hand finish', async () => {
    const { queue, world } = await setUp(['a', 'b', 'c']);
    const { handler, entered, open } = gate();
    const stop = new AbortController();
    const drained = drain(queue, handler, { ...OPTIONS, concurrency: 2, signal: stop.signal }, world);
    const signal = await entered;
    stop.abort();
    await settle();
    expect(signal.aborted).toBe(false);
    open();
    expect(await drained).toEqual({ done: 2, failed: 0, waiting: 1 });
  });

  it('ends a wait', async () => {
    const { queue, world } = await setUp([]);
    await queue.put([job('later', { runAt: TEST_NOW + 50_000 })]);
    const stop = new AbortController();
    const asleep = promise<void>();
    const sleep = async (_milliseconds: number, signal?: AbortSignal) => {
      asleep.resolve();
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const options = { ...OPTIONS, signal: stop.signal };
    const drained = drain(queue, async () => {}, options, { now: world.now, sleep });
    await asleep.kept;
    stop.abort();
    expect(await drained).toEqual({ done: 0, failed: 0, waiting: 1 });
  });

  it('given before the start takes nothing', async () => {
    const { queue, world } = await setUp(['a']);
    const options = { ...OPTIONS, signal: AbortSignal.abort() };
    expect(await drain(queue, async () => {}, options, world)).toEqual({
      ...{ done: 0, failed: 0, waiting: 1 },
    });
  });

  it('heeded by a handler puts its job back', async () => {
    const { queue, world } = await setUp(['a']);
    const stop = new AbortController();
    const crawl = async () => {
      stop.abort();
      stop.signal.throwIfAborted();
    };
    expect(await drain(queue, crawl, { ...OPTIONS, signal: stop.signal }, world)).toEqual({
      ...{ done: 0, failed: 0, waiting: 1 },
    });
    expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 0 });
  });
});

describe('a queue that breaks', () => {
  const faults: { call: keyof Queue; thrown: Error }[] = [
    { call: 'take', thrown: new Error('disk full on take') },
    { call: 'done', thrown: new Error('disk full on done') },
    { call: 'fail', thrown: new Error('disk full on fail') },
    { call: 'nextDueAt', thrown: new Error('disk full on nextDueAt') },
  ];
  it.each(faults)('at $call is no fault of a job: the drain ends with that error', async ({ call, thrown }) => {
    const { queue, world } = await setUp(['good', 'bad', 'more']);
    const broken = {
      ...queue,
      [call]: async () => {
        throw thrown;
      },
    };
    const crawl = async ({ key }: Job) => {
      if (key === 'bad') throw new SourceError('gone', 'status 410');
    };
    await expect(drain(broken, crawl, OPTIONS, world)).rejects.toBe(thrown);
  });

  it('is reported only after the jobs in hand have ended', async () => {
    const { queue, world } = await setUp(['long', 'b']);
    const { handler, entered, open } = gate();
    let takes = 0;
    const broken = {
      ...queue,
      take: async () => {
        takes += 1;
        if (takes > 1) throw new Error('disk full');
        return queue.take();
      },
    };
    let ended = false;
    const drained = drain(broken, handler, { ...OPTIONS, concurrency: 2 }, world).finally(() => {
      ended = true;
    });
    await entered;
    await settle();
    expect(ended).toBe(false);
    open();
    await expect(drained).rejects.toThrow('disk full');
    expect((await queue.counts()).taken).toBe(0);
  });

  it('includes a listener that throws', async () => {
    const { queue, world } = await setUp(['a', 'b']);
    const crawl = async () => {
      throw new SourceError('gone', 'status 410');
    };
    const onFailure = () => {
      throw new Error('cannot record');
    };
    await expect(drain(queue, crawl, { ...OPTIONS, onFailure }, world)).rejects.toThrow('cannot record');
    expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 1 });
  });
});
