/** Feeds as sources: asked for politely, remembered from crawl to crawl, turned into posts. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SourceError } from '../errors.js';
import { type Author, emptyPost, type Post, type PostKind } from '../model.js';
import { plainAddress } from './address.js';
import { blockOf } from './block-page.js';
import type { Answer, CrawlContext, Cursor, Refusal } from './crawler.js';
import { failureOf } from './failures.js';
import { type Feed, type FeedItem, PARSER_VERSION, parseFeed } from './feed.js';
import { conditionOf, type FeedMemory, feedMemory, isDoubtful, memoryOf, restOf, validatorsOf } from './feed-memory.js';
import { learnMove, learntAddress } from './moved.js';

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, ' +
  'text/xml;q=0.9, */*;q=0.1';

const feedCursor = z.object({
  /** By address. */
  feeds: z.record(z.string(), feedMemory),
  /** Comments an item had when its comment feed was last read, by the address of that feed. */
  comments: z.record(z.string(), z.number().nullable()).default({}),
  /** The newest articles that have a comment feed: theirs is asked even while the feed of articles is unchanged. */
  recent: z
    .array(
      z.object({ commentFeedUrl: z.string(), id: z.string(), url: z.string().nullable(), publishedAt: z.string() }),
    )
    .default([]),
  /** The host that authors belong to. */
  platform: z.string().default(''),
});
export type FeedCursor = z.infer<typeof feedCursor>;

/** What an earlier crawl left behind; a cursor of another shape counts as none. */
export function readFeedCursor(cursor: Cursor | null): FeedCursor {
  const read = feedCursor.safeParse(cursor);
  return read.success ? read.data : { feeds: {}, comments: {}, recent: [], platform: '' };
}

/** An address in the options of a source. */
export const feedAddress = z.url({
  protocol: /^https?$/,
  error: 'the address of a feed, such as "https://site.example/feed"',
});

export interface FeedAnswer {
  /** `null` when nothing has changed. */
  feed: Feed | null;
  memory: FeedMemory;
  /** Whether `memory` is other than before, and has to be saved. */
  learnt: boolean;
  /** How long the site asks to be left alone, in milliseconds. */
  restMs: number;
}

/**
 * Asks for a feed, with the validators of last time; without them when those have become doubtful.
 * @throws SourceError when there is no answer, an answer of failure, or no feed in it
 */
export async function askFeed(
  { fetch, now }: Pick<CrawlContext<unknown>, 'fetch' | 'now'>,
  url: string,
  memory: FeedMemory | undefined,
): Promise<FeedAnswer> {
  const moved = learntAddress(memory);
  if (moved === null) return askAt({ fetch, now }, url, memory);
  try {
    return await askAt({ fetch, now }, moved, memory);
  } catch (error) {
    // Where it had moved to there is no feed any more: back to what the project file says.
    if (!(error instanceof SourceError) || error.retryable) throw error;
    const { moved: _, ...rest } = memory!;
    return { ...(await askAt({ fetch, now }, url, rest)), learnt: true };
  }
}

async function askAt(
  { fetch, now }: Pick<CrawlContext<unknown>, 'fetch' | 'now'>,
  address: string,
  memory: FeedMemory | undefined,
): Promise<FeedAnswer> {
  const isDoubt = memory !== undefined && hasValidators(memory) && isDoubtful(memory, now());
  const ask = (from: FeedMemory | undefined) => fetch(address, { headers: { accept: ACCEPT, ...conditionOf(from) } });
  // What another version made of the same bytes may be something else.
  const known = memory?.parser === PARSER_VERSION ? memory : undefined;
  let answer = await ask(isDoubt ? undefined : known);
  // Redirects led elsewhere, where the validators that were sent stand for something else.
  if (answer.status === 304 && known?.from !== undefined && known.from !== answer.url) answer = await ask(undefined);
  const at = now();
  const failure = blockOf(answer) ?? failureOf(answer, at);
  if (failure !== null) throw failure;
  const learn = (fresh: FeedMemory, feed: Feed | null): FeedAnswer => {
    const after = learnMove(isDoubt ? { ...fresh, doubtedAt: at } : fresh, answer, address, at);
    return { feed, memory: after, learnt: after !== memory, restMs: restOf(answer, after.restMs, at) };
  };
  if (answer.status === 304) {
    if (known === undefined) throw new SourceError('unknown-shape', `${plainAddress(answer.url)} (status 304 unasked)`);
    return learn(withUpdates(known, validatorsOf(answer)), null);
  }
  const fingerprint = createHash('sha256').update(answer.body).digest('hex').slice(0, 32);
  if (fingerprint === known?.fingerprint) {
    return learn(withUpdates(known, { ...validatorsOf(answer), from: answer.url }), null);
  }
  const feed = await readAnswer(answer);
  const moved = memory?.moved === undefined ? {} : { moved: memory.moved };
  return learn({ ...memoryOf(feed, answer, fingerprint, at), ...moved }, feed);
}

function hasValidators({ etag, modified }: FeedMemory): boolean {
  return etag !== undefined || modified !== undefined;
}

/** RFC 9111, 3.2: what an answer gives replaces what was kept, and what it leaves out stays. */
function withUpdates(memory: FeedMemory, given: Pick<FeedMemory, 'etag' | 'modified' | 'from'>): FeedMemory {
  const isNews = (['etag', 'modified', 'from'] as const).some((key) => (given[key] ?? memory[key]) !== memory[key]);
  return isNews ? { ...memory, ...given } : memory;
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
