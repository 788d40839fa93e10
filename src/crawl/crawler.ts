/**
 * The contract of a crawler: one typed object per file in `crawlers/`, found by its file name.
 *
 * A crawler turns one platform's shapes into pages of posts, and nothing else. User agent, limits, private-address
 * guard, per-host turns, retries, deduplication by (source, external id), saving a page together with its cursor in one
 * transaction, resuming, and failure records come from the stage that runs it.
 */
import type { z } from 'zod';
import type { Log } from '../effects.js';
import type { SourceError } from '../errors.js';
import type { Post } from '../model.js';
import type { Coverage } from '../store/coverage.js';
import type { Followed } from './accounts.js';
import type { Purse } from './x/purse.js';

/** Anything JSON can carry; a crawler's own memory of how far it got. */
export type Cursor = { [key: string]: unknown };

/** One step of a crawl, saved whole or not at all. */
export interface CrawlPage {
  posts: Post[];
  /**
   * Where to go on next time, saved in the same transaction as `posts`. Absent: the cursor stays as it is. Move it only
   * when nothing older than it is missing, or the missing part is lost for good after a crash.
   */
  cursor?: Cursor;
  /** External ids of posts that the platform says are deleted: they go, and stay out. What is merely absent stays. */
  withdrawn?: string[];
  /** Items of this page that could not be used: counted and shown, never fatal. */
  refused?: Refusal[];
  /** How long the site asks to be left alone, as it said in this step; of several the shortest counts. Milliseconds. */
  restMs?: number;
  /** With the last page of a stretch: how much of what the platform counted in it was read. Saved with the page. */
  coverage?: Coverage;
}

export interface Refusal {
  /** A few words that group like refusals, for instance `no text`. */
  reason: string;
  /** Which item: an id, an address or `line 17`. */
  item: string;
}

export interface FetchOptions {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
  /** Decoded bytes; more is a `too-large` failure. */
  maxBytes?: number;
  /**
   * This address was found and not configured: the robots.txt of its site is asked first, on every redirect too. Leave it
   * out for feeds that a person subscribed to, as feed readers do, and for documented APIs.
   */
  robots?: boolean;
}

export interface Answer {
  status: number;
  /** Lower-case names; repeated headers joined with `, `. */
  headers: Record<string, string>;
  body: Buffer;
  /** Address after redirects. */
  url: string;
  /** That address, when redirects led there and every one of them is meant to last (301 and 308, RFC 9110). */
  permanentUrl?: string;
}

/**
 * Fetches through the guarded client. Any HTTP status is an answer, not an error; see `failureOf` in `http.ts`.
 * @throws SourceError when no answer could be had (unknown host, refused address, timeout, too large, …)
 */
export type Fetch = (url: string, options?: FetchOptions) => Promise<Answer>;

/** The same for addresses that were found and not configured. */
export function askingRobots(fetch: Fetch): Fetch {
  return (url, options) => fetch(url, { ...options, robots: true });
}

export interface CrawlContext<Options> {
  /** The name of the source, for messages. */
  source: string;
  options: Options;
  /** What the last saved page of this source left behind; `null` on the first crawl. */
  cursor: Cursor | null;
  fetch: Fetch;
  /** Pays for requests with the token of that environment variable. Absent where no money may be spent. */
  purse?(account: string): Purse;
  /** Secrets, by name. */
  env: Readonly<Record<string, string | undefined>>;
  /** Relative file names are meant from here: the folder of the project file. */
  folder: string;
  /** Milliseconds since 1970. */
  now(): number;
  log: Log;
}

export interface Estimate {
  /** What a crawl would find, as the platform counts it, and how many of them it would read. */
  counted: number;
  posts: number;
}

export interface CrawlerNotice {
  /** What is stored of a post and of its author: the end of a sentence that begins with "Stored:". */
  keeps: string;
  /** Whole sentences: what is not stored although it is public, and what happens to posts that go there. */
  honours: string;
  /** Who answers the requests besides the sites themselves, and so learns of them; `null`: nobody. */
  thirdParty: string | null;
}

export interface Crawler<Options = unknown> {
  /** The same as the file's name. */
  name: string;
  /** One line for `discover sources` and the docs. */
  summary: string;
  /** Shape of `options:` under a source in the project file; unknown keys are refused (`z.strictObject`). */
  options: z.ZodType<Options>;
  /** Names of the environment variables it reads by default; `discover sources --crawlers` shows them. */
  secrets?: readonly string[];
  /** For the privacy notice: what it stores and of whom, in sentences that may be published. */
  notice: CrawlerNotice;
  /**
   * Accounts that the options name: they are followed only where the place of the source declares that an organisation
   * owns it. Absent: the options cannot name one.
   */
  follows?(options: Options): Followed[];
  /** How far back the platform answers, in milliseconds: its sources are due at least twice in that time. */
  reachMs?: number;
  /** Why the source may not be crawled yet, though its options are right; `null` when it may. */
  whyOff?(options: Options, env: CrawlContext<Options>['env']): SourceError | null;
  /** What a crawl would bring now. Absent: this crawler reads nothing that costs money. */
  estimate?(context: CrawlContext<Options>): Promise<Estimate>;
  crawl(context: CrawlContext<Options>): AsyncGenerator<CrawlPage, void, void>;
}

/** Keeps the option type of a crawler while checking it against the contract. */
export function defineCrawler<Options>(crawler: Crawler<Options>): Crawler<Options> {
  return crawler;
}
