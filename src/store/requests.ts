/** The log of requests: what the latest runs asked of which site, and what they held back. */
import type { Database } from './database.js';
import type { Period } from './figures.js';
import { during } from './run-list.js';

/** A nightly project looks back a week. */
const RUNS_KEPT = 7;

const ADD = `
  INSERT INTO requests (run_id, host_group, budget, url, url_key, user_agent, held_back, robots_asked, started_at,
    ended_at, status, slug, is_conditional, gave_validators, bytes, wait_until)
  VALUES (coalesce(?, (SELECT max(id) FROM runs)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const FORGET = `
  DELETE FROM requests WHERE run_id IS NULL OR run_id NOT IN (
    SELECT run_id FROM requests WHERE run_id IS NOT NULL GROUP BY run_id ORDER BY run_id DESC LIMIT ${RUNS_KEPT - 1})`;
const LATEST = `
  SELECT id, command, started_at AS "startedAt", finished_at AS "finishedAt" FROM runs
  WHERE id = (SELECT max(run_id) FROM requests)`;
const LOGGED = (where: string) => `
  SELECT r.id, r.command, r.started_at AS "startedAt", r.finished_at AS "finishedAt" FROM runs r
  WHERE r.id IN (SELECT run_id FROM requests) AND ${where} ORDER BY r.id DESC`;
const OF_RUN = `
  SELECT host_group AS "hostGroup", budget, url, url_key AS "urlKey", user_agent AS "userAgent", held_back AS "heldBack",
    robots_asked AS "robotsAsked", started_at AS "startedAt", ended_at AS "endedAt", status, slug,
    is_conditional AS "isConditional", gave_validators AS "gaveValidators", bytes, wait_until AS "waitUntil"
  FROM requests WHERE run_id = ? ORDER BY started_at, id`;
const EARLIER_WAITS = `
  SELECT budget, max(wait_until) AS "waitUntil" FROM requests
  WHERE run_id < ? AND wait_until IS NOT NULL GROUP BY budget`;
const EARLIER_VALIDATORS = 'SELECT DISTINCT url_key AS "urlKey" FROM requests WHERE run_id < ? AND gave_validators = 1';

/** Why a request was not sent: the site asked to be left alone, it does not answer, or its robots.txt says no. */
export type HeldBack = 'wait' | 'failures' | 'robots';

export interface RequestRecord {
  /** Hosts that share one turn. */
  hostGroup: string;
  /** Whose waits it had to heed: the group, or one token at it. */
  budget: string;
  /** Without its query. */
  url: string;
  /** The same for the same address only, query and all. */
  urlKey: string;
  userAgent: string;
  /** `null`: it was sent. */
  heldBack: HeldBack | null;
  robotsAsked: boolean;
  /** Milliseconds since 1970: of the request, and of the last byte of its answer. */
  startedAt: number;
  endedAt: number;
  /** `null`: there was no answer, and `slug` says why. */
  status: number | null;
  slug: string | null;
  isConditional: boolean;
  /** Whether the next request for this address can be conditional. */
  gaveValidators: boolean;
  /** Of the body, unpacked. */
  bytes: number;
  /** What the answer asked for: milliseconds since 1970. */
  waitUntil: number | null;
}

export interface LoggedRun {
  id: number;
  command: string;
  startedAt: string;
  finishedAt: string | null;
}

/** @param runId `null`: the latest run there is */
export async function addRequests(
  database: Database,
  runId: number | null,
  records: readonly RequestRecord[],
): Promise<void> {
  const rows = records.map((one) => [
    ...[runId, one.hostGroup, one.budget, one.url, one.urlKey, one.userAgent, one.heldBack, Number(one.robotsAsked)],
    ...[one.startedAt, one.endedAt, one.status, one.slug, Number(one.isConditional), Number(one.gaveValidators)],
    ...[one.bytes, one.waitUntil],
  ]);
  await database.transaction((tx) => tx.many(ADD, rows));
}

/** Makes room for the log of another run; those of the last few stay. */
export async function forgetOldRequests(database: Database): Promise<void> {
  await database.run(FORGET);
}

/** The last run that has a log; `null` when there is none. */
export async function latestLoggedRun(database: Database): Promise<LoggedRun | null> {
  return (await database.get<LoggedRun>(LATEST)) ?? null;
}

/** The runs that began in the period and have a log, the latest first. */
export async function loggedRuns(database: Database, period: Period): Promise<LoggedRun[]> {
  const { sql, params } = during(period);
  return database.all<LoggedRun>(LOGGED(sql), params);
}

/** The requests of a run in the order in which they began. */
export async function* requestsOf(database: Database, runId: number): AsyncGenerator<RequestRecord, void, void> {
  for await (const row of database.each<RequestRecord>(OF_RUN, [runId])) {
    const { robotsAsked, isConditional, gaveValidators } = row;
    yield {
      ...row,
      robotsAsked: Boolean(robotsAsked),
      isConditional: Boolean(isConditional),
      gaveValidators: Boolean(gaveValidators),
    };
  }
}

/** What was known before a run began: until when each budget was to be left alone, and which addresses gave validators. */
export async function knownBefore(
  database: Database,
  runId: number,
): Promise<{ waits: Map<string, number>; validators: Set<string> }> {
  const waits = await database.all<{ budget: string; waitUntil: number }>(EARLIER_WAITS, [runId]);
  const validators = await database.all<{ urlKey: string }>(EARLIER_VALIDATORS, [runId]);
  return {
    waits: new Map(waits.map(({ budget, waitUntil }) => [budget, waitUntil])),
    validators: new Set(validators.map(({ urlKey }) => urlKey)),
  };
}
