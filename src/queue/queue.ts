/**
 * The contract of the queue: put, take, done, fail, with leases, retries with backoff, and a dead-letter state. There is
 * one queue for each kind of work, so that no kind stands in the way of another.
 *
 * The store is the truth and the queue a cache: losing the queue loses no post, and the next run fills it again.
 * Delivery is at least once: a job whose worker died is given to another, so handlers must be safe to repeat. A worker
 * whose lease has passed to another can no longer change the job: `extend`, `done` and `fail` tell it so.
 */
import type { Effects } from '../effects.js';
import type { FailureSlug } from '../errors.js';

/** What kind of work, in the order in which a run does them; each has one handler (`src/work/`). */
export const JOB_KINDS = ['crawl', 'clean', 'campaigns', 'themes'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Small and free of secrets and personal data: names, not contents. */
export type JobPayload = Record<string, string | number | boolean | null>;

export interface NewJob {
  /** At most one live (waiting or taken) job of a key; putting it again is a no-op. */
  key: string;
  payload: JobPayload;
  /** Not before this moment (milliseconds since 1970). */
  runAt?: number;
  /** From 0, the default, which goes first, to 1,000; a retry keeps the priority of its job. */
  priority?: number;
}

export interface Job {
  id: string;
  kind: JobKind;
  key: string;
  payload: JobPayload;
  /** 1 on the first try. */
  attempt: number;
  /**
   * Its tries are used up by workers that died or stalled in the middle of it: it is handed out to be failed as
   * `interrupted`, not to be tried again. A job that kills its process must not kill every night's.
   */
  spent: boolean;
  /**
   * This is its last try, and somebody died or stalled in the middle of an earlier one. It may be to blame, or only have
   * been in hand beside the one that is: it is done alone, so that the blame for what happens now is its own.
   */
  suspect: boolean;
  /** Proves to the queue that the bearer still holds the job. */
  lease: string;
}

export interface JobFailure {
  slug: FailureSlug;
  message: string;
  /** False sends the job to the dead letters at once. */
  retryable: boolean;
  /** Not before this moment, when the other side named one. */
  retryAt?: number | undefined;
}

export interface DeadJob {
  kind: JobKind;
  key: string;
  attempts: number;
  slug: FailureSlug;
  message: string;
  /** When it was given up, ISO 8601. */
  diedAt: string;
}

export interface QueueCounts {
  waiting: number;
  taken: number;
  dead: number;
}

export interface Queue {
  /**
   * Adds jobs; returns how many wait now that did not before. A dead job of the same key comes back to life with the new
   * payload and fresh attempts.
   */
  put(jobs: readonly NewJob[]): Promise<number>;
  /**
   * Leases the job of the first priority that has been due longest, or `null` when none is due now. A job whose lease has
   * ended is due again; that counts as a further attempt.
   */
  take(): Promise<Job | null>;
  /**
   * Makes the lease last a full term from now; false when it is lost. A lease is lost for certain once another has taken
   * the job, and may be from the moment its term is over.
   */
  extend(job: Job): Promise<boolean>;
  /** The job is finished and forgotten; false when the lease was lost. */
  done(job: Job): Promise<boolean>;
  /** Back to waiting with backoff, or dead when not retryable or out of attempts; `null` when the lease was lost. */
  fail(job: Job, failure: JobFailure): Promise<'waiting' | 'dead' | null>;
  /** Back to waiting, due at once, as if it had never been taken: the try does not count. False when the lease was lost. */
  release(job: Job): Promise<boolean>;
  /**
   * When the next job becomes due (milliseconds since 1970): a waiting one in its turn, one that somebody took when its
   * lease would end. `null` when there is none. Those in `held`, which the caller itself has taken, do not count.
   */
  nextDueAt(held?: readonly Job[]): Promise<number | null>;
  counts(): Promise<QueueCounts>;
  /** Oldest death first. */
  dead(): Promise<DeadJob[]>;
  /** Lets go of what the queue opened for itself; jobs still taken stay so until their leases end. */
  close(): Promise<void>;
}

export interface QueueSettings {
  /** Tries before a job is dead. */
  attempts: number;
  /** First wait; doubles with each try. */
  backoffMs: number;
  /** How long a taken job is safe from being given to another. */
  leaseMs: number;
}

/** Longest wait between two tries of one job, where the other side does not ask for more. */
const LONGEST_BACKOFF_MS = 60 * 60 * 1000;

/**
 * When to try again after `attempt` tries: doubling waits, never before `retryAt`, and up to a quarter of the wait later
 * at random, so that what failed together does not come back together.
 */
export function retryMoment(
  attempt: number,
  settings: Pick<QueueSettings, 'backoffMs'>,
  world: Pick<Effects, 'now' | 'random'>,
  retryAt: number | undefined,
): number {
  const wait = Math.min(settings.backoffMs * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return Math.max(world.now() + wait, retryAt ?? 0) + Math.round((wait * world.random()) / 4);
}

/** When a failed job is due again; `null` when it is dead. */
export function nextTry(
  job: Job,
  failure: JobFailure,
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random'>,
): number | null {
  if (!failure.retryable || job.attempt >= settings.attempts) return null;
  return retryMoment(job.attempt, settings, world, failure.retryAt);
}

/**
 * What the number of times a job was taken says about this time.
 * @param abandoned whether one of those who took it never said what became of it
 */
export function attemptOf(
  timesTaken: number,
  abandoned: boolean,
  { attempts }: QueueSettings,
): Pick<Job, 'attempt' | 'spent' | 'suspect'> {
  return {
    attempt: Math.min(timesTaken, attempts),
    spent: timesTaken > attempts,
    suspect: abandoned && timesTaken === attempts,
  };
}
