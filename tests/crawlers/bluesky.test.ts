/** An AppView of Bluesky played on loopback: search by moments, feeds by cursor, and what is left alone. */
import { describe, expect, test } from 'vitest';
import { bluesky } from '../../crawlers/bluesky.js';
import { deep, json, listener } from '../support/listener.js';
import { TEST_NOW } from '../support/project.js';
import { type Reply, type Seen, type TestServer, testServer } from '../support/server.js';

const SEARCH = '/xrpc/app.bsky.feed.searchPosts';
const FEED = '/xrpc/app.bsky.feed.getAuthorFeed';
const DID = 'did:plc:adaadaadaadaadaadaadaada';
const SECOND = 1000;
const START = TEST_NOW - 3_600_000 * 5;

type Item = Record<string, unknown>;

const uri = (n: number, did = DID) => `at://${did}/app.bsky.feed.post/3m7aaz${n}`;
const upTo = (to: number, from = 1) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const iso = (at: number) => new Date(at).toISOString();

function author(more: Item = {}, did = DID): Item {
  return { did, handle: 'ada.example.org', displayName: 'Ada', labels: [], ...more };
}

function post(n: number, record: Item = {}, more: Item = {}): Item {
  const at = iso(START + n * 60 * SECOND);
  return {
    uri: uri(n),
    cid: `cid${n}`,
    author: author(),
    record: { $type: 'app.bsky.feed.post', createdAt: at, text: `The bus is late, ${n}`, ...record },
    indexedAt: at,
    labels: [],
    ...more,
  };
}

interface StandIn {
  server: TestServer;
  /** Oldest first. */
  posts: Item[];
  asked: URLSearchParams[];
  instead: (Reply | null)[];
}

async function standIn(count: number, pageSize = 5): Promise<StandIn> {
  const server = await testServer();
  const one: StandIn = { server, posts: upTo(count).map((n) => post(n)), asked: [], instead: [] };
  const query = ({ path }: Seen) => {
    const asked = new URL(path, server.origin).searchParams;
    one.asked.push(asked);
    return asked;
  };
  server.handlers[SEARCH] = (seen) => search(one, query(seen), pageSize);
  server.handlers[FEED] = (seen) => feed(one, query(seen), pageSize);
  return one;
}

const momentOf = (item: Item) => Date.parse(String((item.record as Item).createdAt));

function search(one: StandIn, query: URLSearchParams, pageSize: number): Reply {
  const instead = one.instead.shift() ?? null;
  if (instead !== null) return instead;
  // As the service does with strangers who page.
  if (query.has('cursor')) return { status: 403 };
  const [since, until] = ['since', 'until'].map((name) => Date.parse(query.get(name) ?? ''));
  const found = one.posts.filter(
    (item) => momentOf(item) >= since! && (Number.isNaN(until) || momentOf(item) < until!),
  );
  const newestFirst = found.sort((a, b) => momentOf(b) - momentOf(a)).slice(0, pageSize);
  return json({ posts: newestFirst, cursor: String(pageSize) });
}

function feed(one: StandIn, query: URLSearchParams, pageSize: number): Reply {
  const instead = one.instead.shift() ?? null;
  if (instead !== null) return instead;
  const below = query.get('cursor');
  const newestFirst = [...one.posts].reverse();
  const found = newestFirst.filter((item) => below === null || String(item.indexedAt) < below);
  const page = found.slice(0, pageSize);
  const cursor = found.length > pageSize ? { cursor: String(page.at(-1)!.indexedAt) } : {};
  return json({ feed: page.map((item) => (item.post === undefined ? { post: item } : item)), ...cursor });
}

const searching = (one: StandIn) => ({ api: one.server.origin, queries: ['#buses'] });
const following = (one: StandIn) => ({ api: `${one.server.origin}/`, accounts: ['@ada.example.org'] });

describe.each([
  ['search', searching],
  ['an author feed', following],
])('paging through %s', (_name, optionsFor) => {
  test('reads all there is, then only what is new, without a gap', async () => {
    const one = await standIn(12);
    const { crawl, ids } = await listener('bluesky', [one.server], optionsFor(one));
    expect(await crawl()).toMatchObject({ new: 12 });
    one.posts.push(...upTo(70, 13).map((n) => post(n)));
    expect(await crawl()).toMatchObject({ new: 58 });
    expect((await ids()).sort()).toEqual(
      upTo(70)
        .map((n) => uri(n))
        .sort(),
    );
    expect(await crawl()).toMatchObject({ new: 0 });
  });

  test.each([1, 2, 3])('A2: broken off at request %i, the next crawl has everything', async (at) => {
    const one = await standIn(12);
    const { crawl, fails, ids } = await listener('bluesky', [one.server], optionsFor(one));
    one.instead = [...Array<null>(at - 1).fill(null), { status: 503 }];
    expect((await fails()).slug).toBe('server-error');
    one.posts.push(...upTo(30, 13).map((n) => post(n)));
    one.instead = [null, { status: 503 }];
    await fails();
    await crawl();
    expect((await ids()).sort()).toEqual(
      upTo(30)
        .map((n) => uri(n))
        .sort(),
    );
  });

  test('the cap on pages leaves the older rest for the next crawl, before anything newer', async () => {
    const one = await standIn(23);
    const { crawl, ids, effects } = await listener('bluesky', [one.server], { ...optionsFor(one), pages: 2 });
    await crawl();
    expect(effects.lines.join()).toContain('the next crawl goes on there');
    one.posts.push(post(24));
    for (let night = 0; night < 4; night += 1) await crawl();
    expect((await ids()).sort()).toEqual(
      upTo(24)
        .map((n) => uri(n))
        .sort(),
    );
  });

  test('C16: a server that sends the same page for ever is left with a reason', async () => {
    const one = await standIn(0);
    const list = optionsFor === searching ? 'posts' : 'feed';
    const item = optionsFor === searching ? post(1) : { post: post(1) };
    let asked = 0;
    const same = () => {
      asked += 1;
      return json({ [list]: [item], cursor: `again${asked}` });
    };
    Object.assign(one.server.handlers, { [SEARCH]: same, [FEED]: same });
    const { fails, ids } = await listener('bluesky', [one.server], optionsFor(one));
    expect(await fails()).toMatchObject({ slug: 'unknown-shape', message: expect.stringContaining('same page') });
    expect(asked).toBeLessThan(5);
    expect(await ids()).toEqual([uri(1)]);
  });

  test('an empty answer is no failure', async () => {
    const one = await standIn(0);
    const { crawl } = await listener('bluesky', [one.server], optionsFor(one));
    expect(await crawl()).toMatchObject({ new: 0, refused: 0 });
    one.posts.push(post(1));
    expect(await crawl()).toMatchObject({ new: 1 });
  });
});

test('search pages by moments: no cursor, newest first, and posts of one moment are not cut apart', async () => {
  const one = await standIn(0, 3);
  const at = iso(START);
  one.posts = upTo(5).map((n) => post(n, { createdAt: n === 5 ? iso(START + SECOND) : at }));
  one.posts[0] = post(1, { createdAt: iso(START - SECOND) });
  // 5 | 2 3 4 share a moment | 1, in pages of three.
  const { crawl, ids } = await listener('bluesky', [one.server], searching(one));
  await crawl();
  expect((await ids()).sort()).toEqual(
    upTo(5)
      .map((n) => uri(n))
      .sort(),
  );
  expect(one.asked.every((query) => query.get('sort') === 'latest' && !query.has('cursor'))).toBe(true);
  expect(one.asked[0]!.get('since')).toBe(iso(TEST_NOW - 7 * 86_400_000));
});

test('the second search begins an hour before the newest post: the index is late, and posts are dated back', async () => {
  const one = await standIn(3);
  const { crawl } = await listener('bluesky', [one.server], searching(one));
  await crawl();
  one.posts.push(post(4, { createdAt: iso(START + 60 * SECOND) }));
  expect(await crawl()).toMatchObject({ new: 1 });
  one.posts.push(post(200));
  await crawl();
  await crawl();
  expect(one.asked.at(-1)!.get('since')).toBe(iso(START + 200 * 60 * SECOND - 3_600_000));
});

describe('what a post becomes', () => {
  test('bytes of UTF-8 lead to links, mentions and tags', async () => {
    const text = '🚌 é: @bob.example.org sagt #Bus → example.org/a-lo... und hier';
    const bytes = (part: string) => {
      const byteStart = Buffer.from(text.slice(0, text.indexOf(part))).length;
      return { byteStart, byteEnd: byteStart + Buffer.from(part).length };
    };
    const facet = (part: string, kind: string, more: Item) => ({
      index: bytes(part),
      features: [{ $type: `app.bsky.richtext.facet#${kind}`, ...more }],
    });
    const long = 'https://example.org/a-long-address';
    const facets = [
      facet('hier', 'link', { uri: 'https://other.example/' }),
      facet('example.org/a-lo...', 'link', { uri: long }),
      facet('#Bus', 'tag', { tag: 'Bus' }),
      facet('@bob.example.org', 'mention', { did: 'did:plc:bob' }),
      facet('🚌', 'mention', { did: 'did:plc:carol' }),
      { index: { byteStart: 5, byteEnd: 9_999 }, features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'beyond' }] },
      { index: { byteStart: -1, byteEnd: 'x' }, features: null },
      facet('bob', 'tag', { tag: 'overlapping' }),
    ];
    const one = await standIn(0);
    const embed = { $type: 'app.bsky.embed.external', external: { uri: 'https://card.example/' } };
    one.posts = [post(1, { text, facets, tags: ['Timetable'], langs: ['de', 'en'], embed })];
    const { crawl, rows, store } = await listener('bluesky', [one.server], searching(one));
    await crawl();
    expect((await rows())[0]!.text).toBe(`🚌 é: @bob.example.org sagt #Bus → ${long} und hier`);
    expect(await store.all('SELECT mentions, hashtags, links, lang FROM posts')).toEqual([
      {
        mentions: '["did:plc:carol","bob.example.org"]',
        hashtags: '["Bus","Timetable"]',
        links: JSON.stringify([long, 'https://other.example/', 'https://card.example/']),
        lang: 'de',
      },
    ]);
  });

  test('D6: replies, quotes and reposts by address; people by DID', async () => {
    const [root, parent] = [uri(90), uri(91, 'did:web:far.example')];
    const one = await standIn(0);
    const quote = { record: { uri: uri(92) } };
    const by = author({ handle: 'bob.example.org' }, 'did:plc:bob');
    one.posts = [
      post(1, { reply: { root: { uri: root }, parent: { uri: parent } } }),
      post(2, { embed: { $type: 'app.bsky.embed.record', ...quote } }),
      post(3, { embed: { $type: 'app.bsky.embed.recordWithMedia', record: quote, media: {} } }),
    ];
    one.server.handlers[FEED] = json({
      feed: [
        {
          post: post(1, { text: 'said by Ada' }),
          reason: { $type: 'app.bsky.feed.defs#reasonRepost', by, indexedAt: '2026-03-02T20:00:00.000Z' },
        },
      ],
    });
    const options = { ...searching(one), accounts: ['did:plc:bob'] };
    const { crawl, rows } = await listener('bluesky', [one.server], options);
    await crawl();
    const found = new Map((await rows()).map((row) => [row.id, row]));
    expect(found.get(uri(1))).toMatchObject({
      ...{ kind: 'status', platform: 'bluesky', author: DID, handle: 'ada.example.org' },
      ...{ inReplyTo: parent, thread: root, url: `https://bsky.app/profile/${DID}/post/3m7aaz1` },
    });
    expect(found.get(uri(2))).toMatchObject({ quotes: uri(92), thread: uri(2) });
    expect(found.get(uri(3))).toMatchObject({ quotes: uri(92) });
    expect(found.get(`${uri(1)}#did:plc:bob`)).toMatchObject({
      ...{ reposts: uri(1), author: 'did:plc:bob', text: 'said by Ada', createdAt: '2026-03-02T20:00:00.000Z' },
    });
  });

  test('D3: a post is dated by the earlier of what its author and what the platform says', async () => {
    const one = await standIn(0);
    const [early, late] = [iso(START), iso(START + SECOND)];
    const view = (n: number, createdAt: string, indexedAt: string) => post(n, { createdAt }, { indexedAt });
    const all = [
      view(1, '9999-01-01T00:00:00Z', late),
      view(2, early, late),
      view(3, 'soon', late),
      view(4, late, 'x'),
    ];
    one.instead = [json({ posts: all })];
    const { crawl, rows } = await listener('bluesky', [one.server], searching(one));
    await crawl();
    expect((await rows()).map(({ createdAt }) => createdAt)).toEqual([late, early, late, null]);
  });
});

describe('U9: never stored', () => {
  const label = (val: string, more: Item = {}) => ({ labels: [{ val, src: 'did:plc:x', ...more }] });
  test.each([
    ['the author asks to be shown to signed-in people only', {}, label('!no-unauthenticated')],
    ['taken down by the platform', label('!takedown'), {}],
    ['taken down by the platform', {}, label('!suspend')],
    ['hidden by the platform', label('!hide'), {}],
  ])('%s (%#)', async (reason, ofPost, ofAuthor) => {
    const one = await standIn(2);
    one.posts[0] = post(1, {}, { ...ofPost, author: author(ofAuthor) });
    const { crawl, ids } = await listener('bluesky', [one.server], searching(one));
    const counts = await crawl();
    expect(counts.refusals[reason]!.count).toBeGreaterThan(0);
    expect(counts.refusals[reason]!.example).not.toContain(DID);
    expect(await ids()).toEqual([uri(2)]);
  });

  test('neither is a repost by, or of, somebody who asks that; a label taken back counts no more', async () => {
    const one = await standIn(0);
    const out = author(label('!no-unauthenticated'), 'did:plc:out');
    const reason = (by: Item) => ({ $type: 'app.bsky.feed.defs#reasonRepost', by, indexedAt: iso(START) });
    one.instead = [
      json({
        feed: [
          { post: post(1), reason: reason(out) },
          { post: { ...post(2), uri: uri(2, 'did:plc:out'), author: out }, reason: reason(author()) },
          { post: post(3, {}, { author: author(label('!no-unauthenticated', { neg: true })) }) },
        ],
      }),
    ];
    const { crawl, ids } = await listener('bluesky', [one.server], following(one));
    expect(await crawl()).toMatchObject({ new: 1, refused: 2 });
    expect(await ids()).toEqual([uri(3)]);
  });
});

describe('when the service says no', () => {
  const resets = { 'ratelimit-reset': String(TEST_NOW / 1000 + 240) };
  const cases: [string, Reply, object][] = [
    [
      'strangers may not search',
      { status: 403 },
      { slug: 'no-token', message: expect.stringContaining('APP_PASSWORD') },
    ],
    ['sign in', json({ error: 'AuthMissing' }, 401), { slug: 'no-token' }],
    ['a bad query', json({ error: 'BadQueryString' }, 400), { slug: 'bad-options' }],
    ['nothing there', { status: 404 }, { slug: 'not-found', message: expect.stringContaining('api') }],
    ['gone', { status: 410 }, { slug: 'gone', message: expect.stringContaining('leave it out') }],
    ['slow down', { status: 429, headers: resets }, { slug: 'rate-limited', retryAt: TEST_NOW + 240_000 }],
    ['trouble', { status: 502 }, { slug: 'server-error', retryable: true }],
    ['a web page', { body: '<html>' }, { slug: 'unknown-shape' }],
    ['another shape', json({ feed: [] }), { slug: 'unknown-shape' }],
    ['nothing', json(null), { slug: 'unknown-shape' }],
    ['a bottomless pit', { body: deep(200_000) }, { slug: 'unknown-shape' }],
  ];
  test.each(cases)('%s', async (_name, reply, expected) => {
    const one = await standIn(1);
    one.instead = [reply];
    const { fails, cursor } = await listener('bluesky', [one.server], searching(one));
    expect(await fails()).toMatchObject(expected);
    expect(await cursor()).toBeNull();
  });

  test('one query that fails does not stop the feeds, and is named', async () => {
    const one = await standIn(2);
    one.server.handlers[SEARCH] = { status: 403 };
    const { crawl } = await listener('bluesky', [one.server], { ...searching(one), accounts: ['ada.example.org'] });
    expect(await crawl()).toMatchObject({
      new: 2,
      refusals: { 'not read (no-token)': { example: expect.stringContaining('search for #buses') } },
    });
  });

  test('hostile items are refused one by one, and the page goes on', async () => {
    const one = await standIn(0);
    const hostile = [
      null,
      7,
      [],
      {},
      post(1, { text: { toString: 1 } }),
      post(2, {}, { author: 'ada' }),
      post(3, {}, { author: author({}, 'did:plc:somebodyelse') }),
      post(4, {}, { uri: 'at://did:plc:x/app.bsky.feed.like/1' }),
      post(5, {}, { uri: `${uri(5)}/../../x` }),
      post(6, {}, { record: null }),
      JSON.parse('{"__proto__": {"uri": "at://x", "record": {}}}'),
    ];
    one.instead = [json({ posts: [...hostile, post(9, { facets: 'x', reply: 7, embed: [], langs: {}, tags: 3 })] })];
    const { crawl, ids } = await listener('bluesky', [one.server], searching(one));
    expect(await crawl()).toMatchObject({ new: 1, refused: hostile.length });
    expect(await ids()).toEqual([uri(9)]);
  });
});

describe('signing in', () => {
  const SESSION = '/xrpc/com.atproto.server.createSession';
  const account = { account: 'us.example.org' };

  test('happens once a crawl, and the password goes nowhere else', async () => {
    const one = await standIn(12);
    one.server.handlers[SESSION] = json({ accessJwt: 'jwt', did: 'did:plc:us' });
    const options = { ...searching(one), ...account };
    const { crawl } = await listener('bluesky', [one.server], options, { BLUESKY_APP_PASSWORD: 'sesame' });
    expect(await crawl()).toMatchObject({ new: 12 });
    const [first, ...rest] = one.server.requests;
    expect(JSON.parse(first!.body)).toEqual({ identifier: 'us.example.org', password: 'sesame' });
    expect(rest.length).toBeGreaterThan(2);
    expect(rest.every(({ headers }) => headers.authorization === 'Bearer jwt')).toBe(true);
    expect(JSON.stringify(rest)).not.toContain('sesame');
  });

  test('needs the password, and says which one was refused without showing it', async () => {
    const one = await standIn(1);
    const options = { ...searching(one), ...account };
    const without = await listener('bluesky', [one.server], options);
    expect(await without.fails()).toMatchObject({ slug: 'no-token', message: expect.stringContaining('APP_PASSWORD') });
    expect(one.server.requests).toHaveLength(0);
    one.server.handlers[SESSION] = json({ error: 'AuthenticationRequired', message: 'sesame is wrong' }, 401);
    const refused = await listener('bluesky', [one.server], options, { BLUESKY_APP_PASSWORD: 'sesame' });
    const error = await refused.fails();
    expect(error).toMatchObject({ slug: 'bad-token', message: expect.stringContaining('us.example.org') });
    expect(error.message).not.toContain('sesame');
  });
});

test('F1: a private service is refused before anything is sent', async () => {
  const canary = await testServer();
  for (const api of [canary.origin, 'http://127.0.0.1/', 'http://[::1]/', 'http://0x7f.1/', 'http://10.0.0.1/']) {
    const { fails } = await listener('bluesky', [], { api, queries: ['x'] });
    expect((await fails()).slug).toBe('refused-address');
  }
  expect(canary.connections()).toBe(0);
});

test.each([
  {},
  { queries: [''] },
  { queries: ['x'], accounts: ['not a handle'] },
  { accounts: ['ada@127.0.0.1'] },
  { accounts: ['127.0.0.1'] },
  { queries: ['x'], api: 'file:///etc/passwd' },
  { queries: ['x'], password: 'abcd-efgh-ijkl-mnop' },
  { queries: ['x'], pages: 0 },
  { queries: ['x'], surprise: 1 },
])('options %# are refused', (options) => {
  expect(bluesky.options.safeParse(options).success).toBe(false);
});
