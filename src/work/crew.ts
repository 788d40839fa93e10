/** One process at work on one kind of jobs: with hands, a desk, and somebody to tell of failures. */
import { isoNow } from '../effects.js';
import { failureWords } from '../errors.js';
import type { Job, JobFailure, JobKind, Queue } from '../queue/queue.js';
import { type DrainCounts, drain, type Handler } from '../queue/worker.js';
import { currentRun, recordRunFailure } from '../store/runs.js';
import { cleaning, placing } from './clean.js';
import { crawling } from './crawl.js';
import { grouping } from './themes.js';
import type { Tools, Work } from './work.js';

/** Every kind of work. To add one: its handler in a file here, its name in `JOB_KINDS`, and a line. */
export const WORKS: Record<JobKind, Work> = {
  crawl: crawling,
  clean: cleaning,
  campaigns: placing,
  themes: grouping,
};

/** How often a process shows that a long job is still in hand, as a share of the lease. */
const HEARTBEATS_PER_LEASE = 3;
/** How often to look for jobs that others have put. */
const POLL_MS = 500;

export interface Post extends Tools {
  kind: JobKind;
  queue: Queue;
  /** Told of everything a job throws. */
  onError?(error: unknown): void;
}

/** Works while `work` takes; it is given the way to do jobs until none is due, or with `null` until it is stopped. */
export async function atWork<T>(
  post: Post,
  work: (doJobs: (patienceMs: number | null) => Promise<DrainCounts>) => Promise<T>,
): Promise<T> {
  const { project, kind, queue, stop } = post;
  const { config, effects } = project;
  const desk = await WORKS[kind].open(post);
  const handle: Handler = async (...job) => {
    try {
      await desk.handle(...job);
    } catch (error) {
      post.onError?.(error);
      throw error;
    }
  };
  const options = {
    concurrency: WORKS[kind].hands(project),
    heartbeatMs: config.queue.leaseMs / HEARTBEATS_PER_LEASE,
    signal: stop,
    onFailure: (job: Job, failure: JobFailure, fate: 'waiting' | 'dead') => tellFailure(post, job, failure, fate),
  };
  try {
    return await work((patienceMs) => {
      const until = patienceMs === null ? { patienceMs: 0, pollMs: POLL_MS } : { patienceMs };
      return drain(queue, handle, { ...options, ...until }, effects);
    });
  } finally {
    await desk.close();
  }
}

async function tellFailure(
  { project, kind, stop, runId }: Post,
  { key }: Job,
  failure: JobFailure,
  fate: 'waiting' | 'dead',
): Promise<void> {
  // Stopped by a person or because time is over: the job is as good as before, and waits for the next run.
  if (stop.aborted) return;
  const { store, effects } = project;
  const name = kind === 'crawl' ? key : `${kind} ${key}`;
  const again = fate === 'waiting' ? ' (will be tried again)' : '';
  effects.log.warn(`${name}: ${failureWords(failure.slug, failure.message)}${again}`);
  const run = runId ?? (await currentRun(store));
  if (run !== null) await recordRunFailure(store, run, { source: name, ...failure }, isoNow(effects));
}
