/**
 * From the address of a blog, a forum or any site to its feeds, in few requests: the address itself, then the feeds its
 * page names, then those its page links to, and only where none of these is one, addresses where feeds often are.
 */
import { type FailureSlug, SourceError } from '../errors.js';
import { plainAddress } from './address.js';
import type { Answer } from './crawler.js';
import { ASKING, type FeedReport, readFeed, reportOf, type World } from './discovery/feed-report.js';
import { readPage, type WebPage } from './discovery/page.js';
import { feedOfKnownSite, type Software, softwareFeeds, softwareOf, wellKnownFeeds } from './discovery/software.js';
import { failureOf } from './failures.js';
import type { Feed } from './feed.js';
import { positionOf } from './threads.js';

export { type FeedReport, FORMATS } from './discovery/feed-report.js';

/** What a feed holds: articles of a blog, comments below them, or posts of a forum. */
export type Talk = 'articles' | 'comments' | 'forum posts';

export interface FoundFeed extends FeedReport {
  talk: Talk;
  /** The crawler that reads such a feed. */
  crawler: 'blogs' | 'forums';
}

export interface Discovery {
  /** The address that answered. */
  address: string;
  /** Title of the page, `null` where the address was a feed. */
  title: string | null;
  /** Name of the software behind the site, where it shows. */
  software: string | null;
  /** The best first. */
  feeds: FoundFeed[];
  /** What the site named as a feed, and was refused or failed. */
  failed: { url: string; slug: FailureSlug; message: string }[];
  requests: number;
}

/** Requests for one site; redirects come on top. */
export const MOST_REQUESTS = 15;
/** Feeds that are looked at of all that a page names: some name one for every tag. */
const MOST_NAMED = 6;

interface Search extends World {
  feeds: FoundFeed[];
  failed: Discovery['failed'];
  asked: Set<string>;
  software: Software | null;
  /** The site asks us to wait, or is in trouble: it is asked no more. */
  over: boolean;
}

/**
 * Looks for the feeds of a site.
 * @param address absolute http or https address
 * @throws SourceError when the address itself gives no answer, or one of failure
 */
export async function discoverFeeds(address: string, world: World): Promise<Discovery> {
  const search: Search = { ...world, feeds: [], failed: [], asked: new Set(), software: null, over: false };
  const known = feedOfKnownSite(address);
  const answer = await look(search, known ?? address);
  const failure = failureOf(answer, world.now());
  if (failure !== null) throw failure;
  const title = (await takeFeed(search, known ?? address, answer)) ? null : await searchPage(search, answer);
  const feeds = search.feeds.sort((one, other) => rank(one) - rank(other));
  return {
    address: answer.url,
    title,
    software: search.software?.name ?? null,
    feeds,
    failed: search.failed,
    requests: search.asked.size,
  };
}

/** Comments say little without the articles, and an empty feed says nothing; else the order in which they were found. */
function rank({ talk, items }: FoundFeed): number {
  return (items === 0 ? 2 : 0) + (talk === 'comments' ? 1 : 0);
}

/** @param guessed nobody named the address, neither a person nor the site: its robots.txt is asked first */
async function look(search: Search, url: string, guessed = false): Promise<Answer> {
  search.asked.add(url);
  search.log.info(`Asking ${plainAddress(url)}`);
  return search.fetch(url, { ...ASKING, robots: guessed });
}

/** Returns the title of the page. */
async function searchPage(search: Search, answer: Answer): Promise<string | null> {
  const page = readPage(answer.body, answer.headers['content-type'] ?? '', answer.url);
  if (page === null) return null;
  search.software = softwareOf(page);
  await tryAll(search, namedFeeds(page, search.software));
  if (search.feeds.length === 0) await tryAll(search, page.anchors.map(({ url }) => url).slice(0, MOST_NAMED));
  if (search.feeds.length === 0) await tryUntilFound(search, guesses(page, search.software));
  return page.title;
}

/** What the head of the page names; a forum's feed of all posts before that, and a blog's comments after it. */
function namedFeeds(page: WebPage, software: Software | null): string[] {
  const named = page.alternates.map(({ url }) => url);
  if (named.length === 0 || software === null) return named.slice(0, MOST_NAMED);
  const best = software.kind === 'forum' ? softwareFeeds(software, page.url).slice(0, 1) : [];
  const comments = software.comments === undefined ? [] : [new URL(software.comments, page.url).href];
  return [...new Set([...best, ...named.slice(0, MOST_NAMED), ...comments])];
}

function guesses(page: WebPage, software: Software | null): string[] {
  return [...(software === null ? [] : softwareFeeds(software, page.url)), ...wellKnownFeeds(page.url)];
}

async function tryAll(search: Search, addresses: readonly string[]): Promise<void> {
  for (const url of addresses) await tryAddress(search, url, true);
}

/** Where feeds merely might be, one is enough, and those that are not there are no news. */
async function tryUntilFound(search: Search, addresses: readonly string[]): Promise<void> {
  for (const url of addresses) {
    await tryAddress(search, url, false);
    if (search.feeds.length > 0) return;
  }
}

/** Answers of a site that is well, where there is just no feed at one address. */
const NO_FEED_THERE: readonly FailureSlug[] = [
  ...(['not-found', 'gone', 'http-error', 'not-a-feed', 'bad-feed', 'too-many-redirects'] as const),
  'refused-address',
  'robots-refused',
];

/** @throws SourceError when the site is in trouble, or asks us to wait, before any feed was found */
async function tryAddress(search: Search, url: string, named: boolean): Promise<void> {
  if (search.over || search.asked.has(url) || search.asked.size >= MOST_REQUESTS) return;
  try {
    const answer = await look(search, url, !named);
    addFeed(search, await readFeed(answer, search.now()), url, answer);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { slug, message } = error;
    if (named) search.failed.push({ url, slug, message });
    if (named ? slug !== 'rate-limited' : NO_FEED_THERE.includes(slug)) return;
    if (search.feeds.length === 0) throw error;
    search.over = true;
  }
}

/** Whether the answer was a feed; then it is kept. */
async function takeFeed(search: Search, url: string, answer: Answer): Promise<boolean> {
  try {
    addFeed(search, await readFeed(answer, search.now()), url, answer);
    return true;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
}

function addFeed(search: Search, feed: Feed, url: string, answer: Answer): void {
  const talk = talkOf(feed, url, search.software);
  const found: FoundFeed = {
    ...reportOf(feed, url, answer, search.now()),
    talk,
    crawler: talk === 'forum posts' ? 'forums' : 'blogs',
  };
  // The same feed under another address, or in another format.
  if (!search.feeds.some((other) => isSame(other, found))) search.feeds.push(found);
}

function isSame(one: FoundFeed, other: FoundFeed): boolean {
  if (one.answeredBy === other.answeredBy) return true;
  return (
    one.talk === other.talk && one.title === other.title && one.items === other.items && one.newest === other.newest
  );
}

const COMMENT_FEED = /\/comments\/(?:feed|default)|feeds\/\d+\/comments/;
const COMMENT_ADDRESS = /#(?:comment-?|c)\d+$/;

/** Judged by the addresses of its posts; those of a forum's software are known. */
function talkOf(feed: Feed, url: string, software: Software | null): Talk {
  const addresses = feed.items.flatMap((item) => item.url ?? []);
  const most = (fits: (address: string) => boolean) => addresses.filter(fits).length * 2 > addresses.length;
  if (COMMENT_FEED.test(url) || most((address) => COMMENT_ADDRESS.test(address))) return 'comments';
  return software?.kind === 'forum' || most(isForumAddress) ? 'forum posts' : 'articles';
}

/** True for the address of a post or a topic as forum software makes them. */
function isForumAddress(address: string): boolean {
  const url = new URL(address);
  return positionOf(address).thread !== `${url.origin}${url.pathname}${url.search}` || FORUM_PAGE.test(url.pathname);
}
/** Where the address of the post is that of its topic. */
const FORUM_PAGE = /\/(?:viewtopic|showthread)\.php$|\/(?:t|threads|topic|discussion)\/[^/]+/;
