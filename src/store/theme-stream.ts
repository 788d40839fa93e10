/** What the theme engine reads: the open posts of the stream, what stands for the settled ones, and what waits. */
import type { Database } from './database.js';
import { STREAM_ORDER } from './order.js';
import { STRONGEST_POSTS } from './themes.js';

const POST = `p.id, p.voice_id AS "voiceId", c.campaign_id AS "campaignId"`;
const PASSAGES = 'post_micro_themes pm JOIN clean_posts c ON c.post_id = pm.post_id JOIN posts p ON p.id = pm.post_id';
/** A long post is there once for each passage, and its tokens with the first. */
const TOKENS = 'CASE WHEN pm.passage = 0 THEN c.tokens END AS tokens';
const OPEN = `
  SELECT ${POST}, ${TOKENS}, pm.passage, pm.micro_id AS "microId", pm.position FROM ${PASSAGES}
  WHERE pm.position > ? ORDER BY pm.position`;
const FOLLOWERS = `
  SELECT ${POST}, c.tokens, pm.micro_id AS "microId" FROM ${PASSAGES}
  WHERE pm.position IS NULL AND pm.settled = 0 ORDER BY ${STREAM_ORDER}`;
const LATEST_SETTLED = `
  SELECT ${POST}, c.tokens, pm.passage,
    coalesce((SELECT theme_id FROM engine_post_themes e WHERE e.post_id = pm.post_id ORDER BY weight DESC, theme_id LIMIT 1),
      (SELECT theme_id FROM post_themes t WHERE t.post_id = pm.post_id ORDER BY weight DESC, theme_id LIMIT 1)) AS "themeId"
  FROM ${PASSAGES} WHERE pm.position <= ? ORDER BY pm.position DESC LIMIT ?`;
const LAST_SETTLED = `
  SELECT max(position) AS position FROM post_micro_themes WHERE post_id =
    (SELECT post_id FROM post_micro_themes WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1 OFFSET ?)`;
const SETTLED_BEFORE = 'SELECT max(position) AS position FROM post_micro_themes WHERE settled = 1';
const WAITING = `
  SELECT p.id FROM clean_posts c JOIN posts p ON p.id = c.post_id
  WHERE c.post_id NOT IN (SELECT post_id FROM post_micro_themes) AND c.post_id NOT IN (SELECT post_id FROM unplaced)
    AND c.tokens <> '[]' ORDER BY ${STREAM_ORDER}`;
const WAITING_POST = `SELECT ${POST}, c.tokens FROM clean_posts c JOIN posts p ON p.id = c.post_id WHERE c.post_id = ?`;
const LEADER = `
  SELECT pm.post_id AS "postId", pm.micro_id AS "microId"
  FROM clean_posts c JOIN post_micro_themes pm ON pm.post_id = c.post_id
  WHERE c.campaign_id = ? AND pm.position IS NOT NULL ORDER BY pm.position LIMIT 1`;
const SEEN_OPEN = `
  SELECT t.post_id AS "postId", t.theme_id AS "themeId", t.weight FROM post_micro_themes pm
  JOIN post_themes t ON t.post_id = pm.post_id WHERE pm.settled = 0 AND pm.passage = 0
  ORDER BY t.post_id, t.weight DESC, t.theme_id`;
const OWN_OPEN = SEEN_OPEN.replace('post_themes t ', 'engine_post_themes t ');
const STRAYS = `
  SELECT t.post_id AS "postId", t.theme_id AS "themeId", t.weight FROM post_themes t
  WHERE t.post_id NOT IN (SELECT post_id FROM post_micro_themes) ORDER BY t.post_id, t.weight DESC, t.theme_id`;
const BY_THEME = `SELECT theme_id AS id, count(*) AS posts FROM ${STRONGEST_POSTS} AS strongest GROUP BY theme_id`;
const SHARES = (table: string) => `
  SELECT post_id AS "postId", theme_id AS "themeId", weight FROM ${table} WHERE post_id = ? ORDER BY weight DESC, theme_id`;
const ABOUT = (table: string) => `
  SELECT DISTINCT t.post_id AS id FROM ${table} t JOIN post_micro_themes pm ON pm.post_id = t.post_id
  WHERE t.theme_id = ? AND (pm.position <= ? OR (pm.position IS NULL AND pm.settled = 1)) AND pm.passage = 0`;
const ACTIVE = "SELECT id, touched FROM micro_themes WHERE state = 'active' ORDER BY id";

/** A post as the engine's caller needs it. */
export interface StreamPost {
  id: number;
  voiceId: number | null;
  campaignId: string | null;
  tokens: string[];
}

/** A passage of a post that is in a micro-theme; `tokens` are those of the whole post, and come with its first passage. */
export interface OpenPassage extends Omit<StreamPost, 'tokens'> {
  tokens: string[] | null;
  passage: number;
  microId: number;
  position: number;
}

/** A theme a post is about; of several, the strongest first. */
export interface Share {
  themeId: string;
  weight: number;
}

export interface SettledPost extends StreamPost {
  /** As people see it. */
  seen: readonly Share[];
  /** As the engine sees it. */
  own: readonly Share[];
}

type Raw<Row> = Omit<Row, 'tokens'> & { tokens: string | null };

async function* parsed<Row>(store: Database, sql: string, params: number[] = []): AsyncGenerator<Row> {
  for await (const row of store.each<Raw<Row>>(sql, params)) {
    yield { ...row, tokens: row.tokens === null ? null : (JSON.parse(row.tokens) as string[]) } as Row;
  }
}

/** Position of the last settled passage when the latest `open` ones are to be open; what was settled stays so. 0: none. */
export async function settledUpTo(store: Database, open: number): Promise<number> {
  const wanted = await store.get<{ position: number | null }>(LAST_SETTLED, [open]);
  const before = await store.get<{ position: number | null }>(SETTLED_BEFORE);
  return Math.max(wanted?.position ?? 0, before?.position ?? 0);
}

/** Passages that weigh in the engine and came after a position, in the order in which it took them. */
export function openPassages(store: Database, after: number): AsyncGenerator<OpenPassage> {
  return parsed<OpenPassage>(store, OPEN, [after]);
}

/** Open posts that follow their campaign without weighing, in stream order. */
export function openFollowers(store: Database): AsyncGenerator<StreamPost & { microId: number }> {
  return parsed<StreamPost & { microId: number }>(store, FOLLOWERS);
}

/** The latest settled passages, newest first, with the engine's theme of their post. */
export function latestSettled(
  store: Database,
  upTo: number,
  most: number,
): AsyncGenerator<StreamPost & { passage: number; themeId: string | null }> {
  return parsed<StreamPost & { passage: number; themeId: string | null }>(store, LATEST_SETTLED, [upTo, most]);
}

/** Ids of clean posts with tokens that nobody has grouped yet, in stream order. */
export async function waitingPosts(store: Database): Promise<number[]> {
  return (await store.all<{ id: number }>(WAITING)).map(({ id }) => id);
}

/** Those of the waiting posts that are still there, in the order asked for. */
export async function readWaiting(store: Database, ids: readonly number[]): Promise<StreamPost[]> {
  const rows = await store.getMany<Raw<StreamPost>>(
    WAITING_POST,
    ids.map((id) => [id]),
  );
  return rows.flatMap((row) => (row === undefined ? [] : [{ ...row, tokens: JSON.parse(row.tokens!) as string[] }]));
}

/** The post that stands for a campaign, wherever in the stream it is. */
export async function leaderOf(
  store: Database,
  campaignId: string,
): Promise<{ postId: number; microId: number } | undefined> {
  return store.get(LEADER, [campaignId]);
}

/** Themes of each open post, as people see them and, where that differs, as the engine does. */
export async function readOpenShares(
  store: Database,
): Promise<{ seen: Map<number, Share[]>; own: Map<number, Share[]> }> {
  return { seen: await sharesByPost(store, SEEN_OPEN), own: await sharesByPost(store, OWN_OPEN) };
}

/** Themes of posts that are grouped no more, because they were changed or taken away. */
export async function readStrays(store: Database): Promise<Map<number, Share[]>> {
  return sharesByPost(store, STRAYS);
}

async function sharesByPost(store: Database, sql: string): Promise<Map<number, Share[]>> {
  const shares = new Map<number, Share[]>();
  for await (const { postId, themeId, weight } of store.each<Share & { postId: number }>(sql)) {
    const known = shares.get(postId);
    if (known === undefined) shares.set(postId, [{ themeId, weight }]);
    else known.push({ themeId, weight });
  }
  return shares;
}

/** Posts of which each theme is the strongest. */
export async function countByTheme(store: Database): Promise<Map<string, number>> {
  const rows = await store.all<{ id: string; posts: number }>(BY_THEME);
  return new Map(rows.map(({ id, posts }) => [id, posts]));
}

/**
 * Settled posts that are about any of these themes, in the eyes of people or of the engine, by id.
 * @param upTo position of the last settled passage
 */
export async function settledAbout(store: Database, themeIds: readonly string[], upTo: number): Promise<SettledPost[]> {
  const ids = new Set<number>();
  for (const table of ['post_themes', 'engine_post_themes']) {
    for (const theme of themeIds) {
      for (const { id } of await store.all<{ id: number }>(ABOUT(table), [theme, upTo])) ids.add(id);
    }
  }
  return readSettled(
    store,
    [...ids].sort((a, b) => a - b),
  );
}

/** Settled posts by id. */
export async function readSettled(store: Database, ids: readonly number[]): Promise<SettledPost[]> {
  const posts: SettledPost[] = [];
  for (const post of await readWaiting(store, ids)) {
    const seen = await readShares(store, 'post_themes', post.id);
    const own = await readShares(store, 'engine_post_themes', post.id);
    posts.push({ ...post, seen, own: own.length > 0 ? own : seen });
  }
  return posts;
}

async function readShares(store: Database, table: string, postId: number): Promise<Share[]> {
  const rows = await store.all<Share & { postId: number }>(SHARES(table), [postId]);
  return rows.map(({ themeId, weight }) => ({ themeId, weight }));
}

export async function readActiveMicroThemes(store: Database): Promise<{ id: number; touched: number }[]> {
  return store.all(ACTIVE);
}
