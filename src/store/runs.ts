/** Runs: when, with what parameters, what each stage did, and what failed. */
import type { Database } from './database.js';

const START = "INSERT INTO runs (command, started_at, status, method) VALUES (?, ?, 'running', ?) RETURNING id";
const FINISH = 'UPDATE runs SET finished_at = ?, status = ?, counts = ? WHERE id = ?';
const INTERRUPTED = "UPDATE runs SET status = 'interrupted' WHERE status = 'running'";
const FAIL = 'INSERT INTO failures (run_id, source, slug, message, at) VALUES (?, ?, ?, ?, ?)';
const CURRENT = "SELECT max(id) AS id FROM runs WHERE status = 'running'";
const ONE = 'SELECT command, started_at AS "startedAt" FROM runs WHERE id = ?';
const RECENT = `
  SELECT id, command, started_at AS "startedAt", finished_at AS "finishedAt", status, method, counts
  FROM runs ORDER BY id DESC LIMIT ?`;

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

export interface Run {
  id: number;
  command: string;
  startedAt: string;
  finishedAt: string | null;
  status: RunStatus;
  method: unknown;
  counts: unknown;
}

/** Opens a run. A run still marked as running can only be one that was killed: the caller holds the lock. */
export async function startRun(database: Database, command: string, method: unknown, at: string): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.run(INTERRUPTED);
    const row = await tx.get<{ id: number }>(START, [command, at, JSON.stringify(method)]);
    return row!.id;
  });
}

export async function finishRun(
  database: Database,
  id: number,
  status: Exclude<RunStatus, 'running'>,
  counts: unknown,
  at: string,
): Promise<void> {
  await database.run(FINISH, [at, status, JSON.stringify(counts), id]);
}

/** The run at work, if any. */
export async function currentRun(database: Database): Promise<number | null> {
  return (await database.get<{ id: number | null }>(CURRENT))?.id ?? null;
}

export async function recordRunFailure(
  database: Database,
  runId: number,
  failure: { source: string; slug: string; message: string },
  at: string,
): Promise<void> {
  await database.run(FAIL, [runId, failure.source, failure.slug, failure.message, at]);
}

/** The latest runs, newest first. */
export async function recentRuns(database: Database, limit: number): Promise<Run[]> {
  const rows = await database.all<Run & { method: string; counts: string | null }>(RECENT, [limit]);
  return rows.map((row) => ({
    ...row,
    method: JSON.parse(row.method),
    counts: row.counts === null ? null : JSON.parse(row.counts),
  }));
}

/** One run, if there is such. */
export async function findRun(database: Database, id: number): Promise<Pick<Run, 'command' | 'startedAt'> | undefined> {
  return database.get<Pick<Run, 'command' | 'startedAt'>>(ONE, [id]);
}
