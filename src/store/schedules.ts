/** When the next run is due: kept beside the posts, so that all workers together make it once. */
import type { Database } from './database.js';

const ADD = 'INSERT INTO schedules (cron, due_at, tries) VALUES (?, ?, 0) ON CONFLICT (cron) DO NOTHING';
const DROP_OTHERS = 'DELETE FROM schedules WHERE cron <> ?';
const FIND = 'SELECT due_at AS "dueAt", tries FROM schedules WHERE cron = ?';
const TRY = 'UPDATE schedules SET tries = tries + 1 WHERE cron = ? AND due_at = ?';
const MOVE = 'UPDATE schedules SET due_at = ?, tries = 0 WHERE cron = ? AND due_at = ?';

export interface ScheduledRun {
  /** Milliseconds since 1970. */
  dueAt: number;
  /** Runs begun for this moment and not brought to an end: their processes died. */
  tries: number;
}

/** The next run of a schedule, which is `firstDue` when the schedule is new; any other schedule is forgotten. */
export async function scheduledRun(database: Database, cron: string, firstDue: number): Promise<ScheduledRun> {
  return database.transaction(async (tx) => {
    await tx.run(DROP_OTHERS, [cron]);
    await tx.run(ADD, [cron, firstDue]);
    return (await tx.get<ScheduledRun>(FIND, [cron]))!;
  });
}

/** Counts a run that begins; false when it is no longer due: another worker has made it. */
export async function beginScheduledRun(database: Database, cron: string, dueAt: number): Promise<boolean> {
  return (await database.run(TRY, [cron, dueAt])) === 1;
}

/** The run due at `dueAt` is over and done with; the next is due at `next`. */
export async function endScheduledRun(database: Database, cron: string, dueAt: number, next: number): Promise<void> {
  await database.run(MOVE, [next, cron, dueAt]);
}
