/** Feeds as sources: asked for politely, remembered from crawl to crawl, turned into posts. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SourceError } from '../errors.js';
import { type Author, emptyPost, type Post, type PostKind } from '../model.js';
import { plainAddress } from './address.js';
import type { Answer, CrawlContext, Cursor, FetchOptions, Refusal } from './crawler.js';
import { failureOf } from './failures.js';
import { type Feed, type FeedItem, parseFeed } from './feed.js';

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, ' +
  'text/xml;q=0.9, */*;q=0.1';

/** Validators of one address as its server gave them, to the byte, and a fingerprint of what it sent. */
const feedMemory = z.object({
  etag: z.string().optional(),
  modified: z.string().optional(),
  fingerprint: z.string(),
});
export type FeedMemory = z.infer<typeof feedMemory>;

const feedCursor = z.object({
  /** By address. */
  feeds: z.record(z.string(), feedMemory),
  /** Comments an item had when its comment feed was last read, by the address of that feed. */
  comments: z.record(z.string(), z.number().nullable()).default({}),
});
export type FeedCursor = z.infer<typeof feedCursor>;

/** What an earlier crawl left behind; a cursor of another shape counts as none. */
export function readFeedCursor(cursor: Cursor | null): FeedCursor {
  const read = feedCursor.safeParse(cursor);
  return read.success ? read.data : { feeds: {}, comments: {} };
}

/** An address in the options of a source. */
export const feedAddress = z.url({
  protocol: /^https?$/,
  error: 'the address of a feed, such as "https://site.example/feed"',
});

export interface FreshFeed {
  feed: Feed;
  memory: FeedMemory;
}

/**
 * Asks for a feed, with the validators of last time.
 * @returns `null` when nothing has changed
 * @throws SourceError when there is no answer, an answer of failure, or no feed in it
 */
export async function fetchFeed(
  { fetch, now }: Pick<CrawlContext<unknown>, 'fetch' | 'now'>,
  url: string,
  memory: FeedMemory | undefined,
): Promise<FreshFeed | null> {
  const answer = await fetch(url, { headers: conditional(memory) });
  if (answer.status === 304) return null;
  const failure = failureOf(answer, now());
  if (failure !== null) throw failure;
  const fingerprint = createHash('sha256').update(answer.body).digest('hex').slice(0, 32);
  if (fingerprint === memory?.fingerprint) return null;
  return { feed: await readAnswer(answer), memory: { ...validators(answer), fingerprint } };
}

function conditional(memory: FeedMemory | undefined): NonNullable<FetchOptions['headers']> {
  return {
    accept: ACCEPT,
    ...(memory?.etag === undefined ? {} : { 'if-none-match': memory.etag }),
    ...(memory?.modified === undefined ? {} : { 'if-modified-since': memory.modified }),
  };
}

/** What could not be sent back to the byte is not kept: the fingerprint does its work. */
function validators({ headers }: Answer): Omit<FeedMemory, 'fingerprint'> {
  const sendable = (value: string | undefined) => value !== undefined && /^[\x20-\x7e]{1,1000}$/.test(value);
  return {
    ...(sendable(headers.etag) ? { etag: headers.etag } : {}),
    ...(sendable(headers['last-modified']) ? { modified: headers['last-modified'] } : {}),
  };
}

async function readAnswer(answer: Answer): Promise<Feed> {
  try {
    return await parseFeed(answer.body, answer.headers, answer.url);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(error.slug, `${plainAddress(answer.url)} (${error.message})`, { cause: error });
  }
}

/** A feed that is not the source itself may fail: that is counted and shown, and the crawl goes on. */
export function refusalOf(error: unknown, url: string): Refusal {
  if (!(error instanceof SourceError)) throw error;
  return { reason: `feed not read (${error.slug})`, item: plainAddress(url) };
}

/** The host its authors belong to: that of the site, which may be fetched from elsewhere. */
export function platformOf(feed: Feed, url: string): string {
  const site = feed.url ?? feed.items.find((item) => item.url !== null)?.url ?? url;
  return new URL(site).hostname.replace(/^www\./, '');
}

/** An item as a post; `null` when it says nothing. */
export function postOf(item: FeedItem, kind: PostKind, platform: string): Post | null {
  const text = item.text ?? (item.html === null ? item.summary : null);
  if (item.title === null && item.html === null && text === null) return null;
  return {
    ...emptyPost(item.id, kind, platform),
    title: item.title,
    html: item.html,
    text,
    createdAt: item.publishedAt ?? item.updatedAt,
    author: authorOf(item),
    url: item.url,
    lang: item.lang,
    inReplyTo: item.replyTo,
    // "Health Care" is what people write as #HealthCare.
    hashtags: [...new Set(item.categories.map((name) => name.replace(/[\s#]/g, '')).filter((name) => name !== ''))],
    links: item.links,
  };
}

function authorOf({ author }: FeedItem): Author | null {
  const id = author?.name ?? author?.url ?? null;
  if (author === null || id === null) return null;
  return { id, handle: null, name: author.name, url: author.url, kind: 'unknown' };
}

/** Refusals of a feed and of its items that say nothing. */
export function silentItem(item: FeedItem): Refusal {
  return { reason: 'no text', item: item.id };
}
