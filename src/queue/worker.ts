/** The worker: takes jobs, runs their handlers a few at a time, and tells the queue what became of them. */
import type { Effects } from '../effects.js';
import { LostStoreError, SourceError, wordsOf } from '../errors.js';
import { Bell } from './bell.js';
import type { Job, JobFailure, Queue } from './queue.js';

/** Does one job. The signal aborts when the job has passed to another worker: what is done from then on is in vain. */
export type Handler = (job: Job, signal: AbortSignal) => Promise<void>;

export interface DrainOptions {
  /** Jobs at the same time. */
  concurrency: number;
  /** How often the leases of running jobs are extended; a third of `leaseMs` survives two lost beats. */
  heartbeatMs: number;
  /** How far ahead a job may be due and still be waited for. */
  patienceMs: number;
  /** Never comes to an end by itself, and looks this often for jobs that others have put. */
  pollMs?: number;
  /**
   * Stops taking jobs; those that run are waited for, and one that throws the signal's reason goes back as it was. Hand
   * it to the handlers too where they can stop half-way.
   */
  signal?: AbortSignal;
  /** Told of every failure once the queue knows: the job waits for another try, or is dead. */
  onFailure?(job: Job, failure: JobFailure, outcome: 'waiting' | 'dead'): Promise<void> | void;
}

export interface DrainCounts {
  /** Jobs finished. */
  done: number;
  /** Jobs given up: dead. */
  failed: number;
  /** Jobs left for later, or in the hands of other workers. */
  waiting: number;
}

/** Least wait before asking again for a job that ought to be due and was not to be had. */
const LEAST_WAIT_MS = 20;

/** A job in hand. */
interface Flight {
  job: Job;
  /** When its lease was last extended. */
  heardAt: number;
  /** Aborted when the lease is lost. */
  abort: AbortController;
  /** Jobs that were in hand before it, of which a suspect waits for the end. */
  before: readonly Promise<void>[];
  /** Resolves, never rejects, when the queue has been told. */
  landed: Promise<void>;
}

/**
 * Takes jobs until none is due within `patienceMs`, or until the signal stops it, and only then with `pollMs`. A failing
 * handler fails its own job only. When the queue itself fails, no more jobs are taken, those that run are waited for, and the error is thrown.
 */
export async function drain(
  queue: Queue,
  handler: Handler,
  options: DrainOptions,
  world: Pick<Effects, 'now' | 'sleep'>,
): Promise<DrainCounts> {
  const crew = new Crew(queue, handler, options, world);
  // On the machine's own timer: a lease is kept alive by time that passes, not by a clock that is set.
  const heart = setInterval(() => void crew.extendAll(0), options.heartbeatMs);
  try {
    do await crew.takeJobs();
    while (await crew.waitForMore());
  } finally {
    await Promise.all(crew.landings());
    clearInterval(heart);
  }
  crew.broken.signal.throwIfAborted();
  const { waiting, taken } = await queue.counts();
  return { done: crew.done, failed: crew.failed, waiting: waiting + taken };
}

/** The jobs in hand, and what became of those before them. */
class Crew {
  done = 0;
  failed = 0;
  /** Aborted with the error when the queue itself fails. */
  readonly broken = new AbortController();
  readonly #flights = new Set<Flight>();
  readonly #stop: AbortSignal;
  readonly #queue: Queue;
  readonly #handler: Handler;
  readonly #bell = new Bell();
  readonly #options: DrainOptions;
  readonly #world: Pick<Effects, 'now' | 'sleep'>;

  constructor(queue: Queue, handler: Handler, options: DrainOptions, world: Pick<Effects, 'now' | 'sleep'>) {
    this.#queue = queue;
    this.#handler = handler;
    this.#options = options;
    this.#world = world;
    this.#stop = options.signal ? AbortSignal.any([this.broken.signal, options.signal]) : this.broken.signal;
    this.#stop.addEventListener('abort', () => this.#bell.ring(), { once: true });
  }

  landings(): Promise<void>[] {
    return [...this.#flights].map((flight) => flight.landed);
  }

  /** Takes what is due while there are hands free. */
  async takeJobs(): Promise<void> {
    while (this.#hasRoom() && !this.#stop.aborted) {
      // After a long block of the event loop leases come first, or this worker would take its own jobs again.
      await this.extendAll(this.#options.heartbeatMs);
      const job = await this.#queue.take();
      if (job === null) return;
      this.#launch(job);
    }
  }

  /** Waits until a job may be due or a hand is free; false when there is nothing left to wait for. */
  async waitForMore(): Promise<boolean> {
    const news = this.#bell.heard;
    if (this.#stop.aborted) return false;
    if (this.#hasRoom()) {
      const due = await this.#queue.nextDueAt([...this.#flights].map((flight) => flight.job));
      const wait = due === null ? Number.POSITIVE_INFINITY : due - this.#world.now();
      if (this.#options.pollMs !== undefined) {
        await this.#sleep(Math.min(wait, this.#options.pollMs), news);
        return true;
      }
      if (wait <= this.#options.patienceMs) {
        await this.#sleep(wait, news);
        return true;
      }
    }
    if (this.#flights.size === 0) return false;
    await news;
    return true;
  }

  #hasRoom(): boolean {
    const alone = [...this.#flights].some(({ job }) => job.suspect);
    return !alone && this.#flights.size < this.#options.concurrency;
  }

  /** Extends the leases of jobs in hand that were last extended `silentMs` ago or longer. */
  async extendAll(silentMs: number): Promise<void> {
    const silent = [...this.#flights].filter((flight) => this.#world.now() - flight.heardAt >= silentMs);
    await Promise.all(silent.map((flight) => this.#extend(flight).catch((error) => this.#beatLost(error))));
  }

  /** A store that is away for a moment hears the next beat. */
  #beatLost(error: unknown): void {
    if (!(error instanceof LostStoreError)) this.broken.abort(error);
  }

  async #extend(flight: Flight): Promise<void> {
    flight.heardAt = this.#world.now();
    if (!(await this.#queue.extend(flight.job))) flight.abort.abort(new Error('another worker has this job now'));
  }

  #launch(job: Job): void {
    const beside = { before: this.landings(), landed: Promise.resolve() };
    const flight = { job, heardAt: this.#world.now(), abort: new AbortController(), ...beside };
    this.#flights.add(flight);
    flight.landed = this.#fly(flight)
      .catch((error) => this.broken.abort(error))
      .finally(() => {
        this.#flights.delete(flight);
        this.#bell.ring();
      });
  }

  async #fly({ job, abort, before }: Flight): Promise<void> {
    const failure = (await this.#comesTooLate(job, before)) ? STOPPED : await this.#attempt(job, abort.signal);
    if (failure === STOPPED) {
      await this.#queue.release(job);
      return;
    }
    if (failure === null) {
      if (await this.#queue.done(job)) this.done += 1;
      return;
    }
    const outcome = await this.#queue.fail(job, failure);
    if (outcome === null) return;
    if (outcome === 'dead') this.failed += 1;
    await this.#options.onFailure?.(job, failure, outcome);
  }

  /** A suspect waits for those before it; whether the work was stopped meanwhile. */
  async #comesTooLate(job: Job, before: readonly Promise<void>[]): Promise<boolean> {
    if (!job.suspect) return false;
    await Promise.all(before);
    return this.#stop.aborted;
  }

  /** Runs the handler; what it threw as a failure, or `null`. */
  async #attempt(job: Job, signal: AbortSignal): Promise<JobFailure | typeof STOPPED | null> {
    if (job.spent) {
      return { slug: 'interrupted', message: `${job.attempt} times, so it is left alone`, retryable: false };
    }
    const stop = this.#options.signal;
    try {
      await this.#handler(job, signal);
      return null;
    } catch (error) {
      // The handler heeded the stop signal: nothing is wrong with the job.
      return stop?.aborted && error === stop.reason ? STOPPED : failureOf(error);
    }
  }

  async #sleep(wait: number, news: Promise<void>): Promise<void> {
    // With empty hands, look now and then whether a worker that holds the last jobs is done, or dead.
    const longest = this.#flights.size === 0 ? this.#options.heartbeatMs : wait;
    const awake = new AbortController();
    const nap = this.#world.sleep(
      Math.max(LEAST_WAIT_MS, Math.min(wait, longest)),
      AbortSignal.any([this.#stop, awake.signal]),
    );
    await Promise.race([nap.catch(() => undefined), news]);
    awake.abort();
  }
}

/** What became of a job whose handler heeded the stop signal. */
const STOPPED = Symbol('stopped');

function failureOf(error: unknown): JobFailure {
  if (error instanceof SourceError) {
    return { slug: error.slug, message: error.message, retryable: error.retryable, retryAt: error.retryAt };
  }
  if (error instanceof LostStoreError) return { slug: 'interrupted', message: error.message, retryable: true };
  return { slug: 'bug', message: wordsOf(error), retryable: false };
}
