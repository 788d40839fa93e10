/** When a source last had something new, and how long it asks to be left alone: what a crawl hears beside the posts. */
import type { Standing } from '../store/sources.js';
import type { CrawlPage } from './crawler.js';

export interface Heard {
  /** Date of the newest post that was offered, ISO 8601; `null` when none has a date. */
  newest: string | null;
  /** The shortest wait that a page named; `null` when none did. */
  restMs: number | null;
}

export function nothingHeard(): Heard {
  return { newest: null, restMs: null };
}

export function hear(heard: Heard, { posts, restMs }: CrawlPage): void {
  for (const { createdAt } of posts)
    if (createdAt !== null && createdAt > (heard.newest ?? '')) heard.newest = createdAt;
  if (restMs !== undefined) heard.restMs = Math.min(heard.restMs ?? restMs, restMs);
}

/**
 * The moment of the last news (milliseconds since 1970). All that a first crawl finds is new to us; of the source only
 * the date of its newest post tells whether anybody still writes there.
 */
export function newsAt(
  { lastOkAt, newsAt }: Pick<Standing, 'lastOkAt' | 'newsAt'>,
  counts: { new: number; changed: number },
  { newest }: Heard,
  now: number,
): number {
  const before = newsAt === null ? now : Date.parse(newsAt);
  if (counts.new + counts.changed === 0) return Math.min(before, now);
  const dated = lastOkAt === null && newest !== null ? Date.parse(newest) : now;
  return Math.min(dated, now);
}
