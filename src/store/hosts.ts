/** How hosts are to be treated: until when they want to be left alone, and which of them do not answer. */
import type { Database } from './database.js';

const STATE = `
  SELECT (SELECT ends_at FROM waits WHERE budget = ?) AS "waitEndsAt",
    (SELECT crawl_delay_ms FROM robots WHERE origin = ?) AS "crawlDelayMs",
    (SELECT strikes FROM host_failures WHERE host = ?) AS strikes,
    (SELECT slug FROM host_failures WHERE host = ?) AS slug`;
// The longest of what was asked for: one answer that says less does not shorten what another said. A moment too far ahead
// was written by a clock that has since been set back.
const WAIT = `
  INSERT INTO waits (budget, ends_at) VALUES (?, ?)
  ON CONFLICT (budget) DO UPDATE SET ends_at = excluded.ends_at
  WHERE waits.ends_at < excluded.ends_at OR waits.ends_at > ?`;
const FORGET_WAITS = 'DELETE FROM waits WHERE ends_at < ?';
const STRIKE = `
  INSERT INTO host_failures (host, strikes, slug) VALUES (?, ?, ?)
  ON CONFLICT (host) DO UPDATE SET strikes = host_failures.strikes + excluded.strikes, slug = excluded.slug`;
const FORGIVE = 'DELETE FROM host_failures WHERE host = ?';
const FORGIVE_ALL = 'DELETE FROM host_failures';

export interface HostState {
  /** Nobody asks before this moment (milliseconds since 1970); `null` when nothing was asked for. */
  waitEndsAt: number | null;
  /** What robots.txt asks for, if it was ever read. */
  crawlDelayMs: number | null;
  /** Failures in a row of this run; `null` when the last request went well. */
  strikes: number | null;
  /** Of the last failure. */
  slug: string | null;
}

export async function readHostState(
  database: Database,
  who: { budget: string; origin: string; host: string },
): Promise<HostState> {
  return (await database.get<HostState>(STATE, [who.budget, who.origin, who.host, who.host]))!;
}

/** @param latest no honest moment lies beyond this one */
export async function recordWait(database: Database, budget: string, endsAt: number, latest: number): Promise<void> {
  await database.run(WAIT, [budget, endsAt, latest]);
}

/** Forgets what ended before that moment (milliseconds since 1970). */
export async function forgetWaits(database: Database, before: number): Promise<void> {
  await database.run(FORGET_WAITS, [before]);
}

export async function recordStrikes(database: Database, host: string, strikes: number, slug: string): Promise<void> {
  await database.run(STRIKE, [host, strikes, slug]);
}

/** The host has answered. */
export async function forgiveHost(database: Database, host: string): Promise<void> {
  await database.run(FORGIVE, [host]);
}

/** A run begins: every host gets another chance. */
export async function forgiveHosts(database: Database): Promise<void> {
  await database.run(FORGIVE_ALL);
}
