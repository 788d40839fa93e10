/** Mastodon servers played on loopback: what is read, how far, and what is left alone. */
import { describe, expect, test } from 'vitest';
import { mastodon } from '../../crawlers/mastodon.js';
import { deep, json, listener } from '../support/listener.js';
import { TEST_NOW } from '../support/project.js';
import { type Handler, type Reply, type Seen, type TestServer, testServer } from '../support/server.js';

const TAG = '/api/v1/timelines/tag/buses';
/** Far beyond what a number can hold: one more or less would be rounded away. */
const BASE = 117020593741189700n;

type Item = Record<string, unknown>;

interface StandIn {
  server: TestServer;
  /** Oldest first. */
  statuses: Item[];
  asked: URLSearchParams[];
  /** Answers the next questions for the timeline; `null` lets one through. */
  instead: (Reply | null)[];
}

function status(n: number, more: Item = {}): Item {
  const id = String(BASE + BigInt(n));
  return {
    id,
    uri: `https://social.example.org/users/ada/statuses/${id}`,
    url: `https://social.example.org/@ada/${id}`,
    created_at: new Date(TEST_NOW - 3_600_000 + n * 1000).toISOString(),
    visibility: 'public',
    content: `<p>The bus is late, ${n}</p>`,
    account: { id: '1', acct: 'ada', display_name: 'Ada', url: 'https://social.example.org/@ada' },
    tags: [{ name: 'buses' }],
    mentions: [],
    ...more,
  };
}

const uri = (n: number) => `https://social.example.org/users/ada/statuses/${BASE + BigInt(n)}`;
const upTo = (to: number, from = 1) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function standIn(count: number, pageSize = 5): Promise<StandIn> {
  const server = await testServer();
  const one: StandIn = { server, statuses: upTo(count).map((n) => status(n)), asked: [], instead: [] };
  const timeline: Handler = (seen) => answer(one, seen, pageSize);
  server.handlers[TAG] = timeline;
  return one;
}

function answer(one: StandIn, { path }: Seen, pageSize: number): Reply {
  const query = new URL(path, one.server.origin).searchParams;
  one.asked.push(query);
  const instead = one.instead.shift() ?? null;
  if (instead !== null) return instead;
  const [min, max] = [query.get('min_id'), query.get('max_id')];
  const newestFirst = [...one.statuses].reverse();
  const found = newestFirst.filter(
    ({ id }) =>
      (min === null || BigInt(String(id)) > BigInt(min)) && (max === null || BigInt(String(id)) < BigInt(max)),
  );
  const page = min === null ? found.slice(0, pageSize) : found.slice(-pageSize);
  const [first, last] = [page[0]?.id, page.at(-1)?.id];
  const link = `<http://elsewhere.example/x?max_id=${last}>; rel="next", <http://elsewhere.example/x?min_id=${first}>; rel="prev"`;
  return json(page, 200, page.length === 0 ? {} : { link });
}

function optionsFor(...standIns: StandIn[]) {
  return { servers: standIns.map(({ server }) => server.origin), tags: ['#buses'] };
}

const sorted = (ids: readonly string[]) => [...ids].sort();

describe('paging', () => {
  test('A2: the first crawl reads back to its first day, the next ones forward from there with min_id, without a gap', async () => {
    const one = await standIn(12);
    const { crawl, ids, cursor } = await listener('mastodon', [one.server], optionsFor(one));
    expect(await crawl()).toMatchObject({ new: 12, duplicate: 0 });
    expect(sorted(await ids())).toEqual(upTo(12).map(uri).sort());
    // More than three pages between two nights: the ones in the middle are read too.
    one.statuses.push(...upTo(30, 13).map((n) => status(n)));
    one.asked.length = 0;
    expect(await crawl()).toMatchObject({ new: 18, duplicate: 0 });
    expect(one.asked[0]!.get('min_id')).toBe(String(BASE + 12n));
    expect(one.asked.every((query) => !query.has('since_id') && !query.has('max_id'))).toBe(true);
    expect(sorted(await ids())).toEqual(upTo(30).map(uri).sort());
    expect(JSON.stringify(await cursor())).toContain(String(BASE + 30n));
    expect(await crawl()).toMatchObject({ new: 0, duplicate: 0 });
  });

  test('the first crawl stops at its first day', async () => {
    const one = await standIn(20);
    for (const old of one.statuses.slice(0, 12)) old.created_at = new Date(TEST_NOW - 9 * 86_400_000).toISOString();
    const { crawl } = await listener('mastodon', [one.server], { ...optionsFor(one), days: 8 });
    // Two pages of five: the second reaches below the floor.
    expect(await crawl()).toMatchObject({ new: 10 });
  });

  test.each([1, 2, 3, 4, 5])('A2: broken off at request %i, the next crawl has everything', async (at) => {
    const one = await standIn(12);
    const { crawl, fails, ids } = await listener('mastodon', [one.server], optionsFor(one));
    one.instead = [...Array<null>(at - 1).fill(null), { status: 503 }];
    // The fifth and last request finds nothing: the first crawl is done by then.
    expect((await fails()).slug).toBe('server-error');
    one.statuses.push(...upTo(17, 13).map((n) => status(n)));
    await crawl();
    expect(sorted(await ids())).toEqual(upTo(17).map(uri).sort());
  });

  test('a timeline that breaks off in the middle of a page is not saved by the next timeline as read', async () => {
    const one = await standIn(0);
    one.statuses = [status(1, { in_reply_to_id: '7' })];
    one.server.handlers['/api/v1/timelines/tag/trains'] = json([]);
    one.server.handlers['/api/v1/statuses'] = { status: 503 };
    const { crawl, ids } = await listener('mastodon', [one.server], { ...optionsFor(one), tags: ['buses', 'trains'] });
    expect(await crawl()).toMatchObject({ new: 0, refusals: { 'not read (server-error)': { count: 1 } } });
    one.server.handlers['/api/v1/statuses'] = json([]);
    await crawl();
    expect(await ids()).toEqual([uri(1)]);
  });

  test('the cap on pages leaves the rest for the next crawl', async () => {
    const one = await standIn(23);
    const { crawl, ids, effects } = await listener('mastodon', [one.server], { ...optionsFor(one), pages: 2 });
    for (const count of [10, 20, 23]) {
      await crawl();
      expect(await ids()).toHaveLength(count);
    }
    expect(effects.lines.join()).toContain('the next crawl goes on there');
  });

  test('C16: a server that sends the same page for ever is left with a reason', async () => {
    const one = await standIn(3);
    const { crawl, fails } = await listener('mastodon', [one.server], optionsFor(one));
    await crawl();
    const same = json([status(9)], 200, {});
    one.instead = [same, same, same, same];
    const error = await fails();
    expect(error).toMatchObject({ slug: 'unknown-shape', message: expect.stringContaining('same page again') });
    expect(one.instead).toHaveLength(2);
  });
});

describe('what a status becomes', () => {
  test('D1: one that two servers show is one post, known by its uri; the copy that was edited last counts', async () => {
    const [home, away] = [await standIn(1), await standIn(0)];
    const edited = { content: '<p>late again</p>', edited_at: '2026-03-02T20:30:00.000Z' };
    home.statuses[0] = { ...home.statuses[0], ...edited };
    const account = { id: '99', acct: 'ada@social.example.org', url: 'https://social.example.org/@ada' };
    away.statuses = [status(1, { id: '5', account })];
    const { crawl, rows } = await listener('mastodon', [home.server, away.server], optionsFor(home, away));
    expect(await crawl()).toMatchObject({ new: 1, changed: 0 });
    expect(await rows()).toMatchObject([
      { id: uri(1), kind: 'status', platform: 'mastodon', html: '<p>late again</p>', author: 'ada@social.example.org' },
    ]);
    const turned = await listener('mastodon', [home.server, away.server], optionsFor(away, home));
    expect(await turned.crawl()).toMatchObject({ new: 1, changed: 1 });
    expect(await turned.rows()).toMatchObject([{ html: '<p>late again</p>' }]);
  });

  test('D2: another server writing the same words with other markup is no edit', async () => {
    const [home, away] = [await standIn(1), await standIn(0)];
    away.statuses = [status(1, { id: '5', content: '<p class="theirs">The bus is late, 1</p>' })];
    const { crawl, rows } = await listener('mastodon', [home.server, away.server], optionsFor(home, away));
    expect(await crawl()).toMatchObject({ new: 1, changed: 0 });
    expect(await rows()).toMatchObject([{ html: '<p>The bus is late, 1</p>' }]);
  });

  test('replies, boosts, quotes, warnings, languages and mentions', async () => {
    const one = await standIn(1, 10);
    const bob = { id: '2', acct: 'bob@far.example', url: 'https://far.example/@bob' };
    const uriOf = (name: string) => ({ uri: `https://far.example/s/${name}`, id: `88${name.length}` });
    one.statuses.push(
      status(2, { in_reply_to_id: String(BASE + 1n), mentions: [bob], language: 'cy', spoiler_text: 'buses' }),
      status(3, { in_reply_to_id: '4711' }),
      status(4, { quote: { state: 'accepted', quoted_status: status(1, uriOf('quoted')) } }),
      status(5, { reblog: status(1, { ...uriOf('said'), content: '<p>said by Bob</p>', account: bob }), account: bob }),
      status(6, { in_reply_to_id: '4712' }),
    );
    one.server.handlers['/api/v1/statuses'] = json([{ id: '4711', uri: 'https://far.example/s/parent', content: 'x' }]);
    const { crawl, rows, store } = await listener('mastodon', [one.server], optionsFor(one));
    await crawl();
    const found = new Map((await rows()).map((row) => [row.id, row]));
    expect(found.get(uri(2))).toMatchObject({ inReplyTo: uri(1), title: 'buses' });
    expect(found.get(uri(3))).toMatchObject({ inReplyTo: 'https://far.example/s/parent' });
    expect(found.get(uri(4))).toMatchObject({ quotes: 'https://far.example/s/quoted' });
    expect(found.get(uri(5))).toMatchObject({
      reposts: 'https://far.example/s/said',
      html: '<p>said by Bob</p>',
      author: 'bob@far.example',
    });
    expect(found.get(uri(6))).toMatchObject({ inReplyTo: null });
    // The answered status itself is not ours to keep.
    expect(found.has('https://far.example/s/parent')).toBe(false);
    expect(await store.all("SELECT lang, mentions FROM posts WHERE title = 'buses'")).toEqual([
      { lang: 'cy', mentions: '["bob@far.example"]' },
    ]);
  });

  test('an account is read on its own server, replies and all', async () => {
    const one = await standIn(0);
    const { host } = one.server;
    one.server.handlers['/api/v1/accounts/lookup?acct=ada'] = json({ id: '42', acct: 'ada' });
    one.server.handlers['/api/v1/accounts/42/statuses'] = (seen) =>
      json(seen.path.includes('id=') ? [] : [status(1), status(2)]);
    const options = { servers: [one.server.origin], accounts: [`@ada@${host}`] };
    const { crawl, ids } = await listener('mastodon', [one.server], options);
    await crawl();
    expect(await ids()).toEqual([uri(1), uri(2)]);
  });
});

describe('U9: never stored', () => {
  const account = { id: '1', acct: 'ada', url: 'https://social.example.org/@ada' };
  const leaveMe: [string, Item][] = [
    ['not public', { visibility: 'unlisted' }],
    ['not public', { visibility: 'private' }],
    ['not public', { visibility: 'direct' }],
    ['not public', { visibility: undefined }],
    ['not public', { reblog: status(9, { visibility: 'private' }) }],
    ['the author asks not to be indexed', { account: { ...account, noindex: true } }],
    ['the author asks not to be indexed', { account: { ...account, indexable: false } }],
    ['the author asks not to be indexed', { account: { ...account, discoverable: false } }],
    ['the author asks not to be indexed', { account: { ...account, note: '<p>Baker. #NoBot</p>' } }],
    [
      'the author asks not to be indexed',
      { account: { ...account, note: '<a href="x">#<span class="y">noindex</span></a>' } },
    ],
    ['the author asks not to be indexed', { reblog: status(9, { account: { ...account, noindex: true } }) }],
  ];
  test.each(leaveMe)('%s (%#)', async (reason, more) => {
    const one = await standIn(0);
    one.statuses = [status(1, more), status(2)];
    const { crawl, ids, store } = await listener('mastodon', [one.server], optionsFor(one));
    const counts = await crawl();
    expect(counts).toMatchObject({ new: 1, refused: 1, refusals: { [reason]: { count: 1 } } });
    expect(counts.refusals[reason]!.example).not.toContain('ada');
    expect(await ids()).toEqual([uri(2)]);
    expect(await store.all('SELECT 1 FROM posts')).toHaveLength(1);
  });

  test('an account that asks to be left alone is not even asked for its statuses', async () => {
    const one = await standIn(0);
    one.server.handlers['/api/v1/accounts/lookup'] = json({ id: '42', note: '#nobot' });
    const options = { servers: [one.server.origin], accounts: [`ada@${one.server.host}`] };
    const { fails } = await listener('mastodon', [one.server], options);
    expect(await fails()).toMatchObject({ slug: 'forbidden', message: expect.stringContaining('not to be indexed') });
    expect(one.server.requests).toHaveLength(1);
  });

  test('an account that says yes, or nothing at all, is read', async () => {
    const one = await standIn(1);
    const yes = { ...account, noindex: false, indexable: true, discoverable: true, note: '<p>No bots #nobotany</p>' };
    one.statuses.push(status(2, { account: yes }), status(3, { account: { ...account, discoverable: null } }));
    const { crawl } = await listener('mastodon', [one.server], optionsFor(one));
    expect(await crawl()).toMatchObject({ new: 3, refused: 0 });
  });
});

describe('when a server says no', () => {
  const cases: [string, Reply, object][] = [
    ['sign in first', { status: 401 }, { slug: 'no-token', message: expect.stringContaining('token: NAME') }],
    ['sign in first, as older servers put it', { status: 422 }, { slug: 'no-token' }],
    ['forbidden', { status: 403 }, { slug: 'forbidden', message: expect.stringContaining('leave it out') }],
    ['no such thing', { status: 404 }, { slug: 'not-found', message: expect.stringContaining('spelt') }],
    ['gone', { status: 410 }, { slug: 'gone', message: expect.stringContaining('deleted or suspended') }],
    [
      'too many requests',
      { status: 429, headers: { 'x-ratelimit-reset': new Date(TEST_NOW + 300_000).toISOString() } },
      { slug: 'rate-limited', retryable: true, retryAt: TEST_NOW + 300_000 },
    ],
    ['trouble', { status: 502, body: '<html>' }, { slug: 'server-error', retryable: true }],
    ['a web page', { status: 200, body: '<html>' }, { slug: 'unknown-shape' }],
    ['another shape', json({ statuses: [] }), { slug: 'unknown-shape' }],
    ['nothing', json(null), { slug: 'unknown-shape' }],
    ['a bottomless pit', { body: deep(200_000) }, {}],
  ];
  test.each(cases)('%s', async (_name, reply, expected) => {
    const one = await standIn(1);
    one.instead = [reply];
    const { crawl, fails, cursor } = await listener('mastodon', [one.server], optionsFor(one));
    if (Object.keys(expected).length === 0) expect(await crawl()).toMatchObject({ new: 0, refused: 1 });
    else {
      expect(await fails()).toMatchObject(expected);
      expect(await cursor()).toBeNull();
    }
  });

  test('C4: the last request of a window is followed by none before its end', async () => {
    const one = await standIn(12);
    const reset = new Date(TEST_NOW + 200_000).toISOString();
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    one.instead = [json([status(12)], 200, spent)];
    const { crawl, fails, effects, ids } = await listener('mastodon', [one.server], optionsFor(one));
    expect(await fails()).toMatchObject({ slug: 'rate-limited', retryAt: TEST_NOW + 200_000 });
    expect(one.server.requests).toHaveLength(1);
    expect(await ids()).toHaveLength(1);
    effects.clock.now += 200_001;
    await crawl();
    expect(await ids()).toHaveLength(12);
  });

  test('silence is told from a closed door: an empty timeline is looked into', async () => {
    const one = await standIn(0);
    const access = (who: string) => ({
      configuration: { timelines_access: { hashtag_feeds: { local: who, remote: who } } },
    });
    const { crawl, fails } = await listener('mastodon', [one.server], optionsFor(one));
    one.server.handlers['/api/v2/instance'] = json(access('authenticated'));
    expect(await fails()).toMatchObject({ slug: 'no-token' });
    one.server.handlers['/api/v2/instance'] = json(access('disabled'));
    expect(await fails()).toMatchObject({ slug: 'forbidden' });
    for (const reply of [json(access('public')), json({}), { status: 404 }]) {
      one.server.handlers['/api/v2/instance'] = reply;
      expect(await crawl()).toMatchObject({ new: 0, refused: 0 });
    }
  });

  test('a server that fails does not stop the others, and is named', async () => {
    const [good, bad] = [await standIn(2), await standIn(2)];
    bad.server.handlers[TAG] = { status: 403 };
    const { crawl } = await listener('mastodon', [good.server, bad.server], optionsFor(bad, good));
    expect(await crawl()).toMatchObject({
      new: 2,
      refusals: { 'not read (forbidden)': { example: expect.stringContaining(bad.server.host) } },
    });
  });

  test('hostile items are refused one by one, and the page goes on', async () => {
    const one = await standIn(0);
    const hostile = [
      null,
      7,
      'text',
      [],
      {},
      { id: '1' },
      status(1, { content: { toString: 1 } }),
      status(2, { uri: 'javascript:alert(1)' }),
      status(3, { account: 'ada' }),
      status(4, { reblog: { visibility: 'public' } }),
      JSON.parse(
        '{"__proto__": {"visibility": "public", "uri": "https://x.example/1"}, "content": "x", "account": {}}',
      ),
    ];
    one.instead = [json([...hostile, status(9)])];
    const { crawl, ids } = await listener('mastodon', [one.server], optionsFor(one));
    expect(await crawl()).toMatchObject({ new: 1, refused: hostile.length });
    expect(await ids()).toEqual([uri(9)]);
    expect(({} as Item).visibility).toBeUndefined();
  });

  test('D6: numbers written without quotes keep every digit', async () => {
    const one = await standIn(0);
    const body = JSON.stringify([status(1, { in_reply_to_id: 'PARENT' })])
      .replace(`"id":"${BASE + 1n}"`, `"id":${BASE + 1n}`)
      .replace('"PARENT"', '117020593741189699');
    one.instead = [{ body }];
    one.server.handlers['/api/v1/statuses'] = json([]);
    const { crawl, cursor } = await listener('mastodon', [one.server], optionsFor(one));
    await crawl();
    expect(one.server.requests.map(({ path }) => path).join()).toContain('117020593741189699');
    expect(JSON.stringify(await cursor())).toContain(`"${BASE + 1n}"`);
  });
});

describe('the token', () => {
  test('of a server goes to that server and nowhere else', async () => {
    const [mine, other] = [await standIn(1), await standIn(1)];
    const options = {
      servers: [{ server: mine.server.origin, token: 'MY_TOKEN' }, other.server.origin],
      tags: ['buses'],
    };
    const { crawl } = await listener('mastodon', [mine.server, other.server], options, { MY_TOKEN: 'sesame' });
    await crawl();
    expect(new Set(mine.server.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer sesame']),
    );
    expect(new Set(other.server.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([undefined]));
  });

  test('is missed by name, and its refusal names it', async () => {
    const one = await standIn(1);
    const options = { servers: [{ server: one.server.origin, token: 'MY_TOKEN' }], tags: ['buses'] };
    const without = await listener('mastodon', [one.server], options);
    expect(await without.fails()).toMatchObject({ slug: 'no-token', message: expect.stringContaining('MY_TOKEN') });
    expect(one.server.requests).toHaveLength(0);
    one.instead = [{ status: 401, body: 'sesame' }];
    const refused = await listener('mastodon', [one.server], options, { MY_TOKEN: 'sesame' });
    const error = await refused.fails();
    expect(error).toMatchObject({ slug: 'bad-token', message: expect.stringContaining('MY_TOKEN') });
    expect(error.message).not.toContain('sesame');
  });
});

describe('F1: private hosts', () => {
  const wrong = ['127.0.0.1', 'localhost', '10.0.0.1', '0x7f.1', '2130706433', '[::1]', '169.254.169.254'];
  test.each(wrong)('a server %s is refused before anything is sent', async (server) => {
    const canary = await testServer();
    const { fails } = await listener('mastodon', [], { servers: [server], tags: ['x'] });
    expect(['refused-address', 'unknown-host']).toContain((await fails()).slug);
    const port = await listener('mastodon', [], { servers: [canary.origin], tags: ['x'] });
    expect((await port.fails()).slug).toBe('refused-address');
    expect(canary.connections()).toBe(0);
  });

  test('so is the host of a handle', async () => {
    const canary = await testServer();
    for (const host of ['127.0.0.1', canary.host, '0x7f.1', '2130706433']) {
      const { fails } = await listener('mastodon', [], { accounts: [`u@${host}`] });
      expect((await fails()).slug).toBe('refused-address');
    }
    expect(canary.connections()).toBe(0);
  });

  test.each([
    { servers: ['good.example/%2F%23@127.0.0.1'] },
    { servers: ['user:pass@good.example'] },
    { servers: ['https://good.example/path?x=1'] },
    { servers: ['file:///etc/passwd'] },
    { servers: ['1.2.3.4.5'] },
    { servers: [''] },
    { accounts: ['u@good.example/%2F%23'] },
    { accounts: ['u'] },
    { accounts: ['../../u@good.example#'] },
    { tags: ['../accounts/1'] },
    { tags: [] },
    { tags: ['a'], servers: [] },
    { days: 0 },
    { servers: [{ server: 'good.example', token: 'the-token-itself' }] },
    { surprise: 1 },
  ])('options %# are refused', (more) => {
    expect(mastodon.options.safeParse({ servers: ['good.example'], tags: ['x'], ...more }).success).toBe(false);
  });
});
