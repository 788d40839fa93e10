/** Posts of forums from the feeds of boards and topics: phpBB, Discourse, vBulletin, bbPress and their like. */
import { z } from 'zod';
import { isAccountFeed } from '../src/crawl/accounts.js';
import { type CrawlPage, defineCrawler, type Refusal } from '../src/crawl/crawler.js';
import type { Feed, FeedItem } from '../src/crawl/feed.js';
import {
  askFeed,
  feedAddress,
  platformOf,
  postOf,
  readFeedCursor,
  refusalOf,
  silentItem,
} from '../src/crawl/feed-source.js';
import { isReplyTitle, type Position, positionOf, quoteIn, withoutSignature } from '../src/crawl/threads.js';
import type { Author, Post } from '../src/model.js';

interface Options {
  /** Feeds of one forum: its boards, its topics, or its newest posts. */
  feeds: string[];
}

/** Boards cut their feeds at ten posts or more: a topic feed with fewer shows the topic from its first post. */
const FEWEST_IN_A_CUT_FEED = 10;

export const forums = defineCrawler<Options>({
  name: 'forums',
  summary: 'Posts of a forum from its board and topic feeds (phpBB, Discourse, vBulletin, bbPress and others).',
  options: z.strictObject({ feeds: z.array(feedAddress).min(1, 'at least one feed').max(200) }),
  notice: {
    keeps:
      "a post's title, words, date, address, topic and the post it answers; of its author the name on that forum, and an address where the feed gives one",
    honours: 'What the feed says was deleted is removed; what is merely gone from the feed stays.',
    thirdParty: null,
  },
  follows: ({ feeds }) =>
    feeds.flatMap((feed, index) => (isAccountFeed(feed) ? [{ path: ['feeds', index], account: feed }] : [])),

  async *crawl(context) {
    const { feeds } = readFeedCursor(context.cursor);
    const addresses = new Set(context.options.feeds);
    const failures: unknown[] = [];
    const refused: Refusal[] = [];
    for (const url of addresses) {
      try {
        const { feed, memory, learnt, restMs } = await askFeed(context, url, feeds[url]);
        feeds[url] = memory;
        const page = feed === null ? { posts: [] } : pageOf(feed, platformOf(feed, url));
        yield { ...page, restMs, ...(learnt ? { cursor: { feeds: { ...feeds } } } : {}) };
      } catch (error) {
        refused.push(refusalOf(error, url));
        failures.push(error);
      }
    }
    // A failure of the source says it all; only where other feeds were read are the missing ones told by themselves.
    if (failures.length === addresses.size) throw failures[0];
    if (refused.length > 0) yield { posts: [], refused };
  },
});

/** A post with what its thread needs to know about it. */
interface Placed {
  post: Post;
  position: Position | null;
}

function pageOf(feed: Feed, platform: string): CrawlPage {
  const placed: Placed[] = [];
  const refused: Refusal[] = [...feed.refused];
  for (const item of feed.items) {
    const found = placedPost(item, platform);
    if (found === null) refused.push(silentItem(item));
    else placed.push(found);
  }
  const byThread = groupByThread(placed);
  for (const thread of byThread.values()) linkReplies(thread, byThread.size === 1);
  return { posts: placed.map(({ post }) => post), withdrawn: feed.withdrawn, refused };
}

function placedPost(item: FeedItem, platform: string): Placed | null {
  const { html, profile } = withoutSignature(item.html ?? '');
  const post = postOf({ ...item, html: html === '' ? null : html }, 'forum', platform);
  if (post === null) return null;
  const position = item.url === null ? null : positionOf(item.url);
  // The categories of a forum's feed are its boards, which nobody chose as tags.
  const more = { author: member(post.author, profile), thread: position?.thread ?? null, hashtags: [] };
  return { post: { ...post, ...more }, position };
}

/** Discourse writes `@ann Ann Lee`, Reddit `/u/ann`; elsewhere the name is what others call and quote. */
function member(author: Author | null, profile: string | null): Author | null {
  if (author?.name == null) return author;
  const [, handle = null, name = null] =
    /^@(\S+)(?: (.+))?$/.exec(author.name) ?? /^\/?u\/(\S+)$/.exec(author.name) ?? [];
  const called = handle ?? (/\s/.test(author.name) ? null : author.name);
  return {
    ...author,
    id: called ?? author.id,
    handle: called,
    name: name ?? called ?? author.name,
    url: author.url ?? profile,
  };
}

function groupByThread(placed: readonly Placed[]): Map<string, Placed[]> {
  const threads = new Map<string, Placed[]>();
  for (const one of placed) {
    const key = one.position?.thread;
    if (key === undefined) continue;
    const thread = threads.get(key);
    if (thread === undefined) threads.set(key, [one]);
    else thread.push(one);
  }
  return threads;
}

/** Sets `inReplyTo` where the platform did not: the quoted post, else the first of the thread. */
function linkReplies(thread: readonly Placed[], isTopicFeed: boolean): void {
  const oldestFirst = [...thread].sort((a, b) => (earlier(a.post, b.post) ? -1 : earlier(b.post, a.post) ? 1 : 0));
  const first = firstPost(oldestFirst, isTopicFeed);
  for (const [index, { post, position }] of oldestFirst.entries()) {
    if (post.inReplyTo !== null || post === first) continue;
    const quote = quoteIn(post.html ?? '');
    if (quote === null) {
      post.inReplyTo = first?.externalId ?? null;
      continue;
    }
    const quoted = quotedPost(quote, oldestFirst.slice(0, index).reverse());
    if (quoted !== undefined) post.inReplyTo = quoted.externalId;
    else if (position !== null) post.mentions = [quote.author];
  }
}

function earlier(a: Post, b: Post): boolean {
  return (a.createdAt ?? '') < (b.createdAt ?? '');
}

/** The post that began the thread, when it is certain that the feed shows it. */
function firstPost(oldestFirst: readonly Placed[], isTopicFeed: boolean): Post | null {
  const [oldest] = oldestFirst;
  if (oldest === undefined || isReplyTitle(oldest.post.title ?? '')) return null;
  const opener = oldestFirst.find(({ position }) => position?.thread.includes('/t/') && (position.post ?? '1') === '1');
  if (opener !== undefined) return opener.post;
  const marked = oldestFirst.some(({ post }) => isReplyTitle(post.title ?? ''));
  return marked || (isTopicFeed && oldestFirst.length < FEWEST_IN_A_CUT_FEED) ? oldest.post : null;
}

/** By its number where the quote has one, else the author's last post before this one. */
function quotedPost(quote: { author: string; post: string | null }, newestFirst: readonly Placed[]): Post | undefined {
  const byNumber = newestFirst.find(({ position }) => quote.post !== null && position?.post === quote.post);
  const name = quote.author.toLowerCase();
  const by = ({ author }: Post) => [author?.handle, author?.name].some((known) => known?.toLowerCase() === name);
  return (byNumber ?? newestFirst.find(({ post }) => by(post)))?.post;
}
