/** What the pipeline reads and writes: posts to clean, clean posts, near copies, campaigns, and the numbers of voices. */
import type { CleanPost, PostKind } from '../model.js';
import type { Database } from './database.js';
import { STREAM_ORDER } from './order.js';
import { takeIn } from './run-posts.js';
import { noteUnlinked } from './unlinked.js';

const PENDING = `
  SELECT DISTINCT p.id / CAST(? AS INTEGER) AS block
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN set_aside s ON s.post_id = p.id
  WHERE c.post_id IS NULL AND s.post_id IS NULL ORDER BY block`;
// Changes when its author edits the post, and when the article behind it has been read.
const VERSION = "p.content_hash || CASE WHEN a.html IS NULL THEN '' ELSE ' with its article' END";
// Where the article was read from its page, it takes the place of the summary that the feed gave.
const RAW_POSTS = `
  SELECT p.id, p.kind, p.platform, p.url, p.title, CASE WHEN a.html IS NULL THEN p.text END AS text,
    coalesce(a.html, p.html) AS html, p.lang, p.in_reply_to AS "inReplyTo", p.mentions, p.hashtags, p.links,
    ${VERSION} AS version
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN set_aside s ON s.post_id = p.id
    LEFT JOIN articles a ON a.post_id = p.id
  WHERE p.id >= ? AND p.id < ? AND c.post_id IS NULL AND s.post_id IS NULL ORDER BY p.id`;
const STILL_PENDING = `
  SELECT p.id FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN set_aside s ON s.post_id = p.id
    LEFT JOIN articles a ON a.post_id = p.id
  WHERE p.id = ? AND ${VERSION} = ? AND c.post_id IS NULL AND s.post_id IS NULL`;
const INSERT_CLEAN = `
  INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, canonical_url, sketch)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_UNPLACED = 'INSERT INTO unplaced (post_id) VALUES (?)';
const UNPLACED = `SELECT u.post_id AS id FROM unplaced u JOIN posts p ON p.id = u.post_id ORDER BY ${STREAM_ORDER}`;
const SKETCH = `
  SELECT u.post_id AS "postId", c.sketch FROM unplaced u JOIN clean_posts c ON c.post_id = u.post_id WHERE u.post_id = ?`;
const PLACED = 'DELETE FROM unplaced WHERE post_id = ?';
const BANDS_AT_ONCE = 200;
const CANDIDATES = `
  SELECT n.band, n.post_id AS "postId", c.campaign_id AS "campaignId", c.twin_id AS "twinId", c.sketch
  FROM near_copies n JOIN clean_posts c ON c.post_id = n.post_id
  WHERE n.band IN (${Array(BANDS_AT_ONCE).fill('?').join(', ')}) AND c.sketch IS NOT NULL`;
const INSERT_BAND = 'INSERT INTO near_copies (band, post_id) VALUES (?, ?)';
const PAIR = 'UPDATE clean_posts SET twin_id = ? WHERE post_id = ?';
const ENLIST = 'UPDATE clean_posts SET campaign_id = ?, twin_id = NULL WHERE post_id = ?';
const MERGE = 'UPDATE clean_posts SET campaign_id = ? WHERE campaign_id = ?';
const COUNT_CAMPAIGNS = `
  SELECT count(DISTINCT campaign_id) AS campaigns, count(campaign_id) AS posts FROM clean_posts`;
const NEXT_NUMBER = `
  INSERT INTO counters (name, value) VALUES (?, 1)
  ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value`;
const UNNUMBERED_VOICES = `
  SELECT voice_id AS id FROM (
    SELECT p.voice_id, row_number() OVER (ORDER BY ${STREAM_ORDER}) AS moment
    FROM posts p JOIN voices v ON v.id = p.voice_id WHERE v.number IS NULL
  ) AS appearances GROUP BY voice_id ORDER BY min(moment)`;
const IS_UNNUMBERED = 'SELECT 1 AS yes FROM voices WHERE id = ? AND number IS NULL';
const NUMBER_VOICE = 'UPDATE voices SET number = ? WHERE id = ?';

/** What a crawler brought, as far as cleaning needs it. */
export interface RawPost {
  id: number;
  kind: PostKind;
  platform: string;
  url: string | null;
  title: string | null;
  text: string | null;
  html: string | null;
  /** As the platform declared it (BCP 47). */
  lang: string | null;
  inReplyTo: string | null;
  mentions: string[];
  hashtags: string[];
  links: string[];
  /** Changes when its author edits it, and when its article has been read. */
  version: string;
}

type Lasting<T> = T extends string[] ? readonly string[] : T;
/** A clean post before its campaign is known. */
export type UnplacedPost = { readonly [K in Exclude<keyof CleanPost, 'campaignId'>]: Lasting<CleanPost[K]> };

/** An earlier post that fell into one of the same bands. */
export interface Candidate {
  band: number;
  postId: number;
  campaignId: string | null;
  twinId: number | null;
  sketch: Buffer;
}

/**
 * The blocks of ids in which there are posts that nobody has cleaned yet: block `n` of `size` holds the ids from `n * size`
 * to before `(n + 1) * size`, so that a post is in the same block whenever one looks.
 */
export async function pendingBlocks(store: Database, size: number): Promise<number[]> {
  return (await store.all<{ block: number }>(PENDING, [size])).map(({ block }) => block);
}

/** The posts of a block that nobody has cleaned yet, as they stand now. */
export async function readRawPosts(store: Database, block: number, size: number): Promise<RawPost[]> {
  type Row = Omit<RawPost, 'mentions' | 'hashtags' | 'links'> & Record<'mentions' | 'hashtags' | 'links', string>;
  const rows = await store.all<Row>(RAW_POSTS, [block * size, (block + 1) * size]);
  return rows.map((row) => ({
    ...row,
    mentions: JSON.parse(row.mentions) as string[],
    hashtags: JSON.parse(row.hashtags) as string[],
    links: JSON.parse(row.links) as string[],
  }));
}

/** A clean post on its way into the store. */
export interface NewCleanPost {
  post: UnplacedPost;
  /** Of the raw post it was made from. */
  version: string;
  /** `null` for too few words to compare. */
  sketch: Buffer | null;
}

/**
 * Saves clean posts, standing alone; their campaigns are found afterwards. Returns those that were saved: not those that
 * another has cleaned meanwhile, nor those whose words have changed since they were read. Whoever comes late with the same
 * posts, or with older ones, changes nothing.
 */
export async function saveCleanPosts(store: Database, posts: readonly NewCleanPost[]): Promise<UnplacedPost[]> {
  return store.transaction(async (tx) => {
    const pending = await tx.getMany<{ id: number }>(
      STILL_PENDING,
      posts.map(({ post, version }) => [post.postId, version]),
    );
    const wanted = posts.filter((_, at) => pending[at] !== undefined);
    await tx.many(
      INSERT_CLEAN,
      wanted.map(({ post, sketch }) => [
        ...[post.postId, post.text, post.lang, JSON.stringify(post.tokens), JSON.stringify(post.mentions)],
        ...[JSON.stringify(post.hashtags), JSON.stringify(post.links), post.canonicalUrl, sketch],
      ]),
    );
    await tx.many(
      INSERT_UNPLACED,
      wanted.filter(({ sketch }) => sketch !== null).map(({ post }) => [post.postId]),
    );
    await noteUnlinked(
      tx,
      wanted.map(({ post }) => post.postId),
    );
    return wanted.map(({ post }) => post);
  });
}

/** Ids of clean posts whose near copies nobody has looked for yet, in stream order, as they stand now. */
export async function unplacedPosts(store: Database): Promise<number[]> {
  return idsOf(store, UNPLACED);
}

/** All at once: what is written while a reading goes on stays in the log of the store until that has ended. */
async function idsOf(store: Database, sql: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const row of store.each<{ id: number }>(sql)) ids.push(row.id);
  return ids;
}

/** Those of the posts that are still unplaced in this transaction, in the order asked for. */
export async function readSketches(
  tx: Database,
  ids: readonly number[],
): Promise<{ postId: number; sketch: Buffer }[]> {
  const rows = await tx.getMany<{ postId: number; sketch: Buffer }>(
    SKETCH,
    ids.map((id) => [id]),
  );
  return rows.filter((row) => row !== undefined);
}

/** Their near copies are found: from now on they are the posts of this run. */
export async function markPlaced(tx: Database, ids: readonly number[]): Promise<void> {
  await takeIn(tx, ids);
  await tx.many(
    PLACED,
    ids.map((id) => [id]),
  );
}

/** Every earlier post in any of these bands, once for each band they share. Ask in ascending order: so they are stored. */
export async function findCandidates(tx: Database, bands: readonly number[]): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (let from = 0; from < bands.length; from += BANDS_AT_ONCE) {
    const some = bands.slice(from, from + BANDS_AT_ONCE);
    // Always as many, so that it is one and the same statement.
    const padded = Array.from({ length: BANDS_AT_ONCE }, (_, at) => some[at] ?? some[0]!);
    found.push(...(await tx.all<Candidate>(CANDIDATES, padded)));
  }
  return found;
}

/** Makes posts known in bands. Give them in ascending order of bands: so they are stored. */
export async function saveBands(tx: Database, entries: readonly { band: number; postId: number }[]): Promise<void> {
  await tx.many(
    INSERT_BAND,
    entries.map(({ band, postId }) => [band, postId]),
  );
}

/** Two posts say nearly the same; no third one does. */
export async function savePair(tx: Database, one: number, other: number): Promise<void> {
  await tx.many(PAIR, [
    [one, other],
    [other, one],
  ]);
}

/** A campaign id that was never given before. */
export async function newCampaign(tx: Database): Promise<string> {
  return `c${await nextNumber(tx, 'campaign')}`;
}

export async function enlist(tx: Database, campaignId: string, postIds: Iterable<number>): Promise<void> {
  await tx.many(
    ENLIST,
    Array.from(postIds, (id) => [campaignId, id]),
  );
}

/** The posts of the newer campaign go over to the older. */
export async function mergeCampaigns(tx: Database, older: string, newer: string): Promise<void> {
  await tx.run(MERGE, [older, newer]);
}

/** Campaigns with any posts, and the posts in them. */
export async function countCampaigns(store: Database): Promise<{ campaigns: number; posts: number }> {
  return (await store.get<{ campaigns: number; posts: number }>(COUNT_CAMPAIGNS))!;
}

/** Ids of voices that have posts but no number yet, in order of first appearance in the stream. */
export async function unnumberedVoices(store: Database): Promise<number[]> {
  return idsOf(store, UNNUMBERED_VOICES);
}

/** Gives voices the next numbers, in the order given; a voice that has one keeps it. */
export async function numberVoices(tx: Database, voiceIds: readonly number[]): Promise<void> {
  for (const id of voiceIds) {
    if ((await tx.get(IS_UNNUMBERED, [id])) === undefined) continue;
    await tx.run(NUMBER_VOICE, [await nextNumber(tx, 'voice'), id]);
  }
}

/** A number that was never given before under this name. */
export async function nextNumber(tx: Database, name: 'campaign' | 'voice' | 'conversation'): Promise<number> {
  return (await tx.get<{ value: number }>(NEXT_NUMBER, [name]))!.value;
}
