/**
 * What a run rested on, brought from the store of a project into a temporary one, so that the run can be made again:
 * posts as each run took them in, the runs themselves, what people did to themes.
 */
import Sqlite from 'better-sqlite3';
import { readCatalogue } from './catalogue.js';
import type { Database, Value } from './database.js';
import type { HandWish } from './theme-hand.js';
import { noteAround } from './unlinked.js';

const STEPS = `
  SELECT id FROM runs WHERE id > ? AND id <= ? AND (
    id IN (SELECT run_id FROM run_posts) OR id IN (SELECT run_id FROM theme_snapshots)
    OR id IN (SELECT run_id FROM theme_hand) OR id IN (SELECT undone_run_id FROM theme_hand)
    OR id IN (SELECT run_id FROM methods WHERE changed = 1))
  ORDER BY id`;
const BEFORE_ALL = 'SELECT count(*) AS posts FROM run_posts WHERE run_id = 0';
const OPEN_RUN = `UPDATE runs SET status = CASE WHEN id = ? THEN 'running' ELSE 'done' END`;
const TAKEN = '(SELECT post_id FROM run_posts WHERE run_id = ?)';
const SET_ASIDE = `
  (SELECT s.post_id FROM set_aside s JOIN posts p ON p.id = s.post_id WHERE p.collected_at <= ?)`;
const BOTH = `id IN ${TAKEN} OR id IN ${SET_ASIDE}`;
const TAKEN_IDS = `SELECT id FROM posts WHERE id IN ${TAKEN} ORDER BY id`;
const WHERE_NOW = 'SELECT post_id AS id, run_id AS "runId" FROM run_posts ORDER BY post_id';
const NAME = 'SELECT source, external_id AS "externalId" FROM posts WHERE id = ?';
const HANDS = `
  SELECT action, theme_id AS "themeId", other_id AS "otherId", label, words, tokens, reason, at, run_id AS "runId",
    undone_run_id AS "undoneRunId", undone_at AS "undoneAt", undone_reason AS "undoneReason" FROM theme_hand ORDER BY id`;
const HAND_IDS = 'SELECT id FROM theme_hand ORDER BY id';
const LAST_KEPT = 'SELECT max(run_id) FROM methods';
/** Tables that name a post and do not forget it by themselves; the post last. */
const FORGET = [
  'DELETE FROM theme_evidence WHERE post_id = ?',
  'DELETE FROM post_themes WHERE post_id = ?',
  'DELETE FROM near_copies WHERE post_id = ?',
  'DELETE FROM clean_posts WHERE post_id = ?',
  'DELETE FROM posts WHERE id = ?',
];
// As when a crawl brings an edit.
const EDITED = [
  'DELETE FROM near_copies WHERE post_id = ?',
  'DELETE FROM clean_posts WHERE post_id = ?',
  'DELETE FROM set_aside WHERE post_id = ?',
];

/** Rows moved in one transaction. */
const BATCH = 500;

/** Something a person did to a theme, and in which runs it was done and undone. */
export interface HandStep {
  wish: HandWish;
  reason: string;
  at: string;
  runId: number | null;
  undone: { runId: number | null; at: string; reason: string } | null;
}

/** Runs after one and up to another that took posts in, grouped, or in which a person's hand moved. */
export async function stepsBetween(store: Database, after: number, upTo: number): Promise<number[]> {
  return (await store.all<{ id: number }>(STEPS, [after, upTo])).map(({ id }) => id);
}

/** Posts that were there before runs kept what they took in. */
export async function postsBeforeAll(store: Database): Promise<number> {
  return (await store.get<{ posts: number }>(BEFORE_ALL))!.posts;
}

/** The last run of which a copy of a SQLite store knows how it was made; `null` when it knows of none. */
export function lastKeptRun(file: string): number | null {
  const copy = new Sqlite(file, { readonly: true });
  try {
    return (copy.prepare(LAST_KEPT).pluck().get() as number | null) ?? null;
  } catch {
    // Of a version that kept no such thing.
    return null;
  } finally {
    copy.close();
  }
}

/** Lets a run of one store begin in another: the only one at work there. */
export async function beginAgain(from: Database, to: Database, runId: number): Promise<void> {
  await copyRows(from, to, 'runs', 'id = ?', [runId]);
  await to.run(OPEN_RUN, [runId]);
}

/**
 * Brings the posts that a run took in, and those that could not be cleaned and our words of themes by the time it ended. Posts that are there
 * already have been edited: what was made of their old words goes.
 */
export async function bringPosts(from: Database, to: Database, runId: number, endedAt: string): Promise<void> {
  const these = [runId, endedAt];
  await copyRows(from, to, 'sources', `name IN (SELECT source FROM posts WHERE ${BOTH})`, these, KEEP);
  await copyRows(from, to, 'places', `id IN (SELECT place_id FROM posts WHERE ${BOTH})`, these, KEEP);
  await copyRows(from, to, 'voices', `id IN (SELECT voice_id FROM posts WHERE ${BOTH})`, these, {
    ...KEEP,
    blank: 'number',
  });
  const taken = (await from.all<{ id: number }>(TAKEN_IDS, [runId])).map(({ id }) => id);
  await to.transaction((tx) => noteAround(tx, taken));
  await copyRows(from, to, 'posts', `id IN ${TAKEN}`, [runId], { first: EDITED });
  await copyRows(from, to, 'posts', `id IN ${SET_ASIDE}`, [endedAt], KEEP);
  await copyRows(from, to, 'articles', `post_id IN ${TAKEN}`, [runId]);
  await copyRows(from, to, 'paraphrases', 'at <= ?', [endedAt], KEEP);
  await copyRows(from, to, 'set_aside', `post_id IN ${SET_ASIDE}`, [endedAt], KEEP);
}

/** Posts of the copy that have gone from the project since, or that it took in again after the run asked for. */
export async function compareIds(
  project: Database,
  copy: Database,
  upTo: number,
): Promise<{ gone: number[]; changed: number[] }> {
  const now = new Map<number, number>();
  for await (const { id, runId } of project.each<{ id: number; runId: number }>(WHERE_NOW)) now.set(id, runId);
  const gone: number[] = [];
  const changed: number[] = [];
  for await (const { id } of copy.each<{ id: number }>(WHERE_NOW)) {
    const run = now.get(id);
    if (run === undefined) gone.push(id);
    else if (run > upTo) changed.push(id);
  }
  return { gone, changed };
}

/** Takes posts out with all that was made of them. */
export async function dropPosts(store: Database, ids: readonly number[]): Promise<void> {
  await store.transaction(async (tx) => {
    await noteAround(tx, ids);
    for (const statement of FORGET) {
      await tx.many(
        statement,
        ids.map((id) => [id]),
      );
    }
  });
}

/** `source: id of the post there`. */
export async function postName(store: Database, id: number): Promise<string> {
  const found = await store.get<{ source: string; externalId: string }>(NAME, [id]);
  return found === undefined ? `post ${id}` : `${found.source}: ${found.externalId}`;
}

/** Everything people did, in its order. */
export async function handSteps(store: Database): Promise<HandStep[]> {
  return (await store.all<HandRow>(HANDS)).map((row) => ({
    wish: wishOf(row),
    reason: row.reason,
    at: row.at,
    runId: row.runId,
    undone: row.undoneAt === null ? null : { runId: row.undoneRunId, at: row.undoneAt, reason: row.undoneReason ?? '' },
  }));
}

interface HandRow {
  action: HandWish['action'];
  themeId: string;
  otherId: string | null;
  label: string | null;
  words: string | null;
  tokens: string | null;
  reason: string;
  at: string;
  runId: number | null;
  undoneRunId: number | null;
  undoneAt: string | null;
  undoneReason: string | null;
}

function wishOf({ action, themeId, otherId, label, words, tokens }: HandRow): HandWish {
  if (action === 'rename') return { action, themeId, label: label ?? '' };
  if (action === 'merge') return { action, themeId, otherId: otherId ?? '' };
  if (action === 'split') return { action, themeId, words: words ?? '', tokens: JSON.parse(tokens ?? '[]') };
  return { action, themeId };
}

/** Numbers in the log of what people did, in its order. */
export async function handIds(store: Database): Promise<number[]> {
  return (await store.all<{ id: number }>(HAND_IDS)).map(({ id }) => id);
}

interface CopyRules {
  /** Rows that are there stay as they are; else they are replaced. */
  keep?: boolean;
  /** A column that is left empty. */
  blank?: string;
  /** Statements about the `id` of each row, before it is written. */
  first?: readonly string[];
}

/** What is known in the copy stays as it was known then. */
const KEEP: CopyRules = { keep: true };

/** Copies rows of a table, with whatever columns it has. */
async function copyRows(
  from: Database,
  to: Database,
  name: string,
  where: string,
  params: readonly Value[],
  { keep = false, blank, first = [] }: CopyRules = {},
): Promise<void> {
  const { columns, key } = readCatalogue().find((one) => one.name === name)!;
  const list = columns.map((column) => `"${column}"`).join(', ');
  const news = columns.filter((column) => !key.includes(column)).map((column) => `"${column}" = excluded."${column}"`);
  const insert = `INSERT INTO ${name} (${list}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (${key.join(', ')}) DO ${keep ? 'NOTHING' : `UPDATE SET ${news.join(', ')}`}`;
  type Row = Record<string, Value>;
  const write = (rows: readonly Row[]) =>
    to.transaction(async (tx) => {
      for (const statement of first) {
        await tx.many(
          statement,
          rows.map(({ id }) => [id!]),
        );
      }
      await tx.many(
        insert,
        rows.map((row) => columns.map((column) => (column === blank ? null : row[column]!))),
      );
    });
  let batch: Row[] = [];
  for await (const row of from.each<Row>(`SELECT ${list} FROM ${name} WHERE ${where}`, params)) {
    if (batch.push(row) < BATCH) continue;
    await write(batch);
    batch = [];
  }
  if (batch.length > 0) await write(batch);
}
