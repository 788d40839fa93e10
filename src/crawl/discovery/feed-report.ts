/** A feed asked for once, to be shown to a person: nothing of it is kept. */
import { SourceError } from '../../errors.js';
import { plainAddress } from '../address.js';
import type { Answer, CrawlContext, FetchOptions } from '../crawler.js';
import { failureOf } from '../failures.js';
import { type Feed, parseFeed } from '../feed.js';

export type World = Pick<CrawlContext<unknown>, 'fetch' | 'now' | 'log'>;

/** How a feed is asked for; what answers may turn out to be a page. */
export const ASKING: FetchOptions = {
  headers: {
    accept:
      'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, ' +
      'text/xml;q=0.9, text/html;q=0.8, */*;q=0.1',
  },
};

export interface FeedReport {
  /** The address that was asked. */
  url: string;
  /** The address that answered: another one after redirects. */
  answeredBy: string;
  format: Feed['format'];
  title: string | null;
  /** The site the feed says it belongs to. */
  site: string | null;
  items: number;
  /** The newest date that is not in the future (ISO 8601); `null` where there is none. */
  newest: string | null;
  /** What its server offers so that an unchanged feed need not be sent again. */
  validators: ('ETag' | 'Last-Modified')[];
  /** For people; none of them keeps the feed from being read. */
  warnings: string[];
}

export const FORMATS: Readonly<Record<Feed['format'], string>> = {
  rss: 'RSS',
  rdf: 'RDF',
  atom: 'Atom',
  json: 'JSON Feed',
};

/**
 * Reads an answer as a feed.
 * @throws SourceError when it is a failure, or no feed
 */
export async function readFeed(answer: Answer, now: number): Promise<Feed> {
  const failure = failureOf(answer, now);
  if (failure !== null) throw failure;
  try {
    return await parseFeed(answer.body, answer.headers, answer.url);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(error.slug, `${plainAddress(answer.url)} (${error.message})`, { cause: error });
  }
}

/** What there is to say of a feed. */
export function reportOf(feed: Feed, url: string, answer: Answer, now: number): FeedReport {
  const newest = newestDate(feed, now);
  const offered = { ETag: answer.headers.etag, 'Last-Modified': answer.headers['last-modified'] };
  return {
    url,
    answeredBy: answer.url,
    format: feed.format,
    title: feed.title,
    site: feed.url,
    items: feed.items.length,
    newest,
    validators: (['ETag', 'Last-Modified'] as const).filter((name) => offered[name] !== undefined),
    warnings: warningsOf(feed, newest, { url, answeredBy: answer.url, now }),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_DAYS = 365;
/** A site whose newest post is older than this may have gone quiet. */
const QUIET_DAYS = 180;

function datesOf(feed: Feed): string[] {
  return feed.items.flatMap((item) => item.publishedAt ?? item.updatedAt ?? []);
}

function newestDate(feed: Feed, now: number): string | null {
  const limit = new Date(now).toISOString();
  return datesOf(feed).reduce<string | null>(
    (newest, date) => (date <= limit && date > (newest ?? '') ? date : newest),
    null,
  );
}

function warningsOf(
  feed: Feed,
  newest: string | null,
  { url, answeredBy, now }: { url: string; answeredBy: string; now: number },
): string[] {
  const warnings: string[] = [];
  if (feed.items.length === 0) warnings.push('it is empty');
  else if (newest === null) warnings.push('its posts carry no date');
  const days = newest === null ? 0 : Math.floor((now - Date.parse(newest)) / DAY_MS);
  if (days >= QUIET_DAYS) warnings.push(`the newest post is ${ageWords(days)} old`);
  const limit = new Date(now + DAY_MS).toISOString();
  if (datesOf(feed).some((date) => date > limit)) warnings.push('it has posts dated in the future');
  if (feed.refused.length > 0) warnings.push(`${feed.refused.length} of its items cannot be used`);
  if (answeredBy !== url) warnings.push(`it is redirected to ${plainAddress(answeredBy)}`);
  return warnings;
}

function ageWords(days: number): string {
  const years = Math.floor(days / YEAR_DAYS);
  if (years >= 1) return years === 1 ? 'over a year' : `${years} years`;
  return `${Math.floor(days / 30)} months`;
}
