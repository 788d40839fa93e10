/** The queue without a server: a table beside the posts. */
import { randomUUID } from 'node:crypto';
import { type Effects, isoNow } from '../effects.js';
import { type FailureSlug, LostStoreError } from '../errors.js';
import { isGone, parseHolder, thisHolder } from '../store/holder.js';
import {
  buryJob,
  claimJob,
  countJobs,
  deadJobs,
  extendJob,
  finishJob,
  freeJobs,
  insertJobs,
  jobHolders,
  releaseJob,
  retryJob,
  soonestJob,
  type TakenJobRow,
} from '../store/jobs.js';
import type { Database } from '../store/store.js';
import {
  attemptOf,
  type Job,
  type JobKind,
  type JobPayload,
  nextTry,
  type Queue,
  type QueueSettings,
} from './queue.js';

/** The queue in the project's own store, which stays open when the queue is closed. */
export function embeddedQueue(
  store: Database,
  kind: JobKind,
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random'>,
): Queue {
  const holder = JSON.stringify(thisHolder());
  const leaseEnd = () => world.now() + settings.leaseMs;

  async function claim(): Promise<Job | null> {
    const lease = randomUUID();
    const now = world.now();
    const claimed = { kind, lease, holder, now, until: leaseEnd(), beyond: now + 2 * settings.leaseMs };
    const row = await again(() => claimJob(store, claimed));
    return row === undefined ? null : jobOf(row, lease, settings);
  }

  // After a crash nobody has to sit out the lease of a process that is no more.
  async function freeAbandoned(): Promise<boolean> {
    let freed = 0;
    for (const text of await jobHolders(store, kind)) {
      const other = parseHolder(text);
      if (other !== null && isGone(other)) freed += await again(() => freeJobs(store, kind, text, world.now()));
    }
    return freed > 0;
  }

  return {
    async put(jobs) {
      // What a killed run had in hand is due before this one's jobs are all done, or it would be last every time.
      await freeAbandoned();
      const now = world.now();
      const rows = jobs.map(({ key, payload, runAt = now, priority = 0 }) => ({
        ...{ kind, key, payload: JSON.stringify(payload), runAt, priority },
      }));
      return again(() => insertJobs(store, rows));
    },

    async take() {
      return (await claim()) ?? ((await freeAbandoned()) ? claim() : null);
    },

    extend: (job) => again(() => extendJob(store, Number(job.id), job.lease, leaseEnd())),
    done: (job) => again(() => finishJob(store, Number(job.id), job.lease)),

    async fail(job, failure) {
      const [id, moment] = [Number(job.id), nextTry(job, failure, settings, world)];
      if (moment !== null) return (await again(() => retryJob(store, id, job.lease, moment))) ? 'waiting' : null;
      const death = { slug: failure.slug, message: failure.message, diedAt: isoNow(world) };
      return (await again(() => buryJob(store, id, job.lease, death))) ? 'dead' : null;
    },

    release: (job) => again(() => releaseJob(store, Number(job.id), job.lease, world.now())),

    nextDueAt: (held = []) =>
      soonestJob(
        store,
        kind,
        held.map((job) => job.lease),
      ),

    async counts() {
      const states = await countJobs(store, kind);
      return { waiting: states.get('waiting') ?? 0, taken: states.get('taken') ?? 0, dead: states.get('dead') ?? 0 };
    },

    async dead() {
      return (await deadJobs(store, kind)).map((row) => ({
        ...row,
        kind: row.kind as JobKind,
        slug: row.slug as FailureSlug,
        attempts: attemptOf(row.attempts, false, settings).attempt,
      }));
    },

    async close() {},
  };
}

/**
 * Once more when the connection to the store was lost on the way. Whether the first time came through nobody knows, and
 * it does not matter: a job put twice is one job, a job taken in vain is free when its lease ends, and whoever asks again
 * to change a job that is changed already is told that it is no longer theirs.
 */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LostStoreError)) throw error;
    return work();
  }
}

function jobOf(row: TakenJobRow, lease: string, settings: QueueSettings): Job {
  return {
    id: String(row.id),
    kind: row.kind as JobKind,
    key: row.key,
    payload: JSON.parse(row.payload) as JobPayload,
    lease,
    ...attemptOf(row.attempts, row.abandoned === 1, settings),
  };
}
