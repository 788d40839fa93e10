/** Which posts want the article they only give a summary of, what became of asking for it, and the articles read. */
import type { Database } from './database.js';
import { noteAround } from './unlinked.js';

const MOMENT = 'coalesce(p.created_at, p.collected_at)';
const UNJUDGED = `
  SELECT p.id, p.title, p.text, p.html, p.content_hash AS hash, CASE WHEN a.html IS NULL THEN 0 ELSE 1 END AS "hasArticle"
  FROM posts p LEFT JOIN articles a ON a.post_id = p.id
  WHERE p.source = ? AND p.kind = 'blog' AND p.url IS NOT NULL AND ${MOMENT} >= ?
    AND (a.post_id IS NULL OR a.content_hash <> p.content_hash)
  ORDER BY p.id LIMIT ?`;
const JUDGE = `
  INSERT INTO articles (post_id, state, content_hash) VALUES (?, ?, ?)
  ON CONFLICT (post_id) DO UPDATE SET
    state = excluded.state, content_hash = excluded.content_hash, slug = NULL, tries = 0, asked_at = NULL,
    html = CASE excluded.state WHEN 'whole' THEN NULL ELSE articles.html END`;
const WANTED = `
  SELECT p.id, p.source, p.url FROM articles a JOIN posts p ON p.id = a.post_id
  WHERE a.state = 'wanted' AND p.source = ? AND ${MOMENT} >= ? AND (a.asked_at IS NULL OR a.asked_at < ?)
  ORDER BY ${MOMENT} DESC, p.id LIMIT ?`;
const SUMMARY = `
  SELECT p.id, p.source, p.url, p.title, p.text, p.html, a.content_hash AS hash, a.tries
  FROM articles a JOIN posts p ON p.id = a.post_id WHERE p.id = ? AND a.state = 'wanted'`;
// Only while the post still wants what was asked for: an edit in between, or another worker, makes this a no-op.
const SETTLE = `
  UPDATE articles SET state = ?, html = coalesce(?, html), slug = ?, tries = tries + 1, asked_at = ?
  WHERE post_id = ? AND content_hash = ? AND state = 'wanted'`;
const FILL = 'UPDATE posts SET created_at = coalesce(created_at, ?) WHERE id = ?';
// What the pipeline made of the summary goes, as it does when an author edits a post.
const FORGET_CLEAN = 'DELETE FROM clean_posts WHERE post_id = ?';
const FORGET_NEAR_COPIES = 'DELETE FROM near_copies WHERE post_id = ?';

/** Posts judged in one transaction. */
const BATCH = 500;

/** A post as its feed gave it. */
export interface GivenPost {
  id: number;
  title: string | null;
  text: string | null;
  html: string | null;
}

export interface WantedArticle {
  /** Of the post. */
  id: number;
  source: string;
  url: string;
}

export interface Summary extends GivenPost, WantedArticle {
  /** Of what the feed gave. */
  hash: string;
  /** Times it was asked for in vain. */
  tries: number;
}

/** What came of asking: `wanted` is to be tried again. */
export interface ArticleResult {
  state: 'done' | 'whole' | 'failed' | 'wanted';
  html: string | null;
  slug: string | null;
  /** As the page says (ISO 8601); the date of a post whose feed gave none. */
  publishedAt: string | null;
}

/**
 * Decides for every blog post of a source that has an address, is no older than `since` (ISO 8601) and has not been
 * judged with these words before, whether its article is wanted.
 */
export async function judgePosts(
  store: Database,
  source: string,
  since: string,
  isSummary: (post: GivenPost) => boolean,
): Promise<void> {
  for (let judged = BATCH; judged === BATCH; ) {
    judged = await store.transaction(async (tx) => {
      const posts = await tx.all<GivenPost & { hash: string; hasArticle: number }>(UNJUDGED, [source, since, BATCH]);
      const verdicts = posts.map((post) => ({ post, state: isSummary(post) ? 'wanted' : 'whole' }));
      await tx.many(
        JUDGE,
        verdicts.map(({ post, state }) => [post.id, state, post.hash]),
      );
      const dropped = verdicts.filter(({ post, state }) => state === 'whole' && Number(post.hasArticle) === 1);
      await forgetClean(
        tx,
        dropped.map(({ post }) => post.id),
      );
      return posts.length;
    });
  }
}

/** The wanted articles of a source, newest first, without those asked for since `asked` (ISO 8601). */
export async function wantedArticles(
  store: Database,
  source: string,
  limits: { since: string; asked: string; most: number },
): Promise<WantedArticle[]> {
  return store.all<WantedArticle>(WANTED, [source, limits.since, limits.asked, limits.most]);
}

/** `undefined` when the article of this post is not wanted (any more). */
export async function readSummary(store: Database, postId: number): Promise<Summary | undefined> {
  return store.get<Summary>(SUMMARY, [postId]);
}

/** Keeps what came of asking; false, and nothing changed, when the post has been settled or edited meanwhile. */
export async function saveArticle(
  store: Database,
  { id, hash }: Pick<Summary, 'id' | 'hash'>,
  { state, html, slug, publishedAt }: ArticleResult,
  at: string,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    if ((await tx.run(SETTLE, [state, html, slug, at, id, hash])) === 0) return false;
    if (state !== 'done') return true;
    await tx.run(FILL, [publishedAt, id]);
    await forgetClean(tx, [id]);
    return true;
  });
}

async function forgetClean(tx: Database, ids: readonly number[]): Promise<void> {
  const rows = ids.map((id) => [id]);
  await noteAround(tx, ids);
  await tx.many(FORGET_CLEAN, rows);
  await tx.many(FORGET_NEAR_COPIES, rows);
}
