/** The table of the embedded queue. Every change of a taken job names the lease, so that a lost one changes nothing. */
import type { Database } from './database.js';

// No job is put off for two days: one that seems to be was put there by a clock since put right, and starts afresh.
const PUT = `
  INSERT INTO jobs (kind, key, payload, state, run_at, priority) VALUES (?, ?, ?, 'waiting', ?, ?)
  ON CONFLICT (kind, key) DO UPDATE SET
    payload = excluded.payload, state = 'waiting', attempts = 0, run_at = excluded.run_at,
    priority = excluded.priority, abandoned = 0, lease = NULL, holder = NULL, slug = NULL, message = NULL, died_at = NULL
  WHERE jobs.state = 'dead' OR jobs.run_at > excluded.run_at + ${2 * 86_400_000}`;

// A taken job is due again when its lease ends, so waiting jobs and abandoned ones are found by the same index. A lease
// that ends later than any lease can was given by a clock since put right. The plus keeps the planner from another index,
// by which it would sort all jobs that are due to find the first.
const claimSql = (locking: string) => `
  UPDATE jobs SET attempts = attempts + 1, lease = ?, holder = ?, run_at = ?,
    abandoned = CASE state WHEN 'taken' THEN 1 ELSE abandoned END, state = 'taken'
  WHERE id = (
    SELECT id FROM jobs WHERE kind = ? AND state <> 'dead' AND (+run_at <= ? OR (state = 'taken' AND +run_at > ?))
    ORDER BY priority, run_at, id LIMIT 1 ${locking})
  RETURNING id, kind, key, payload, attempts, abandoned`;
/** SQLite has one writer at a time; in PostgreSQL two that claim at once would else be given the same job. */
const CLAIM: Record<Database['dialect'], string> = {
  sqlite: claimSql(''),
  postgres: claimSql('FOR UPDATE SKIP LOCKED'),
};

const EXTEND = 'UPDATE jobs SET run_at = ? WHERE id = ? AND lease = ?';
const FINISH = 'DELETE FROM jobs WHERE id = ? AND lease = ?';
const RETRY = `
  UPDATE jobs SET state = 'waiting', run_at = ?, lease = NULL, holder = NULL WHERE id = ? AND lease = ?`;
const RELEASE = `
  UPDATE jobs SET state = 'waiting', attempts = attempts - 1, run_at = ?, lease = NULL, holder = NULL
  WHERE id = ? AND lease = ?`;
const BURY = `
  UPDATE jobs SET state = 'dead', lease = NULL, holder = NULL, slug = ?, message = ?, died_at = ?
  WHERE id = ? AND lease = ?`;

const HOLDERS = "SELECT DISTINCT holder FROM jobs WHERE kind = ? AND state = 'taken'";
// Not what is due already: freed again by every run, it would lose its place to all that came since.
const FREE = "UPDATE jobs SET run_at = ? WHERE kind = ? AND state = 'taken' AND holder = ? AND run_at > ?";

const SOONEST = `
  SELECT run_at AS "runAt", lease FROM jobs WHERE kind = ? AND state <> 'dead'
  ORDER BY run_at, id LIMIT ?`;
const COUNTS = 'SELECT state, count(*) AS jobs FROM jobs WHERE kind = ? GROUP BY state';
const DEAD = `
  SELECT kind, key, attempts, slug, message, died_at AS "diedAt" FROM jobs
  WHERE kind = ? AND state = 'dead' ORDER BY died_at, key`;

export interface NewJobRow {
  kind: string;
  key: string;
  /** JSON. */
  payload: string;
  /** Milliseconds since 1970. */
  runAt: number;
  /** 0 goes first. */
  priority: number;
}

export interface TakenJobRow {
  id: number;
  kind: string;
  key: string;
  payload: string;
  /** Times it was taken, this one included. */
  attempts: number;
  /** 1: somebody who took it before never said what became of it. */
  abandoned: number;
}

export interface DeadJobRow {
  kind: string;
  key: string;
  attempts: number;
  slug: string;
  message: string;
  diedAt: string;
}

/**
 * Adds jobs and revives dead ones; waiting and taken ones stay as they are, unless a wrong clock put them off. How many
 * were added or revived.
 */
export async function insertJobs(database: Database, rows: readonly NewJobRow[]): Promise<number> {
  return database.transaction((tx) =>
    tx.many(
      PUT,
      rows.map((row) => [row.kind, row.key, row.payload, row.runAt, row.priority]),
    ),
  );
}

/** Takes the job of the first priority that has been due longest at `now` until `until`, in one statement. */
export async function claimJob(
  database: Database,
  claim: { kind: string; lease: string; holder: string; now: number; until: number; beyond: number },
): Promise<TakenJobRow | undefined> {
  return database.get<TakenJobRow>(CLAIM[database.dialect], [
    claim.lease,
    claim.holder,
    claim.until,
    claim.kind,
    claim.now,
    claim.beyond,
  ]);
}

export async function extendJob(database: Database, id: number, lease: string, until: number): Promise<boolean> {
  return (await database.run(EXTEND, [until, id, lease])) === 1;
}

export async function finishJob(database: Database, id: number, lease: string): Promise<boolean> {
  return (await database.run(FINISH, [id, lease])) === 1;
}

export async function retryJob(database: Database, id: number, lease: string, runAt: number): Promise<boolean> {
  return (await database.run(RETRY, [runAt, id, lease])) === 1;
}

/** Back to waiting, as if it had never been taken. */
export async function releaseJob(database: Database, id: number, lease: string, runAt: number): Promise<boolean> {
  return (await database.run(RELEASE, [runAt, id, lease])) === 1;
}

export async function buryJob(
  database: Database,
  id: number,
  lease: string,
  death: { slug: string; message: string; diedAt: string },
): Promise<boolean> {
  return (await database.run(BURY, [death.slug, death.message, death.diedAt, id, lease])) === 1;
}

/** The processes that hold jobs of a kind. */
export async function jobHolders(database: Database, kind: string): Promise<string[]> {
  return (await database.all<{ holder: string }>(HOLDERS, [kind])).map((row) => row.holder);
}

/** Makes due now what a holder took and what is not due yet; how many jobs that were. */
export async function freeJobs(database: Database, kind: string, holder: string, now: number): Promise<number> {
  return database.run(FREE, [now, kind, holder, now]);
}

/** When the next job outside `leases` is due, or its lease ends; `null` when there is none. */
export async function soonestJob(database: Database, kind: string, leases: readonly string[]): Promise<number | null> {
  const rows = await database.all<{ runAt: number; lease: string | null }>(SOONEST, [kind, leases.length + 1]);
  return rows.find((row) => row.lease === null || !leases.includes(row.lease))?.runAt ?? null;
}

/** Number of jobs per state; states without jobs are absent. */
export async function countJobs(database: Database, kind: string): Promise<Map<string, number>> {
  const rows = await database.all<{ state: string; jobs: number }>(COUNTS, [kind]);
  return new Map(rows.map((row) => [row.state, row.jobs]));
}

export async function deadJobs(database: Database, kind: string): Promise<DeadJobRow[]> {
  return database.all<DeadJobRow>(DEAD, [kind]);
}
