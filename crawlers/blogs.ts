/** Articles of a blog from its feed, and what readers say below them from the comment feeds that WordPress offers. */
import { z } from 'zod';
import { isAccountFeed } from '../src/crawl/accounts.js';
import { askingRobots, type CrawlContext, type CrawlPage, defineCrawler, type Refusal } from '../src/crawl/crawler.js';
import type { Feed, FeedItem } from '../src/crawl/feed.js';
import {
  askFeed,
  type FeedCursor,
  feedAddress,
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
  /** Whether posts of which the feed gives only a summary are read from their pages after the crawl. */
  articles: 'auto' | 'never';
}

/** What comments need to know about the article they stand under. */
type Article = Pick<FeedItem, 'id' | 'url' | 'commentCount'>;

/** Articles that still draw comments: so many, and so young. */
const MOST_RECENT = 5;
const RECENT_MS = 30 * 24 * 60 * 60 * 1000;
/** Comment feeds of one crawl: each is a request that waits its turn; the next crawl goes on. */
const MOST_COMMENT_FEEDS = 20;
const COMMENT_ADDRESS = /#(?:comment-?|c)\d+$/;
/** How WordPress begins a comment that answers another: `In reply to <a href="…#comment-12">Ann</a>.` */
const IN_REPLY_TO = /^\s*(?:<p>)?[^<]{0,80}<a\s[^>]*href="([^"]*#comment-\d+)"[^>]*>[^<]*<\/a>\.?(?:\s*<\/p>)?/;

export const blogs = defineCrawler<Options>({
  name: 'blogs',
  summary: 'Articles of a blog or news site from its feed (RSS, Atom, RDF, JSON Feed), with their comments.',
  options: z.strictObject({
    feed: feedAddress,
    comments: z.boolean().default(true),
    articles: z.enum(['auto', 'never']).default('auto'),
  }),
  notice: {
    keeps:
      "an article's and a comment's title, words, date, address, links and the article it stands under; of its author the name the site gives, and an address where it gives one",
    honours:
      'Articles found through a feed are read from their pages only where the robots.txt of the site lets it. What the feed says was deleted is removed; what is merely gone from the feed stays.',
    thirdParty: null,
  },
  follows: ({ feed }) => (isAccountFeed(feed) ? [{ path: ['feed'], account: feed }] : []),

  async *crawl(context) {
    const { options } = context;
    const before = readFeedCursor(context.cursor);
    const { feed, memory, learnt, restMs } = await askFeed(context, options.feed, before.feeds[options.feed]);
    if (feed === null) {
      const after = { ...before, feeds: { ...before.feeds, [options.feed]: memory } };
      yield { posts: [], restMs, ...(learnt ? { cursor: after } : {}) };
      if (options.comments) yield* listenOn(context, after);
      return;
    }
    const platform = platformOf(feed, options.feed);
    const due = options.comments ? dueForComments(feed, before) : [];
    const after = stillListed(feed, before, due, platform);
    const articles = { ...articlePage(feed, platform), restMs };
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
function stillListed(feed: Feed, before: FeedCursor, due: readonly FeedItem[], platform: string): FeedCursor {
  const after: FeedCursor = { feeds: {}, comments: {}, recent: recentArticles(feed), platform };
  for (const { commentFeedUrl: url } of feed.items) {
    if (url === null) continue;
    const [memory, count] = [before.feeds[url], before.comments[url]];
    if (memory !== undefined) after.feeds[url] = memory;
    if (count !== undefined && !due.some(({ commentFeedUrl }) => commentFeedUrl === url)) after.comments[url] = count;
  }
  return after;
}

function recentArticles({ items }: Feed): FeedCursor['recent'] {
  return items
    .flatMap(({ commentFeedUrl, id, url, publishedAt }) =>
      commentFeedUrl === null || publishedAt === null ? [] : [{ commentFeedUrl, id, url, publishedAt }],
    )
    .sort((one, other) => Date.parse(other.publishedAt) - Date.parse(one.publishedAt))
    .slice(0, MOST_RECENT);
}

/**
 * Asks the comment feeds of recent articles. WordPress answers "not modified" for its articles whatever is said below
 * them, so that the number of comments is never seen to change.
 */
async function* listenOn(context: CrawlContext<Options>, after: FeedCursor): AsyncGenerator<CrawlPage, void, void> {
  const isRecent = ({ publishedAt }: { publishedAt: string }) => context.now() - Date.parse(publishedAt) <= RECENT_MS;
  for (const article of after.recent.filter(isRecent)) {
    const url = article.commentFeedUrl;
    try {
      const { feed, memory, learnt } = await askFeed(context, url, after.feeds[url]);
      after.feeds[url] = memory;
      const page = commentPage(feed, { ...article, commentCount: null }, after.platform);
      if (learnt) yield { ...page, cursor: { ...after } };
    } catch (error) {
      const refusal = refusalOf(error, url);
      const { retryable, slug } = error as { retryable: boolean; slug: string };
      if (!retryable) after.recent = after.recent.filter(({ commentFeedUrl }) => commentFeedUrl !== url);
      yield { posts: [], refused: [refusal], cursor: { ...after } };
      if (slug === 'rate-limited') return;
    }
  }
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
  return { posts, withdrawn: feed.withdrawn, refused };
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
      const { feed, memory } = await askFeed(found, url, before.feeds[url]);
      after.feeds[url] = memory;
      after.comments[url] = article.commentCount;
      yield { ...commentPage(feed, article, platform), cursor: { ...after } };
    } catch (error) {
      const refusal = refusalOf(error, url);
      const { retryable, slug } = error as { retryable: boolean; slug: string };
      if (retryable) missed += 1;
      else {
        after.comments[url] = article.commentCount;
        after.recent = after.recent.filter(({ commentFeedUrl }) => commentFeedUrl !== url);
      }
      yield { posts: [], refused: [refusal] };
      if (slug === 'rate-limited') return missed + Math.min(due.length, MOST_COMMENT_FEEDS) - index - 1;
    }
  }
  return missed;
}

function commentPage(feed: Feed | null, article: Article, platform: string): CrawlPage & { refused: Refusal[] } {
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
  return { posts, withdrawn: feed?.withdrawn ?? [], refused };
}

/** Titles of comments ("By: Ann", "Comment on … by …") are made by the software and say nothing. */
function commentPost(item: FeedItem, article: Article | null, platform: string): Post | null {
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
