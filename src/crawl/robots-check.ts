/**
 * Whether the robots.txt of a site lets an address be read: RFC 9309 §2.3, for addresses that were found and not
 * configured. What a file says holds for a day, for every process.
 */
import type { Effects } from '../effects.js';
import { type FailureSlug, SourceError } from '../errors.js';
import type { RobotsRecord } from '../store/robots.js';
import { plainAddress } from './address.js';
import type { Answer } from './crawler.js';
import { failureOf } from './failures.js';
import { isAllowedBy, parseRobots, type RobotsRule } from './robots.js';
import { LONGEST_CRAWL_DELAY_MS } from './turns.js';

/** Our name in robots.txt, the same as in the `User-Agent` header. */
export const PRODUCT_TOKEN = 'Discover';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** RFC 9309 §2.4. */
const HOLDS_MS = DAY_MS;
/** How soon a file that could not be had is asked for again. */
const AGAIN_MS = HOUR_MS;
/** RFC 9309 §2.3.1.4: an older copy does for so long, and then the site is taken to have no such file. */
const LONGEST_FAILING_MS = 30 * DAY_MS;

/** What is the matter with the address of the file is the matter with the page. */
const SAYS_IT_ALL: readonly FailureSlug[] = ['rate-limited', 'refused-address', 'bad-address', 'unknown-host'];

export type Known = RobotsRecord<RobotsRule>;

export interface RobotsMemory {
  read(origin: string): Promise<Known | null>;
  write(record: Known): Promise<void>;
}

/** Asks for a robots.txt file, redirects followed; its body may be cut off. */
export type AskRobots = (url: string, headers: Record<string, string>) => Promise<Answer>;

/**
 * A check of addresses.
 * @returns a function that throws SourceError `robots-refused` when the file forbids the address, `server-error` (to be
 *   tried again) while nobody can say what the file says, and as the request for the page would when its site asks for
 *   patience, is unknown or may not be visited
 */
export function robotsCheck(
  memory: RobotsMemory,
  ask: AskRobots,
  effects: Pick<Effects, 'now'>,
): (url: URL) => Promise<void> {
  const underway = new Map<string, Promise<Known>>();

  /** Those that come at the same time ask once. */
  async function current(origin: string): Promise<Known> {
    const known = await memory.read(origin);
    const now = effects.now();
    // A moment too far ahead was written by a clock that has since been set back.
    if (known !== null && known.askAt > now && known.askAt <= now + HOLDS_MS) return known;
    const begun = underway.get(origin) ?? refresh(origin, known).finally(() => underway.delete(origin));
    underway.set(origin, begun);
    return begun;
  }

  async function refresh(origin: string, known: Known | null): Promise<Known> {
    const record = (await answered(origin, known)) ?? unanswered(origin, known, effects.now());
    await memory.write(record);
    return record;
  }

  /** What the site says now; `null` when it says nothing. */
  async function answered(origin: string, known: Known | null): Promise<Known | null> {
    try {
      const answer = await ask(`${origin}/robots.txt`, conditional(known));
      const failure = failureOf(answer, effects.now());
      if (failure?.slug === 'rate-limited') throw failure;
      if (answer.status >= 500) return null;
      return settled(origin, answer, known, effects.now());
    } catch (error) {
      if (!(error instanceof SourceError) || SAYS_IT_ALL.includes(error.slug)) throw error;
      // As many redirects as the RFC asks for have been followed: the site has no such file.
      return error.slug === 'too-many-redirects' ? withoutRules(origin, effects.now()) : null;
    }
  }

  return async (url) => {
    const known = await current(url.origin);
    const rules = rulesToHeed(known, effects.now());
    if (rules === null) {
      const message = `${url.origin}/robots.txt cannot be read, so ${plainAddress(url.href)} is left alone for now`;
      throw new SourceError('server-error', message, { retryable: true, retryAt: known.askAt });
    }
    if (!isAllowedBy(rules, url.pathname + url.search)) {
      throw new SourceError('robots-refused', plainAddress(url.href));
    }
  };
}

function conditional(known: Known | null): Record<string, string> {
  return {
    accept: 'text/plain, */*;q=0.1',
    ...(known?.etag == null ? {} : { 'if-none-match': known.etag }),
    ...(known?.modified == null ? {} : { 'if-modified-since': known.modified }),
  };
}

/** An answer that says something: the file, that it is as it was, or that there is none (RFC 9309 §2.3.1.3). */
function settled(origin: string, answer: Answer, known: Known | null, now: number): Known {
  if (answer.status === 304 && known?.rules != null) {
    return { ...known, readAt: now, failingSince: null, askAt: now + HOLDS_MS };
  }
  if (answer.status < 200 || answer.status >= 300) return withoutRules(origin, now);
  const { rules, crawlDelayMs } = parseRobots(answer.body, PRODUCT_TOKEN);
  const { etag = null, 'last-modified': modified = null } = answer.headers;
  return {
    ...withoutRules(origin, now),
    ...{ rules, crawlDelayMs: Math.min(crawlDelayMs ?? 0, LONGEST_CRAWL_DELAY_MS) },
    ...{ etag: sendable(etag), modified: sendable(modified) },
  };
}

/** What cannot be sent back to the byte is not kept. */
function sendable(validator: string | null): string | null {
  return validator !== null && /^[\x20-\x7e]{1,1000}$/.test(validator) ? validator : null;
}

function withoutRules(origin: string, now: number): Known {
  return {
    ...{ origin, rules: [], crawlDelayMs: 0, etag: null, modified: null },
    ...{ readAt: now, failingSince: null, askAt: now + HOLDS_MS },
  };
}

function unanswered(origin: string, known: Known | null, now: number): Known {
  const before = known ?? { ...withoutRules(origin, now), rules: null, readAt: null };
  return { ...before, failingSince: before.failingSince ?? now, askAt: now + AGAIN_MS };
}

/** `null`: nobody can say, so everything is left alone. */
function rulesToHeed({ rules, readAt, failingSince }: Known, now: number): readonly RobotsRule[] | null {
  if (failingSince === null) return rules;
  if (rules !== null && readAt !== null && now - readAt < LONGEST_FAILING_MS) return rules;
  return now - failingSince >= LONGEST_FAILING_MS ? [] : null;
}
