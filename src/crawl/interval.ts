/** How long a source is left alone after a crawl: as long as it takes for something new to be likely, and as it asks. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** No source is asked more often than this, whatever it says of itself. */
export const SHORTEST_REST_MS = HOUR_MS;
/** A source that answers is asked at least this often, however quiet it is and whatever it says. */
export const LONGEST_REST_MS = 7 * DAY_MS;
/** Feeds come back from what looks like death: one that fails is never given up, only asked once a month. */
export const LONGEST_FAILING_MS = 30 * DAY_MS;

/**
 * The share of its age after which a thing is likely enough to have changed to be asked for again (RFC 9111, 4.2.2, which
 * calls a tenth typical): what had news within the last ten days is due every night, what was quiet for ten weeks once a
 * week.
 */
const SHARE_OF_AGE = 0.1;

/**
 * A source is due a sixth before its time. A night never begins to the second, and reaches a source sooner or later: what
 * is to be asked daily would be passed over every other night if the day had to be full.
 */
const DUE_FROM = 5 / 6;

/** What the other side asked for, and how the source fares; moments in milliseconds since 1970. */
export interface GoodCrawl {
  now: number;
  /** When the source last had something new. */
  newsAt: number;
  /** How long the site asks to be left alone: the longest of its caching headers and what the feed says of itself. */
  askedMs: number;
  /** How far back the platform answers at all; what is older at the next crawl is lost. */
  reachMs: number;
}

/** The moment from which a source that was crawled well is due again. */
export function dueAfterSuccess({ now, newsAt, askedMs, reachMs }: GoodCrawl): number {
  const ours = (now - newsAt) * SHARE_OF_AGE;
  const rest = Math.min(Math.max(ours, askedMs), LONGEST_REST_MS, reachMs / 2);
  return now + spared(rest);
}

/**
 * The moment from which a source that failed is due again: a day later for each error so far.
 * @param errors as `errorWeight` counts them
 * @param retryAt before which the site wants no request; `undefined` when it named no moment
 */
export function dueAfterFailure(now: number, errors: number, retryAt: number | undefined): number {
  const rest = Math.min(errors * DAY_MS, LONGEST_FAILING_MS);
  return Math.max(now + spared(rest), retryAt ?? 0);
}

/** The moment from which a source that its site calls gone for good is looked at once more. */
export function dueAfterGone(now: number): number {
  return now + spared(LONGEST_FAILING_MS);
}

function spared(rest: number): number {
  return Math.max(SHORTEST_REST_MS, Math.round(rest * DUE_FROM));
}
