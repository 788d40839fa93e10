/** What people did to themes: a log to which is only added, and how it stands in the themes themselves. */
import type { Database } from './database.js';
import { readMemory, STRONGEST_POSTS, writeMemory } from './themes.js';

export type HandVerb = 'rename' | 'merge' | 'split' | 'pin' | 'hide';

export interface HandEntry {
  id: number;
  /** ISO 8601. */
  at: string;
  action: HandVerb;
  themeId: string;
  /** Of a merge what the theme went into, of a split the new theme. */
  otherId: string | null;
  label: string | null;
  words: string | null;
  reason: string;
  /** `null` while it holds. */
  undoneAt: string | null;
  undoneReason: string | null;
}

/** Something to be done to a theme. */
export type HandWish =
  | { action: 'rename'; themeId: string; label: string }
  | { action: 'merge'; themeId: string; otherId: string }
  | { action: 'split'; themeId: string; words: string; tokens: string[][] }
  | { action: 'pin' | 'hide'; themeId: string };

const COLUMNS = `
  id, at, action, theme_id AS "themeId", other_id AS "otherId", label, words, reason, undone_at AS "undoneAt",
  undone_reason AS "undoneReason"`;
const LOG = `SELECT ${COLUMNS} FROM theme_hand ORDER BY id`;
const HOLDING = `
  SELECT id, action, theme_id AS theme, other_id AS other, tokens, label FROM theme_hand WHERE undone_at IS NULL ORDER BY id`;
const EVER = "SELECT DISTINCT theme_id AS id FROM theme_hand WHERE action IN ('merge', 'split') ORDER BY theme_id";
const THIS_RUN = "(SELECT max(id) FROM runs WHERE status = 'running')";
const ADD = `
  INSERT INTO theme_hand (at, action, theme_id, other_id, label, words, tokens, reason, run_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${THIS_RUN})`;
const UNDO = `
  UPDATE theme_hand SET undone_at = ?, undone_reason = ?, undone_run_id = ${THIS_RUN}
  WHERE id = ? AND undone_at IS NULL`;
const POSTS_OF_THEME = `
  SELECT c.tokens FROM ${STRONGEST_POSTS} s JOIN clean_posts c ON c.post_id = s.post_id WHERE s.theme_id = ?`;
const HELD = (action: HandVerb) => `SELECT theme_id FROM theme_hand WHERE action = '${action}' AND undone_at IS NULL`;
const SHOW = `
  UPDATE themes SET
    pinned = CASE WHEN id IN (${HELD('pin')}) THEN 1 ELSE 0 END,
    hidden = CASE WHEN id IN (${HELD('hide')}) THEN 1 ELSE 0 END,
    label = coalesce(
      (SELECT h.label FROM theme_hand h WHERE h.action = 'rename' AND h.theme_id = themes.id AND h.undone_at IS NULL
       ORDER BY h.id DESC LIMIT 1), own_label, label)`;

/** Everything that was done, oldest first. */
export async function readHandLog(store: Database): Promise<HandEntry[]> {
  return store.all<HandEntry>(LOG);
}

/** What holds: the merges and splits in the order in which they were done, and the labels people gave, by theme. */
export async function readHand(store: Database): Promise<{
  actions: { id: number; action: 'merge' | 'split'; theme: string; other: string; words: string[][] }[];
  names: Map<string, string>;
}> {
  type Row = {
    id: number;
    action: HandVerb;
    theme: string;
    other: string | null;
    tokens: string | null;
    label: string | null;
  };
  const rows = await store.all<Row>(HOLDING);
  return {
    actions: rows.flatMap(({ id, action, theme, other, tokens }) =>
      action === 'merge' || action === 'split'
        ? [{ id, action, theme, other: other!, words: JSON.parse(tokens ?? '[]') as string[][] }]
        : [],
    ),
    names: new Map(rows.flatMap(({ action, theme, label }) => (action === 'rename' ? [[theme, label!]] : []))),
  };
}

/** Themes that were ever merged into others or parted, those included where that was taken back. */
export async function readEverHandled(store: Database): Promise<string[]> {
  return (await store.all<{ id: string }>(EVER)).map(({ id }) => id);
}

/** How many posts of a theme have all the tokens of one of the lists, and how many there are. */
export async function countSaying(
  store: Database,
  themeId: string,
  tokens: readonly (readonly string[])[],
): Promise<{ saying: number; posts: number }> {
  const counts = { saying: 0, posts: 0 };
  for await (const row of store.each<{ tokens: string }>(POSTS_OF_THEME, [themeId])) {
    const said = new Set(JSON.parse(row.tokens) as string[]);
    counts.posts += 1;
    if (tokens.some((all) => all.every((token) => said.has(token)))) counts.saying += 1;
  }
  return counts;
}

/** Writes into the log what was done, and shows it where that needs no grouping. Returns the theme that a split made. */
export async function recordHand(
  store: Database,
  wish: HandWish,
  reason: string,
  at: string,
): Promise<{ other: string | null }> {
  return store.transaction(async (tx) => {
    const other = wish.action === 'split' ? await newThemeId(tx) : wish.action === 'merge' ? wish.otherId : null;
    await tx.run(ADD, [
      ...[at, wish.action, wish.themeId, other],
      wish.action === 'rename' ? wish.label : null,
      wish.action === 'split' ? wish.words : null,
      wish.action === 'split' ? JSON.stringify(wish.tokens) : null,
      reason,
    ]);
    await tx.run(SHOW);
    return { other };
  });
}

/** Whether there was anything to undo under this number. */
export async function undoHand(store: Database, id: number, reason: string, at: string): Promise<boolean> {
  return store.transaction(async (tx) => {
    const undone = await tx.run(UNDO, [at, reason, id]);
    await tx.run(SHOW);
    return undone === 1;
  });
}

/** From the engine's own count, so that no id is ever given twice. */
async function newThemeId(tx: Database): Promise<string> {
  const memory = await readMemory(tx);
  await writeMemory(tx, { ...memory, nextTheme: memory.nextTheme + 1 });
  return `theme-${memory.nextTheme}`;
}
