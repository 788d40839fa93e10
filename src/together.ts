/**
 * A stage of a run, which is not alone: it fills a queue, works along, waits for the others, and fills the queue again if
 * it is lost. A run is a list of these.
 */
import { inFairOrder } from './crawl/fair-order.js';
import { type Effects, isoNow } from './effects.js';
import { LostStoreError, SourceError } from './errors.js';
import type { Project } from './project.js';
import type { DeadJob, JobKind, NewJob, Queue } from './queue/queue.js';
import type { Appointment } from './store/sources.js';
import { beginStage, endStage, stopStage } from './store/stages.js';
import { readTries, type Try } from './store/tries.js';
import { liveWorkers } from './store/workers.js';
import { count } from './terminal.js';
import { atWork, WORKS } from './work/crew.js';
import { register } from './work/presence.js';
import { openProjectQueues } from './worker.js';

/** How often a run tells how far it is, and how often it looks whether the others are done. */
const PROGRESS_MS = 10_000;
const LOOK_MS = 500;
/** A queue that keeps losing jobs is left alone after so many fillings: the next run goes on. */
const MOST_FILLINGS = 5;
/** Analysis waits for its retries: without them its outcome would be another. */
const ANALYSIS_PATIENCE_MS = 60 * 60 * 1000;

export interface Stage {
  kind: JobKind;
  jobs: readonly NewJob[];
  /** How far ahead a retry may be due and still be waited for. */
  patienceMs: number;
  /** When it is aborted the stage stops, here and in every other process. */
  enough?: AbortSignal | undefined;
}

export interface StageOutcome<Counts> {
  /** Oldest first. */
  tries: Try<Counts>[];
  dead: DeadJob[];
}

/**
 * The sources as jobs: those never crawled, and those that stopped for money, go before all others; then the one whose
 * last crawl is longest ago.
 */
export function crawlJobs(
  sources: readonly { name: string }[],
  known: ReadonlyMap<string, Pick<Appointment, 'lastCrawledAt'>>,
  world: Pick<Effects, 'now' | 'random'>,
  stoppedForMoney: readonly string[] = [],
): NewJob[] {
  const lastCrawl = (name: string) => known.get(name)?.lastCrawledAt ?? null;
  return inFairOrder(sources, lastCrawl, world).map(({ name, runAt }) => ({
    ...{ key: name, payload: { source: name }, runAt },
    priority: lastCrawl(name) === null || stoppedForMoney.includes(name) ? 0 : 1,
  }));
}

/** Jobs until every one is done, dead, or due later than the stage has patience, whoever does them. */
export async function runStage<Counts>(project: Project, runId: number, stage: Stage): Promise<StageOutcome<Counts>> {
  const { store, effects, signal } = project;
  const { kind, enough } = stage;
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal, ...(enough === undefined ? [] : [enough])]);
  const [queue] = (await openProjectQueues(project, [kind])) as [Queue];
  const presence = await register(project, 'run');
  const told = new Set<Promise<void>>();
  const tellOthers = () => void told.add(stopStage(store, kind));
  enough?.addEventListener('abort', tellOthers, { once: true });
  // One source may fail; a part of the analysis that fails here makes all of it wrong.
  const onError = (error: unknown) => {
    if (kind !== 'crawl' && !(error instanceof SourceError) && !(error instanceof LostStoreError)) failed.abort(error);
  };
  try {
    await beginStage(store, { kind, runId, total: stage.jobs.length, at: isoNow(effects) });
    await atWork({ project, presence, kind, queue, stop, runId, onError }, (doJobs) =>
      untilDone(project, queue, stage, stop, () => doJobs(stage.patienceMs)),
    );
    await Promise.all(told);
    signal.throwIfAborted();
    failed.signal.throwIfAborted();
    await endStage(store, kind, isoNow(effects));
    return { tries: await readTries<Counts>(store, kind), dead: await queue.dead() };
  } finally {
    enough?.removeEventListener('abort', tellOthers);
    await presence.end();
    await queue.close();
  }
}

/**
 * A stage of the analysis, of which every job has to be done.
 * @throws Error when one was given up
 */
export async function runAnalysis<Counts>(
  project: Project,
  runId: number,
  kind: JobKind,
  jobs: readonly NewJob[],
): Promise<Counts[]> {
  const { tries, dead } = await runStage<Counts>(project, runId, { kind, jobs, patienceMs: ANALYSIS_PATIENCE_MS });
  const done = new Set(tries.map(({ key }) => key));
  const missing = jobs.find(({ key }) => !done.has(key));
  if (missing !== undefined) {
    const { message } = dead.find(({ key }) => key === missing.key) ?? { message: 'the queue has lost it' };
    throw new Error(`The ${WORKS[kind].name} "${missing.key}" could not be done: ${message}`);
  }
  const wanted = new Set(jobs.map(({ key }) => key));
  return tries.filter(({ key }) => wanted.has(key)).map(({ counts }) => counts);
}

async function untilDone(
  project: Project,
  queue: Queue,
  { kind, jobs }: Stage,
  stop: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  const quiet = tellProgress(project, queue, kind, jobs.length);
  try {
    await queue.put(jobs);
    for (let filling = 1; ; filling += 1) {
      do await work();
      while (await othersAtWork(project, queue, stop));
      if (stop.aborted || filling === MOST_FILLINGS) return;
      const lost = await queue.put(await neverTried(project, queue, kind, jobs));
      if (lost === 0) return;
      project.effects.log.warn(`The queue had lost ${count(lost, WORKS[kind].name)}, put into it again.`);
    }
  } finally {
    quiet();
  }
}

/** Waits a little when jobs are in the hands of others: they may fail, and be due again. */
async function othersAtWork({ effects }: Project, queue: Queue, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted || (await queue.counts()).taken === 0) return false;
  await effects.sleep(LOOK_MS, stop).catch(() => undefined);
  return true;
}

/** The store is the truth and the queue a cache: what nobody tried and nobody gave up must be put again. */
async function neverTried({ store }: Project, queue: Queue, kind: JobKind, jobs: readonly NewJob[]): Promise<NewJob[]> {
  const tried = (await readTries(store, kind)).map(({ key }) => key);
  const dead = (await queue.dead()).map(({ key }) => key);
  const known = new Set([...tried, ...dead]);
  return jobs.filter(({ key }) => !known.has(key));
}

/** Says now and then how far the stage is; the answer ends that. */
function tellProgress({ store, effects }: Project, queue: Queue, kind: JobKind, total: number): () => void {
  let told = '';
  const tell = async () => {
    const { waiting, taken } = await queue.counts();
    const busy = (await liveWorkers(store, effects.now())).filter(({ jobs }) => jobs.length > 0);
    const done = Math.max(0, total - waiting - taken);
    const line = `${done} of ${count(total, WORKS[kind].name)}, ${taken} at work on ${count(busy.length, 'worker')}`;
    if (line !== told) effects.log.info(line);
    told = line;
  };
  // On the machine's own timer; a word that cannot be told is made good by the next.
  const timer = setInterval(() => void tell().catch(() => undefined), PROGRESS_MS);
  return () => clearInterval(timer);
}
