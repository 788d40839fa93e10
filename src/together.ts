/** A run that is not alone: it fills the queue, works along, waits for the others, and fills the queue again if it is lost. */
import { inFairOrder } from './crawl/fair-order.js';
import type { Effects } from './effects.js';
import type { Project } from './project.js';
import type { NewJob, Queue } from './queue/queue.js';
import { readCrawls } from './store/crawls.js';
import type { Appointment } from './store/sources.js';
import { liveWorkers } from './store/workers.js';
import { count } from './terminal.js';
import type { Crew } from './worker.js';

/** How often a run tells how far it is, and how often it looks whether the others are done. */
const PROGRESS_MS = 10_000;
const LOOK_MS = 500;
/** A queue that keeps losing jobs is left alone after so many fillings: the next run goes on. */
const MOST_FILLINGS = 5;

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
    ...{ kind: 'crawl', key: name, payload: { source: name }, runAt },
    priority: lastCrawl(name) === null || stoppedForMoney.includes(name) ? 0 : 1,
  }));
}

/** Crawls until every job is done, dead, or due later than `patienceMs` from now, whoever does it. */
export async function crawlTogether(
  project: Project,
  crew: Crew,
  jobs: readonly NewJob[],
  patienceMs: number,
): Promise<void> {
  const quiet = tellProgress(project, crew.queue, jobs.length);
  try {
    await crew.queue.put(jobs);
    for (let filling = 1; ; filling += 1) {
      do await crew.crawl(patienceMs);
      while (await othersAtWork(project, crew));
      if (crew.stop.aborted || filling === MOST_FILLINGS) return;
      const lost = await crew.queue.put(await neverTried(project, crew.queue, jobs));
      if (lost === 0) return;
      project.effects.log.warn(`The queue had lost ${count(lost, 'source')}, which are now in it again.`);
    }
  } finally {
    quiet();
  }
}

/** Waits a little when jobs are in the hands of others: they may fail, and be due again. */
async function othersAtWork({ effects }: Project, { queue, stop }: Crew): Promise<boolean> {
  if (stop.aborted || (await queue.counts()).taken === 0) return false;
  await effects.sleep(LOOK_MS, stop).catch(() => undefined);
  return true;
}

/** The store is the truth and the queue a cache: what nobody tried and nobody gave up must be put again. */
async function neverTried({ store }: Project, queue: Queue, jobs: readonly NewJob[]): Promise<NewJob[]> {
  const tried = (await readCrawls(store)).map(({ source }) => source);
  const dead = (await queue.dead()).map(({ key }) => key);
  const known = new Set([...tried, ...dead]);
  return jobs.filter(({ key }) => !known.has(key));
}

/** Says now and then how far the run is; the answer ends that. */
function tellProgress({ store, effects }: Project, queue: Queue, total: number): () => void {
  let told = '';
  const tell = async () => {
    const { waiting, taken } = await queue.counts();
    const busy = (await liveWorkers(store, effects.now())).filter(({ jobs }) => jobs.length > 0);
    const done = Math.max(0, total - waiting - taken);
    const line = `${done} of ${count(total, 'source')}, ${taken} at work on ${count(busy.length, 'worker')}`;
    if (line !== told) effects.log.info(line);
    told = line;
  };
  // On the machine's own timer; a word that cannot be told is made good by the next.
  const timer = setInterval(() => void tell().catch(() => undefined), PROGRESS_MS);
  return () => clearInterval(timer);
}
