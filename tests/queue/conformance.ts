/** What every queue must keep, whatever it is made of. */
import { describe, expect, it } from 'vitest';
import type { Effects } from '../../src/effects.js';
import { SourceError } from '../../src/errors.js';
import type { Job, NewJob, Queue, QueueSettings } from '../../src/queue/queue.js';
import { drain } from '../../src/queue/worker.js';

/** One set of jobs, and time. */
export interface Bench {
  /** Opens a queue on the same jobs, as another process would; it is closed after the test. */
  open(settings?: Partial<QueueSettings>): Promise<Queue>;
  world: Pick<Effects, 'now' | 'random' | 'sleep'>;
}

/** No lease ends by itself in a test that does not ask for it. */
export const CALM: QueueSettings = { attempts: 3, backoffMs: 20, leaseMs: 60_000 };
/** Leases that end while one looks. */
const SHORT = { leaseMs: 60 };
const DEADLINE_MS = 10_000;

export function job(key: string, more: Partial<NewJob> = {}): NewJob {
  return { key, payload: { source: key }, ...more };
}

const BROKEN = { slug: 'server-error', message: 'status 503', retryable: true } as const;

/** Describes the contract; `setUp` makes a fresh bench for each test. */
export function itIsAQueue(setUp: () => Promise<Bench>): void {
  /** Takes the next job as soon as there is one. */
  async function eventually(queue: Queue, world: Bench['world']): Promise<Job> {
    const deadline = world.now() + DEADLINE_MS;
    for (;;) {
      const taken = await queue.take();
      if (taken !== null) return taken;
      if (world.now() > deadline) throw new Error('no job came');
      await world.sleep(5);
    }
  }

  async function takeAll(queue: Queue): Promise<Job[]> {
    const jobs: Job[] = [];
    for (let taken = await queue.take(); taken !== null; taken = await queue.take()) jobs.push(taken);
    return jobs;
  }

  describe('empty', () => {
    it('stays fine however often it is asked', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await queue.take()).toBeNull();
        expect(await queue.nextDueAt()).toBeNull();
        expect(await queue.counts()).toEqual({ waiting: 0, taken: 0, dead: 0 });
        expect(await queue.dead()).toEqual([]);
        expect(await queue.put([])).toBe(0);
      }
      const counts = await drain(queue, async () => {}, drainOptions(), world);
      expect(counts).toEqual({ done: 0, failed: 0, waiting: 0 });
    });
  });

  describe('release', () => {
    it('gives a job and its try back, due at once', async () => {
      const { open, world } = await setUp();
      const queue = await open({ attempts: 2 });
      await queue.put([job('a')]);
      for (let round = 0; round < 4; round += 1) {
        const taken = await eventually(queue, world);
        expect(taken).toMatchObject({ key: 'a', attempt: 1, spent: false });
        expect(await queue.release(taken)).toBe(true);
        expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 0 });
      }
    });

    it('changes nothing once the lease is lost', async () => {
      const { open, world } = await setUp();
      const queue = await open(SHORT);
      await queue.put([job('a')]);
      const late = await eventually(queue, world);
      await world.sleep(2 * SHORT.leaseMs);
      const other = await open();
      const taken = await eventually(other, world);
      expect(taken).toMatchObject({ key: 'a', attempt: 2 });
      expect(await queue.release(late)).toBe(false);
      expect(await other.done(taken)).toBe(true);
    });
  });

  describe('put', () => {
    it('keeps one live job per key, waiting or taken, and takes the key again when it is done', async () => {
      const { open } = await setUp();
      const queue = await open();
      expect(await queue.put([job('a'), job('b'), job('a')])).toBe(2);
      expect(await queue.put([job('a'), job('c')])).toBe(1);
      const taken = await queue.take();
      expect(taken?.key).toBe('a');
      expect(await queue.put([job('a')])).toBe(0);
      expect(await queue.done(taken!)).toBe(true);
      expect(await queue.put([job('a')])).toBe(1);
      expect(await queue.counts()).toEqual({ waiting: 3, taken: 0, dead: 0 });
    });

    it('keeps one live job per key when several put at once', async () => {
      const { open } = await setUp();
      const queues = await Promise.all([open(), open(), open()]);
      const jobs = Array.from({ length: 20 }, (_, index) => job(`source ${index}`));
      await Promise.all(queues.map((queue) => queue.put(jobs)));
      expect((await takeAll(queues[0]!)).map(({ key }) => key).sort()).toEqual(jobs.map(({ key }) => key).sort());
    });

    it('hands the payload back as it came, under any key', async () => {
      const { open } = await setUp();
      const queue = await open();
      const payload = { text: 'naïve 🙂 "quoted" \\ \n', number: -1.5e300, zero: 0, yes: true, no: false, none: null };
      const keys = ['a:b:c', 'a%3Ab', 'a b/c?d#e', '42', 'wait', 'ünï 🙂', "o'brien; DROP TABLE jobs"];
      await queue.put(keys.map((key) => job(key, { payload })));
      const taken = await takeAll(queue);
      expect(taken.map(({ kind, key }) => ({ kind, key }))).toEqual(keys.map((key) => ({ kind: 'crawl', key })));
      for (const each of taken) expect(each.payload).toEqual(payload);
    });
  });

  describe('take', () => {
    it('gives the job that has been due longest, and those due together in the order they were put', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      const now = world.now();
      await queue.put([job('c', { runAt: now - 1_000 }), job('d'), job('a', { runAt: now - 3_000 }), job('e')]);
      await queue.put([job('b', { runAt: now - 2_000 }), job('f', { runAt: world.now() })]);
      expect((await takeAll(queue)).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('gives the first priority first, and within one the job that has been due longest', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      const now = world.now();
      await queue.put([
        job('e', { priority: 2, runAt: now - 9_000 }),
        job('c', { priority: 1, runAt: now - 4_000 }),
        job('b', { runAt: now - 1_000 }),
        job('a', { runAt: now - 2_000 }),
      ]);
      await queue.put([job('d', { priority: 1, runAt: now - 3_000 }), job('f', { priority: 1_000, runAt: now - 1 })]);
      expect(await queue.counts()).toEqual({ waiting: 6, taken: 0, dead: 0 });
      expect((await takeAll(queue)).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('gives no priority before its time, and keeps it for the retry', async () => {
      const { open, world } = await setUp();
      const queue = await open({ backoffMs: 20 });
      await queue.put([job('urgent'), job('later', { priority: 5 }), job('far', { runAt: world.now() + 60_000 })]);
      const urgent = (await queue.take())!;
      expect(urgent.key).toBe('urgent');
      expect(await queue.fail(urgent, BROKEN)).toBe('waiting');
      while (((await queue.nextDueAt()) ?? 0) > world.now()) await world.sleep(5);
      await world.sleep(40);
      expect(await queue.nextDueAt()).toBeLessThanOrEqual(world.now());
      expect((await takeAll(queue)).map(({ key }) => key)).toEqual(['urgent', 'later']);
    });

    it('does not give a job before its time, and says when that is', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      const now = world.now();
      await queue.put([job('far', { runAt: now + 60_000 })]);
      expect(await queue.take()).toBeNull();
      expect(await queue.nextDueAt()).toBe(now + 60_000);
      await queue.put([job('third', { runAt: now + 90 }), job('first', { runAt: now + 50 })]);
      await queue.put([job('second', { runAt: now + 70 })]);
      for (const [key, due] of [
        ['first', now + 50],
        ['second', now + 70],
        ['third', now + 90],
      ] as const) {
        expect((await eventually(queue, world)).key).toBe(key);
        expect(world.now()).toBeGreaterThanOrEqual(due);
      }
      expect(await queue.take()).toBeNull();
    });

    it('never gives one job to two', async () => {
      const { open } = await setUp();
      const queues = await Promise.all([open(), open(), open(), open()]);
      const jobs = Array.from({ length: 100 }, (_, index) => job(String(index)));
      await queues[0]!.put(jobs);
      const taken = (await Promise.all(queues.map(takeAll))).flat();
      expect(taken.map(({ key }) => key).sort()).toEqual(jobs.map(({ key }) => key).sort());
      expect(new Set(taken.map(({ lease }) => lease)).size).toBe(100);
      expect(await queues[1]!.counts()).toEqual({ waiting: 0, taken: 100, dead: 0 });
    });
  });

  describe('leases', () => {
    it('let another have the job when they end, as a further try, and fence off the late one', async () => {
      const { open, world } = await setUp();
      const [slow, quick] = [await open(SHORT), await open()];
      await slow.put([job('a')]);
      const late = (await slow.take())!;
      expect(late).toMatchObject({ attempt: 1, spent: false });
      const fresh = await eventually(quick, world);
      expect(fresh).toMatchObject({ id: late.id, key: 'a', attempt: 2, spent: false });
      expect(await slow.extend(late)).toBe(false);
      expect(await slow.done(late)).toBe(false);
      expect(await slow.fail(late, { ...BROKEN, retryable: false })).toBeNull();
      expect(await quick.counts()).toEqual({ waiting: 0, taken: 1, dead: 0 });
      expect(await quick.extend(fresh)).toBe(true);
      expect(await quick.done(fresh)).toBe(true);
      expect(await quick.done(fresh)).toBe(false);
      expect(await quick.counts()).toEqual({ waiting: 0, taken: 0, dead: 0 });
    });

    it('last as long as they are extended', async () => {
      const { open, world } = await setUp();
      const [holder, other] = [await open({ leaseMs: 2_000 }), await open()];
      await holder.put([job('a')]);
      const held = (await holder.take())!;
      for (let turn = 0; turn < 4; turn += 1) {
        await world.sleep(700);
        expect(await holder.extend(held)).toBe(true);
        expect(await other.take()).toBeNull();
      }
      expect(await holder.done(held)).toBe(true);
    });

    it('give a job that outlives its tries as spent, to be failed and not tried again', async () => {
      const { open, world } = await setUp();
      const [dying, queue] = [await open({ ...SHORT, attempts: 2 }), await open({ attempts: 2 })];
      await queue.put([job('poison')]);
      expect(await eventually(dying, world)).toMatchObject({ attempt: 1, spent: false, suspect: false });
      expect(await eventually(dying, world)).toMatchObject({ attempt: 2, spent: false, suspect: true });
      const spent = await eventually(queue, world);
      expect(spent).toMatchObject({ key: 'poison', attempt: 2, spent: true, suspect: false });
      expect(await queue.fail(spent, { ...BROKEN, slug: 'interrupted' })).toBe('dead');
      expect(await queue.dead()).toMatchObject([{ key: 'poison', attempts: 2, slug: 'interrupted' }]);
      expect(await queue.take()).toBeNull();
    });
  });

  describe('fail', () => {
    it('tries again after waits that double, until the tries are used up', async () => {
      const { open, world } = await setUp();
      const queue = await open({ attempts: 3, backoffMs: 30 });
      await queue.put([job('a')]);
      for (const [attempt, wait] of [
        [1, 30],
        [2, 60],
      ] as const) {
        const taken = await eventually(queue, world);
        expect(taken.attempt).toBe(attempt);
        const before = world.now();
        expect(await queue.fail(taken, BROKEN)).toBe('waiting');
        const due = (await queue.nextDueAt())!;
        expect(due).toBeGreaterThanOrEqual(before + wait);
        expect(due).toBeLessThanOrEqual(world.now() + wait * 1.25);
        expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 0 });
      }
      const last = await eventually(queue, world);
      expect(await queue.fail(last, BROKEN)).toBe('dead');
      expect(await queue.nextDueAt()).toBeNull();
      expect(await queue.dead()).toMatchObject([{ attempts: 3, slug: 'server-error', message: 'status 503' }]);
    });

    it('waits as long as the other side asks', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      await queue.put([job('a')]);
      const retryAt = world.now() + 50_000;
      expect(await queue.fail((await queue.take())!, { ...BROKEN, retryAt })).toBe('waiting');
      expect(await queue.nextDueAt()).toBeGreaterThanOrEqual(retryAt);
    });

    it('buries at once what nobody can mend by trying', async () => {
      const { open, world } = await setUp();
      const queue = await open();
      const before = world.now();
      await queue.put([job('a'), job('b')]);
      const message = 'a: b, "c"\nd';
      expect(await queue.fail((await queue.take())!, { slug: 'gone', message, retryable: false })).toBe('dead');
      await world.sleep(5);
      expect(await queue.fail((await queue.take())!, { slug: 'bug', message: '', retryable: false })).toBe('dead');
      const [first, second] = await queue.dead();
      expect(first).toMatchObject({ kind: 'crawl', key: 'a', attempts: 1, slug: 'gone', message });
      expect(second).toMatchObject({ kind: 'crawl', key: 'b', attempts: 1, slug: 'bug', message: '' });
      expect(Date.parse(first!.diedAt)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(first!.diedAt)).toBeLessThanOrEqual(world.now());
      expect(await queue.counts()).toEqual({ waiting: 0, taken: 0, dead: 2 });
    });

    it('is undone by putting the job again: new payload, fresh attempts', async () => {
      const { open, world } = await setUp();
      const queue = await open({ attempts: 1 });
      await queue.put([job('a', { payload: { version: 1 } })]);
      await queue.fail((await queue.take())!, BROKEN);
      expect(await queue.take()).toBeNull();
      expect(await queue.put([job('a', { payload: { version: 2 }, runAt: world.now() - 1 })])).toBe(1);
      expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 0 });
      expect(await queue.dead()).toEqual([]);
      expect(await queue.take()).toMatchObject({ payload: { version: 2 }, attempt: 1, spent: false });
    });
  });

  describe('nextDueAt', () => {
    it('counts what others hold when their leases end, and not what the asker holds', async () => {
      const { open, world } = await setUp();
      const queue = await open({ leaseMs: 5_000 });
      await queue.put([job('a'), job('b')]);
      expect(await queue.nextDueAt()).toBeLessThanOrEqual(world.now());
      const [a, b] = await takeAll(queue);
      const due = (await queue.nextDueAt([a!]))!;
      expect(due).toBeGreaterThan(world.now());
      expect(due).toBeLessThanOrEqual(world.now() + 5_000);
      expect(await queue.nextDueAt([a!, b!])).toBeNull();
      const later = world.now() + 90_000;
      await queue.put([job('c', { runAt: later })]);
      expect(await queue.nextDueAt([a!, b!])).toBe(later);
    });
  });

  describe('close', () => {
    it('leaves the jobs to others, and those taken with their holders', async () => {
      const { open } = await setUp();
      const queue = await open();
      await queue.put([job('a'), job('b'), job('c')]);
      await queue.take();
      await queue.close();
      const next = await open();
      expect(await next.counts()).toEqual({ waiting: 2, taken: 1, dead: 0 });
      expect((await takeAll(next)).map(({ key }) => key)).toEqual(['b', 'c']);
    });
  });

  describe('with its worker', () => {
    it('does every job once, retries what fails, and gives up what keeps failing', async () => {
      const { open, world } = await setUp();
      const [queue, other] = [await open(), await open()];
      const jobs = Array.from({ length: 40 }, (_, index) => job(`source ${index}`));
      await queue.put(jobs);
      const tries = new Map<string, number>();
      const told: string[] = [];
      const crawl = async ({ key, attempt }: Job) => {
        tries.set(key, (tries.get(key) ?? 0) + 1);
        if (key === 'source 7' && attempt === 1) throw new SourceError('timeout', 'slow', { retryable: true });
        if (key === 'source 8') throw new SourceError('server-error', 'status 503', { retryable: true });
        if (key === 'source 9') throw new SourceError('gone', 'status 410');
      };
      const options = {
        ...drainOptions(),
        onFailure: ({ key }: Job, { slug }: { slug: string }, outcome: string) => {
          told.push(`${key} ${slug} ${outcome}`);
        },
      };
      const counts = await Promise.all([drain(queue, crawl, options, world), drain(other, crawl, options, world)]);
      expect(counts[0].done + counts[1].done).toBe(38);
      expect(counts[0].failed + counts[1].failed).toBe(2);
      expect(Math.min(counts[0].waiting, counts[1].waiting)).toBe(0);
      const expected = new Map(jobs.map(({ key }) => [key, key === 'source 7' ? 2 : key === 'source 8' ? 3 : 1]));
      expect(new Map([...tries].sort())).toEqual(new Map([...expected].sort()));
      expect(told.sort()).toEqual([
        'source 7 timeout waiting',
        'source 8 server-error dead',
        'source 8 server-error waiting',
        'source 8 server-error waiting',
        'source 9 gone dead',
      ]);
      expect((await queue.dead()).map(({ key }) => key).sort()).toEqual(['source 8', 'source 9']);
    });
  });
}

function drainOptions() {
  return { concurrency: 4, heartbeatMs: 20_000, patienceMs: 2_000 };
}
