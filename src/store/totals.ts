/** How much there is, for `discover status`. */
import type { Database } from './database.js';

const TOTALS = `
  SELECT (SELECT count(*) FROM posts) AS posts,
    (SELECT count(*) FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id WHERE c.post_id IS NULL) AS unprocessed,
    (SELECT count(*) FROM voices) AS voices,
    (SELECT count(*) FROM places) AS places,
    (SELECT count(*) FROM themes WHERE state = 'live') AS themes,
    (SELECT min(created_at) FROM posts) AS "firstPost",
    (SELECT max(created_at) FROM posts) AS "lastPost"`;

export interface Totals {
  posts: number;
  /** Collected but not yet through the pipeline. */
  unprocessed: number;
  voices: number;
  places: number;
  themes: number;
  firstPost: string | null;
  lastPost: string | null;
}

export async function readTotals(database: Database): Promise<Totals> {
  const row = await database.get<Totals>(TOTALS);
  return row!;
}
