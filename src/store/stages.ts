/** How far the stages of a run are, and which kind of work is to stop everywhere. */
import type { Database } from './database.js';
import { countFinished, forgetTries } from './tries.js';

const BEGIN = `
  INSERT INTO stages (kind, run_id, total, begun_at, ended_at, stopped) VALUES (?, ?, ?, ?, NULL, 0)
  ON CONFLICT (kind) DO UPDATE SET
    run_id = excluded.run_id, total = excluded.total, begun_at = excluded.begun_at, ended_at = NULL, stopped = 0`;
const END = 'UPDATE stages SET ended_at = ? WHERE kind = ?';
const SET_STOPPED = 'UPDATE stages SET stopped = ? WHERE kind = ?';
const STOPPED = 'SELECT stopped FROM stages WHERE kind = ?';
const LATEST = `
  SELECT kind, total, begun_at AS "begunAt", ended_at AS "endedAt", stopped FROM stages
  WHERE run_id = (SELECT max(id) FROM runs) ORDER BY begun_at, kind`;

export interface Stage {
  kind: string;
  /** Jobs put, and those that went well so far. */
  total: number;
  done: number;
  begunAt: string;
  /** `null` while it goes on, or when the process of the run died in it. */
  endedAt: string | null;
  /** Its time was over before its jobs were done. */
  stopped: boolean;
}

/** A stage begins afresh, and whoever had stopped may go on; the caller holds the lock of the run. */
export async function beginStage(
  database: Database,
  stage: { kind: string; runId: number; total: number; at: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    await forgetTries(tx, stage.kind);
    await tx.run(BEGIN, [stage.kind, stage.runId, stage.total, stage.at]);
  });
}

export async function endStage(database: Database, kind: string, at: string): Promise<void> {
  await database.run(END, [at, kind]);
}

/** Nobody takes another job of this kind, on any machine, until the next stage of it begins or it is let go on. */
export async function stopStage(database: Database, kind: string): Promise<void> {
  await database.run(SET_STOPPED, [1, kind]);
}

export async function letStageGoOn(database: Database, kind: string): Promise<void> {
  await database.run(SET_STOPPED, [0, kind]);
}

export async function isStopped(database: Database, kind: string): Promise<boolean> {
  return (await database.get<{ stopped: number }>(STOPPED, [kind]))?.stopped === 1;
}

/** The stages of the latest run, in the order in which they began. */
export async function latestStages(database: Database): Promise<Stage[]> {
  const finished = await countFinished(database);
  const rows = await database.all<Omit<Stage, 'done' | 'stopped'> & { stopped: number }>(LATEST);
  return rows.map((row) => ({ ...row, done: finished.get(row.kind) ?? 0, stopped: row.stopped === 1 }));
}
