/**
 * A loopback stand-in for the X API v2: its paging, its limits, its ways of saying no, and its meter, which runs at the
 * prices of config/default.yaml: a post or user that goes out twice in a (stood-still) day is charged once.
 */
import type { Handler, Reply, Seen, TestServer } from './server.js';
import { testServer } from './server.js';

export const TOKEN = 'AAAA-secret-of-the-test';

/** What a source has to declare before it is crawled. */
export const USE = { words: 'The tests read these invented posts', government: 'none', inference: 'none' };

const PRICES = { post: 5_000, user: 10_000, count: 5_000 };

export interface XStandIn {
  server: TestServer;
  /** The address for the `api` option. */
  api: string;
  /** Newest first; what is put in front is newer. */
  tweets: Record<string, unknown>[];
  /** Queries of all searches, in order. */
  searches: URLSearchParams[];
  /** Answers the next searches instead of us, one each; `null` lets one through. */
  instead: (Reply | null)[];
  /** What X no longer searches: ids up to this one cannot be named. */
  oldestSearchable: bigint;
  /** Queries of all counts, in order. */
  counts: URLSearchParams[];
  /** Answers the next counts instead of us. */
  insteadOfCounts: (Reply | null)[];
  meter: Meter;
}

/** What the stand-in charged, in millionths of a dollar. */
export class Meter {
  micros = 0;
  posts = 0;
  users = 0;
  #sent = new Set<string>();

  charge(kind: 'post' | 'user' | 'count', id: string): void {
    const key = `${kind} ${id}`;
    if (kind !== 'count' && this.#sent.has(key)) return;
    this.#sent.add(key);
    this.micros += PRICES[kind];
    if (kind !== 'count') this[`${kind}s`] += 1;
  }

  /** Another day: what was free is charged again. */
  nextDay(): void {
    this.#sent.clear();
  }
}

/** Tweets with the given ids, newest first, all by one author. */
export function tweetsOf(ids: readonly number[]): Record<string, unknown>[] {
  return ids.map((id) => ({
    id: String(id),
    text: `words of ${id}`,
    author_id: '7',
    created_at: '2026-03-01T09:00:00.000Z',
  }));
}

/** Ids from `from` down to `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}

export async function xStandIn(ids: readonly number[], pageSize = 10): Promise<XStandIn> {
  const server = await testServer();
  const standIn: XStandIn = {
    server,
    api: `${server.origin}/2/`,
    tweets: tweetsOf(ids),
    searches: [],
    instead: [],
    oldestSearchable: 0n,
    counts: [],
    insteadOfCounts: [],
    meter: new Meter(),
  };
  const handler: Handler = (seen) => answer(standIn, seen, pageSize);
  server.handlers['/2/tweets/search/recent'] = handler;
  server.handlers['/2/tweets/counts/recent'] = (seen) => count(standIn, seen);
  return standIn;
}

function answer(standIn: XStandIn, seen: Seen, pageSize: number): Reply {
  const query = new URL(seen.path, 'http://x.example').searchParams;
  standIn.searches.push(query);
  const instead = standIn.instead.shift() ?? null;
  if (instead !== null) {
    if ((instead.status ?? 200) === 200) chargeFor(standIn, instead);
    return instead;
  }
  const refusal = refusalOf(standIn, seen, query);
  if (refusal !== null) return refusal;
  const reply = page(found(standIn, query), query, Math.min(pageSize, Number(query.get('max_results') ?? 10)));
  chargeFor(standIn, reply);
  return reply;
}

function count(standIn: XStandIn, seen: Seen): Reply {
  const query = new URL(seen.path, 'http://x.example').searchParams;
  standIn.counts.push(query);
  const instead = standIn.insteadOfCounts.shift() ?? null;
  if (instead !== null) return instead;
  const refusal = refusalOf(standIn, seen, query);
  if (refusal !== null) return refusal;
  standIn.meter.charge('count', '');
  return json(200, { data: [], meta: { total_tweet_count: found(standIn, query).length } });
}

function chargeFor({ meter }: XStandIn, reply: Reply): void {
  let body: { data?: { id: string }[]; includes?: { users?: { id: string }[] } } | null = null;
  try {
    body = JSON.parse(String(reply.body));
  } catch {}
  if (!Array.isArray(body?.data)) return;
  for (const { id } of body.data) meter.charge('post', id);
  for (const { id } of body.includes?.users ?? []) meter.charge('user', id);
}

function found({ tweets }: XStandIn, query: URLSearchParams): Record<string, unknown>[] {
  return tweets.filter(({ id }) => isBetween(String(id), query.get('since_id'), query.get('until_id')));
}

function refusalOf(standIn: XStandIn, seen: Seen, query: URLSearchParams): Reply | null {
  if (seen.headers.authorization !== `Bearer ${TOKEN}`)
    return problem(401, { title: 'Unauthorized', detail: 'Unauthorized' });
  if (query.has('since_id') && query.has('start_time'))
    return badParameter('start_time', 'cannot stand beside since_id');
  for (const name of ['since_id', 'until_id']) {
    if (query.has(name) && BigInt(query.get(name)!) <= standIn.oldestSearchable) {
      return badParameter(name, `'${name}' must be a tweet id created after some day.`);
    }
  }
  return null;
}

function isBetween(id: string, since: string | null, until: string | null): boolean {
  return (since === null || BigInt(id) > BigInt(since)) && (until === null || BigInt(id) < BigInt(until));
}

function page(tweets: Record<string, unknown>[], query: URLSearchParams, size: number): Reply {
  // Tokens remember an id, so that posts which arrive while somebody pages do not shift the pages.
  const from = query.get('next_token')?.replace('after', '') ?? null;
  const rest = from === null ? tweets : tweets.filter(({ id }) => BigInt(String(id)) < BigInt(from));
  const data = rest.slice(0, size);
  const meta = {
    result_count: data.length,
    ...(data.length === 0 ? {} : { newest_id: data[0]!.id, oldest_id: data.at(-1)!.id }),
    ...(rest.length > size ? { next_token: `after${String(data.at(-1)!.id)}` } : {}),
  };
  return json(200, {
    ...(data.length === 0 ? {} : { data }),
    ...(data.length === 0 ? {} : { includes: { users: usersOf(data) } }),
    meta,
  });
}

/** The author of most is Ada, number 7; anybody else is known by their number. */
function usersOf(tweets: readonly Record<string, unknown>[]): object[] {
  const ids = [...new Set(tweets.map((tweet) => String(tweet.author_id)))];
  return ids.map((id) => (id === '7' ? { id, username: 'ada', name: 'Ada' } : { id, username: `u${id}`, name: id }));
}

export function badParameter(name: string, message: string): Reply {
  return problem(400, {
    errors: [{ parameters: { [name]: ['1'] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.x.com/2/problems/invalid-request',
  });
}

export function problem(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { ...json(status, body), headers: { 'content-type': 'application/problem+json', ...headers } };
}

export function json(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
