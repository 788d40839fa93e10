/** Which run took a post in, what the post was then, and where it stood after the last grouping. */
import type { Database, Params } from './database.js';
import { digestOf, SetDigest } from './digest.js';
import { STRONGEST_POSTS } from './themes.js';

const THIS_RUN = '(SELECT coalesce(max(id), 0) FROM runs)';
const TAKE_IN = `INSERT INTO run_posts (post_id, run_id) VALUES (?, ${THIS_RUN}) ON CONFLICT DO NOTHING`;
const TAKE_IN_REST = `
  INSERT INTO run_posts (post_id, run_id)
  SELECT c.post_id, CAST(? AS BIGINT) FROM clean_posts c
  WHERE NOT EXISTS (SELECT 1 FROM run_posts r WHERE r.post_id = c.post_id)
    AND NOT EXISTS (SELECT 1 FROM unplaced u WHERE u.post_id = c.post_id)`;
const DESCRIBED = `
  SELECT p.id, p.source, p.external_id AS "externalId", p.created_at AS "createdAt", p.content_hash AS hash,
    CASE WHEN a.html IS NULL THEN 0 ELSE 1 END AS "hasArticle", c.lang, c.tokens, r.digest, r.run_id AS "runId"
  FROM run_posts r JOIN posts p ON p.id = r.post_id JOIN clean_posts c ON c.post_id = r.post_id
    LEFT JOIN articles a ON a.post_id = r.post_id`;
const UNDIGESTED = `${DESCRIBED} WHERE r.digest IS NULL`;
const UP_TO = `${DESCRIBED} WHERE r.run_id <= ? ORDER BY r.post_id`;
const SAVE_DIGEST = 'UPDATE run_posts SET digest = ? WHERE post_id = ?';
const DIGESTS = 'SELECT digest FROM run_posts WHERE digest IS NOT NULL';
const MEETINGS = `
  SELECT r.theme_id AS before, s.theme_id AS now, count(*) AS posts
  FROM run_posts r JOIN ${STRONGEST_POSTS} s ON s.post_id = r.post_id
  WHERE r.theme_id IS NOT NULL GROUP BY r.theme_id, s.theme_id`;
const MOVED = `
  SELECT r.post_id AS "postId", s.theme_id AS "themeId"
  FROM run_posts r LEFT JOIN ${STRONGEST_POSTS} s ON s.post_id = r.post_id
  WHERE coalesce(r.theme_id, '') <> coalesce(s.theme_id, '')`;
const SAVE_THEME = 'UPDATE run_posts SET theme_id = ? WHERE post_id = ?';

/** Rows saved in one transaction. */
const BATCH = 500;

/** A post as a run took it in. */
export interface TakenPost {
  id: number;
  source: string;
  externalId: string;
  createdAt: string | null;
  /** Of what its author can edit. */
  hash: string;
  /** 1: its article was read. */
  hasArticle: number;
  lang: string;
  /** JSON. */
  tokens: string;
  /** As saved when it was taken in. */
  digest: Buffer | null;
  runId: number;
}

/** These posts belong to the run at work. */
export async function takeIn(tx: Database, ids: readonly number[]): Promise<void> {
  await tx.many(
    TAKE_IN,
    ids.map((id) => [id]),
  );
}

/** So do clean posts with too few words to have near copies; and every post of the run gets its digest. */
export async function takeInRest(store: Database, runId: number): Promise<void> {
  await store.run(TAKE_IN_REST, [runId]);
  await saved(store, SAVE_DIGEST, store.each<TakenPost>(UNDIGESTED), (post) => [postDigest(post), post.id]);
}

/** What a post was, and what the pipeline made of it; the same in any store. */
export function postDigest({ source, externalId, createdAt, hash, hasArticle, lang, tokens }: TakenPost): Buffer {
  return digestOf([source, externalId, createdAt, hash, Number(hasArticle), lang, tokens]);
}

/** Every post that runs up to this one took in and that is still there unchanged, by id. */
export function takenUpTo(store: Database, runId: number): AsyncIterable<TakenPost> {
  return store.each<TakenPost>(UP_TO, [runId]);
}

/** The input as a whole: all posts taken in so far. */
export async function digestInput(store: Database): Promise<{ posts: number; digest: string }> {
  return addDigests([{ store }]);
}

/** The posts of stores, or of one run of a store, taken together. */
export async function addDigests(
  parts: readonly { store: Database; run?: number }[],
): Promise<{ posts: number; digest: string }> {
  const all = new SetDigest();
  for (const { store, run } of parts) {
    const [statement, params] = run === undefined ? [DIGESTS, []] : [`${DIGESTS} AND run_id = ?`, [run]];
    for await (const { digest } of store.each<{ digest: Buffer }>(statement, params)) all.add(digest);
  }
  return { posts: all.size, digest: all.value };
}

/** How many posts were in one theme after the last grouping, and are in another (or the same) now. */
export async function themeMeetings(store: Database): Promise<{ before: string; now: string; posts: number }[]> {
  return store.all(MEETINGS);
}

/** Remembers where every post stands now, to compare with next time. */
export async function rememberThemes(store: Database): Promise<void> {
  const moved = store.each<{ postId: number; themeId: string | null }>(MOVED);
  await saved(store, SAVE_THEME, moved, ({ postId, themeId }) => [themeId, postId]);
}

async function saved<Row>(
  store: Database,
  statement: string,
  rows: AsyncIterable<Row>,
  values: (row: Row) => Params,
): Promise<void> {
  let batch: Params[] = [];
  for await (const row of rows) {
    if (batch.push(values(row)) < BATCH) continue;
    await store.many(statement, batch);
    batch = [];
  }
  if (batch.length > 0) await store.many(statement, batch);
}
