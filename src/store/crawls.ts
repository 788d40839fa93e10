/** What each crawl of the run at work brought in, whichever process made it. */
import type { Database } from './database.js';

const RECORD = 'INSERT INTO crawls (source, slug, message, counts) VALUES (?, ?, ?, ?)';
const FORGET = 'DELETE FROM crawls';
const LIST = 'SELECT source, slug, message, counts FROM crawls ORDER BY id';

export interface CrawlRecord<Counts> {
  source: string;
  /** `null`: it went well. */
  slug: string | null;
  message: string | null;
  counts: Counts;
}

export async function recordCrawl<Counts>(database: Database, crawl: CrawlRecord<Counts>): Promise<void> {
  await database.run(RECORD, [crawl.source, crawl.slug, crawl.message, JSON.stringify(crawl.counts)]);
}

/** Begins afresh; the caller holds the lock of the run. */
export async function forgetCrawls(database: Database): Promise<void> {
  await database.run(FORGET);
}

/** Every try since the run began, oldest first. */
export async function readCrawls<Counts>(database: Database): Promise<CrawlRecord<Counts>[]> {
  const rows = await database.all<{ source: string; slug: string | null; message: string | null; counts: string }>(
    LIST,
  );
  return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as Counts }));
}
