/** Sources: how far each got and how it fares. */
import { fault } from '../effects.js';
import { SourceError } from '../errors.js';
import type { Place, Post } from '../model.js';
import { type Coverage, recordCoverage } from './coverage.js';
import type { Database } from './database.js';
import { type SaveCounts, savePosts } from './posts.js';
import { withdrawPosts } from './withdrawn.js';

const REGISTER = `
  INSERT INTO sources (name, crawler) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET crawler = excluded.crawler`;
const CURSOR = 'SELECT cursor FROM sources WHERE name = ?';
const STANDING = `
  cursor, last_crawled_at AS "lastCrawledAt", last_ok_at AS "lastOkAt", news_at AS "newsAt", errors,
  error_nights AS "errorNights", erred_at AS "erredAt", last_slug AS "lastSlug"`;
// One statement makes the source known, gives it to this crawl, and tells how far the last one got.
const BEGIN = `
  INSERT INTO sources (name, crawler, crawl_lease) VALUES (?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET
    crawler = excluded.crawler, crawl_lease = coalesce(excluded.crawl_lease, sources.crawl_lease)
  RETURNING ${STANDING}`;
// Changes nothing, and keeps others from taking the source over before the page is saved.
const HOLD = 'UPDATE sources SET crawl_lease = crawl_lease WHERE name = ? AND crawl_lease = ?';
const SAVE_CURSOR = 'UPDATE sources SET cursor = ? WHERE name = ?';
// A crawl without a lease (an import) may always tell; one with a lease only as long as none has begun after it.
const STILL_MINE = "coalesce(?, crawl_lease, '') = coalesce(crawl_lease, '')";
const SUCCEEDED = `
  UPDATE sources SET last_crawled_at = ?, last_ok_at = ?, failures = 0, last_slug = NULL, last_message = NULL,
    due_at = ?, news_at = ?, options_seen = ?, errors = 0, error_nights = 0, erred_at = NULL
  WHERE name = ? AND ${STILL_MINE}`;
const FAILED = `
  UPDATE sources SET last_crawled_at = ?, failures = failures + 1, last_slug = ?, last_message = ?,
    due_at = ?, news_at = ?, options_seen = ?, errors = ?, error_nights = ?, erred_at = ?
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

const APPOINTMENTS = `
  SELECT name, last_crawled_at AS "lastCrawledAt", due_at AS "dueAt", options_seen AS "optionsSeen" FROM sources`;

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

/** How far the last crawls of a source got, and how they went. Moments are ISO 8601. */
export interface Standing {
  cursor: Record<string, unknown> | null;
  lastCrawledAt: string | null;
  lastOkAt: string | null;
  newsAt: string | null;
  errors: number;
  errorNights: number;
  erredAt: string | null;
  lastSlug: string | null;
}

/**
 * Makes a source known and tells how it stands. With a lease, only the crawl that has it may save pages of the source
 * from now on.
 */
export async function beginCrawl(
  database: Database,
  source: string,
  crawler: string,
  lease: string | null = null,
): Promise<Standing> {
  const row = await database.get<Omit<Standing, 'cursor'> & { cursor: string | null }>(BEGIN, [source, crawler, lease]);
  return { ...row!, cursor: row!.cursor === null ? null : JSON.parse(row!.cursor) };
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
  page: {
    posts: readonly Post[];
    cursor?: Record<string, unknown>;
    withdrawn?: readonly string[];
    coverage?: Coverage;
  },
  at: string,
  lease?: string,
): Promise<SaveCounts> {
  return database.transaction(async (tx) => {
    if (lease !== undefined && (await tx.run(HOLD, [source, lease])) === 0) {
      throw new SourceError('interrupted', 'another worker has taken this source over', { retryable: true });
    }
    await withdrawPosts(tx, source, page.withdrawn ?? [], at);
    const counts = await savePosts(tx, source, sourcePlace, page.posts, at);
    fault('save');
    if (page.coverage !== undefined) await recordCoverage(tx, source, page.coverage, at);
    if (page.cursor !== undefined) await tx.run(SAVE_CURSOR, [JSON.stringify(page.cursor), source]);
    return counts;
  });
}

/** What is to be known at the next crawl besides the cursor. Moments are ISO 8601. */
export interface Outlook {
  /** From when the source is due again; `null`: at once. */
  dueAt: string | null;
  newsAt: string | null;
  /** Fingerprint of the options it was crawled with. */
  optionsSeen: string | null;
  /** Failures since it was last well: their weight, nights in a row of the last kind, and the last night counted. */
  errors: number;
  errorNights: number;
  erredAt: string | null;
}

const NO_OUTLOOK: Outlook = {
  ...{ dueAt: null, newsAt: null, optionsSeen: null },
  ...{ errors: 0, errorNights: 0, erredAt: null },
};

export async function recordSuccess(
  database: Database,
  source: string,
  at: string,
  lease: string | null = null,
  { dueAt, newsAt, optionsSeen }: Omit<Outlook, 'errors' | 'errorNights' | 'erredAt'> = NO_OUTLOOK,
): Promise<void> {
  await database.run(SUCCEEDED, [at, at, dueAt, newsAt, optionsSeen, source, lease]);
}

export async function recordFailure(
  database: Database,
  source: string,
  failure: { slug: string; message: string },
  at: string,
  lease: string | null = null,
  { dueAt, newsAt, optionsSeen, errors, errorNights, erredAt }: Outlook = NO_OUTLOOK,
): Promise<void> {
  const outlook = [dueAt, newsAt, optionsSeen, errors, errorNights, erredAt];
  await database.run(FAILED, [at, failure.slug, failure.message, ...outlook, source, lease]);
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

/** When a source was last crawled to its end, well or badly, and from when it is due again (ISO 8601). */
export interface Appointment {
  /** `null` before its first time. */
  lastCrawledAt: string | null;
  /** `null`: at once. */
  dueAt: string | null;
  /** Fingerprint of the options it was last crawled with. */
  optionsSeen: string | null;
}

/** Of each known source. */
export async function appointments(database: Database): Promise<Map<string, Appointment>> {
  const rows = await database.all<Appointment & { name: string }>(APPOINTMENTS);
  return new Map(rows.map(({ name, ...appointment }) => [name, appointment]));
}
