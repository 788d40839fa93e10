/** Sources: how far each got and how it fares. */
import { SourceError } from '../errors.js';
import type { Place, Post } from '../model.js';
import { type Coverage, recordCoverage } from './coverage.js';
import type { Database } from './database.js';
import { type SaveCounts, savePosts } from './posts.js';

const REGISTER = `
  INSERT INTO sources (name, crawler) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET crawler = excluded.crawler`;
const CURSOR = 'SELECT cursor FROM sources WHERE name = ?';
const BEGIN = 'UPDATE sources SET crawl_lease = ? WHERE name = ?';
// Changes nothing, and keeps others from taking the source over before the page is saved.
const HOLD = 'UPDATE sources SET crawl_lease = crawl_lease WHERE name = ? AND crawl_lease = ?';
const SAVE_CURSOR = 'UPDATE sources SET cursor = ? WHERE name = ?';
// A crawl without a lease (an import) may always tell; one with a lease only as long as none has begun after it.
const STILL_MINE = "coalesce(?, crawl_lease, '') = coalesce(crawl_lease, '')";
const SUCCEEDED = `
  UPDATE sources SET last_crawled_at = ?, last_ok_at = ?, failures = 0, last_slug = NULL, last_message = NULL
  WHERE name = ? AND ${STILL_MINE}`;
const FAILED = `
  UPDATE sources SET last_crawled_at = ?, failures = failures + 1, last_slug = ?, last_message = ?
  WHERE name = ? AND ${STILL_MINE}`;
const RESTED = `
  UPDATE sources SET last_crawled_at = coalesce(?, last_crawled_at), last_slug = ?, last_message = ?
  WHERE name = ? AND ${STILL_MINE}`;
const STOPPED_FOR_MONEY = "SELECT name FROM sources WHERE last_slug IN ('budget-spent', 'usage-capped') ORDER BY name";
const HEALTH = `
  SELECT s.name, s.crawler, s.last_crawled_at AS "lastCrawledAt", s.last_ok_at AS "lastOkAt", s.failures,
    s.last_slug AS "lastSlug", s.last_message AS "lastMessage",
    (SELECT count(*) FROM posts p WHERE p.source = s.name) AS posts,
    (SELECT max(p.created_at) FROM posts p WHERE p.source = s.name) AS "newestPost"
  FROM sources s ORDER BY s.name`;

const LAST_CRAWLS = 'SELECT name, last_crawled_at AS "lastCrawledAt" FROM sources';
// A post dated later than the moment it was collected is only as new as that moment.
const NEWEST = `
  SELECT s.name, max(CASE WHEN p.created_at > p.collected_at OR p.created_at IS NULL THEN p.collected_at
    ELSE p.created_at END) AS "newestPost"
  FROM sources s LEFT JOIN posts p ON p.source = s.name GROUP BY s.name ORDER BY s.name`;

export interface SourceHealth {
  name: string;
  crawler: string;
  lastCrawledAt: string | null;
  lastOkAt: string | null;
  /** Failed crawls in a row. */
  failures: number;
  lastSlug: string | null;
  lastMessage: string | null;
  posts: number;
  newestPost: string | null;
}

/** Makes a source known before anything is saved under its name. */
export async function registerSource(database: Database, name: string, crawler: string): Promise<void> {
  await database.run(REGISTER, [name, crawler]);
}

export async function readCursor(database: Database, source: string): Promise<Record<string, unknown> | null> {
  const row = await database.get<{ cursor: string | null }>(CURSOR, [source]);
  return row?.cursor == null ? null : (JSON.parse(row.cursor) as Record<string, unknown>);
}

/** From now on only the crawl with this lease may save pages of the source. */
export async function beginCrawl(database: Database, source: string, lease: string): Promise<void> {
  await database.run(BEGIN, [lease, source]);
}

/**
 * One page of a crawl, with the cursor it moves: both or neither.
 *
 * A page that is saved twice changes nothing, so that a job done twice does no harm. A page that is saved *late* would:
 * a worker that slept while another crawled the same source would put older words over newer ones, and an older cursor
 * over a newer. Hence the lease of the crawl, judged in the transaction itself.
 * @throws SourceError when another crawl of the source has begun since the one with this lease
 */
export async function savePage(
  database: Database,
  source: string,
  sourcePlace: Place | null,
  page: { posts: readonly Post[]; cursor?: Record<string, unknown>; coverage?: Coverage },
  at: string,
  lease?: string,
): Promise<SaveCounts> {
  return database.transaction(async (tx) => {
    if (lease !== undefined && (await tx.run(HOLD, [source, lease])) === 0) {
      throw new SourceError('interrupted', 'another worker has taken this source over', { retryable: true });
    }
    const counts = await savePosts(tx, source, sourcePlace, page.posts, at);
    if (page.coverage !== undefined) await recordCoverage(tx, source, page.coverage, at);
    if (page.cursor !== undefined) await tx.run(SAVE_CURSOR, [JSON.stringify(page.cursor), source]);
    return counts;
  });
}

export async function recordSuccess(
  database: Database,
  source: string,
  at: string,
  lease: string | null = null,
): Promise<void> {
  await database.run(SUCCEEDED, [at, at, source, lease]);
}

export async function recordFailure(
  database: Database,
  source: string,
  failure: { slug: string; message: string },
  at: string,
  lease: string | null = null,
): Promise<void> {
  await database.run(FAILED, [at, failure.slug, failure.message, source, lease]);
}

/** A source that is off or waits for money has not failed. `at`: when it was read, if it was read at all this time. */
export async function recordRest(
  database: Database,
  source: string,
  rest: { slug: string; message: string },
  at: string | null,
  lease: string | null = null,
): Promise<void> {
  await database.run(RESTED, [at, rest.slug, rest.message, source, lease]);
}

/** Sources whose last crawl stopped because there was no money for the next page. */
export async function stoppedForMoney(database: Database): Promise<string[]> {
  return (await database.all<{ name: string }>(STOPPED_FOR_MONEY)).map(({ name }) => name);
}

export async function sourceHealth(database: Database): Promise<SourceHealth[]> {
  return database.all<SourceHealth>(HEALTH);
}

/** When each known source was last crawled to its end, well or badly (ISO 8601); `null` before its first time. */
export async function lastCrawls(database: Database): Promise<Map<string, string | null>> {
  const rows = await database.all<{ name: string; lastCrawledAt: string | null }>(LAST_CRAWLS);
  return new Map(rows.map((row) => [row.name, row.lastCrawledAt]));
}

/** The moment of the newest post of each known source (ISO 8601), never in the future; `null` where there are none. */
export async function newestPosts(database: Database): Promise<{ name: string; newestPost: string | null }[]> {
  return database.all(NEWEST);
}
