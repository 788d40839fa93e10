/** Themes: what the engine remembers, how posts are grouped, and what became of themes from run to run. */
import { SourceError } from '../errors.js';
import type { Lane } from '../model.js';
import type { Database, Value } from './database.js';
import { readAsOf } from './figures.js';
import { STREAM_ORDER } from './order.js';

/** Posts by their strongest theme. */
export const STRONGEST_POSTS = `
  (SELECT post_id, theme_id FROM (
    SELECT post_id, theme_id, row_number() OVER (PARTITION BY post_id ORDER BY weight DESC, theme_id) AS place
    FROM post_themes) AS ranked WHERE place = 1)`;

// ---- what the engine reads ----

const MEMBER = `p.id, p.created_at AS "createdAt", p.voice_id AS "voiceId", c.campaign_id AS "campaignId"`;
const COUNTED = `
  SELECT ${MEMBER}, c.tokens, pm.micro_id AS "microId", pm.position
  FROM post_micro_themes pm JOIN clean_posts c ON c.post_id = pm.post_id JOIN posts p ON p.id = pm.post_id
  WHERE pm.position IS NOT NULL ORDER BY pm.position`;
const FOLLOWERS = `
  SELECT ${MEMBER}, c.tokens, pm.micro_id AS "microId"
  FROM post_micro_themes pm JOIN clean_posts c ON c.post_id = pm.post_id JOIN posts p ON p.id = pm.post_id
  WHERE pm.position IS NULL ORDER BY ${STREAM_ORDER}`;
const PENDING = `
  SELECT ${MEMBER}, c.tokens
  FROM clean_posts c JOIN posts p ON p.id = c.post_id LEFT JOIN post_micro_themes pm ON pm.post_id = c.post_id
    LEFT JOIN unplaced u ON u.post_id = c.post_id
  WHERE pm.post_id IS NULL AND u.post_id IS NULL AND c.tokens <> '[]' ORDER BY ${STREAM_ORDER}`;
const LEFT_OUT = "SELECT count(*) AS posts FROM clean_posts WHERE tokens = '[]'";
const TO_GROUP = 'SELECT count(*) AS posts FROM clean_posts';
const TEXTS = 'SELECT c.post_id AS id, c.text, c.lang, p.source FROM clean_posts c JOIN posts p ON p.id = c.post_id';
const OLDEST = 'SELECT min(created_at) AS oldest FROM posts';
const STATE = "SELECT value FROM engine_state WHERE key = 'engine'";
const ACTIVE = "SELECT id, touched FROM micro_themes WHERE state = 'active' ORDER BY id";
const STRONGEST = `SELECT post_id AS "postId", theme_id AS "themeId" FROM ${STRONGEST_POSTS} AS strongest`;
const LIVING = `
  SELECT t.id, coalesce(t.own_label, t.label) AS "ownLabel", t.chapter_id AS "chapterId" FROM themes t WHERE t.state = 'live'
  ORDER BY CAST(substr(t.id, 7) AS INTEGER)`;
const CHAPTERS = 'SELECT id, chapter_id AS "chapterId" FROM themes';

/** A post as the engine's caller needs it. */
export interface StreamPost {
  id: number;
  createdAt: string | null;
  voiceId: number | null;
  campaignId: string | null;
  tokens: string[];
}
export interface CountedPost extends StreamPost {
  microId: number;
  position: number;
}
/** A post of a campaign that another post already stands for. */
export interface FollowingPost extends StreamPost {
  microId: number;
}

/** What is kept between runs beside the posts themselves. */
export interface EngineMemory {
  position: number;
  nextMicro: number;
  nextTheme: number;
  nextChapter: number;
  /** Posts that were grouped when the run ended; fewer now means that some were deleted since. */
  grouped: number;
}

export interface LivingTheme {
  id: string;
  /** As the engine called it. */
  ownLabel: string;
  chapterId: string;
}

export interface CleanText {
  text: string;
  /** ISO 639-1; `und` where it is too short to tell. */
  lang: string;
  source: string;
}

async function* parsed<Row extends StreamPost>(store: Database, sql: string): AsyncGenerator<Row> {
  for await (const row of store.each<Omit<Row, 'tokens'> & { tokens: string }>(sql)) {
    yield { ...row, tokens: JSON.parse(row.tokens) as string[] } as unknown as Row;
  }
}

/** Posts that weigh in the engine, in the order in which it took them. */
export function countedPosts(store: Database): AsyncGenerator<CountedPost> {
  return parsed<CountedPost>(store, COUNTED);
}

/** Grouped posts that follow their campaign without weighing, in stream order. */
export function followingPosts(store: Database): AsyncGenerator<FollowingPost> {
  return parsed<FollowingPost>(store, FOLLOWERS);
}

/** Clean posts with tokens that nobody has grouped yet, in stream order. */
export function pendingPosts(store: Database): AsyncGenerator<StreamPost> {
  return parsed<StreamPost>(store, PENDING);
}

/** Clean posts without a single token. */
export async function countLeftOut(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(LEFT_OUT))!.posts;
}

/** Clean posts, those included that were grouped before: what a grouping has to read. */
export async function countToGroup(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(TO_GROUP))!.posts;
}

/** Clean text of the posts asked for, its language, and where they were collected. */
export async function readTexts(store: Database, ids: ReadonlySet<number>): Promise<Map<number, CleanText>> {
  const texts = new Map<number, CleanText>();
  for await (const { id, ...text } of store.each<CleanText & { id: number }>(TEXTS)) {
    if (ids.has(id)) texts.set(id, text);
  }
  return texts;
}

/** Dates of the oldest post and of the newest that was not dated ahead of its collection; `null` when none has a date. */
export async function readSpan(store: Database): Promise<{ oldest: string | null; newest: string | null }> {
  const { oldest } = (await store.get<{ oldest: string | null }>(OLDEST))!;
  return { oldest, newest: await readAsOf(store, { since: null, until: null }) };
}

export async function readMemory(store: Database): Promise<EngineMemory> {
  const row = await store.get<{ value: string }>(STATE);
  if (row === undefined) return { position: 0, nextMicro: 1, nextTheme: 1, nextChapter: 1, grouped: 0 };
  return JSON.parse(row.value) as EngineMemory;
}

export async function writeMemory(store: Database, memory: EngineMemory): Promise<void> {
  await store.run(SAVE_STATE, [JSON.stringify(memory)]);
}

export async function readActiveMicroThemes(store: Database): Promise<{ id: number; touched: number }[]> {
  return store.all(ACTIVE);
}

/** The chapter of every theme there ever was, as it was last. */
export async function readChapters(store: Database): Promise<Map<string, string>> {
  const rows = await store.all<{ id: string; chapterId: string }>(CHAPTERS);
  return new Map(rows.map(({ id, chapterId }) => [id, chapterId]));
}

/** Live themes by age. */
export async function readLivingThemes(store: Database): Promise<LivingTheme[]> {
  return store.all(LIVING);
}

/** The strongest theme of each post. */
export async function readStrongest(store: Database): Promise<Map<number, string>> {
  const strongest = new Map<number, string>();
  for await (const row of store.each<{ postId: number; themeId: string }>(STRONGEST)) {
    strongest.set(row.postId, row.themeId);
  }
  return strongest;
}

// ---- what a run writes ----

const SAVE_CHAPTER = `
  INSERT INTO chapters (id, label) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET label = excluded.label`;
// A theme that a person takes out of another again lives again.
const SAVE_THEME = `
  INSERT INTO themes (id, label, own_label, why, chapter_id, lane, state) VALUES (?, ?, ?, ?, ?, ?, 'live')
  ON CONFLICT (id) DO UPDATE SET label = excluded.label, own_label = excluded.own_label, why = excluded.why,
    chapter_id = excluded.chapter_id, lane = excluded.lane, state = excluded.state, merged_into = NULL`;
const END_THEME = "UPDATE themes SET state = ?, merged_into = ?, lane = 'steady', why = NULL WHERE id = ?";
const SAVE_MICRO = `
  INSERT INTO micro_themes (id, theme_id, state, touched) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET theme_id = excluded.theme_id, state = excluded.state, touched = excluded.touched
  WHERE micro_themes.theme_id <> excluded.theme_id OR micro_themes.state <> excluded.state
    OR micro_themes.touched <> excluded.touched`;
const SAVE_MEMBER = `
  INSERT INTO post_micro_themes (post_id, micro_id, position) VALUES (?, ?, ?)
  ON CONFLICT (post_id) DO UPDATE SET micro_id = excluded.micro_id, position = excluded.position`;
const CLEAR_ENGINE_THEMES = 'UPDATE post_micro_themes SET engine_theme_id = NULL WHERE engine_theme_id IS NOT NULL';
const SAVE_ENGINE_THEME = 'UPDATE post_micro_themes SET engine_theme_id = ? WHERE post_id = ?';
const DROP_EMPTY_MICRO = 'DELETE FROM micro_themes WHERE id NOT IN (SELECT micro_id FROM post_micro_themes)';
const CLEAR_POST_THEMES = 'DELETE FROM post_themes';
const SAVE_POST_THEME = 'INSERT INTO post_themes (post_id, theme_id, weight) VALUES (?, ?, ?)';
const CLEAR_EVIDENCE = 'DELETE FROM theme_evidence';
const SAVE_EVIDENCE = 'INSERT INTO theme_evidence (theme_id, rank, post_id) VALUES (?, ?, ?)';
const SAVE_EVENT = 'INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES (?, ?, ?, ?)';
const SAVE_STATE = `
  INSERT INTO engine_state (key, value) VALUES ('engine', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
const SNAPSHOT = `
  INSERT INTO theme_snapshots (run_id, theme_id, posts, voices)
  SELECT CAST(? AS INTEGER), t.id, count(s.post_id), count(DISTINCT p.voice_id)
  FROM themes t LEFT JOIN ${STRONGEST_POSTS} s ON s.theme_id = t.id LEFT JOIN posts p ON p.id = s.post_id
  WHERE t.state = 'live' GROUP BY t.id
  ON CONFLICT (run_id, theme_id) DO UPDATE SET posts = excluded.posts, voices = excluded.voices`;

export interface SavedTheme {
  id: string;
  /** As shown: a person may have given it. */
  label: string;
  /** The engine's own. */
  ownLabel: string;
  /** One line of why the engine calls it so. */
  why: string;
  chapterId: string;
  lane: Lane;
  /** Posts nearest its heart, nearest first. */
  evidence: number[];
}

/** Everything a run found out. */
export interface ThemesResult {
  chapters: { id: string; label: string }[];
  themes: SavedTheme[];
  micros: { id: number; themeId: string; active: boolean; touched: number }[];
  /** Posts whose micro-theme is new or has changed; `position` `null`: follows its campaign. */
  members: Iterable<{ postId: number; microId: number; position: number | null }>;
  postThemes: Iterable<{ postId: number; themeId: string; weight: number }>;
  /** The engine's own theme of the posts that a person's hand has put elsewhere. */
  engineThemes: Iterable<{ postId: number; themeId: string }>;
  events: { kind: 'birth' | 'merge' | 'split' | 'death'; id: string; other: string | null }[];
  memory: EngineMemory;
}

/**
 * Replaces what stood by what was found, all at once: until then readers see the old result whole.
 * @param before what was remembered when the work began
 * @throws SourceError when another has saved a result since: that of a worker that slept must not replace a newer one
 */
export async function saveThemes(
  store: Database,
  runId: number,
  before: EngineMemory,
  result: ThemesResult,
): Promise<void> {
  await store.transaction(async (tx) => {
    if (JSON.stringify(await readMemory(tx)) !== JSON.stringify(before)) {
      throw new SourceError('interrupted', 'another worker has grouped the posts meanwhile', { retryable: true });
    }
    const { chapters, themes, micros, members, engineThemes, postThemes, events, memory } = result;
    await tx.many(
      SAVE_CHAPTER,
      rows(chapters, ({ id, label }) => [id, label]),
    );
    await tx.many(
      SAVE_THEME,
      rows(themes, ({ id, label, ownLabel, why, chapterId, lane }) => [id, label, ownLabel, why, chapterId, lane]),
    );
    await tx.many(
      SAVE_MICRO,
      rows(micros, (micro) => [...[micro.id, micro.themeId, micro.active ? 'active' : 'archived', micro.touched]]),
    );
    await tx.many(
      SAVE_MEMBER,
      rows(members, ({ postId, microId, position }) => [postId, microId, position]),
    );
    await tx.run(CLEAR_ENGINE_THEMES);
    await tx.many(
      SAVE_ENGINE_THEME,
      rows(engineThemes, ({ postId, themeId }) => [themeId, postId]),
    );
    await tx.run(DROP_EMPTY_MICRO);
    await tx.run(CLEAR_POST_THEMES);
    await tx.many(
      SAVE_POST_THEME,
      rows(postThemes, ({ postId, themeId, weight }) => [postId, themeId, weight]),
    );
    await tx.run(CLEAR_EVIDENCE);
    for (const { id, evidence } of themes) {
      await tx.many(
        SAVE_EVIDENCE,
        evidence.map((postId, index) => [id, index + 1, postId]),
      );
    }
    await tx.many(
      END_THEME,
      rows(events.filter(isEnd), ({ kind, id, other }) => [...[kind === 'merge' ? 'merged' : 'gone', other, id]]),
    );
    await tx.many(
      SAVE_EVENT,
      rows(events, ({ kind, id, other }) => [runId, kind, id, other]),
    );
    await tx.run(SNAPSHOT, [runId]);
    await writeMemory(tx, memory);
  });
}

function isEnd({ kind }: ThemesResult['events'][number]): boolean {
  return kind === 'merge' || kind === 'death';
}

function* rows<Item>(items: Iterable<Item>, row: (item: Item) => Value[]): Generator<Value[]> {
  for (const item of items) yield row(item);
}
