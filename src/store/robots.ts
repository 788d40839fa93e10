/** What robots.txt files said, for all processes and for as long as it holds. */
import type { Database } from './database.js';

const READ = `
  SELECT origin, rules, crawl_delay_ms AS "crawlDelayMs", etag, modified, read_at AS "readAt",
    failing_since AS "failingSince", ask_at AS "askAt"
  FROM robots WHERE origin = ?`;
const WRITE = `
  INSERT INTO robots (origin, rules, crawl_delay_ms, etag, modified, read_at, failing_since, ask_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (origin) DO UPDATE SET rules = excluded.rules, crawl_delay_ms = excluded.crawl_delay_ms,
    etag = excluded.etag, modified = excluded.modified, read_at = excluded.read_at,
    failing_since = excluded.failing_since, ask_at = excluded.ask_at`;
const FORGET = 'DELETE FROM robots WHERE ask_at < ?';

export interface RobotsRecord<Rule> {
  /** Scheme, host and port. */
  origin: string;
  /** Those meant for us; `null` when the file was never read. */
  rules: Rule[] | null;
  crawlDelayMs: number;
  /** Validators of the file, to the byte. */
  etag: string | null;
  modified: string | null;
  /** When what it says was last known (milliseconds since 1970). */
  readAt: number | null;
  /** Since when there has been no answer; `null` when the last try went well. */
  failingSince: number | null;
  askAt: number;
}

export async function readRobots<Rule>(database: Database, origin: string): Promise<RobotsRecord<Rule> | null> {
  const row = await database.get<RobotsRecord<Rule> & { rules: string | null }>(READ, [origin]);
  return row === undefined
    ? null
    : { ...(row as RobotsRecord<Rule>), rules: row.rules === null ? null : (JSON.parse(row.rules) as Rule[]) };
}

export async function writeRobots<Rule>(database: Database, record: RobotsRecord<Rule>): Promise<void> {
  const { origin, rules, crawlDelayMs, etag, modified, readAt, failingSince, askAt } = record;
  await database.run(WRITE, [
    ...[origin, rules === null ? null : JSON.stringify(rules), crawlDelayMs, etag, modified],
    ...[readAt, failingSince, askAt],
  ]);
}

/** Forgets files that should have been asked for again before that moment (milliseconds since 1970), and were not. */
export async function forgetRobots(database: Database, before: number): Promise<void> {
  await database.run(FORGET, [before]);
}
