/**
 * The queue on Redis, for crawling from several machines: BullMQ with jobs fetched by hand, so that the same worker runs
 * on both queues. BullMQ brings the atomic moves, the locks that fence off late workers, and the search for stalled
 * jobs; when a job is tried again and when it is dead is decided here as everywhere.
 */
import { randomUUID } from 'node:crypto';
import { type Job as BullJob, Queue as BullQueue, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Effects } from '../effects.js';
import { FAILURES, type FailureSlug } from '../errors.js';
import {
  attemptOf,
  type DeadJob,
  type Job,
  type JobFailure,
  type JobKind,
  type JobPayload,
  type NewJob,
  nextTry,
  type Queue,
  type QueueSettings,
} from './queue.js';
import { connectRedis } from './redis.js';

/** What BullMQ keeps of a job; its name is our kind. */
interface JobData {
  key: string;
  payload: JobPayload;
}

type Jobs = BullQueue<JobData, void, JobKind>;
type StoredJob = BullJob<JobData, void, JobKind>;

/** A wait that no retry asks for: a job put off for longer was put there by a clock since put right. */
const NEVER_SO_LONG_MS = 2 * 86_400_000;
/** BullMQ's delayed set keeps a sequence number in the lowest 12 bits of its scores. */
const SCORES_PER_MILLISECOND = 0x1000;
/** BullMQ's 0 means "none", and goes before all others in a list of its own; 1 is the first of its priorities. */
const FIRST_PRIORITY = 1;
/** How often one of the machines looks for jobs whose lease has ended. */
const STALLED_EVERY_MS = 500;
/** Field of a job's hash in which BullMQ counts how often it was taken. */
const STARTED = 'ats';
/** BullMQ's answers to somebody whose lock is gone, is another's, or whose job has moved on. */
const LOST_CODES: readonly unknown[] = [-1, -2, -3, -6];

/**
 * Opens the queues of these kinds under `prefix` in the Redis at `url`; every machine of a project uses the same prefix.
 * They share one connection, which closes with the last of them.
 * @throws UserError when no Redis answers there, or when its settings would lose jobs
 */
export async function bullmqQueues(
  url: string,
  prefix: string,
  kinds: readonly JobKind[],
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random' | 'log'>,
): Promise<Queue[]> {
  const redis = await connectRedis(url, settings.leaseMs / 2, world.log);
  let open = kinds.length;
  const letGo = () => {
    open -= 1;
    if (open === 0) redis.disconnect();
  };
  return Promise.all(kinds.map((kind) => bullmqQueue(redis, letGo, prefix, kind, settings, world)));
}

async function bullmqQueue(
  redis: Redis,
  letGo: () => void,
  prefix: string,
  kind: JobKind,
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random' | 'log'>,
): Promise<Queue> {
  const options = { connection: redis, prefix, skipVersionCheck: true };
  const jobs: Jobs = new BullQueue(kind, {
    ...options,
    defaultJobOptions: { removeOnComplete: true, stackTraceLimit: 0 },
  });
  const worker = new Worker<JobData, void, JobKind>(kind, null, {
    ...options,
    autorun: false,
    lockDuration: settings.leaseMs,
    skipLockRenewal: true,
    stalledInterval: STALLED_EVERY_MS,
    // A stalled job always comes back to us: `spent` says when it has done so too often.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  const report = (error: Error) => reportTrouble(error, redis, world);
  jobs.on('error', report);
  worker.on('error', report);
  await worker.startStalledCheckTimer();

  return {
    put: (wanted) => putJobs(redis, jobs, wanted, world.now()),

    async take() {
      const lease = randomUUID();
      const stored: StoredJob | undefined = await worker.getNextJob(lease, { block: false });
      return stored === undefined ? null : jobOf(stored, lease, settings);
    },

    async extend(job) {
      const lost = await worker.extendJobLocks([job.id], [job.lease], settings.leaseMs);
      return lost.length === 0;
    },

    async done(job) {
      const stored = await jobs.getJob(job.id);
      return stored !== undefined && ifStillHeld(() => stored.moveToCompleted(undefined, job.lease, false));
    },

    async fail(job, failure) {
      const stored = await jobs.getJob(job.id);
      if (stored === undefined) return null;
      const moment = nextTry(job, failure, settings, world);
      const told = await ifStillHeld(() =>
        moment === null
          ? stored.moveToFailed(new UnrecoverableError(epitaph(failure)), job.lease)
          : stored.moveToDelayed(moment, job.lease),
      );
      if (!told) return null;
      return moment === null ? 'dead' : 'waiting';
    },

    async release(job) {
      const stored = await jobs.getJob(job.id);
      const moment = world.now();
      if (stored === undefined || !(await ifStillHeld(() => stored.moveToDelayed(moment, job.lease)))) return false;
      await redis.hincrby(jobs.toKey(job.id), STARTED, -1);
      return true;
    },

    nextDueAt: (held = []) => soonest(redis, jobs, held, world.now()),

    async counts() {
      const states = await jobs.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
      return {
        waiting: (states.wait ?? 0) + (states.prioritized ?? 0) + (states.delayed ?? 0),
        taken: states.active ?? 0,
        dead: states.failed ?? 0,
      };
    },

    async dead() {
      const failed = await jobs.getFailed();
      return failed.map((stored) => deadJobOf(stored, settings)).sort(byDeath);
    },

    async close() {
      // By force: none of our jobs runs inside BullMQ, so there is nothing to wait for.
      await worker.close(true);
      await jobs.close();
      letGo();
    },
  };
}

/** Colons mean something to BullMQ; what is in front keeps a job's name apart from the names of the queue's own keys. */
function idOf(job: Pick<NewJob, 'key'>): string {
  return `job.${job.key.replaceAll('%', '%25').replaceAll(':', '%3A')}`;
}

/**
 * Exact in what is queued; the number is exact unless two processes put the same key in the same instant, when both may
 * count it.
 */
async function putJobs(redis: Redis, jobs: Jobs, wanted: readonly NewJob[], now: number): Promise<number> {
  const byId = new Map<string, NewJob>();
  for (const job of wanted) if (!byId.has(idOf(job))) byId.set(idOf(job), job);
  const ids = [...byId.keys()];
  const states = new Map(await Promise.all(ids.map(async (id) => [id, await jobs.getJobState(id)] as const)));
  const late = await putOff(
    redis,
    jobs,
    ids.filter((id) => states.get(id) === 'delayed'),
    now,
  );
  const again = new Set([...ids.filter((id) => states.get(id) === 'failed'), ...late]);
  await Promise.all([...again].map((id) => jobs.remove(id)));
  const fresh = [...byId].filter(([id]) => states.get(id) === 'unknown' || again.has(id));
  await jobs.addBulk(
    fresh.map(([jobId, { key, payload, runAt, priority = 0 }]) => ({
      name: jobs.name as JobKind,
      data: { key, payload },
      // Through the set of delayed jobs, due this very moment or not: it is what BullMQ keeps in the order of due times.
      opts: { jobId, timestamp: (runAt ?? now) - 1, delay: 1, priority: priority + FIRST_PRIORITY },
    })),
  );
  return fresh.length;
}

/** Those of the waiting jobs that a wrong clock has put off, so that they would not come round for days. */
async function putOff(redis: Redis, jobs: Jobs, ids: readonly string[], now: number): Promise<string[]> {
  const scores = await Promise.all(ids.map((id) => redis.zscore(jobs.toKey('delayed'), id)));
  return ids.filter((_, at) => Number(scores[at] ?? 0) / SCORES_PER_MILLISECOND > now + NEVER_SO_LONG_MS);
}

function jobOf(stored: StoredJob, lease: string, settings: QueueSettings): Job {
  const { key, payload } = stored.data;
  const tries = attemptOf(stored.attemptsStarted, stored.stalledCounter > 0, settings);
  return { id: stored.id!, kind: stored.name, key, payload, lease, ...tries };
}

/** Makes a move that needs the lock; false when the lock is another's by now. */
async function ifStillHeld(move: () => Promise<unknown>): Promise<boolean> {
  try {
    await move();
    return true;
  } catch (error) {
    if (LOST_CODES.includes((error as { code?: unknown }).code)) return false;
    throw error;
  }
}

async function soonest(redis: Redis, jobs: Jobs, held: readonly Job[], now: number): Promise<number | null> {
  const ready = (await redis.llen(jobs.toKey('wait'))) + (await redis.zcard(jobs.toKey('prioritized')));
  if (ready > 0) return now;
  const moments: number[] = [];
  const [next] = await redis.zrange(jobs.toKey('delayed'), 0, '0');
  const score = next === undefined ? null : await redis.zscore(jobs.toKey('delayed'), next);
  if (score !== null) moments.push(Math.floor(Number(score) / SCORES_PER_MILLISECOND));
  const own = new Set(held.map((job) => job.id));
  const taken = (await redis.lrange(jobs.toKey('active'), 0, -1)).filter((id) => !own.has(id));
  const left = await Promise.all(taken.map((id) => redis.pttl(`${jobs.toKey(id)}:lock`)));
  // Without a lock it is there for the taking as soon as the next search for stalled jobs has found it.
  moments.push(...left.map((milliseconds) => now + (milliseconds > 0 ? milliseconds : STALLED_EVERY_MS)));
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The slug and the words of a failure in the one line that BullMQ and its tools show. */
function epitaph(failure: JobFailure): string {
  return `${failure.slug}: ${failure.message}`;
}

function deadJobOf(stored: StoredJob, settings: QueueSettings): DeadJob {
  const reason = stored.failedReason ?? '';
  const slug = reason.slice(0, reason.indexOf(':'));
  return {
    kind: stored.name,
    key: stored.data.key,
    attempts: attemptOf(stored.attemptsStarted, false, settings).attempt,
    slug: slug in FAILURES ? (slug as FailureSlug) : 'bug',
    message: slug in FAILURES ? reason.slice(slug.length + 2) : reason,
    diedAt: new Date(stored.finishedOn ?? stored.timestamp).toISOString(),
  };
}

function byDeath(one: DeadJob, other: DeadJob): number {
  const left = `${one.diedAt} ${one.kind} ${one.key}`;
  const right = `${other.diedAt} ${other.kind} ${other.key}`;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Lost connections are reported where the connection is; anything else Redis complains of is said here. */
function reportTrouble(error: Error, redis: Redis, world: Pick<Effects, 'log'>): void {
  if (redis.status === 'ready') world.log.warn(`Redis: ${error.message}`);
}
