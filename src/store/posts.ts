/** Posts, voices and places as they come in. */
import { createHash } from 'node:crypto';
import type { Place, Post } from '../model.js';
import type { Database, Params } from './database.js';
import { findAgain, idAliasOf, saveAliases } from './identity.js';
import { noteAround } from './unlinked.js';
import { withdrawnAmong } from './withdrawn.js';

const INSERT_PLACE = `
  INSERT INTO places (name, url, kind, owner, area) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET
    url = coalesce(excluded.url, places.url), kind = coalesce(excluded.kind, places.kind),
    owner = coalesce(excluded.owner, places.owner), area = coalesce(excluded.area, places.area)
  RETURNING id`;

const INSERT_VOICE = `
  INSERT INTO voices (platform, author_id, handle, name, url, kind) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (platform, author_id) DO UPDATE SET
    handle = coalesce(excluded.handle, voices.handle), name = coalesce(excluded.name, voices.name),
    url = coalesce(excluded.url, voices.url),
    kind = CASE excluded.kind WHEN 'unknown' THEN voices.kind ELSE excluded.kind END
  RETURNING id`;

const FIND_POST = `
  SELECT p.content_hash AS hash, v.author_id AS author, p.external_id AS "externalId" FROM posts p LEFT JOIN voices v ON v.id = p.voice_id
  WHERE p.source = ? AND p.external_id = ?`;

const INSERT_POST = `
  INSERT INTO posts (source, external_id, kind, channel, platform, voice_id, place_id, created_at, collected_at, url, title,
    text, html, lang, area, in_reply_to, quotes, reposts, thread, mentions, hashtags, links, content_hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

// An edit is an edit: same post, same date first seen, new words. What the pipeline made of the old words goes.
const UPDATE_POST = `
  UPDATE posts SET title = ?, text = ?, html = ?, lang = ?, mentions = ?, hashtags = ?, links = ?, content_hash = ?
  WHERE source = ? AND external_id = ?`;
const POST_ID = 'SELECT id FROM posts WHERE source = ? AND external_id = ?';
const THE_POST = `(${POST_ID})`;
const FORGET_CLEAN = `DELETE FROM clean_posts WHERE post_id = ${THE_POST}`;
const FORGET_NEAR_COPIES = `DELETE FROM near_copies WHERE post_id = ${THE_POST}`;
const FORGET_SET_ASIDE = `DELETE FROM set_aside WHERE post_id = ${THE_POST}`;

/** Versions kept of a post besides the first. */
const LATEST_VERSIONS = 9;
const KEEP_VERSION = `
  INSERT INTO post_versions (post_id, version, replaced_at, title, text, html, content_hash)
  SELECT p.id, 1 + coalesce((SELECT max(v.version) FROM post_versions v WHERE v.post_id = p.id), 0), ?,
    p.title, p.text, p.html, p.content_hash
  FROM posts p WHERE p.source = ? AND p.external_id = ?`;
const FORGET_VERSIONS = `
  DELETE FROM post_versions WHERE post_id = ${THE_POST} AND version > 1 AND version <=
    (SELECT max(v.version) FROM post_versions v WHERE v.post_id = post_versions.post_id) - ${LATEST_VERSIONS}`;

/** What became of the posts of a page. */
export interface SaveCounts {
  new: number;
  /** Known posts whose words changed. */
  changed: number;
  duplicate: number;
  /** Ids under which somebody else's post is known: taken for edits they would put words into another's mouth. */
  strangers: string[];
  /** Ids whose posts the source has withdrawn: they stay out. */
  withdrawn: string[];
}

/** Fingerprint of what an author can edit. */
function contentHash(post: Post): string {
  const content = [post.title, post.text, post.html, post.lang, post.mentions, post.hashtags, post.links];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/**
 * Saves posts of one source, in order, inside the caller's transaction. Offering a post again changes nothing. Each
 * statement goes out for all posts at once: a server far away is asked five times a page, not five times a post.
 */
export async function savePosts(
  tx: Database,
  source: string,
  sourcePlace: Place | null,
  offered: readonly Post[],
  collectedAt: string,
): Promise<SaveCounts> {
  const posts = offered.map(storable);
  const { fresh, edited, renamed, strangers, withdrawn } = await sorted(tx, source, posts);
  const places = await placeIds(
    tx,
    fresh.map(({ post }) => post.place ?? sourcePlace),
  );
  const voices = await voiceIds(
    tx,
    fresh.map(({ post }) => post),
  );
  await tx.many(
    INSERT_POST,
    fresh.map(({ post, hash }, index) => [
      ...[source, post.externalId, post.kind, post.kind === 'note' ? 'offline' : 'online', post.platform],
      ...[voices[index]!, places[index]!, post.createdAt, collectedAt],
      ...[post.url, post.title, post.text, post.html, post.lang, post.area],
      ...[post.inReplyTo, post.quotes, post.reposts, post.thread],
      ...[JSON.stringify(post.mentions), JSON.stringify(post.hashtags), JSON.stringify(post.links), hash],
    ]),
  );
  await saveEdits(tx, source, edited, collectedAt);
  await saveAliases(tx, source, [...fresh, ...edited, ...renamed]);
  const duplicate = posts.length - fresh.length - edited.length - strangers.length - withdrawn.length;
  return { new: fresh.length, changed: edited.length, duplicate, strangers, withdrawn };
}

async function saveEdits(tx: Database, source: string, edited: readonly Hashed[], at: string): Promise<void> {
  const those = edited.map(({ externalId }) => [source, externalId]);
  // One at a time where a post stands in the page twice: each version replaces the one before it.
  for (const [index, { post, hash, externalId }] of edited.entries()) {
    await tx.run(KEEP_VERSION, [at, ...those[index]!]);
    await tx.run(UPDATE_POST, [
      ...[post.title, post.text, post.html, post.lang],
      ...[JSON.stringify(post.mentions), JSON.stringify(post.hashtags), JSON.stringify(post.links), hash],
      ...[source, externalId],
    ]);
  }
  const ids = await tx.getMany<{ id: number }>(POST_ID, those);
  await noteAround(
    tx,
    ids.map((row) => row!.id),
  );
  for (const statement of [FORGET_VERSIONS, FORGET_CLEAN, FORGET_NEAR_COPIES, FORGET_SET_ASIDE]) {
    await tx.many(statement, those);
  }
}

/** A post as it is known. */
interface Standing {
  hash: string;
  author: string | null;
  /** The id it is kept under: the one it came with first. */
  externalId: string;
}

interface Hashed {
  post: Post;
  hash: string;
  externalId: string;
}

/** What is to become of the posts of a page. */
interface Sorted {
  fresh: Hashed[];
  edited: Hashed[];
  /** Known under another id than the one they come with. */
  renamed: Hashed[];
  strangers: string[];
  withdrawn: string[];
}

/** Which posts nobody has seen yet, and which have new words; one that stands in a page twice is known the second time. */
async function sorted(tx: Database, source: string, posts: readonly Post[]): Promise<Sorted> {
  const ids = posts.map((post) => post.externalId);
  const known = await tx.getMany<Standing>(
    FIND_POST,
    ids.map((id) => [source, id]),
  );
  const unknown = posts.map((post, index) => ({ post, index })).filter(({ index }) => known[index] === undefined);
  const gone = await withdrawnAmong(
    tx,
    source,
    unknown.map(({ post }) => post.externalId),
  );
  const again = await findAgain(tx, source, unknown, new Set(ids.filter((_, index) => known[index] !== undefined)));
  const standings = new Map<string, Standing>();
  const result: Sorted = { fresh: [], edited: [], renamed: [], strangers: [], withdrawn: [] };
  const twins = new Map<string, string>();
  for (const [index, post] of posts.entries()) {
    if (gone.has(post.externalId)) {
      result.withdrawn.push(post.externalId);
      continue;
    }
    const found = known[index] ?? again.get(index);
    const twin = idAliasOf(post);
    const externalId = found?.externalId ?? twins.get(twin ?? '') ?? post.externalId;
    if (twin !== null) twins.set(twin, externalId);
    const offered = { hash: contentHash(post), author: post.author?.id ?? null, externalId };
    const standing = standings.get(externalId) ?? found;
    const entry = { post, hash: offered.hash, externalId };
    if (standing === undefined) result.fresh.push(entry);
    else if (standing.hash !== offered.hash) {
      if (standing.author !== offered.author && standing.author !== null && offered.author !== null) {
        result.strangers.push(post.externalId);
        continue;
      }
      result.edited.push(entry);
    } else if (known[index] === undefined && found !== undefined) result.renamed.push(entry);
    standings.set(externalId, offered);
  }
  return result;
}

async function placeIds(tx: Database, places: readonly (Place | null)[]): Promise<(number | null)[]> {
  return idsOf(tx, INSERT_PLACE, places, {
    key: JSON.stringify,
    row: ({ name, url, kind, owner, area }) => [name, url, kind, owner, area],
  });
}

async function voiceIds(tx: Database, posts: readonly Post[]): Promise<(number | null)[]> {
  const voices = posts.map(({ platform, author }) => (author === null ? null : { platform, author }));
  return idsOf(tx, INSERT_VOICE, voices, {
    key: ({ platform, author }) => `${platform}\n${author.id}`,
    row: ({ platform, author }) => [platform, author.id, author.handle, author.name, author.url, author.kind],
  });
}

/** The ids of things, each saved once in the order of first mention; `null` for nothing. */
async function idsOf<Thing>(
  tx: Database,
  statement: string,
  things: readonly (Thing | null)[],
  how: { key(thing: Thing): string; row(thing: Thing): Params },
): Promise<(number | null)[]> {
  const distinct = new Map<string, Thing>();
  for (const thing of things) {
    if (thing !== null && !distinct.has(how.key(thing))) distinct.set(how.key(thing), thing);
  }
  const saved = await tx.getMany<{ id: number }>(statement, Array.from(distinct.values(), how.row));
  const ids = new Map(Array.from(distinct.keys(), (key, index) => [key, saved[index]!.id]));
  return things.map((thing) => (thing === null ? null : ids.get(how.key(thing))!));
}

/** What a key of a table may have: PostgreSQL refuses to put more than 2.7 kB of UTF-8 in order. */
const LONGEST_KEY = 600;

/** As every store can hold it: without the character NUL, and with keys of a bounded length. */
function storable(post: Post): Post {
  const author = post.author === null ? null : withoutNul(post.author);
  const place = post.place === null ? null : withoutNul(post.place);
  const plain = withoutNul(post);
  return {
    ...plain,
    externalId: keyOf(plain.externalId),
    author: author === null ? null : { ...author, id: keyOf(author.id), handle: author.handle && keyOf(author.handle) },
    place: place === null ? null : { ...place, name: keyOf(place.name) },
  };
}

function keyOf(text: string): string {
  if (text.length <= LONGEST_KEY) return text;
  return `${text.slice(0, LONGEST_KEY - 100)}#${createHash('sha256').update(text).digest('hex')}`;
}

function withoutNul<Thing extends object>(thing: Thing): Thing {
  const clean = (value: unknown) =>
    typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
  return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, clean(value)])) as Thing;
}
