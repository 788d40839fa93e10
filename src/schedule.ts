/**
 * Runs at set times, for those who keep workers running: each worker looks now and then whether a run is due, and the
 * lock of the project lets one of them make it. When it is due stands in the store, where all workers read the same and
 * where no loss of the queue can touch it. A run whose process died is made by another; one that was missed because no
 * worker was there is made once, late.
 */
import { nextMoment } from './cron.js';
import { LockedError, wordsOf } from './errors.js';
import { inRun, type Project, type Result } from './project.js';
import { beginScheduledRun, endScheduledRun, type ScheduledRun, scheduledRun } from './store/schedules.js';

const LOOK_MS = 5_000;
/** A run that kills its process is left alone after so many; the next one gets its chance. */
const MOST_TRIES = 3;

export type Run = (project: Project, runId: number) => Promise<Result>;

/** Makes the runs of `cron` until the project is stopped. */
export async function keepSchedule(project: Project, cron: string, run: Run): Promise<void> {
  const { effects, signal } = project;
  while (!signal.aborted) {
    await makeDueRun(project, cron, run);
    await effects.sleep(LOOK_MS, signal).catch(() => undefined);
  }
}

/** Makes the run that is due, if one is and no other worker makes it. True when it was made here. */
export async function makeDueRun(project: Project, cron: string, run: Run): Promise<boolean> {
  const { store, effects, signal } = project;
  const next = () => nextMoment(cron, effects.now()) ?? Number.MAX_SAFE_INTEGER;
  const due = await scheduledRun(store, cron, next());
  if (due.dueAt > effects.now()) return false;
  if (due.tries >= MOST_TRIES) {
    effects.log.warn(`The run that was due at ${moment(due)} ended its process ${due.tries} times: it is left out.`);
    await endScheduledRun(store, cron, due.dueAt, next());
    return false;
  }
  // While the run still has the lock, or the next worker would find it due in between.
  const end = () => endScheduledRun(store, cron, due.dueAt, next());
  try {
    const { made } = await inRun(project, 'scheduled run', async (runId) => {
      if (!(await beginScheduledRun(store, cron, due.dueAt))) return DONE_BY_ANOTHER;
      const result = await run(project, runId).catch(async (error: unknown) => {
        if (!signal.aborted) await end();
        throw error;
      });
      await end();
      return { ...result, made: true };
    });
    return made;
  } catch (error) {
    // Another worker is at it, or somebody's `discover run`: this one is made when they are done, unless they made it.
    if (error instanceof LockedError || signal.aborted) return false;
    effects.log.warn(`The run that was due at ${moment(due)} failed: ${wordsOf(error)}`);
    // Also one that could not begin.
    await end();
    return false;
  }
}

const DONE_BY_ANOTHER = { json: { skipped: 'another worker has made it' }, made: false };

function moment({ dueAt }: ScheduledRun): string {
  return new Date(dueAt).toISOString();
}
