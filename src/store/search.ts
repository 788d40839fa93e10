/** Full-text search over clean posts: FTS5 in SQLite, tsvector in PostgreSQL, the same questions and answers on both. */
import type { VoiceKind } from '../model.js';
import type { Database, Dialect } from './database.js';
import { WORDS_ASKED_FOR, WORDS_OF_POST } from './migrations/005-search.js';

const SPEAKS = "SELECT 1 AS yes FROM voices WHERE lower(handle) = ? AND kind = 'organisation' LIMIT 1";
/** Clean posts that hold every word, with a rank: smaller is nearer. */
const FOUND: Record<Dialect, string> = {
  sqlite: 'SELECT rowid AS post_id, rank FROM clean_posts_search WHERE clean_posts_search MATCH ?',
  // Divided by the length of the text, as bm25 does: a word weighs more in a short post.
  postgres: `
    SELECT post_id, -ts_rank(${WORDS_OF_POST}, asked.words, 2) AS rank
    FROM clean_posts, (SELECT ${WORDS_ASKED_FOR} AS words) AS asked WHERE ${WORDS_OF_POST} @@ asked.words`,
};

// Between equals the newer post first; then as in the stream.
const SEARCH = (dialect: Dialect) => `
  SELECT p.created_at AS "createdAt", p.url, p.reposts, c.text, pl.name AS place,
    p.voice_id AS "voiceId", v.kind AS "voiceKind", v.number AS "voiceNumber", v.handle, v.name,
    v.author_id AS "authorId", (
      SELECT t.label FROM post_themes pt JOIN themes t ON t.id = pt.theme_id AND t.state = 'live'
      WHERE pt.post_id = p.id ORDER BY pt.weight DESC, pt.theme_id LIMIT 1) AS theme
  FROM (${FOUND[dialect]}) AS found
  JOIN clean_posts c ON c.post_id = found.post_id
  JOIN posts p ON p.id = c.post_id
  LEFT JOIN places pl ON pl.id = p.place_id
  LEFT JOIN voices v ON v.id = p.voice_id
  ORDER BY found.rank, p.created_at DESC NULLS LAST, p.source, p.id LIMIT ?`;

/** Whether an account with this handle (as others write it, without `@`) is known to speak for an organisation. */
export async function speaksForOrganisation(store: Database, handle: string): Promise<boolean> {
  return (await store.get(SPEAKS, [handle.toLowerCase()])) !== undefined;
}

/** A post with what is known of its author; the caller decides how much of it may be shown. */
export interface FoundPost {
  createdAt: string | null;
  url: string | null;
  reposts: string | null;
  text: string;
  place: string | null;
  /** Label of its strongest theme. */
  theme: string | null;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
}

/** Runs of letters and digits: what both back ends take for words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** The words of a question; none when it has no letter and no digit. */
export function wordsAskedFor(query: string): string[] {
  return query.match(WORD) ?? [];
}

/** Clean posts that hold every word of the query (whole words, capitals do not matter), nearest first. */
export async function searchPosts(store: Database, query: string, limit: number): Promise<FoundPost[]> {
  const words = wordsAskedFor(query);
  if (words.length === 0) return [];
  const asked = store.dialect === 'sqlite' ? words.map((word) => `"${word}"`).join(' ') : words.join(' ');
  return store.all<FoundPost>(SEARCH(store.dialect), [asked, limit]);
}
