/** Full-text search over clean posts: FTS5 in SQLite, tsvector in PostgreSQL, the same questions and answers on both. */
import type { VoiceKind } from '../model.js';
import type { Database, Dialect, Params } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';
import { forPostgres, forSqlite, type Query } from './search-query.js';

const SPEAKS = "SELECT 1 AS yes FROM voices WHERE lower(handle) = ? AND kind = 'organisation' LIMIT 1";
/** Clean posts that answer a question. */
const FOUND: Record<Dialect, string> = {
  sqlite: 'SELECT rowid AS post_id FROM clean_posts_search WHERE clean_posts_search MATCH ?',
  postgres: "SELECT post_id FROM clean_posts WHERE words @@ to_tsquery('simple', ?)",
};

/** The same with a rank: smaller is nearer. */
const RANKED: Record<Dialect, string> = {
  sqlite: 'SELECT rowid AS post_id, rank FROM clean_posts_search WHERE clean_posts_search MATCH ?',
  // Divided by the length of the text, as bm25 does: a word weighs more in a short post.
  postgres: `
    SELECT post_id, -ts_rank(words, asked, 2) AS rank FROM clean_posts, to_tsquery('simple', ?) AS asked
    WHERE words @@ asked`,
};

// Between equals the newer post first; then as in the stream. Texts are read of those that are shown only.
const NEAREST = 'rank, p.created_at DESC NULLS LAST, p.source, p.id';
const SEARCH = (dialect: Dialect, where: string) => `
  SELECT p.created_at AS "createdAt", p.url, p.reposts, c.text, c.lang, pl.name AS place,
    p.voice_id AS "voiceId", v.kind AS "voiceKind", v.number AS "voiceNumber", v.handle, v.name,
    v.author_id AS "authorId", t.id AS "themeId", t.label AS theme
  FROM (
    SELECT found.post_id, found.rank FROM (${RANKED[dialect]}) AS found JOIN posts p ON p.id = found.post_id
    WHERE ${where} ORDER BY ${NEAREST} LIMIT ?) AS nearest
  JOIN posts p ON p.id = nearest.post_id
  JOIN clean_posts c ON c.post_id = p.id
  LEFT JOIN places pl ON pl.id = p.place_id
  LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN themes t ON t.id = (SELECT pt.theme_id FROM ${STRONGEST_THEMES} WHERE pt.post_id = p.id)
  ORDER BY ${NEAREST}`;

const TOTALS = (dialect: Dialect, where: string) => `
  SELECT count(*) AS posts, count(DISTINCT p.voice_id) AS voices, count(DISTINCT p.place_id) AS places
  FROM (${FOUND[dialect]}) AS found JOIN posts p ON p.id = found.post_id WHERE ${where}`;
const THEMES = (dialect: Dialect, where: string) => `
  SELECT t.id, t.label, count(*) AS posts, count(DISTINCT p.voice_id) AS voices
  FROM ${STRONGEST_THEMES}
  JOIN (${FOUND[dialect]}) AS found ON found.post_id = pt.post_id JOIN posts p ON p.id = pt.post_id
  WHERE t.hidden = 0 AND ${where}
  GROUP BY t.id, t.label ORDER BY voices DESC, posts DESC, CAST(substr(t.id, 7) AS INTEGER), t.id LIMIT ?`;

const LANGUAGES = 'SELECT lang, count(*) AS posts FROM clean_posts GROUP BY lang ORDER BY 2 DESC, 1';
const SEARCHABLE = 'SELECT count(*) AS posts FROM clean_posts';
const PLACES = 'SELECT id, name FROM places ORDER BY name';

/** Which posts are searched. */
export interface SearchScope extends Period {
  /** Id of a place; `null`: in all. */
  place: number | null;
  /** As of the pipeline: ISO 639-1, or `und`. */
  lang: string | null;
}

export const EVERYWHERE: SearchScope = { since: null, until: null, theme: null, place: null, lang: null };

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
  lang: string;
  place: string | null;
  /** Its strongest theme. */
  themeId: string | null;
  /** The label of that. */
  theme: string | null;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
}

/** All that was found, by numbers. */
export interface FoundTotals {
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  places: number;
  /** Those most voices speak about here, at most `TOP_THEMES`. */
  themes: { id: string; label: string; posts: number; voices: number }[];
}

const TOP_THEMES = 3;
/** More than any store has. */
const ALL = 2 ** 31 - 1;

/** Posts that answer a question, nearest first; `limit` of them at most, `null` for all. */
export function eachFound(
  store: Database,
  query: Query,
  scope: SearchScope = EVERYWHERE,
  limit: number | null = null,
): AsyncIterable<FoundPost> {
  const { sql, params } = inScope(scope);
  return store.each<FoundPost>(SEARCH(store.dialect, sql), [asked(store, query), ...params, limit ?? ALL]);
}

/** How much answers a question. */
export async function countFound(store: Database, query: Query, scope: SearchScope = EVERYWHERE): Promise<FoundTotals> {
  const { sql, params } = inScope(scope);
  const given: Params = [asked(store, query), ...params];
  const totals = await store.get<Omit<FoundTotals, 'themes'>>(TOTALS(store.dialect, sql), given);
  const themes = await store.all<FoundTotals['themes'][number]>(THEMES(store.dialect, sql), [...given, TOP_THEMES]);
  return { ...totals!, themes };
}

function asked(store: Database, query: Query): string {
  return store.dialect === 'sqlite' ? forSqlite(query) : forPostgres(query);
}

/** A condition on `posts` aliased as `p`. */
function inScope({ place, lang, ...period }: SearchScope): { sql: string; params: Params } {
  const { sql, params } = within(period);
  return {
    sql: [
      ...[sql, ...(place === null ? [] : ['p.place_id = ?'])],
      ...(lang === null ? [] : ['EXISTS (SELECT 1 FROM clean_posts c WHERE c.post_id = p.id AND c.lang = ?)']),
    ].join(' AND '),
    params: [...params, ...(place === null ? [] : [place]), ...(lang === null ? [] : [lang])],
  };
}

/** Languages of the posts that can be searched, most posts first. */
export function searchedLanguages(store: Database): Promise<{ lang: string; posts: number }[]> {
  return store.all(LANGUAGES);
}

/** Posts that can be searched: those that have been processed. */
export async function countSearchable(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(SEARCHABLE))!.posts;
}

/** Every place there is, by name. */
export function searchedPlaces(store: Database): Promise<{ id: number; name: string }[]> {
  return store.all(PLACES);
}
