/** Feeds in one shape, whatever format they were published in. */
import type { Refusal } from '../crawler.js';

export interface FeedAuthor {
  name: string | null;
  url: string | null;
}

export interface FeedItem {
  /** As the feed gives it, every digit kept; else the item's address, else a hash of what it says. Unique in the feed. */
  id: string;
  /** Absolute http or https address of the item for people. */
  url: string | null;
  /** Plain, on one line. */
  title: string | null;
  /** Body as HTML with absolute links, not yet trusted; `null` when the feed gives plain text or none. */
  html: string | null;
  /** Body as plain text; `null` when `html` is given. */
  text: string | null;
  /** Plain, on one line; `null` when it is all there is, for then it is the body. */
  summary: string | null;
  /** Of the item, else of the feed where the format says that it stands for its items. */
  author: FeedAuthor | null;
  /** ISO 8601 in UTC. */
  publishedAt: string | null;
  updatedAt: string | null;
  categories: string[];
  /** Addresses the item marks as related to it: what it is about, what it was found through. */
  links: string[];
  /** The page that shows its comments. */
  commentsUrl: string | null;
  /** The feed of its comments (wfw:commentRss, RFC 4685). */
  commentFeedUrl: string | null;
  /** How many comments there are (slash:comments, thr:total). */
  commentCount: number | null;
  /** Id or address of the item this one answers (thr:in-reply-to, RFC 4685). */
  replyTo: string | null;
  /** BCP 47, as the feed declares it. */
  lang: string | null;
}

export interface Feed {
  format: 'rss' | 'rdf' | 'atom' | 'json';
  title: string | null;
  /** Absolute address of the site the feed belongs to. */
  url: string | null;
  lang: string | null;
  /** How long the feed says that it stays as it is (ttl of RSS 2.0, sy:updatePeriod), in milliseconds. */
  restMs: number | null;
  /** In the order of the feed. */
  items: FeedItem[];
  /** Ids of items the feed says were deleted (RFC 6721), unless it also shows them as changed since. */
  withdrawn: string[];
  /** Items that could not be used. */
  refused: Refusal[];
}
