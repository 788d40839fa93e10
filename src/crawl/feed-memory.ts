/** What is remembered of a feed between two crawls, and what its answers teach. */
import { z } from 'zod';
import type { Answer, FetchOptions } from './crawler.js';
import { type Feed, PARSER_VERSION } from './feed.js';

const DAY_MS = 86_400_000;

/** Of one address. Moments are milliseconds since 1970. */
export const feedMemory = z.object({
  /** Validators as the server gave them, to the byte. */
  etag: z.string().optional(),
  modified: z.string().optional(),
  /** Of the bytes it sent last. */
  fingerprint: z.string(),
  /** The address these came from, after redirects. */
  from: z.string().optional(),
  /** What read them. */
  parser: z.number().optional(),
  /** When they were last other bytes than before. */
  changedAt: z.number().optional(),
  /** When they were last asked for without validators although there were some. */
  doubtedAt: z.number().optional(),
  /** Usual time between two posts; absent where there are too few to tell. */
  gapMs: z.number().optional(),
  /** What the feed says about how long it stays as it is. */
  restMs: z.number().optional(),
  /** Where lasting redirects lead, on how many nights in a row, and the last of these. */
  moved: z.object({ to: z.string(), nights: z.number(), at: z.number() }).optional(),
});
export type FeedMemory = z.infer<typeof feedMemory>;

/** Sends the validators back, of an address that may be believed. */
export function conditionOf(memory: FeedMemory | undefined): NonNullable<FetchOptions['headers']> {
  return {
    ...(memory?.etag === undefined ? {} : { 'if-none-match': memory.etag }),
    ...(memory?.modified === undefined ? {} : { 'if-modified-since': memory.modified }),
  };
}

/** What could not be sent back to the byte is not kept: the fingerprint does its work. */
export function validatorsOf({ headers }: Answer): Pick<FeedMemory, 'etag' | 'modified'> {
  const sendable = (value: string | undefined) => value !== undefined && /^[\x20-\x7e]{1,1000}$/.test(value);
  return {
    ...(sendable(headers.etag) ? { etag: headers.etag } : {}),
    ...(sendable(headers['last-modified']) ? { modified: headers['last-modified'] } : {}),
  };
}

const QUIET_DAYS = 14;
const GAPS_OF_QUIET = 2;
const BETWEEN_DOUBTS_MS = 7 * DAY_MS;
const DOUBTS_PER_QUIET = 10;

/**
 * True when "not modified" has been heard for so long that it may be a lie: some servers send the same validators for
 * other bytes. That is after a fortnight, or twice the usual gap between two posts where that is longer; then once a
 * week, and less often the longer it has been quiet.
 */
export function isDoubtful({ changedAt, doubtedAt, gapMs }: FeedMemory, now: number): boolean {
  if (changedAt === undefined) return false;
  const patience = Math.max(QUIET_DAYS * DAY_MS, GAPS_OF_QUIET * (gapMs ?? QUIET_DAYS * DAY_MS));
  const quiet = now - changedAt;
  const sinceDoubt = now - (doubtedAt ?? changedAt);
  return quiet >= patience && sinceDoubt >= Math.max(BETWEEN_DOUBTS_MS, quiet / DOUBTS_PER_QUIET);
}

/** What a feed that was read in full is remembered by. */
export function memoryOf(feed: Feed, answer: Answer, fingerprint: string, now: number): FeedMemory {
  const gapMs = usualGap(feed);
  return {
    ...validatorsOf(answer),
    ...{ fingerprint, from: answer.url, parser: PARSER_VERSION, changedAt: now },
    ...(gapMs === null ? {} : { gapMs }),
    ...(feed.restMs === null ? {} : { restMs: feed.restMs }),
  };
}

/** Few posts are no rhythm. */
const FEWEST_GAPS = 3;

/** The median time between two posts of the feed, of those that have a date. */
function usualGap({ items }: Feed): number | null {
  const dates = items.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [Date.parse(publishedAt)]));
  dates.sort((one, other) => one - other);
  const gaps = dates.slice(1).map((date, index) => date - dates[index]!);
  gaps.sort((one, other) => one - other);
  return gaps.length < FEWEST_GAPS ? null : gaps[Math.floor(gaps.length / 2)]!;
}

/**
 * How long an answer may be taken for fresh (RFC 9111, 4.2.1: max-age before Expires, less the age it came with), or the
 * feed itself says that it stays as it is, whichever is longer. Milliseconds.
 */
export function restOf({ headers }: Answer, feedRestMs: number | undefined, now: number): number {
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,10})/i.exec(headers['cache-control'] ?? '')?.[1];
  const date = Date.parse(headers.date ?? '');
  const expires = Date.parse(headers.expires ?? '');
  const age = /^\d{1,10}$/.test(headers.age ?? '') ? Number(headers.age) * 1000 : 0;
  const lifetime = maxAge === undefined ? expires - (Number.isNaN(date) ? now : date) : Number(maxAge) * 1000;
  return Math.max(0, Number.isNaN(lifetime) ? 0 : lifetime - age, feedRestMs ?? 0);
}
