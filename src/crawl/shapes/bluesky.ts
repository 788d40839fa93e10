/**
 * Posts as an AppView of Bluesky shows them (lexicon app.bsky.feed.defs, postView and feedViewPost). A post is known by
 * its address in the AT Protocol, a person by the DID, which outlives every handle.
 */
import { type Author, emptyPost, type Post } from '../../model.js';
import { readRichText } from './bluesky-text.js';
import { parseDate } from './dates.js';
import {
  addressOf,
  distinct,
  type Fields,
  fieldsOf,
  isFields,
  languageOf,
  listOf,
  type Reading,
  wordsOf,
} from './fields.js';

/** All servers share one space of DIDs, handles and addresses. */
export const BLUESKY = 'bluesky';

/** Labels of a post or an account that nobody outside, or nobody at all, is to see. */
const KEEP_OUT: Readonly<Record<string, string>> = {
  '!no-unauthenticated': 'the author asks to be shown to signed-in people only',
  '!takedown': 'taken down by the platform',
  '!suspend': 'taken down by the platform',
  '!hide': 'hidden by the platform',
};
const POST = /^at:\/\/(did:[a-z]+:[\w.:%-]+)\/app\.bsky\.feed\.post\/([\w.~:-]{1,512})$/;
const DID = /^did:[a-z]+:[\w.:%-]{1,2000}$/;

export interface ServedPost {
  reading: Reading;
  /** Address, also of what is refused. */
  uri: string | null;
  /** Where it stands in the order of what was asked for: milliseconds since 1970. */
  at: number;
}

/** A post found by search. */
export function readPostView(value: unknown): ServedPost {
  const view = fieldsOf(value);
  return { reading: readView(view), uri: wordsOf(view.uri), at: Date.parse(sortAt(view) ?? '') };
}

/** An entry of an author's feed: a post of theirs, or somebody's that they reposted. */
export function readFeedView(value: unknown): ServedPost {
  const { post, reason } = fieldsOf(value);
  const served = readPostView(post);
  const repost = fieldsOf(reason);
  if (repost.$type !== 'app.bsky.feed.defs#reasonRepost') return served;
  const by = fieldsOf(repost.by);
  const createdAt = parseDate(String(repost.indexedAt));
  // The address of the repost itself is given by newer servers only.
  const uri = wordsOf(repost.uri) ?? `${served.uri}#${String(by.did)}`;
  return { reading: readRepost(served.reading, uri, by, createdAt), uri, at: Date.parse(createdAt ?? '') };
}

function readRepost(said: Reading, uri: string, by: Fields, createdAt: string | null): Reading {
  if ('refused' in said) return said;
  const author = authorOf(by);
  if (author === null) return refuse('no author', 'a repost');
  const reason = keepsOut(by);
  if (reason !== null) return refuse(reason, 'a repost');
  const { post } = said;
  return {
    post: { ...post, externalId: uri, author, createdAt, reposts: post.externalId, inReplyTo: null, thread: null },
  };
}

// Whoever is refused is not named: an address holds the DID of the account.
function readView(view: Fields): Reading {
  const [, did = '', key = ''] = POST.exec(String(view.uri)) ?? [];
  const record = fieldsOf(view.record);
  const account = fieldsOf(view.author);
  if (did === '' || !isFields(view.record)) return refuse('not a post', 'an entry');
  const reason = keepsOut(account) ?? keepsOut(view);
  if (reason !== null) return refuse(reason, `post ${key}`);
  const author = authorOf(account);
  if (author === null || author.id !== did) return refuse('no author', `post ${key}`);
  if (typeof record.text !== 'string') return refuse('no text', `post ${key}`);
  return { post: { ...postOf(view, record), author, url: `https://bsky.app/profile/${did}/post/${key}` } };
}

function postOf(view: Fields, record: Fields): Post {
  const { text, mentions, hashtags, links } = readRichText(String(record.text), record.facets);
  const reply = fieldsOf(record.reply);
  const uri = String(view.uri);
  const tags = Array.isArray(record.tags) ? record.tags.map(wordsOf) : [];
  return {
    ...emptyPost(uri, 'status', BLUESKY),
    text,
    createdAt: sortAt(view),
    lang: languageOf(Array.isArray(record.langs) ? record.langs[0] : null),
    inReplyTo: postAddress(fieldsOf(reply.parent).uri),
    thread: postAddress(fieldsOf(reply.root).uri) ?? uri,
    quotes: quotedBy(fieldsOf(record.embed)),
    mentions,
    hashtags: distinct([...hashtags, ...tags]),
    links: distinct([...links, cardOf(fieldsOf(record.embed))]),
  };
}

function refuse(reason: string, item: string): Reading {
  return { refused: { reason, item } };
}

/** Why something is not ours to read: labels in force, whoever put them there. */
function keepsOut({ labels }: Fields): string | null {
  const found = listOf(labels).find(({ val, neg }) => neg !== true && Object.hasOwn(KEEP_OUT, String(val)));
  return found === undefined ? null : KEEP_OUT[String(found.val)]!;
}

/**
 * The earlier of the moment the author's machine wrote down, which may be anything, and of that at which the platform
 * first saw the post: the lexicon's `sortAt`.
 */
function sortAt(view: Fields): string | null {
  const moments = [fieldsOf(view.record).createdAt, view.indexedAt].map((date) => parseDate(String(date)));
  const [created, indexed] = moments as [string | null, string | null];
  if (created === null || indexed === null) return indexed;
  return created < indexed ? created : indexed;
}

function authorOf({ did, handle, displayName }: Fields): Author | null {
  const id = wordsOf(did);
  if (id === null || !DID.test(id)) return null;
  const known = wordsOf(handle);
  return {
    id,
    // What the platform writes when a handle no longer leads to its DID.
    handle: known === 'handle.invalid' ? null : known,
    name: wordsOf(displayName),
    url: `https://bsky.app/profile/${id}`,
    kind: 'unknown',
  };
}

function postAddress(value: unknown): string | null {
  return typeof value === 'string' && POST.test(value) ? value : null;
}

/** With or without pictures beside it. */
function quotedBy({ record }: Fields): string | null {
  const quoted = fieldsOf(record);
  return postAddress(quoted.uri) ?? postAddress(fieldsOf(quoted.record).uri);
}

function cardOf({ external, media }: Fields): string | null {
  return addressOf(fieldsOf(external).uri) ?? addressOf(fieldsOf(fieldsOf(media).external).uri);
}
