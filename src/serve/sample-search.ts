/**
 * Recent search of the X API v2 (`GET /2/tweets/search/recent`) and its counts (`GET /2/tweets/counts/recent`) over a
 * file of tweets.
 *
 * It keeps the manners of the real one: newest first, pages with `next_token`, ids and times as limits, included users
 * and tweets on request, its errors and its headers. It differs in three things, on purpose: every query finds every
 * tweet of the file, whole; "the last seven days" end never, since the sample is of the past; and nothing is used up.
 */
import { readFile } from 'node:fs/promises';

export interface SampleReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** @param authorization the header as it came */
export type SampleSearch = (
  query: URLSearchParams,
  authorization: string | undefined,
  wanted: 'posts' | 'count',
) => SampleReply;

interface SampleTweet {
  id: string;
  author_id: string;
  created_at: string;
  referenced_tweets?: { type: string; id: string }[];
  in_reply_to_user_id?: string;
}

interface SampleFile {
  /** Newest first. */
  tweets: SampleTweet[];
  users: { id: string }[];
}

interface Request {
  size: number;
  expansions: string[];
  isWanted(tweet: SampleTweet): boolean;
}

/** A request that X would refuse with status 400. */
class Refused extends Error {
  constructor(
    readonly parameter: string,
    message: string,
  ) {
    super(message);
  }
}

const RATE_LIMIT = 450;
const WINDOW_S = 15 * 60;
const DEFAULT_SIZE = 10;
const LARGEST_SIZE = 100;
const LONGEST_QUERY = 512;
const PARAMETERS = new Set(
  (
    'query max_results next_token pagination_token since_id until_id start_time end_time sort_order expansions ' +
    'tweet.fields user.fields media.fields poll.fields place.fields granularity'
  ).split(' '),
);

/**
 * Reads the tweets and opens search over them.
 * @throws when the file cannot be read or is no such file
 */
export async function openSampleSearch(path: string): Promise<SampleSearch> {
  const file = JSON.parse(await readFile(path, 'utf8')) as SampleFile;
  const tweets = [...file.tweets].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const headers = { 'content-type': 'application/json; charset=utf-8', ...rateHeaders(tweets[0]) };
  return (query, authorization, wanted) => {
    const { status, body } = /^Bearer \S+$/i.test(authorization ?? '')
      ? searchReply({ tweets, users: file.users }, query, wanted)
      : { status: 401, body: problem('Unauthorized', 'Unauthorized', { type: 'about:blank', status: 401 }) };
    return { status, headers, body: JSON.stringify(body) };
  };
}

/** The window ends a quarter of an hour after the newest tweet: the clock of the sample, not of the wall. */
function rateHeaders(newest: SampleTweet | undefined): Record<string, string> {
  const now = newest === undefined ? 0 : Date.parse(newest.created_at) / 1000;
  return {
    'x-rate-limit-limit': String(RATE_LIMIT),
    'x-rate-limit-remaining': String(RATE_LIMIT - 1),
    'x-rate-limit-reset': String(Math.floor(now) + WINDOW_S),
  };
}

function searchReply(
  file: SampleFile,
  query: URLSearchParams,
  wanted: 'posts' | 'count',
): { status: number; body: object } {
  try {
    const request = readRequest(query);
    return { status: 200, body: wanted === 'posts' ? searchPage(file, request) : countOf(file, request) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const parameters = { [error.parameter]: query.getAll(error.parameter) };
    const more = {
      type: 'https://api.x.com/2/problems/invalid-request',
      errors: [{ parameters, message: error.message }],
    };
    return {
      status: 400,
      body: problem('Invalid Request', 'One or more parameters to your request was invalid.', more),
    };
  }
}

function problem(title: string, detail: string, more: object): object {
  return { ...more, title, detail };
}

function searchPage(file: SampleFile, { size, expansions, isWanted }: Request): object {
  const found = file.tweets.filter(isWanted);
  const data = found.slice(0, size);
  const [newest, oldest] = [data[0], data.at(-1)];
  if (newest === undefined || oldest === undefined) return { meta: { result_count: 0 } };
  const meta = { newest_id: newest.id, oldest_id: oldest.id, result_count: data.length };
  const next = found.length > size ? { next_token: tokenAfter(oldest.id) } : {};
  const includes = includesOf(file, data, expansions);
  return { data, ...(Object.keys(includes).length === 0 ? {} : { includes }), meta: { ...meta, ...next } };
}

/** In all, without the counts of single days. */
function countOf(file: SampleFile, { isWanted }: Request): object {
  return { data: [], meta: { total_tweet_count: file.tweets.filter(isWanted).length } };
}

function readRequest(query: URLSearchParams): Request {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw new Refused(unknown, `The query parameter [${unknown}] is not one of [query,...]`);
  const words = query.get('query') ?? '';
  if (words === '' || words.length > LONGEST_QUERY) {
    throw new Refused('query', `The \`query\` query parameter needs 1 to ${LONGEST_QUERY} characters`);
  }
  return {
    size: readSize(query.get('max_results')),
    expansions: (query.get('expansions') ?? '').split(','),
    isWanted: readLimits(query),
  };
}

function readSize(text: string | null): number {
  const size = text === null ? DEFAULT_SIZE : Number(text);
  if (Number.isInteger(size) && size >= DEFAULT_SIZE && size <= LARGEST_SIZE) return size;
  throw new Refused(
    'max_results',
    `The \`max_results\` query parameter value [${text}] is not between ${DEFAULT_SIZE} and ${LARGEST_SIZE}`,
  );
}

/** `since_id` and `until_id` are exclusive, `start_time` inclusive, `end_time` exclusive. */
function readLimits(query: URLSearchParams): (tweet: SampleTweet) => boolean {
  const [since, until] = [readId(query, 'since_id'), readId(query, 'until_id')];
  const [start, end] = [readTime(query, 'start_time'), readTime(query, 'end_time')];
  if (start !== null && (since ?? until) !== null) {
    throw new Refused('start_time', '`start_time` cannot be combined with `since_id` or `until_id`');
  }
  const before = readToken(query);
  return ({ id, created_at }) =>
    (since === null || BigInt(id) > since) &&
    (until === null || BigInt(id) < until) &&
    (before === null || BigInt(id) < before) &&
    (start === null || Date.parse(created_at) >= start) &&
    (end === null || Date.parse(created_at) < end);
}

function readId(query: URLSearchParams, name: 'since_id' | 'until_id'): bigint | null {
  const text = query.get(name);
  if (text === null) return null;
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new Refused(name, `The \`${name}\` query parameter value [${text}] is not valid`);
}

function readTime(query: URLSearchParams, name: 'start_time' | 'end_time'): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new Refused(name, `The \`${name}\` query parameter value [${text}] is not valid`);
  return time;
}

function tokenAfter(id: string): string {
  return Buffer.from(`before:${id}`).toString('base64url');
}

function readToken(query: URLSearchParams): bigint | null {
  const name = query.has('next_token') ? 'next_token' : 'pagination_token';
  const token = query.get(name);
  if (token === null) return null;
  const id = /^before:(\d{1,19})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (id === undefined) throw new Refused(name, `The \`${name}\` query parameter value [${token}] is not valid`);
  return BigInt(id);
}

/** Users and tweets that the page refers to, each once. */
function includesOf(file: SampleFile, data: readonly SampleTweet[], expansions: readonly string[]): object {
  const wants = (name: string) => expansions.includes(name);
  const referenced = new Set(data.flatMap((tweet) => (tweet.referenced_tweets ?? []).map(({ id }) => id)));
  const tweets = file.tweets.filter(({ id }) => referenced.has(id));
  const people = new Set([
    ...(wants('author_id') ? data.map((tweet) => tweet.author_id) : []),
    ...(wants('in_reply_to_user_id') ? data.map((tweet) => tweet.in_reply_to_user_id) : []),
    ...(wants('referenced_tweets.id.author_id') ? tweets.map((tweet) => tweet.author_id) : []),
  ]);
  const users = file.users.filter(({ id }) => people.has(id));
  const wantsTweets = wants('referenced_tweets.id') || wants('referenced_tweets.id.author_id');
  return { ...(users.length > 0 ? { users } : {}), ...(wantsTweets && tweets.length > 0 ? { tweets } : {}) };
}
