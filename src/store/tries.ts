/** What came of each job of the run at work, whichever process did it. */
import type { Database } from './database.js';

const RECORD = 'INSERT INTO tries (kind, key, slug, message, counts) VALUES (?, ?, ?, ?, ?)';
const FORGET = 'DELETE FROM tries WHERE kind = ?';
const LIST = 'SELECT key, slug, message, counts FROM tries WHERE kind = ? ORDER BY id';
const FINISHED = 'SELECT kind, count(DISTINCT key) AS jobs FROM tries WHERE slug IS NULL GROUP BY kind';

export interface Try<Counts> {
  key: string;
  /** `null`: it went well. */
  slug: string | null;
  message: string | null;
  counts: Counts;
}

export async function recordTry<Counts>(database: Database, kind: string, one: Try<Counts>): Promise<void> {
  await database.run(RECORD, [kind, one.key, one.slug, one.message, JSON.stringify(one.counts)]);
}

/** Begins afresh with a kind of work; the caller holds the lock of the run. */
export async function forgetTries(database: Database, kind: string): Promise<void> {
  await database.run(FORGET, [kind]);
}

/** Every try of a kind since the run began with it, oldest first. */
export async function readTries<Counts>(database: Database, kind: string): Promise<Try<Counts>[]> {
  const rows = await database.all<Omit<Try<Counts>, 'counts'> & { counts: string }>(LIST, [kind]);
  return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as Counts }));
}

/** How many jobs of each kind went well. */
export async function countFinished(database: Database): Promise<Map<string, number>> {
  return new Map((await database.all<{ kind: string; jobs: number }>(FINISHED)).map(({ kind, jobs }) => [kind, jobs]));
}
