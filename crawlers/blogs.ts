/** Articles of a blog from its feed, and what readers say below them from the comment feeds that WordPress offers. */
import { z } from 'zod';
import { askingRobots, type CrawlContext, type CrawlPage, defineCrawler, type Refusal } from '../src/crawl/crawler.js';
import type { Feed, FeedItem } from '../src/crawl/feed.js';
import {
  type FeedCursor,
  feedAddress,
  fetchFeed,
  platformOf,
  postOf,
  readFeedCursor,
  refusalOf,
  silentItem,
} from '../src/crawl/feed-source.js';
import type { Post } from '../src/model.js';

interface Options {
  /** RSS, Atom, RDF or JSON Feed; a site's feed of all comments is one too. */
  feed: string;
  /** Whether the comment feeds of new and newly commented articles are read. */
  comments: boolean;
}

/** Comment feeds of one crawl: each is a request that waits its turn; the next crawl goes on. */
const MOST_COMMENT_FEEDS = 20;
const COMMENT_ADDRESS = /#(?:comment-?|c)\d+$/;
/** How WordPress begins a comment that answers another: `In reply to <a href="…#comment-12">Ann</a>.` */
const IN_REPLY_TO = /^\s*(?:<p>)?[^<]{0,80}<a\s[^>]*href="([^"]*#comment-\d+)"[^>]*>[^<]*<\/a>\.?(?:\s*<\/p>)?/;

export const blogs = defineCrawler<Options>({
  name: 'blogs',
  summary: 'Articles of a blog or news site from its feed (RSS, Atom, RDF, JSON Feed), with their comments.',
  options: z.strictObject({ feed: feedAddress, comments: z.boolean().default(true) }),

  async *crawl(context) {
    const { options } = context;
    const before = readFeedCursor(context.cursor);
    const fresh = await fetchFeed(context, options.feed, before.feeds[options.feed]);
    if (fresh === null) return;
    const { feed, memory } = fresh;
    const platform = platformOf(feed, options.feed);
    const due = options.comments ? dueForComments(feed, before) : [];
    const after = stillListed(feed, before, due);
    const articles = articlePage(feed, platform);
    if (due.length === 0) {
      yield { ...articles, cursor: { ...after, feeds: { ...after.feeds, [options.feed]: memory } } };
      return;
    }
    yield articles;
    const missed = yield* readComments(context, due, platform, before, after);
    // Without its validators the feed is read again next time, and the comment feeds that are left with it.
    if (missed === 0) after.feeds[options.feed] = memory;
    else context.log.info(`${context.source}: ${missed} comment feeds are left for the next crawl`);
    yield { posts: [], cursor: { ...after } };
  },
});

/** Articles that are new, or have other comments than when they were last looked at. */
function dueForComments(feed: Feed, before: FeedCursor): FeedItem[] {
  return feed.items.filter(({ commentFeedUrl, commentCount }) => {
    if (commentFeedUrl === null || commentCount === 0) return false;
    const known = before.comments[commentFeedUrl];
    return known === undefined || (commentCount !== null && commentCount !== known);
  });
}

/** Only what the feed still lists is remembered, so that a cursor does not grow for ever. */
function stillListed(feed: Feed, before: FeedCursor, due: readonly FeedItem[]): FeedCursor {
  const after: FeedCursor = { feeds: {}, comments: {} };
  for (const { commentFeedUrl: url } of feed.items) {
    if (url === null || before.comments[url] === undefined) continue;
    const memory = before.feeds[url];
    if (memory !== undefined) after.feeds[url] = memory;
    if (!due.some(({ commentFeedUrl }) => commentFeedUrl === url)) after.comments[url] = before.comments[url];
  }
  return after;
}

function articlePage(feed: Feed, platform: string): CrawlPage & { refused: Refusal[] } {
  const posts: Post[] = [];
  const refused = [...feed.refused];
  for (const item of feed.items) {
    const isComment = item.url !== null && COMMENT_ADDRESS.test(item.url);
    const post = isComment ? commentPost(item, null, platform) : articlePost(item, platform);
    if (post === null) refused.push(silentItem(item));
    else posts.push(post);
  }
  return { posts, refused };
}

function articlePost(item: FeedItem, platform: string): Post | null {
  const post = postOf(item, 'blog', platform);
  return post && { ...post, thread: item.url ?? item.id };
}

/** Yields a page per comment feed, moving `after` on with each; returns how many are still to be read. */
async function* readComments(
  context: CrawlContext<Options>,
  due: readonly FeedItem[],
  platform: string,
  before: FeedCursor,
  after: FeedCursor,
): AsyncGenerator<CrawlPage, number, void> {
  // Found in the feed, and not what a person subscribed to.
  const found = { now: context.now, fetch: askingRobots(context.fetch) };
  let missed = Math.max(0, due.length - MOST_COMMENT_FEEDS);
  for (const [index, article] of due.slice(0, MOST_COMMENT_FEEDS).entries()) {
    const url = article.commentFeedUrl!;
    try {
      const fresh = await fetchFeed(found, url, before.feeds[url]);
      if (fresh !== null) after.feeds[url] = fresh.memory;
      after.comments[url] = article.commentCount;
      yield { ...commentPage(fresh?.feed ?? null, article, platform), cursor: { ...after } };
    } catch (error) {
      const refusal = refusalOf(error, url);
      const { retryable, slug } = error as { retryable: boolean; slug: string };
      if (retryable) missed += 1;
      else after.comments[url] = article.commentCount;
      yield { posts: [], refused: [refusal] };
      if (slug === 'rate-limited') return missed + Math.min(due.length, MOST_COMMENT_FEEDS) - index - 1;
    }
  }
  return missed;
}

function commentPage(feed: Feed | null, article: FeedItem, platform: string): CrawlPage & { refused: Refusal[] } {
  const posts: Post[] = [];
  const refused = [...(feed?.refused ?? [])];
  for (const item of feed?.items ?? []) {
    const post = commentPost(item, article, platform);
    if (post === null) refused.push(silentItem(item));
    else posts.push(post);
  }
  const unseen = (article.commentCount ?? 0) - (feed?.items.length ?? article.commentCount ?? 0);
  if (unseen > 0)
    refused.push({ reason: 'older comments not in the comment feed', item: `${unseen} of ${article.id}` });
  return { posts, refused };
}

/** Titles of comments ("By: Ann", "Comment on … by …") are made by the software and say nothing. */
function commentPost(item: FeedItem, article: FeedItem | null, platform: string): Post | null {
  const post = postOf({ ...item, title: null }, 'comment', platform);
  if (post === null) return null;
  const page = pageOf(item.url);
  const answered = IN_REPLY_TO.exec(post.html ?? '');
  return {
    ...post,
    html: answered === null ? post.html : post.html!.slice(answered[0].length).trim(),
    inReplyTo: post.inReplyTo ?? answered?.[1] ?? article?.id ?? page,
    thread: article?.url ?? article?.id ?? page,
    hashtags: [],
  };
}

/** The address of the article a comment stands under. */
function pageOf(url: string | null): string | null {
  return url?.replace(/(?:comment-page-\d+\/?)?(?:\?showComment=[^#]*)?#.*$/, '') ?? null;
}
