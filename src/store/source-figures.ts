/** How much each source says, and how much that is for it: its newest post, and its posts a week against its own past. */
import type { Database } from './database.js';

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;
/** Weeks of the past that the present is held against, and the fewest that say anything. */
const WEEKS = 12;
const FEWEST_WEEKS = 4;

/** When a post `p` was heard: one dated later than the moment it was collected is only as new as that moment. */
export const HEARD = `CASE WHEN p.created_at > p.collected_at OR p.created_at IS NULL THEN p.collected_at
    ELSE p.created_at END`;
const SOURCES = `
  SELECT s.name, s.crawler, s.cursor, s.last_crawled_at AS "lastCrawledAt", s.last_ok_at AS "lastOkAt", s.failures,
    s.last_slug AS "lastSlug", s.last_message AS "lastMessage", s.error_nights AS "errorNights", s.due_at AS "dueAt",
    count(p.id) AS posts, min(${HEARD}) AS "oldestPost", max(${HEARD}) AS "newestPost"
  FROM sources s LEFT JOIN posts p ON p.source = s.name GROUP BY s.name ORDER BY s.name`;
const DAYS = `
  SELECT p.source, substr(${HEARD}, 1, 10) AS day, count(*) AS posts FROM posts p
  WHERE ${HEARD} >= ? GROUP BY p.source, substr(${HEARD}, 1, 10)`;

/** Posts in seven days, as they usually are: the 10th, 50th and 90th percentile of the weeks before the last. */
export interface WeekBand {
  low: number;
  typical: number;
  high: number;
}

export interface SourceFigures {
  name: string;
  crawler: string;
  cursor: Record<string, unknown> | null;
  lastCrawledAt: string | null;
  lastOkAt: string | null;
  /** Failed tries in a row. */
  failures: number;
  lastSlug: string | null;
  lastMessage: string | null;
  /** Nights in a row with this slug. */
  errorNights: number;
  /** From when it is due (ISO 8601); `null`: at once. */
  dueAt: string | null;
  posts: number;
  /** ISO 8601, never later than it was collected; `null` without posts. */
  newestPost: string | null;
  /** Posts of the last seven days, this one included. */
  lastWeek: number;
  /** `null` while the source has been heard for too few weeks to tell. */
  expected: WeekBand | null;
  /** Posts of each earlier week of its life, at most twelve, the latest first. */
  weeks: number[];
}

type Row = Omit<SourceFigures, 'cursor' | 'lastWeek' | 'expected' | 'weeks'> & {
  cursor: string | null;
  oldestPost: string | null;
};

/**
 * The figures of every known source, by name.
 * @param now milliseconds since 1970; weeks are counted back from this day (UTC)
 */
export async function sourceFigures(database: Database, now: number): Promise<SourceFigures[]> {
  const today = Math.floor(now / DAY_MS);
  const from = new Date((today + 1 - (WEEKS + 1) * DAYS_A_WEEK) * DAY_MS).toISOString();
  const days = await database.all<{ source: string; day: string; posts: number }>(DAYS, [from]);
  const perWeek = new Map<string, number[]>();
  for (const { source, day, posts } of days) {
    const weeks = perWeek.get(source) ?? Array<number>(WEEKS + 1).fill(0);
    perWeek.set(source, weeks);
    const week = Math.max(0, weekOf(day, today));
    weeks[week] = (weeks[week] ?? 0) + posts;
  }
  return (await database.all<Row>(SOURCES)).map(({ oldestPost, cursor, ...row }) => {
    const [lastWeek = 0, ...earlier] = perWeek.get(row.name) ?? [];
    // The week in which it was first heard is not a whole one.
    const lived = oldestPost === null ? 0 : Math.max(0, weekOf(oldestPost.slice(0, 10), today) - 1);
    const weeks = earlier.length > 0 ? earlier.slice(0, lived) : Array<number>(Math.min(lived, WEEKS)).fill(0);
    return { ...row, cursor: cursor === null ? null : JSON.parse(cursor), lastWeek, weeks, expected: bandOf(weeks) };
  });
}

/** What is usual, from counts of weeks; `null` when they are too few. */
export function bandOf(weeks: readonly number[]): WeekBand | null {
  if (weeks.length < FEWEST_WEEKS) return null;
  const sorted = [...weeks].sort((one, other) => one - other);
  return { low: percentile(sorted, 0.1), typical: percentile(sorted, 0.5), high: percentile(sorted, 0.9) };
}

/** Between two values in proportion (the usual definition, Hyndman and Fan's seventh). */
function percentile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** 0 for the last seven days, today included. */
function weekOf(day: string, today: number): number {
  return Math.floor((today - Math.floor(Date.parse(day) / DAY_MS)) / DAYS_A_WEEK);
}
