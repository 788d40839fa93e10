/**
 * One post is counted once. Its key is the id its source gives it; but sources change the ids of posts they have already
 * shown, so each post of a feed is also known by aliases. An alias only finds a candidate: except for the same id under
 * another scheme, title, words and date decide, and a link alone never does.
 */
import { createHash } from 'node:crypto';
import type { Post } from '../model.js';
import type { Database } from './database.js';
import { areAlike, TELLING_WORDS, titleKey, wordsOf } from './likeness.js';

/** What feeds bring. Platforms give ids of their own, which do not change. */
const FROM_FEEDS = ['blog', 'forum', 'comment'];
const DAYS_APART = 2;
/** Posts known again by their words alone, per page: a feed that changes everything at once is not believed. */
const MOST_REPAIRS = 3;
const DAY_MS = 86_400_000;

// Aliases may stand for several posts; the newest is the likeliest to be still in the feed.
const CANDIDATE = 'SELECT post_id AS id FROM post_aliases WHERE source = ? AND alias = ? ORDER BY post_id DESC LIMIT 1';
const DESCRIBE = `
  SELECT p.id, p.external_id AS "externalId", p.content_hash AS hash, p.title, p.text, p.html,
    p.created_at AS "createdAt", v.author_id AS author
  FROM posts p LEFT JOIN voices v ON v.id = p.voice_id WHERE p.id = ?`;
const SAVE_ALIAS = `
  INSERT INTO post_aliases (source, alias, post_id)
  SELECT source, ?, id FROM posts WHERE source = ? AND external_id = ?
  ON CONFLICT DO NOTHING`;

/** `id`: enough by itself. `address`: enough with the same words. `words`: enough with the same words, a few times a page. */
type AliasSort = 'id' | 'address' | 'words';

interface Alias {
  sort: AliasSort;
  key: string;
}

/** A known post that may be the same as one offered under an id nobody knows. */
export interface Candidate {
  id: number;
  externalId: string;
  hash: string;
  title: string | null;
  text: string | null;
  html: string | null;
  createdAt: string | null;
  author: string | null;
}

/** The names a post may be known by in its source; none where the platform's own ids can be trusted. */
export function aliasesOf(post: Post): Alias[] {
  if (!FROM_FEEDS.includes(post.kind)) return [];
  const title = titleKey(post.title);
  const id = webAddress(post.externalId);
  const page = webAddress(post.url);
  const aliases: Alias[] = [{ sort: 'id', key: idAlias(post.externalId) }];
  // Feedbin's rule: a site that moves takes its ids along, all but the host in them.
  if (id !== null && id.pathname + id.search !== '/') {
    aliases.push({ sort: 'address', key: keyOf('path', id.pathname + id.search + id.hash, title) });
  }
  // Parameters may be tokens that change with every fetch.
  if (page !== null) {
    const host = page.host.replace(/^www\./, '');
    aliases.push({ sort: 'address', key: keyOf('page', host + page.pathname, title) });
  }
  if (title !== '') aliases.push({ sort: 'words', key: keyOf('title', title) });
  return aliases;
}

/** What is the same for one id written with http and with https; `null` where ids are the platform's own. */
export function idAliasOf(post: Post): string | null {
  return aliasesOf(post)[0]?.key ?? null;
}

/** The alias of an id itself, the same whether it begins with http or with https. */
export function idAlias(externalId: string): string {
  const id = webAddress(externalId);
  return keyOf('id', id === null ? externalId : `//${id.host}${id.pathname}${id.search}${id.hash}`);
}

/** Known posts that unknown ones turn out to be, by the index of the post offered. */
export async function findAgain(
  tx: Database,
  source: string,
  unknown: readonly { index: number; post: Post }[],
  /** Ids of known posts offered in the same page: two posts that are shown side by side are two. */
  offered: ReadonlySet<string>,
): Promise<Map<number, Candidate>> {
  const asked = unknown.flatMap(({ index, post }) => aliasesOf(post).map((alias) => ({ index, post, alias })));
  const ids = await tx.getMany<{ id: number }>(
    CANDIDATE,
    asked.map(({ alias }) => [source, alias.key]),
  );
  const wanted = [...new Set(ids.flatMap((row) => row?.id ?? []))];
  const described = await tx.getMany<Candidate>(
    DESCRIBE,
    wanted.map((id) => [id]),
  );
  const candidates = new Map(described.map((candidate) => [candidate!.id, candidate!]));
  const found = new Map<number, Candidate>();
  const taken = new Set<number>();
  let repairs = 0;
  for (const [position, { index, post, alias }] of asked.entries()) {
    const candidate = candidates.get(ids[position]?.id ?? -1);
    if (candidate === undefined || found.has(index)) continue;
    if (alias.sort !== 'id') {
      if (taken.has(candidate.id) || offered.has(candidate.externalId) || !saysTheSame(post, candidate)) continue;
      if (alias.sort === 'words') {
        if (repairs === MOST_REPAIRS || !isNear(post.createdAt, candidate.createdAt)) continue;
        repairs += 1;
      }
    }
    found.set(index, candidate);
    taken.add(candidate.id);
  }
  return found;
}

/** Makes posts findable by what they are called now; `externalId` is the id they are kept under. */
export async function saveAliases(
  tx: Database,
  source: string,
  named: readonly { post: Post; externalId: string }[],
): Promise<void> {
  await tx.many(
    SAVE_ALIAS,
    named.flatMap(({ post, externalId }) => aliasesOf(post).map(({ key }) => [key, source, externalId])),
  );
}

/** The same title, words and author, and about the same date. Few words are only the same at the same moment. */
function saysTheSame(post: Post, known: Candidate): boolean {
  const author = post.author?.id ?? null;
  if (author !== null && known.author !== null && author !== known.author) return false;
  if (titleKey(post.title) !== titleKey(known.title)) return false;
  const words = wordsOf(post);
  const isTelling = words.length >= TELLING_WORDS;
  const isDated = post.createdAt !== null && known.createdAt !== null;
  const fits = isDated
    ? isNear(post.createdAt, known.createdAt) && (isTelling || post.createdAt === known.createdAt)
    : isTelling && post.createdAt === known.createdAt;
  return fits && areAlike(words, wordsOf(known));
}

/** Both dated, and no more than two days apart. */
function isNear(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  return Math.abs(Date.parse(one) - Date.parse(other)) <= DAYS_APART * DAY_MS;
}

function webAddress(written: string | null): URL | null {
  if (written === null || !/^https?:\/\//i.test(written) || !URL.canParse(written)) return null;
  return new URL(written);
}

function keyOf(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
