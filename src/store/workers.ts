/** The processes at work on a project, as they last showed themselves. */

import type { Database } from './database.js';
import { type Holder, isGone, parseHolder } from './holder.js';

const HEAR = `
  INSERT INTO workers (name, holder, started_at, heard_at, jobs) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET
    holder = excluded.holder, started_at = excluded.started_at, heard_at = excluded.heard_at, jobs = excluded.jobs`;
const LEAVE = 'DELETE FROM workers WHERE name = ?';
const FORGET = 'DELETE FROM workers WHERE heard_at < ?';
const LIST = 'SELECT name, holder, started_at AS "startedAt", heard_at AS "heardAt", jobs FROM workers ORDER BY name';

/** A worker not heard of for this long is taken for dead; it shows itself several times as often. */
export const WORKER_SILENCE_MS = 60_000;

export interface Worker {
  name: string;
  host: string;
  pid: number;
  startedAt: string;
  /** Milliseconds since 1970. */
  heardAt: number;
  /** Keys of the jobs in hand, in the order in which they were taken. */
  jobs: string[];
}

/** Registers a worker, or lets it show that it is alive. */
export async function hearWorker(
  database: Database,
  worker: { name: string; holder: Holder; startedAt: string; jobs: readonly string[] },
  now: number,
): Promise<void> {
  const { name, holder, startedAt, jobs } = worker;
  await database.run(HEAR, [name, JSON.stringify(holder), startedAt, now, JSON.stringify(jobs)]);
}

/** Signs a worker off, and with it those that died long ago without doing so. */
export async function signOffWorker(database: Database, name: string, now: number): Promise<void> {
  await database.run(LEAVE, [name]);
  await database.run(FORGET, [now - 24 * 60 * WORKER_SILENCE_MS]);
}

/** The workers that are alive as far as can be seen from here. */
export async function liveWorkers(database: Database, now: number): Promise<Worker[]> {
  const rows = await database.all<{ name: string; holder: string; startedAt: string; heardAt: number; jobs: string }>(
    LIST,
  );
  return rows.flatMap(({ name, holder: text, startedAt, heardAt, jobs }) => {
    const holder = parseHolder(text);
    if (holder === null || isGone(holder) || Math.abs(now - heardAt) > WORKER_SILENCE_MS) return [];
    return [{ name, host: holder.host, pid: holder.pid, startedAt, heardAt, jobs: JSON.parse(jobs) as string[] }];
  });
}
