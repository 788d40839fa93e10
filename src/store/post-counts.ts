/** How many of the posts that were collected are in a theme, and why the others are not; which sources were heard. */
import type { Database } from './database.js';

const COUNTS = `
  SELECT (SELECT count(*) FROM posts) AS collected,
    (SELECT count(*) FROM set_aside) AS "setAside",
    (SELECT count(*) FROM clean_posts) AS cleaned,
    (SELECT count(*) FROM clean_posts WHERE tokens = '[]') AS "withoutWords",
    (SELECT count(DISTINCT post_id) FROM post_themes) AS grouped`;
const SOURCES = `
  SELECT s.name, s.crawler, s.failures, s.last_slug AS "lastSlug", count(p.id) AS posts, min(p.created_at) AS oldest,
    max(p.created_at) AS newest
  FROM sources s LEFT JOIN posts p ON p.source = s.name
  GROUP BY s.name, s.crawler, s.failures, s.last_slug ORDER BY s.name`;

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
  /** All that were ever collected and are still here, with the dates of the oldest and the newest (ISO 8601). */
  posts: number;
  oldest: string | null;
  newest: string | null;
}

export async function countPosts(store: Database): Promise<PostCounts> {
  return (await store.get<PostCounts>(COUNTS))!;
}

/** What was taken from every source, imported files included, by name. */
export async function takenFromSources(store: Database): Promise<SourceTaken[]> {
  return store.all(SOURCES);
}
