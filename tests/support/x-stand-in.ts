/** A loopback stand-in for recent search of the X API v2: its paging, its limits and its ways of saying no. */
import type { Handler, Reply, Seen, TestServer } from './server.js';
import { testServer } from './server.js';

export const TOKEN = 'AAAA-secret-of-the-test';

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
  };
  const handler: Handler = (seen) => answer(standIn, seen, pageSize);
  server.handlers['/2/tweets/search/recent'] = handler;
  return standIn;
}

function answer(standIn: XStandIn, seen: Seen, pageSize: number): Reply {
  const query = new URL(seen.path, 'http://x.example').searchParams;
  standIn.searches.push(query);
  const instead = standIn.instead.shift() ?? null;
  if (instead !== null) return instead;
  if (seen.headers.authorization !== `Bearer ${TOKEN}`)
    return problem(401, { title: 'Unauthorized', detail: 'Unauthorized' });
  const since = query.get('since_id');
  if (since !== null && query.has('start_time')) return badParameter('start_time', 'cannot stand beside since_id');
  for (const name of ['since_id', 'until_id']) {
    if (query.has(name) && BigInt(query.get(name)!) <= standIn.oldestSearchable) {
      return badParameter(name, `'${name}' must be a tweet id created after some day.`);
    }
  }
  return page(
    standIn.tweets.filter(({ id }) => isBetween(String(id), since, query.get('until_id'))),
    query,
    pageSize,
  );
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
    includes: { users: [{ id: '7', username: 'ada', name: 'Ada' }] },
    meta,
  });
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
