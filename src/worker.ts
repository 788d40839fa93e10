/**
 * Whoever crawls for a project: a run is one, each `discover worker` is another, on as many machines as reach the same
 * store and queue. They share the jobs through the queue; through the store they share the turns at hosts, what came of
 * each crawl, and the news of who is alive.
 */
import { crawlSource, noCounts } from './crawl/crawl.js';
import type { Fetch } from './crawl/crawler.js';
import { createFetch } from './crawl/http.js';
import { politeHosts } from './crawl/polite-hosts.js';
import { requestLog } from './crawl/request-log.js';
import { sharedTurns } from './crawl/shared-turns.js';
import { isoNow } from './effects.js';
import { failureWords, restOf, SourceError, slugOf, UserError, wordsOf } from './errors.js';
import type { Project } from './project.js';
import { openQueue } from './queue/open.js';
import type { Job, JobFailure, Queue } from './queue/queue.js';
import { type DrainCounts, drain } from './queue/worker.js';
import { recordCrawl } from './store/crawls.js';
import { thisHolder } from './store/holder.js';
import { forgetWaits } from './store/hosts.js';
import { projectId } from './store/project-id.js';
import { forgetRobots } from './store/robots.js';
import { currentRun, recordRunFailure } from './store/runs.js';
import { forgetRestedHosts } from './store/turns.js';
import { hearWorker, signOffWorker } from './store/workers.js';

/** How often a worker shows that a long crawl is still alive, as a share of the lease. */
const HEARTBEATS_PER_LEASE = 3;
/** How often a worker shows that it is alive itself, and how often it looks for new jobs. */
const BEAT_MS = 5_000;
const POLL_MS = 500;
/** A turn may last as long as a request, and a little: the store has to be told before and after. */
const TURN_MARGIN_MS = 5_000;
/** How long requests under way may still take when the program is asked to stop; it leaves three seconds later. */
const LET_FINISH_MS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A robots.txt that nobody asked for in so long is of no use, not even as an old copy. */
const ROBOTS_KEPT_MS = 30 * DAY_MS;

export interface Crew {
  queue: Queue;
  stop: AbortSignal;
  /** The guarded client, taking turns with every other crawler of the project. */
  fetch: Fetch;
  /** Crawls until nothing is due within `patienceMs`, or with `null` until it is stopped. */
  crawl(patienceMs: number | null): Promise<DrainCounts>;
}

export interface Role {
  name: 'run' | 'worker';
  /** Takes no more jobs once it is aborted, and stops those in hand after their page. */
  stop: AbortSignal;
  /** To whom failures are put down; without it to the run that is at work at the time, if any. */
  runId?: number;
}

/** Opens what a crawler of the project's sources needs, and registers it among the workers, for as long as `work` takes. */
export async function withCrew<T>(project: Project, role: Role, work: (crew: Crew) => Promise<T>): Promise<T> {
  const { config, store, effects } = project;
  const { http } = config;
  const turnSettings = { delayMs: http.delayMs, leaseMs: http.totalMs + TURN_MARGIN_MS, signal: role.stop };
  const turns = sharedTurns(store, turnSettings, effects);
  const log = requestLog(store, role.runId ?? null, effects.log);
  const hosts = politeHosts({ store, turns, log, effects }, http);
  const client = createFetch({ ...http, version: project.version }, effects, hosts);
  const fetch = introduced(client.fetch, project);
  const breakOff = () => setTimeout(() => void client.close(), LET_FINISH_MS).unref();
  project.signal.addEventListener('abort', breakOff, { once: true });
  const queue = await openProjectQueue(project);
  const presence = await register(project, role);
  await forgetRestedHosts(store, effects.now() - DAY_MS);
  await forgetWaits(store, effects.now());
  await forgetRobots(store, effects.now() - ROBOTS_KEPT_MS);

  const sources = new Map(config.sources.map((source) => [source.name, source]));
  const crawl = async (job: Job, signal: AbortSignal) => {
    const source = sources.get(job.key);
    // A job left over from a project file that has since lost its source: nothing to do any more.
    if (source === undefined)
      return effects.log.warn(`${job.key}: no such source in ${config.file}; its job is dropped`);
    const counts = noCounts();
    const world = { store, fetch, folder: config.folder, effects, x: config.x };
    const stop = AbortSignal.any([signal, role.stop]);
    try {
      await presence.during(job, () => crawlSource(source, world, counts, { signal: stop, lease: job.lease }));
    } catch (error) {
      // Nothing of the source's making, and no better with the next one: a full disk ends the run.
      if (error instanceof UserError && !role.stop.aborted) project.abort(error);
      // Whoever has the job now tells what becomes of it.
      if (!signal.aborted) await recordCrawl(store, { source: job.key, ...wordsFor(error, role.stop), counts });
      // Nothing to mend and nothing to try again: the job is done, and the next run asks anew.
      if (restOf(slugOf(error)) !== null) return effects.log.warn(`${job.key}: ${wordsOf(error)}`);
      throw error;
    }
    effects.log.info(`${source.name}: ${counts.new} new`);
  };
  const onFailure = async (job: Job, failure: JobFailure, fate: 'waiting' | 'dead') => {
    // Stopped by a person or because time is over: the source is as good as before, and waits for the next run.
    if (role.stop.aborted) return;
    effects.log.warn(
      `${job.key}: ${failureWords(failure.slug, failure.message)}${fate === 'waiting' ? ' (will be tried again)' : ''}`,
    );
    const runId = role.runId ?? (await currentRun(store));
    if (runId !== null) await recordRunFailure(store, runId, { source: job.key, ...failure }, isoNow(effects));
  };
  const options = {
    concurrency: config.queue.concurrency,
    heartbeatMs: config.queue.leaseMs / HEARTBEATS_PER_LEASE,
    signal: role.stop,
    onFailure,
  };
  try {
    return await work({
      queue,
      stop: role.stop,
      fetch,
      crawl: (patienceMs) =>
        drain(
          queue,
          { crawl },
          patienceMs === null ? { ...options, patienceMs: 0, pollMs: POLL_MS } : { ...options, patienceMs },
          effects,
        ),
    });
  } finally {
    project.signal.removeEventListener('abort', breakOff);
    await presence.end();
    await queue.close();
    await client.close();
    await log.close();
  }
}

/** Says once, when the first site is asked, that sites cannot tell whom to write to. */
function introduced(fetch: Fetch, { config, effects }: Project): Fetch {
  let told = config.http.contact !== null;
  return (url, options) => {
    if (!told) effects.log.warn('Sites are not told whom to write to: set http.contact to a page or a mailbox.');
    told = true;
    return fetch(url, options);
  };
}

export async function openProjectQueue({ config, store, effects }: Project): Promise<Queue> {
  return openQueue(config.queue.url, { store, prefix: await projectId(store) }, config.queue, effects);
}

/** Shows in the store that this process is alive, and what it has in hand. */
async function register({ store, effects }: Project, role: Role) {
  const holder = thisHolder();
  const name = `${role.name}-${holder.host}-${holder.pid}`;
  const startedAt = isoNow(effects);
  const jobs = new Set<string>();
  const show = () => hearWorker(store, { name, holder, startedAt, jobs: [...jobs] }, effects.now());
  await show();
  // A beat that is lost is made good by the next.
  const beat = setInterval(() => void show().catch(() => undefined), BEAT_MS);
  return {
    async during<T>(job: Job, work: () => Promise<T>): Promise<T> {
      jobs.add(job.key);
      try {
        await show();
        return await work();
      } finally {
        jobs.delete(job.key);
      }
    },
    async end(): Promise<void> {
      clearInterval(beat);
      await signOffWorker(store, name, effects.now());
    },
  };
}

function wordsFor(error: unknown, stop: AbortSignal): { slug: string; message: string } {
  if (stop.aborted) return { slug: 'interrupted', message: 'the run was stopped' };
  return { slug: slugOf(error), message: error instanceof SourceError ? error.message : wordsOf(error) };
}
