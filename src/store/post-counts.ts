/** How many of the posts that were collected are in a theme, and why the others are not; which sources were heard. */
import type { Database } from './database.js';

const COUNTS = `
  SELECT (SELECT count(*) FROM posts) AS collected,
    (SELECT count(*) FROM set_aside) AS "setAside",
    (SELECT count(*) FROM clean_posts) AS cleaned,
    (SELECT count(*) FROM clean_posts WHERE tokens = '[]') AS "withoutWords",
    (SELECT count(DISTINCT post_id) FROM post_themes) AS grouped`;
const SOURCES = `
  SELECT s.name, s.crawler, s.failures, s.last_slug AS "lastSlug",
    (SELECT count(*) FROM posts p WHERE p.source = s.name) AS posts
  FROM sources s ORDER BY s.name`;
const SPANS = `
  SELECT p.source AS name, substr(min(p.created_at), 1, 10) AS oldest, substr(max(p.created_at), 1, 10) AS newest
  FROM run_posts r JOIN posts p ON p.id = r.post_id WHERE r.run_id > ? GROUP BY p.source`;

export interface PostCounts {
  collected: number;
  /** Could not be cleaned. */
  setAside: number;
  cleaned: number;
  /** Clean, and nothing in them to group them by. */
  withoutWords: number;
  grouped: number;
}

export interface SourceTaken {
  name: string;
  crawler: string;
  /** Failed crawls in a row. */
  failures: number;
  lastSlug: string | null;
  /** That are here now. */
  posts: number;
  /** Days (YYYY-MM-DD) of the oldest and the newest that was ever taken: nobody is to be found by a second. */
  oldest: string | null;
  newest: string | null;
}

export async function countPosts(store: Database): Promise<PostCounts> {
  return (await store.get<PostCounts>(COUNTS))!;
}

/**
 * What was taken from every source, imported files included, by name.
 * @param before what had been taken by the end of an earlier run: only posts of later runs are looked at
 */
export async function takenFromSources(
  store: Database,
  before: { run: number; sources: readonly SourceTaken[] } | null,
): Promise<SourceTaken[]> {
  type Span = Pick<SourceTaken, 'name' | 'oldest' | 'newest'>;
  const known = new Map((before?.sources ?? []).map((source) => [source.name, source]));
  const fresh = new Map((await store.all<Span>(SPANS, [before?.run ?? -1])).map((span) => [span.name, span]));
  const rows = await store.all<Omit<SourceTaken, 'oldest' | 'newest'>>(SOURCES);
  return rows.map((row) => {
    const days = (key: 'oldest' | 'newest') =>
      [known.get(row.name)?.[key], fresh.get(row.name)?.[key]].filter((day) => day != null).sort();
    return { ...row, oldest: days('oldest')[0] ?? null, newest: days('newest').at(-1) ?? null };
  });
}
