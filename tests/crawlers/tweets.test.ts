/** The contract with X, played against a stand-in on loopback through the real client, crawl and store. */
import { describe, expect, test } from 'vitest';
import { tweets } from '../../crawlers/tweets.js';
import { defaultConfig, type SourceConfig, type XConfig } from '../../src/config.js';
import { crawlSource, noCounts } from '../../src/crawl/crawl.js';
import { SourceError } from '../../src/errors.js';
import { readCursor } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { type Reply, testFetch } from '../support/server.js';
import {
  badParameter,
  json,
  problem,
  range,
  TOKEN,
  tweetsOf,
  USE,
  type XStandIn,
  xStandIn,
} from '../support/x-stand-in.js';

/** A project with one source that listens to the stand-in. */
async function listener(
  standIn: XStandIn,
  options: Record<string, unknown> = {},
  token: string | null = TOKEN,
  limits: Partial<XConfig> = {},
) {
  const store = await temporaryStore();
  const effects = { ...testEffects(), env: token === null ? {} : { X_BEARER_TOKEN: token } };
  const { x } = await defaultConfig('/');
  const world = { store, fetch: testFetch([standIn.server]), folder: '/', effects, x: { ...x, ...limits } };
  const source: SourceConfig = {
    name: 'x',
    crawler: 'tweets',
    options: { query: '#NHSCitizen', api: standIn.api, use: USE, ...options },
    place: { name: 'X', url: null, kind: null, owner: null, area: null },
  };
  const crawl = async (more: Record<string, unknown> = {}) => {
    const counts = noCounts();
    await crawlSource({ ...source, options: { ...source.options, ...more } }, world, counts);
    return counts;
  };
  const fails = async () => {
    const error: unknown = await crawl().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    return error as SourceError;
  };
  return { store, effects, crawl, fails, cursor: () => readCursor(store, 'x') };
}

async function storedIds(store: Database): Promise<number[]> {
  const rows = await store.all<{ id: string }>('SELECT external_id AS id FROM posts');
  return rows.map(({ id }) => Number(id)).sort((a, b) => b - a);
}

describe('paging', () => {
  test('reads all pages newest first and moves since_id to the newest post of the first page', async () => {
    const standIn = await xStandIn(range(135, 101));
    const { store, crawl, cursor } = await listener(standIn);
    expect(await crawl()).toMatchObject({ pages: 4, new: 35, duplicate: 0 });
    expect(await storedIds(store)).toEqual(range(135, 101));
    expect(await cursor()).toEqual({ query: '#NHSCitizen', since_id: '135', gap: null });
    expect(standIn.searches.map((search) => search.get('next_token'))).toEqual([
      null,
      'after126',
      'after116',
      'after106',
    ]);
  });

  test('asks the second time only for what is newer', async () => {
    const standIn = await xStandIn(range(105, 101));
    const { crawl } = await listener(standIn);
    await crawl();
    standIn.tweets.unshift(...tweetsOf([107, 106]));
    expect(await crawl()).toMatchObject({ new: 2, duplicate: 0 });
    expect(standIn.searches.at(-1)!.get('since_id')).toBe('105');
    expect(standIn.searches.at(-1)!.has('start_time')).toBe(false);
    expect(await crawl()).toMatchObject({ pages: 1, new: 0, duplicate: 0 });
  });

  test('goes on after a short page and after an empty page that names a next one', async () => {
    const standIn = await xStandIn(range(110, 101));
    standIn.instead = [
      json(200, { meta: { result_count: 0, next_token: 'after111' } }),
      json(200, {
        data: tweetsOf([110]),
        meta: { newest_id: '110', oldest_id: '110', result_count: 1, next_token: 'after110' },
      }),
    ];
    const { crawl, cursor } = await listener(standIn);
    expect(await crawl()).toMatchObject({ pages: 3, new: 10 });
    expect(await cursor()).toMatchObject({ since_id: '110' });
  });

  test('keeps since_id when there is nothing new', async () => {
    const standIn = await xStandIn([101]);
    const { crawl, cursor } = await listener(standIn);
    await crawl();
    standIn.tweets = [];
    await crawl();
    expect(await cursor()).toMatchObject({ since_id: '101', gap: null });
  });

  test('begins anew when the query changes', async () => {
    const standIn = await xStandIn(range(105, 101));
    const { crawl } = await listener(standIn);
    await crawl();
    await crawl({ query: 'nhs citizen' });
    expect(standIn.searches.at(-1)!.has('since_id')).toBe(false);
  });
});

describe('a crawl that breaks off', () => {
  test.each([1, 2, 3])('after %i pages loses nothing and reads no page twice', async (pages) => {
    const standIn = await xStandIn(range(145, 101));
    standIn.instead = [...Array<null>(pages).fill(null), problem(503, { title: 'Service Unavailable' })];
    const { store, crawl, fails, cursor } = await listener(standIn);
    expect((await fails()).slug).toBe('server-error');
    expect(await cursor()).toMatchObject({
      since_id: null,
      gap: { newest_id: '145', until_id: String(146 - 10 * pages) },
    });
    standIn.tweets.unshift(...tweetsOf(range(160, 146)));
    expect(await crawl()).toMatchObject({ new: 60 - 10 * pages, duplicate: 0 });
    expect(await storedIds(store)).toEqual(range(160, 101));
    expect(await cursor()).toMatchObject({ since_id: '160', gap: null });
  });

  test('before its first page leaves no trace', async () => {
    const standIn = await xStandIn(range(105, 101));
    standIn.instead = [problem(500, {})];
    const { fails, cursor } = await listener(standIn);
    expect(await fails()).toMatchObject({ slug: 'server-error', retryable: true });
    expect(await cursor()).toBeNull();
  });

  test('never skips the gap for newer posts, however often it breaks off', async () => {
    const standIn = await xStandIn(range(130, 101));
    const { store, crawl, fails, cursor } = await listener(standIn);
    standIn.instead = [null, problem(503, {})];
    await fails();
    standIn.tweets.unshift(...tweetsOf(range(140, 131)));
    standIn.instead = [null, problem(503, {})];
    await fails();
    expect(await cursor()).toMatchObject({ gap: { newest_id: '130', until_id: '111' } });
    await crawl();
    expect(await storedIds(store)).toEqual(range(140, 101));
  });

  test('starts again from ids when X no longer knows its page token', async () => {
    const standIn = await xStandIn(range(125, 101));
    standIn.instead = [null, badParameter('next_token', 'The next_token is not valid.')];
    const { store, crawl } = await listener(standIn);
    await crawl();
    expect(await storedIds(store)).toEqual(range(125, 101));
    expect(standIn.searches[2]!.get('until_id')).toBe('116');
    expect(standIn.searches[2]!.has('next_token')).toBe(false);
  });
});

describe('the cap on pages', () => {
  test('leaves the older part for the next crawls and moves since_id only when it is read', async () => {
    const standIn = await xStandIn(range(150, 101));
    const { store, effects, crawl, cursor } = await listener(standIn, { pages: 2 });
    expect(await crawl()).toMatchObject({ pages: 2, new: 20 });
    expect(await cursor()).toMatchObject({ since_id: null, gap: { newest_id: '150', until_id: '131' } });
    expect(effects.lines.join()).toContain('the next crawl goes on from there');
    await crawl();
    expect(await crawl()).toMatchObject({ pages: 2, new: 10 });
    expect(await cursor()).toMatchObject({ since_id: '150', gap: null });
    expect(await storedIds(store)).toEqual(range(150, 101));
    expect(standIn.searches).toHaveLength(6);
  });
});

describe('when the last crawl is too long ago', () => {
  test('asks by time instead of by id, never by both', async () => {
    const standIn = await xStandIn(range(105, 101));
    const { store, effects, crawl, cursor } = await listener(standIn);
    await crawl();
    standIn.oldestSearchable = 200n;
    standIn.tweets = tweetsOf(range(225, 201));
    expect(await crawl()).toMatchObject({ new: 25 });
    const [first, ...rest] = standIn.searches.slice(-3);
    expect([first, ...rest].map((search) => search!.has('since_id'))).toEqual([false, false, false]);
    expect(Date.parse(first!.get('start_time')!)).toBe(TEST_NOW - 7 * 86_400_000 + 60_000);
    expect(effects.lines.join()).toContain('warning: x: X no longer searches what was posted between the last crawl');
    expect(await storedIds(store)).toHaveLength(30);
    expect(await cursor()).toMatchObject({ since_id: '225' });
  });

  test('gives up a gap that X no longer searches, says so, and goes on with what is new', async () => {
    const standIn = await xStandIn(range(130, 101));
    const { store, effects, crawl, cursor } = await listener(standIn, { pages: 1 });
    await crawl();
    standIn.oldestSearchable = 125n;
    standIn.tweets = tweetsOf(range(132, 126));
    await crawl({ pages: 2 });
    expect(effects.lines.join()).toContain('it is missing');
    expect(await storedIds(store)).toEqual(range(132, 121));
    expect(await cursor()).toMatchObject({ since_id: '132', gap: null });
  });
});

describe('when X says no', () => {
  const resetAt = TEST_NOW / 1000 + 300;
  const cases: [string, Reply, Partial<SourceError>][] = [
    [
      'a bad token',
      problem(401, { title: 'Unauthorized', detail: 'Unauthorized' }),
      { slug: 'bad-token', retryable: false },
    ],
    ['no right to the endpoint', problem(403, { title: 'Client Forbidden' }), { slug: 'forbidden', retryable: false }],
    [
      'too many requests',
      problem(
        429,
        { title: 'Too Many Requests' },
        { 'x-rate-limit-reset': String(resetAt), 'x-rate-limit-remaining': '0' },
      ),
      { slug: 'rate-limited', retryable: true, retryAt: resetAt * 1000 + 1000 },
    ],
    [
      'too many requests, in plain text',
      { status: 429, body: 'Rate limit exceeded\n' },
      { slug: 'rate-limited', retryAt: TEST_NOW + 60_000 },
    ],
    [
      'a spent month',
      problem(429, { title: 'UsageCapExceeded', type: 'https://api.x.com/2/problems/usage-capped' }),
      { slug: 'usage-capped', retryable: false },
    ],
    ['an empty purse', problem(402, { title: 'CreditsDepleted' }), { slug: 'usage-capped', retryable: false }],
    [
      'trouble of its own',
      { status: 503, body: '<html>Over capacity</html>' },
      { slug: 'server-error', retryable: true },
    ],
    ['a query it does not understand', badParameter('query', 'missing EOF'), { slug: 'bad-options', retryable: false }],
    ['any other bad request', badParameter('max_results', 'too many'), { slug: 'http-error', retryable: false }],
    ['something that is not JSON', { status: 200, body: '<html>' }, { slug: 'unknown-shape' }],
    ['JSON of another shape', json(200, { statuses: [] }), { slug: 'unknown-shape' }],
    ['nothing', json(200, null), { slug: 'unknown-shape' }],
    ['posts under other names', json(200, { data: [{ key: '1', words: 'x' }] }), { slug: 'unknown-shape' }],
    ['a count without posts', json(200, { meta: { result_count: 9 } }), { slug: 'unknown-shape' }],
  ];
  test.each(cases)('%s', async (_name, reply, expected) => {
    const standIn = await xStandIn([101]);
    standIn.instead = [reply];
    const { fails } = await listener(standIn);
    expect(await fails()).toMatchObject(expected);
  });

  test('partial errors beside posts are refusals, and the posts are kept', async () => {
    const standIn = await xStandIn([]);
    standIn.instead = [
      json(200, {
        data: tweetsOf([102]),
        errors: [
          {
            resource_id: '90',
            parameter: 'referenced_tweets.id',
            title: 'Not Found Error',
            type: 'https://api.x.com/2/problems/resource-not-found',
          },
        ],
        meta: { newest_id: '102', oldest_id: '102', result_count: 1 },
      }),
    ];
    const { crawl } = await listener(standIn);
    expect(await crawl()).toMatchObject({
      new: 1,
      refusals: { 'resource-not-found (referenced_tweets.id)': { count: 1, example: '90' } },
    });
  });
});

describe('the token', () => {
  test('is sent as a bearer token, by the guarded client alone', async () => {
    const standIn = await xStandIn([101]);
    const { crawl } = await listener(standIn);
    await crawl();
    expect(standIn.server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
    expect(standIn.server.requests[0]!.headers['user-agent']).toMatch(/^Discover\//);
  });

  test.each([null, '', '  '])('is missed by name when it is %j', async (token) => {
    const standIn = await xStandIn([101]);
    const { fails } = await listener(standIn, {}, token);
    const error = await fails();
    expect(error.slug).toBe('no-token');
    expect(error.message).toContain('X_BEARER_TOKEN');
    expect(standIn.server.requests).toHaveLength(0);
  });

  test('does not get into a message, even when the server repeats it', async () => {
    const standIn = await xStandIn([101]);
    standIn.instead = [problem(403, { title: 'No', detail: `Bearer ${TOKEN} may not do this` })];
    const { fails, effects } = await listener(standIn);
    const error = await fails();
    expect(error.message).toContain('may not do this');
    expect(`${error.message} ${JSON.stringify(error.cause ?? '')} ${effects.lines.join()}`).not.toContain(TOKEN);
  });

  test('cannot be written into the project file by mistake', () => {
    const parsed = tweets.options.safeParse({ query: 'x', token: 'AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid' });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).not.toContain('%2BuSeid');
  });
});

test('asks for what becomes part of a post, and for no other person than the author', async () => {
  const standIn = await xStandIn([101]);
  const { crawl } = await listener(standIn, { api: standIn.api.slice(0, -1) });
  await crawl();
  const [search] = standIn.searches;
  expect(search!.get('query')).toBe('#NHSCitizen');
  expect(search!.get('max_results')).toBe('100');
  expect(search!.get('tweet.fields')!.split(',')).toContain('note_tweet');
  expect(search!.get('expansions')).toBe('author_id');
});

test.each([
  [{}, false],
  [{ query: '' }, false],
  [{ query: 'x'.repeat(513) }, false],
  [{ query: 'x', pages: 0 }, false],
  [{ query: 'x', api: 'ftp://api.example.org' }, false],
  [{ query: 'x', since: 'y' }, false],
  [{ query: 'x'.repeat(512) }, true],
])('options %# are right or wrong', (options, right) => {
  expect(tweets.options.safeParse(options).success).toBe(right);
});
