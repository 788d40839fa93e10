/** How much each source says in a week, and how much it is used to say. */
import type { Database } from './database.js';

/** `sources` are few, `posts` many: grouped by day in the store, put into weeks here. */
const POSTS_A_DAY = `
  SELECT p.source, substr(p.created_at, 1, 10) AS day, count(*) AS posts FROM posts p
  WHERE p.created_at >= ? AND p.created_at <= ? GROUP BY p.source, substr(p.created_at, 1, 10)
  ORDER BY p.source, day`;
const OLDEST = 'SELECT p.source, min(p.created_at) AS oldest FROM posts p GROUP BY p.source ORDER BY p.source';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The weeks before this one that say what is usual. */
const WEEKS = 12;
/** With fewer weeks nothing is usual yet. */
const FEWEST_WEEKS = 4;

/** Posts a week. */
export interface Band {
  low: number;
  high: number;
}

export interface Pace {
  source: string;
  /** Posts of the last seven days. */
  week: number;
  /** `null` for a source that has been heard for less than four weeks. */
  usual: Band | null;
}

/** What is usual: the 10th to the 90th percentile of the posts a week, by nearest rank; `null` for too few weeks. */
export function expectedBand(weeks: readonly number[]): Band | null {
  if (weeks.length < FEWEST_WEEKS) return null;
  const sorted = [...weeks].sort((one, other) => one - other);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { low: rank(0.1), high: rank(0.9) };
}

/**
 * The pace of every source that has dated posts. Weeks end today (UTC); only those count that lie wholly after its
 * oldest post, for a feed shows its newest posts only and what was before them is not known.
 * @param now milliseconds since 1970; posts dated later do not count
 */
export async function readPaces(database: Database, now: number): Promise<Pace[]> {
  const today = Math.floor(now / DAY_MS);
  const from = new Date((today - 7 * (WEEKS + 1) + 1) * DAY_MS).toISOString();
  const days = await database.all<{ source: string; day: string; posts: number }>(POSTS_A_DAY, [
    from,
    new Date(now).toISOString(),
  ]);
  const oldest = await database.all<{ source: string; oldest: string | null }>(OLDEST);
  const paces: Pace[] = [];
  for (const { source, oldest: first } of oldest) {
    if (first === null) continue;
    const known = Math.min(WEEKS, Math.floor((today - Math.floor(Date.parse(first) / DAY_MS) + 1) / 7) - 1);
    const weeks = Array.from({ length: WEEKS + 1 }, () => 0);
    for (const { day, posts } of days.filter((one) => one.source === source)) {
      weeks[Math.floor((today - Date.parse(day) / DAY_MS) / 7)]! += posts;
    }
    paces.push({ source, week: weeks[0]!, usual: expectedBand(weeks.slice(1, 1 + Math.max(0, known))) });
  }
  return paces;
}
