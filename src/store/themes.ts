/** Themes: what the engine remembers, how posts are grouped, and what became of themes from run to run. */
import { fault } from '../effects.js';
import { SourceError } from '../errors.js';
import type { Database, Value } from './database.js';

/** Posts by their strongest theme. */
export const STRONGEST_POSTS = `
  (SELECT post_id, theme_id FROM (
    SELECT post_id, theme_id, row_number() OVER (PARTITION BY post_id ORDER BY weight DESC, theme_id) AS place
    FROM post_themes) AS ranked WHERE place = 1)`;

// ---- what is remembered ----

const LEFT_OUT = "SELECT count(*) AS posts FROM clean_posts WHERE tokens = '[]'";
const GROUPED = 'SELECT count(*) AS passages FROM post_micro_themes';
const TO_GROUP = 'SELECT count(*) AS posts FROM clean_posts';
const TEXT = 'SELECT c.text, c.lang, p.source FROM clean_posts c JOIN posts p ON p.id = c.post_id WHERE c.post_id = ?';
const STATE = "SELECT value FROM engine_state WHERE key = 'engine'";
const LIVING = `
  SELECT t.id, coalesce(t.own_label, t.label) AS "ownLabel", t.chapter_id AS "chapterId" FROM themes t WHERE t.state = 'live'
  ORDER BY CAST(substr(t.id, 7) AS INTEGER)`;
const CHAPTERS = 'SELECT id, chapter_id AS "chapterId" FROM themes';

/** What is kept between runs beside the posts themselves. */
export interface EngineMemory {
  position: number;
  nextMicro: number;
  nextTheme: number;
  nextChapter: number;
  /** Passages that were grouped when the run ended; fewer now means that some were deleted since. */
  grouped: number;
  /** State of the log of a person's merges and splits when the run ended. */
  hand: string;
  /** Fingerprint of the sentence model that had its say; absent where none had. */
  model?: string;
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

/** Clean posts without a single token. */
export async function countLeftOut(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(LEFT_OUT))!.posts;
}

/** Passages in micro-themes, and followers: how much there is to lose. */
export async function countGrouped(store: Database): Promise<number> {
  return (await store.get<{ passages: number }>(GROUPED))!.passages;
}

/** Clean posts, those included that were grouped before: what a grouping has to read. */
export async function countToGroup(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(TO_GROUP))!.posts;
}

/** Clean text of posts, its language, and where they were collected. */
export async function readTexts(store: Database, ids: readonly number[]): Promise<Map<number, CleanText>> {
  const rows = await store.getMany<CleanText>(
    TEXT,
    ids.map((id) => [id]),
  );
  return new Map(ids.flatMap((id, index) => (rows[index] === undefined ? [] : [[id, rows[index]]])));
}

export async function readMemory(store: Database): Promise<EngineMemory> {
  const row = await store.get<{ value: string }>(STATE);
  const kept = row === undefined ? {} : (JSON.parse(row.value) as Partial<EngineMemory>);
  return { position: 0, nextMicro: 1, nextTheme: 1, nextChapter: 1, grouped: 0, hand: '', ...kept };
}

export async function writeMemory(store: Database, memory: EngineMemory): Promise<void> {
  await store.run(SAVE_STATE, [JSON.stringify(memory)]);
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

// ---- what a run writes ----

const SAVE_CHAPTER = `
  INSERT INTO chapters (id, label) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET label = excluded.label`;
// A theme that a person takes out of another again lives again.
const SAVE_THEME = `
  INSERT INTO themes (id, label, own_label, why, chapter_id, lane, state) VALUES (?, ?, ?, ?, ?, 'steady', 'live')
  ON CONFLICT (id) DO UPDATE SET label = excluded.label, own_label = excluded.own_label, why = excluded.why,
    chapter_id = excluded.chapter_id, state = excluded.state, merged_into = NULL
  WHERE themes.label <> excluded.label OR themes.own_label <> excluded.own_label
    OR themes.why IS NULL OR themes.why <> excluded.why
    OR themes.chapter_id <> excluded.chapter_id OR themes.state <> excluded.state`;
// A theme that was not read today goes where the rest of its chapter went.
const MOVE_CHAPTER = "UPDATE themes SET chapter_id = ? WHERE chapter_id = ? AND state = 'live'";
const END_THEME = "UPDATE themes SET state = ?, merged_into = ?, lane = 'steady', why = NULL WHERE id = ?";
const SAVE_MICRO = `
  INSERT INTO micro_themes (id, theme_id, state, touched) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET theme_id = excluded.theme_id, state = excluded.state, touched = excluded.touched
  WHERE micro_themes.theme_id <> excluded.theme_id OR micro_themes.state <> excluded.state
    OR micro_themes.touched <> excluded.touched`;
const ARCHIVE_MICRO = "UPDATE micro_themes SET state = 'archived' WHERE id = ?";
const MOVE_MICROS = 'UPDATE micro_themes SET theme_id = ? WHERE theme_id = ?';
const SAVE_MEMBER = `
  INSERT INTO post_micro_themes (post_id, passage, micro_id, position, settled) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (post_id, passage) DO UPDATE SET micro_id = excluded.micro_id, position = excluded.position`;
const SETTLE = 'UPDATE post_micro_themes SET settled = 1 WHERE settled = 0 AND position <= ?';
const SETTLE_FOLLOWER = 'UPDATE post_micro_themes SET settled = 1 WHERE post_id = ?';
const DROP_EMPTY_MICRO = `
  DELETE FROM micro_themes
  WHERE NOT EXISTS (SELECT 1 FROM post_micro_themes pm WHERE pm.micro_id = micro_themes.id)`;
const FORGET_SHARES = (table: string) => `DELETE FROM ${table} WHERE post_id = ?`;
const SAVE_SHARE = (table: string) => `INSERT INTO ${table} (post_id, theme_id, weight) VALUES (?, ?, ?)`;
const FORGET_ENDED = 'DELETE FROM post_themes WHERE theme_id = ?';
const FORGET_STRAY_EVIDENCE = `
  DELETE FROM theme_evidence
  WHERE NOT EXISTS (SELECT 1 FROM post_micro_themes pm WHERE pm.post_id = theme_evidence.post_id)`;
const FORGET_EVIDENCE = 'DELETE FROM theme_evidence WHERE theme_id = ?';
const SAVE_EVIDENCE = 'INSERT INTO theme_evidence (theme_id, rank, post_id) VALUES (?, ?, ?)';
const SAVE_EVENT = 'INSERT INTO theme_events (run_id, kind, theme_id, other_id) VALUES (?, ?, ?, ?)';
const SAVE_STATE = `
  INSERT INTO engine_state (key, value) VALUES ('engine', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

export interface SavedTheme {
  id: string;
  /** As shown: a person may have given it. */
  label: string;
  /** The engine's own. */
  ownLabel: string;
  /** One line of why the engine calls it so. */
  why: string;
  chapterId: string;
  /** Posts nearest its heart, nearest first. */
  evidence: number[];
}

/** The themes of a post, to stand in the place of those it had. */
export interface SavedShares {
  postId: number;
  shares: readonly { themeId: string; weight: number }[];
}

/** Everything a run found out about the posts it read. What it did not read stands as it stood. */
export interface ThemesResult {
  chapters: { id: string; label: string }[];
  /** Chapters that became part of another. */
  endedChapters: { id: string; into: string }[];
  themes: SavedTheme[];
  micros: { id: number; themeId: string; active: boolean; touched: number }[];
  /** Micro-themes that take no more posts, none of their posts having been read. */
  archived: readonly number[];
  /** Passages whose micro-theme is new or has changed; `position` `null`: follows its campaign. */
  members: Iterable<{ postId: number; passage: number; microId: number; position: number | null; settled: boolean }>;
  /** Position of the last settled passage, and the followers that are settled with their leaders. */
  settledUpTo: number;
  settledFollowers: readonly number[];
  postThemes: readonly SavedShares[];
  /** The engine's own themes of the posts that a person's hand has put elsewhere; none where it no longer does. */
  engineThemes: readonly SavedShares[];
  events: { kind: 'birth' | 'merge' | 'split' | 'death'; id: string; other: string | null }[];
  memory: Omit<EngineMemory, 'grouped'>;
}

/**
 * Saves what was found, all at once: until then readers see the old result whole.
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
    await saveGroups(tx, result);
    await saveMembers(tx, result);
    await saveEvidence(tx, result.themes);
    await saveEvents(tx, result.events, runId);
    await tx.many(
      MOVE_CHAPTER,
      rows(result.endedChapters, ({ id, into }) => [into, id]),
    );
    await writeMemory(tx, { ...result.memory, grouped: await countGrouped(tx) });
    fault('group');
  });
}

async function saveGroups(tx: Database, { chapters, themes, micros, archived }: ThemesResult) {
  await tx.many(
    SAVE_CHAPTER,
    rows(chapters, ({ id, label }) => [id, label]),
  );
  await tx.many(
    SAVE_THEME,
    rows(themes, ({ id, label, ownLabel, why, chapterId }) => [id, label, ownLabel, why, chapterId]),
  );
  await tx.many(
    SAVE_MICRO,
    rows(micros, (micro) => [...[micro.id, micro.themeId, micro.active ? 'active' : 'archived', micro.touched]]),
  );
  await tx.many(
    ARCHIVE_MICRO,
    rows(archived, (id) => [id]),
  );
}

async function saveMembers(tx: Database, result: ThemesResult): Promise<void> {
  await tx.run(SETTLE, [result.settledUpTo]);
  await tx.many(
    SETTLE_FOLLOWER,
    rows(result.settledFollowers, (id) => [id]),
  );
  await tx.many(
    SAVE_MEMBER,
    rows(result.members, (member) => [
      ...[member.postId, member.passage, member.microId, member.position, member.settled ? 1 : 0],
    ]),
  );
  await tx.run(DROP_EMPTY_MICRO);
  await saveShares(tx, 'post_themes', result.postThemes);
  await saveShares(tx, 'engine_post_themes', result.engineThemes);
}

async function saveShares(tx: Database, table: string, posts: readonly SavedShares[]): Promise<void> {
  await tx.many(
    FORGET_SHARES(table),
    rows(posts, ({ postId }) => [postId]),
  );
  await tx.many(
    SAVE_SHARE(table),
    posts.flatMap(({ postId, shares }) => shares.map(({ themeId, weight }) => [postId, themeId, weight])),
  );
}

async function saveEvidence(tx: Database, themes: readonly SavedTheme[]): Promise<void> {
  await tx.run(FORGET_STRAY_EVIDENCE);
  await tx.many(
    FORGET_EVIDENCE,
    rows(themes, ({ id }) => [id]),
  );
  await tx.many(
    SAVE_EVIDENCE,
    themes.flatMap(({ id, evidence }) => evidence.map((postId, index) => [id, index + 1, postId])),
  );
}

/** What is no more has no posts, evidence or micro-themes left; where it became part of another, that has them. */
async function saveEvents(tx: Database, events: ThemesResult['events'], runId: number): Promise<void> {
  const ends = events.filter(({ kind }) => kind === 'merge' || kind === 'death');
  await tx.many(
    END_THEME,
    rows(ends, ({ kind, id, other }) => [...[kind === 'merge' ? 'merged' : 'gone', other, id]]),
  );
  for (const sql of [FORGET_ENDED, FORGET_EVIDENCE]) {
    await tx.many(
      sql,
      rows(ends, ({ id }) => [id]),
    );
  }
  await tx.many(
    MOVE_MICROS,
    rows(ends, ({ id, other }) => [other ?? id, id]),
  );
  await tx.many(
    SAVE_EVENT,
    rows(events, ({ kind, id, other }) => [runId, kind, id, other]),
  );
}

function* rows<Item>(items: Iterable<Item>, row: (item: Item) => Value[]): Generator<Value[]> {
  for (const item of items) yield row(item);
}
