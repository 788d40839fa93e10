/** How things stand: what is collected, what waits, who is at work, what fails, what was spent. */
import { type SourceOutlook, sourceOutlooks } from './crawl/health.js';
import { isoNow } from './effects.js';
import type { Project } from './project.js';
import { type DeadJob, JOB_KINDS, type QueueCounts } from './queue/queue.js';
import { type Completeness, readCompleteness } from './store/coverage.js';
import { readSpending, type Spent } from './store/ledger.js';
import { isHeld } from './store/lock.js';
import { type Run, recentRuns } from './store/runs.js';
import { latestStages, type Stage } from './store/stages.js';
import { readTotals, type Totals } from './store/totals.js';
import { liveWorkers, type Worker } from './store/workers.js';
import { openProjectQueues } from './worker.js';

export interface Status {
  totals: Totals;
  /** Of all kinds of work together. */
  queue: QueueCounts;
  dead: DeadJob[];
  workers: Worker[];
  /** How far each stage of the latest run is. */
  stages: Stage[];
  sources: SourceOutlook[];
  runs: Run[];
  /** Money of today and of this month (UTC), in millionths of `currency`. */
  spending: { currency: string; dayMicros: number; monthMicros: number; sources: Spent[] };
  completeness: Completeness[];
}

/** How things stand. */
export async function readStatus(project: Project): Promise<Status> {
  const { config, store, effects } = project;
  const queues = await openProjectQueues(project, JOB_KINDS);
  try {
    const counts = await Promise.all(queues.map((queue) => queue.counts()));
    const all = (state: keyof QueueCounts) => counts.reduce((sum, one) => sum + one[state], 0);
    return {
      totals: await readTotals(store),
      queue: { waiting: all('waiting'), taken: all('taken'), dead: all('dead') },
      dead: (await Promise.all(queues.map((queue) => queue.dead()))).flat(),
      workers: await liveWorkers(store, effects.now()),
      stages: await latestStages(store),
      sources: await sourceOutlooks(store, effects.now(), config.nightly.quietDays),
      runs: await knownRuns(project),
      spending: { currency: config.x.currency, ...(await readSpending(store, isoNow(effects))) },
      completeness: await readCompleteness(store),
    };
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
  }
}

/** The latest runs. One that nobody holds the lock for any more was killed, and could not say so. */
async function knownRuns({ store, effects }: Project): Promise<Run[]> {
  const alive = await isHeld(store, 'run', effects);
  const runs = await recentRuns(store, 5);
  return runs.map((run) => (run.status === 'running' && !alive ? { ...run, status: 'interrupted' } : run));
}
