/** What reports say about a whole project: how much, since when, how it moved. Themes, places and posts have a file each. */
import type { Database } from './database.js';

/** Which posts. ISO 8601 in UTC; `since` is inside the period, `until` is not. Posts without a date lie outside every set bound. */
export interface Period {
  since: string | null;
  until: string | null;
  /** Only posts of which this is the strongest theme; absent or `null`: of any and of none. */
  theme?: string | null;
}

/** A voice is first-time when nothing by it is older than this. */
export const FIRST_TIME_DAYS = 28;
const DAY_MS = 86_400_000;

/** A condition on `posts` aliased as `p`, with its parameters. */
export function within(period: Period): { sql: string; params: string[] } {
  const bounds = [
    ['p.created_at >= ?', period.since],
    ['p.created_at < ?', period.until],
  ].filter((bound): bound is [string, string] => bound[1] !== null);
  if (typeof period.theme === 'string') {
    bounds.push([`p.id IN (SELECT pt.post_id FROM ${STRONGEST_THEMES} WHERE pt.theme_id = ?)`, period.theme]);
  }
  return {
    sql: bounds.length === 0 ? '1 = 1' : bounds.map(([condition]) => condition).join(' AND '),
    params: bounds.map(([, value]) => value),
  };
}

/**
 * A post counts once, for the strongest of its live themes: joins `post_themes` as `pt` and `themes` as `t`. An
 * anti-join rather than a ranking of all posts, so that it costs little for one theme too.
 */
export const STRONGEST_THEMES = `
  post_themes pt
  JOIN themes t ON t.id = pt.theme_id AND t.state = 'live' AND NOT EXISTS (
    SELECT 1 FROM post_themes other JOIN themes rival ON rival.id = other.theme_id AND rival.state = 'live'
    WHERE other.post_id = pt.post_id
      AND (other.weight > pt.weight OR (other.weight = pt.weight AND other.theme_id < pt.theme_id)))`;

// A calendar entry in a feed is dated years ahead; "as of" must not follow it there.
const AS_OF = (where: string) => `
  SELECT coalesce(max(CASE WHEN p.created_at <= p.collected_at THEN p.created_at END), max(p.created_at)) AS "asOf"
  FROM posts p WHERE ${where}`;

/**
 * Date of the newest post that was not dated ahead of its own collection, of any theme: what is recent does not hang on
 * which theme is looked at. `null` when no post has a date.
 */
export async function readAsOf(database: Database, { since, until }: Period): Promise<string | null> {
  const { sql, params } = within({ since, until });
  const row = await database.get<{ asOf: string | null }>(AS_OF(sql), params);
  return row?.asOf ?? null;
}

/** The calendar day (`YYYY-MM-DD`, UTC) with which the last `days` days up to and including `asOf` begin. */
export function dayBefore(asOf: string, days: number): string {
  return new Date(Date.parse(asOf.slice(0, 10)) - (days - 1) * DAY_MS).toISOString().slice(0, 10);
}

const TOTALS = (where: string) => `
  SELECT count(*) AS posts, count(DISTINCT p.voice_id) AS voices, count(DISTINCT p.place_id) AS places,
    count(DISTINCT CASE WHEN v.kind = 'organisation' THEN p.voice_id END) AS organisations,
    count(CASE WHEN p.created_at IS NULL THEN 1 END) AS undated,
    count(CASE WHEN p.created_at > ? THEN 1 END) AS ahead,
    count(CASE WHEN p.voice_id IS NULL THEN 1 END) AS "withoutVoice",
    count(CASE WHEN p.channel = 'offline' THEN 1 END) AS offline,
    count(CASE WHEN c.post_id IS NULL THEN 1 END) AS unprocessed,
    count(CASE WHEN th.post_id IS NULL THEN 1 END) AS unthemed,
    count(c.campaign_id) AS "campaignPosts", count(DISTINCT c.campaign_id) AS campaigns,
    min(p.created_at) AS "firstSeen"
  FROM posts p
  LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN clean_posts c ON c.post_id = p.id
  LEFT JOIN (SELECT DISTINCT pt.post_id FROM post_themes pt JOIN themes t ON t.id = pt.theme_id AND t.state = 'live') th
    ON th.post_id = p.id
  WHERE ${where}`;
const PLATFORMS = (where: string) => `
  SELECT p.platform AS name, count(*) AS posts FROM posts p WHERE ${where} GROUP BY p.platform ORDER BY 2 DESC, 1`;
const LANGUAGES = (where: string) => `
  SELECT c.lang AS name, count(*) AS posts FROM posts p JOIN clean_posts c ON c.post_id = p.id
  WHERE ${where} GROUP BY c.lang ORDER BY 2 DESC, 1`;

export interface PeriodTotals {
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  organisations: number;
  places: number;
  undated: number;
  /** Dated later than `asOf`. */
  ahead: number;
  withoutVoice: number;
  offline: number;
  /** Collected, not yet through the pipeline. */
  unprocessed: number;
  /** In no live theme. */
  unthemed: number;
  campaigns: number;
  campaignPosts: number;
  firstSeen: string | null;
  /** See `readAsOf`. */
  asOf: string | null;
  platforms: { name: string; posts: number }[];
  languages: { name: string; posts: number }[];
}

/** What there is in a period. */
export async function readPeriodTotals(database: Database, period: Period): Promise<PeriodTotals> {
  const { sql, params } = within(period);
  const asOf = await readAsOf(database, period);
  const row = await database.get<Omit<PeriodTotals, 'asOf' | 'platforms' | 'languages'>>(TOTALS(sql), [
    asOf,
    ...params,
  ]);
  return {
    ...row!,
    asOf,
    platforms: await database.all(PLATFORMS(sql), params),
    languages: await database.all(LANGUAGES(sql), params),
  };
}

const DAYS = (where: string) => `
  SELECT substr(p.created_at, 1, 10) AS day, p.voice_id AS "voiceId", count(*) AS posts FROM posts p
  WHERE p.created_at <= ? AND ${where} GROUP BY 1, 2 ORDER BY 1, 2 NULLS FIRST`;

/** How often each voice spoke on each day up to `asOf`, oldest day first. */
export function eachDay(
  database: Database,
  period: Period,
  asOf: string,
): AsyncIterable<{ day: string; voiceId: number | null; posts: number }> {
  const { sql, params } = within(period);
  return database.each(DAYS(sql), [asOf, ...params]);
}

// What a person does to themes (`themes merge` and its like) belongs to the reading it mends: an afternoon of it would
// otherwise hide what the night before has brought.
const LAST_READINGS = `
  SELECT r.id, coalesce(r.finished_at, r.started_at) AS "endedAt",
    (SELECT max(run_id) FROM theme_snapshots) AS "latestId"
  FROM runs r WHERE r.id IN (SELECT run_id FROM theme_snapshots) AND r.command NOT LIKE 'themes %'
  ORDER BY r.id DESC LIMIT 2`;
const COLLECTED_SINCE = `
  SELECT count(*) AS posts FROM posts p WHERE p.collected_at > ?`;
const HEARD_SINCE = `
  SELECT count(*) AS voices FROM
    (SELECT p.voice_id FROM posts p WHERE p.voice_id IS NOT NULL GROUP BY p.voice_id HAVING min(p.collected_at) > ?) fresh`;

/**
 * The newest run that changed anything, and the one with which it is compared: the one before it, those by hand aside.
 * `null` when there has been only one, so nothing to compare with.
 */
export async function lastChange(
  database: Database,
): Promise<{ runId: number; beforeId: number; since: string } | null> {
  type Reading = { id: number; endedAt: string; latestId: number };
  const before = (await database.all<Reading>(LAST_READINGS))[1];
  return before === undefined ? null : { runId: before.latestId, beforeId: before.id, since: before.endedAt };
}

/** Posts collected, and voices heard for the first time, since the run before the last change; `null` on the first. */
export async function readNews(database: Database): Promise<{ posts: number; voices: number } | null> {
  const change = await lastChange(database);
  if (change === null) return null;
  const posts = await database.get<{ posts: number }>(COLLECTED_SINCE, [change.since]);
  const voices = await database.get<{ voices: number }>(HEARD_SINCE, [change.since]);
  return { posts: posts!.posts, voices: voices!.voices };
}

const FAILING = `
  SELECT s.name AS source, s.last_slug AS slug FROM sources s WHERE s.failures > 0 AND s.last_slug IS NOT NULL
  UNION
  SELECT f.source, f.slug FROM failures f
  WHERE f.run_id = (SELECT max(id) FROM runs WHERE command IN ('crawl', 'run', 'nightly'))
  ORDER BY 1, 2`;

/** Sources whose last crawl failed, or that failed in part during the last run that crawled. */
export async function readFailing(database: Database): Promise<{ source: string; slug: string }[]> {
  return database.all(FAILING);
}
