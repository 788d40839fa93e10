/** A Discourse forum played on loopback: its lists, its topics in pieces, and what is left out. */
import { describe, expect, test } from 'vitest';
import { discourse } from '../../crawlers/discourse.js';
import { deep, json, listener } from '../support/listener.js';
import { TEST_NOW } from '../support/project.js';
import { type Handler, type Reply, type TestServer, testServer } from '../support/server.js';

const MINUTE = 60_000;
const START = TEST_NOW - 5 * 86_400_000;
const LIST_SIZE = 3;

type Item = Record<string, unknown>;

interface Forum {
  server: TestServer;
  /** Posts of each topic, oldest first. */
  topics: Map<number, Item[]>;
  /** More about a topic, in the list and on its page. */
  about: Map<number, Item>;
  /** Answers instead of us, by the number of the request from now on. */
  instead: (Reply | null)[];
}

const iso = (minute: number) => new Date(START + minute * MINUTE).toISOString();

function post(id: number, number: number, minute: number, more: Item = {}): Item {
  return {
    id,
    post_number: number,
    post_type: 1,
    user_id: 7,
    username: 'ada',
    name: 'Ada L',
    created_at: iso(minute),
    cooked: `<p>The bus is late, ${id}</p>`,
    reply_to_post_number: null,
    hidden: false,
    user_deleted: false,
    deleted_at: null,
    version: 1,
    ...more,
  };
}

/** A topic with `count` posts, one a minute from `minute` on. Ids are `topic * 1000 + number`. */
function fill(forum: Forum, topic: number, count: number, minute: number): void {
  const posts = forum.topics.get(topic) ?? [];
  for (let index = 0; index < count; index += 1) {
    const number = posts.length + 1;
    posts.push(post(topic * 1000 + number, number, minute + index));
  }
  forum.topics.set(topic, posts);
}

const bumped = (posts: readonly Item[]) => String(posts.at(-1)!.created_at);

async function forumOf(): Promise<Forum> {
  const server = await testServer();
  const forum: Forum = { server, topics: new Map(), about: new Map(), instead: [] };
  const answer: Handler = ({ path }) => forum.instead.shift() ?? answerOf(forum, new URL(path, server.origin));
  server.handlers['*'] = answer;
  return forum;
}

function answerOf(forum: Forum, { pathname, searchParams }: URL): Reply {
  if (pathname === '/latest.json' || pathname === '/c/patients/12/l/latest.json') {
    const page = Number(searchParams.get('page') ?? '0');
    const all = [...forum.topics].map(([id, posts]) => ({ id, bumped_at: bumped(posts), ...forum.about.get(id) }));
    all.sort((one, other) => (one.bumped_at < other.bumped_at ? 1 : -1));
    const end = (page + 1) * LIST_SIZE;
    const more = end < all.length ? { more_topics_url: `/latest?page=${page + 1}` } : {};
    return json({ topic_list: { topics: all.slice(page * LIST_SIZE, end), ...more } });
  }
  const [, id, isPart] = /^\/t\/(\d+)(\/posts)?\.json$/.exec(pathname) ?? [];
  const posts = forum.topics.get(Number(id));
  if (posts === undefined) return { status: 404 };
  if (isPart === undefined) {
    const stream = posts.map((one) => one.id);
    const head = { id: Number(id), slug: 'late-buses', title: 'Late buses', posts_count: posts.length };
    return json({ ...head, post_stream: { posts: posts.slice(0, 20), stream }, ...forum.about.get(Number(id)) });
  }
  const ids = searchParams.getAll('post_ids[]');
  return json({ post_stream: { posts: posts.filter((one) => ids.includes(String(one.id))) } });
}

const expected = (forum: Forum) =>
  [...forum.topics.values()].flatMap((posts) => posts.map((one) => String(one.id))).sort();

const settings = (forum: Forum) => ({ server: forum.server.origin });

/** Topics of all sizes: one in a single answer, one in three pieces, two bumped at the same moment. */
async function busyForum(): Promise<Forum> {
  const forum = await forumOf();
  fill(forum, 1, 3, 0);
  fill(forum, 2, 55, 10);
  fill(forum, 3, 2, 100);
  fill(forum, 4, 2, 100);
  fill(forum, 5, 1, 200);
  fill(forum, 6, 1, 200);
  return forum;
}

describe('what is new', () => {
  test('all topics with all their posts, then only those that were bumped, back to the last crawl', async () => {
    const forum = await busyForum();
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    expect(await crawl()).toMatchObject({ new: 64, duplicate: 0 });
    // Both of the topics bumped at the last moment are known to have been read.
    forum.server.requests.length = 0;
    expect(await crawl()).toMatchObject({ pages: 0, new: 0 });
    expect(forum.server.requests).toHaveLength(1);
    expect((await ids()).sort()).toEqual(expected(forum));
    fill(forum, 2, 30, 300);
    forum.server.requests.length = 0;
    expect(await crawl()).toMatchObject({ new: 30 });
    expect((await ids()).sort()).toEqual(expected(forum));
    const asked = forum.server.requests.map(({ path }) => path.split('?')[0]);
    // The two newest pieces and the one above, which is old throughout.
    expect(asked.filter((path) => path !== '/latest.json')).toEqual([
      '/t/2.json',
      '/t/2/posts.json',
      '/t/2/posts.json',
      '/t/2/posts.json',
    ]);
    forum.server.requests.length = 0;
    expect(await crawl()).toMatchObject({ pages: 0, new: 0 });
    expect(forum.server.requests).toHaveLength(1);
  });

  test('the first crawl goes back for so many days', async () => {
    const forum = await forumOf();
    fill(forum, 1, 1, -40 * 1440);
    fill(forum, 2, 1, 0);
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    expect(await ids()).toEqual(['2001']);
  });

  test('A2: broken off at any request, the next crawl has everything', async () => {
    const forum = await busyForum();
    const { crawl } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    const requests = forum.server.requests.length;
    expect(requests).toBeGreaterThan(8);
    for (let at = 0; at < requests; at += 1) {
      const again = await listener('discourse', [forum.server], settings(forum));
      forum.instead = [...Array<null>(at).fill(null), { status: 503 }];
      expect((await again.fails()).slug).toBe('server-error');
      // Meanwhile a topic is bumped whose older posts may not have been read yet.
      fill(forum, 2, 1, 400 + at);
      await again.crawl();
      expect((await again.ids()).sort()).toEqual(expected(forum));
    }
  });

  test('the cap on topics leaves the rest for the next crawl, and loses none of the older posts', async () => {
    const forum = await busyForum();
    const { crawl, ids, effects } = await listener('discourse', [forum.server], { ...settings(forum), topics: 2 });
    await crawl();
    expect((await ids()).some((id) => id.startsWith('5'))).toBe(false);
    expect(effects.lines.join()).toContain('the next crawl goes on with the 4 that are left');
    fill(forum, 3, 1, 500);
    for (let night = 0; night < 4; night += 1) await crawl();
    expect((await ids()).sort()).toEqual(expected(forum));
  });

  test('a topic bumped while the list is read is not lost', async () => {
    const forum = await busyForum();
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    // Between the first and the second page of the list, the last topic comes to the top.
    const list = (path: string) => answerOf(forum, new URL(path, forum.server.origin));
    forum.server.handlers['/latest.json'] = ({ path }) => {
      const reply = list(path);
      if (forum.topics.get(1)!.length === 3) fill(forum, 1, 25, 600);
      return reply;
    };
    await crawl();
    expect((await ids()).sort()).toEqual(expected(forum));
  });

  test('a pinned topic does not hide what lies below it', async () => {
    const forum = await forumOf();
    fill(forum, 1, 1, -100 * 1440);
    fill(forum, 2, 1, 10);
    const old = { id: 1, bumped_at: iso(-100 * 1440), pinned: true };
    forum.server.handlers['/latest.json'] = ({ path }) =>
      path.includes('page=0')
        ? json({ topic_list: { topics: [old, { id: 3, bumped_at: iso(20) }], more_topics_url: '/latest?page=1' } })
        : json({ topic_list: { topics: [{ id: 2, bumped_at: iso(10) }] } });
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    expect(await ids()).toEqual(['2001']);
  });

  test('C16: a list without an end is left with a reason', async () => {
    const forum = await forumOf();
    fill(forum, 1, 1, 0);
    const same = json({ topic_list: { topics: [{ id: 1, bumped_at: iso(0) }], more_topics_url: '/latest?page=1' } });
    forum.server.handlers['/latest.json'] = same;
    const { fails, cursor } = await listener('discourse', [forum.server], settings(forum));
    expect(await fails()).toMatchObject({ slug: 'unknown-shape', message: expect.stringContaining('same page') });
    expect(forum.server.requests.length).toBeLessThan(4);
    let page = 0;
    forum.server.handlers['/latest.json'] = () => {
      page += 1;
      return json({ topic_list: { topics: [{ id: page, bumped_at: iso(page) }], more_topics_url: '/x' } });
    };
    expect(await fails()).toMatchObject({ slug: 'bad-options', message: expect.stringContaining('fewer days') });
    expect(await cursor()).toBeNull();
  });

  test('a category instead of the whole forum', async () => {
    const forum = await busyForum();
    const { crawl } = await listener('discourse', [forum.server], { ...settings(forum), category: 'patients/12' });
    await crawl();
    expect(forum.server.requests[0]!.path).toMatch(/^\/c\/patients\/12\/l\/latest\.json/);
  });

  test('a forum in a folder of its site', async () => {
    const forum = await forumOf();
    fill(forum, 1, 1, 0);
    const inner = forum.server.handlers['*'] as Handler & ((...words: unknown[]) => Reply);
    forum.server.handlers['*'] = (seen, response) =>
      inner({ ...seen, path: seen.path.replace('/forum', '') }, response) as Reply;
    const { crawl, rows } = await listener('discourse', [forum.server], { server: `${forum.server.origin}/forum` });
    await crawl();
    expect(forum.server.requests.every(({ path }) => path.startsWith('/forum/'))).toBe(true);
    expect((await rows())[0]!.url).toBe(`${forum.server.origin}/forum/t/late-buses/1/1`);
  });
});

describe('what a post becomes', () => {
  test('who answers whom, in one thread; tags are those of the topic', async () => {
    const forum = await forumOf();
    fill(forum, 1, 25, 0);
    const posts = forum.topics.get(1)!;
    posts[2]!.reply_to_post_number = 2;
    posts[24]!.reply_to_post_number = 3;
    posts[23]!.link_counts = [{ url: 'https://e.example/' }, { url: 'https://back.example/', reflection: true }];
    forum.about.set(1, { tags: ['buses', { id: 4, name: 'leeds' }] });
    const { crawl, rows, store } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    const found = new Map((await rows()).map((row) => [row.id, row]));
    const { origin } = forum.server;
    expect(found.get('1001')).toMatchObject({
      ...{ kind: 'forum', platform: '127.0.0.1', title: 'Late buses', inReplyTo: null, thread: `${origin}/t/1` },
      ...{ url: `${origin}/t/late-buses/1/1`, author: '7', handle: 'ada' },
    });
    expect(found.get('1002')).toMatchObject({ inReplyTo: '1001' });
    expect(found.get('1003')).toMatchObject({ inReplyTo: '1002' });
    expect(found.get('1025')).toMatchObject({ inReplyTo: '1003', thread: `${origin}/t/1` });
    expect(
      await store.all("SELECT hashtags FROM posts WHERE external_id IN ('1001', '1002') ORDER BY external_id"),
    ).toEqual([{ hashtags: '["buses","leeds"]' }, { hashtags: '[]' }]);
    expect(await store.all("SELECT links FROM posts WHERE external_id = '1024'")).toEqual([
      { links: '["https://e.example/"]' },
    ]);
  });

  test('a post that is answered and not at hand is named by its address', async () => {
    const forum = await forumOf();
    fill(forum, 1, 45, 0);
    const posts = forum.topics.get(1)!;
    const { crawl, rows } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    posts.push(post(1046, 46, 900, { reply_to_post_number: 22 }));
    for (let number = 47; number <= 90; number += 1) posts.push(post(1000 + number, number, 900 + number));
    await crawl();
    expect((await rows()).find(({ id }) => id === '1046')!.inReplyTo).toBe(`${forum.server.origin}/t/late-buses/1/22`);
  });

  test('D2: an edit is an edit', async () => {
    const forum = await forumOf();
    fill(forum, 1, 2, 0);
    const { crawl, rows } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    Object.assign(forum.topics.get(1)![0]!, { cooked: '<p>On time after all</p>', version: 2 });
    fill(forum, 1, 1, 90);
    expect(await crawl()).toMatchObject({ new: 1, changed: 1 });
    expect((await rows())[0]).toMatchObject({ html: '<p>On time after all</p>', createdAt: iso(0) });
  });

  test('D6: ids keep every digit', async () => {
    const forum = await forumOf();
    const big = '9007199254740993117';
    const topic = JSON.stringify({
      ...{ id: 'TOPIC', slug: 's', title: 'T' },
      post_stream: { posts: [post(1, 1, 0, { id: 'POST', user_id: 'USER' })], stream: ['POST'] },
    });
    const list = JSON.stringify({ topic_list: { topics: [{ id: 'TOPIC', bumped_at: iso(0) }] } });
    const digits = (text: string) => text.replace(/"(TOPIC|POST|USER)"/g, big);
    forum.server.handlers['/latest.json'] = { body: digits(list) };
    forum.server.handlers[`/t/${big}.json`] = { body: digits(topic) };
    const { crawl, rows, cursor } = await listener('discourse', [forum.server], settings(forum));
    await crawl();
    expect(await rows()).toMatchObject([{ id: big, author: big, thread: `${forum.server.origin}/t/${big}` }]);
    expect(await cursor()).toMatchObject({ read: [big] });
  });
});

describe('never stored', () => {
  test.each([
    ['deleted, or hidden by the forum', { hidden: true }],
    ['deleted, or hidden by the forum', { user_deleted: true }],
    ['deleted, or hidden by the forum', { deleted_at: '2026-03-01T00:00:00Z' }],
    ['the author is suspended', { user_suspended: true }],
    ['the author never signed up', { staged: true }],
    ['no text', { cooked: '' }],
    [null, { post_type: 4 }],
    [null, { post_type: 3 }],
    [null, { post_type: 2 }],
    [null, { user_id: -1, username: 'system' }],
  ])('U9: %s (%#)', async (reason, more) => {
    const forum = await forumOf();
    fill(forum, 1, 2, 0);
    Object.assign(forum.topics.get(1)![1]!, more);
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    const counts = await crawl();
    expect(Object.keys(counts.refusals)).toEqual(reason === null ? [] : [reason]);
    expect(await ids()).toEqual(['1001']);
  });

  test.each([{ visible: false }, { archetype: 'private_message' }])(
    'topics that are not for everybody: %o',
    async (more) => {
      const forum = await forumOf();
      fill(forum, 1, 2, 0);
      forum.about.set(1, more);
      const { crawl } = await listener('discourse', [forum.server], settings(forum));
      expect(await crawl()).toMatchObject({ new: 0 });
      const open = answerOf(forum, new URL('/latest.json', forum.server.origin));
      forum.server.handlers['/latest.json'] = { body: String(open.body).replace(/"(visible|archetype)":/, '"other":') };
      expect(await crawl()).toMatchObject({ new: 0, refusals: { 'topic gone, or not public': { count: 1 } } });
    },
  );

  test.each([403, 404, 410])('a topic that answers %i is passed over, and the next ones are read', async (status) => {
    const forum = await forumOf();
    fill(forum, 1, 1, 0);
    fill(forum, 2, 1, 10);
    forum.server.handlers['/t/1.json'] = { status };
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    expect(await crawl()).toMatchObject({ refusals: { 'topic gone, or not public': { example: 'topic 1' } } });
    expect(await ids()).toEqual(['2001']);
  });

  test('a topic too long for the forum itself is said to be so', async () => {
    const forum = await forumOf();
    fill(forum, 1, 2, 0);
    forum.about.set(1, { posts_count: 12_000, post_stream: { posts: [post(1001, 1, 0)] } });
    const { crawl } = await listener('discourse', [forum.server], settings(forum));
    expect(await crawl()).toMatchObject({ new: 1, refusals: { 'topic too long to read whole': { count: 1 } } });
  });
});

describe('when the forum says no', () => {
  const cases: [string, Reply, object][] = [
    ['members only', { status: 403 }, { slug: 'forbidden', message: expect.stringContaining('members only') }],
    ['sign in', { status: 401 }, { slug: 'forbidden' }],
    ['not a forum', { status: 404 }, { slug: 'not-found', message: expect.stringContaining('front page') }],
    ['gone', { status: 410 }, { slug: 'gone' }],
    [
      'slow down',
      { status: 429, headers: { 'retry-after': '90' } },
      { slug: 'rate-limited', retryable: true, retryAt: TEST_NOW + 90_000 },
    ],
    ['trouble', { status: 500 }, { slug: 'server-error', retryable: true }],
    ['a web page', { body: '<!doctype html>' }, { slug: 'unknown-shape' }],
    ['another shape', json([]), { slug: 'unknown-shape' }],
    ['nothing', json(null), { slug: 'unknown-shape' }],
    ['a bottomless pit', { body: deep(200_000) }, { slug: 'unknown-shape' }],
  ];
  test.each(cases)('%s', async (_name, reply, words) => {
    const forum = await busyForum();
    forum.instead = [reply];
    const { fails, cursor } = await listener('discourse', [forum.server], settings(forum));
    expect(await fails()).toMatchObject(words);
    expect(await cursor()).toBeNull();
  });

  test('a forum without topics is no failure', async () => {
    const forum = await forumOf();
    const { crawl } = await listener('discourse', [forum.server], settings(forum));
    expect(await crawl()).toMatchObject({ new: 0, refused: 0 });
  });

  test('hostile items are refused one by one, and the page goes on', async () => {
    const forum = await forumOf();
    fill(forum, 1, 1, 0);
    const hostile = [
      { id: 5 },
      {},
      post(6, 2, 0, { cooked: { toString: 1 } }),
      post(7, 3, 0, { post_number: 'x' }),
      JSON.parse('{"__proto__": {"id": 9, "post_number": 4, "cooked": "x"}}'),
    ];
    const posts = [null, 7, [], ...hostile, post(1001, 1, 0, { tags: 7, link_counts: 'x', name: {}, username: [] })];
    forum.about.set(1, { post_stream: { posts, stream: [{}, null, [1]] }, tags: 'x', slug: 7, title: [] });
    const list = [
      null,
      7,
      {},
      { id: '../../x', bumped_at: iso(0) },
      { id: 3, bumped_at: 'soon' },
      { id: 1, bumped_at: iso(0) },
    ];
    forum.server.handlers['/latest.json'] = json({ topic_list: { topics: list } });
    const { crawl, ids } = await listener('discourse', [forum.server], settings(forum));
    expect(await crawl()).toMatchObject({ new: 1, refused: hostile.length });
    expect(await ids()).toEqual(['1001']);
    expect(forum.server.requests.map(({ path }) => path.split('?')[0])).toEqual(['/latest.json', '/t/1.json']);
  });
});

test('F1: a private forum is refused before anything is sent', async () => {
  const canary = await testServer();
  for (const server of [canary.origin, 'http://127.0.0.1', 'http://[::1]', 'http://0x7f.1', 'http://10.0.0.1/forum']) {
    const { fails } = await listener('discourse', [], { server });
    expect((await fails()).slug).toBe('refused-address');
  }
  expect(canary.connections()).toBe(0);
});

test.each([
  {},
  { server: 'forum.example' },
  { server: 'file:///etc/passwd' },
  { server: 'https://forum.example/?x=1' },
  { server: 'https://forum.example', category: '../../admin/1' },
  { server: 'https://forum.example', category: 'patients' },
  { server: 'https://forum.example', topics: 0 },
  { server: 'https://forum.example', surprise: 1 },
])('options %# are refused', (options) => {
  expect(discourse.options.safeParse(options).success).toBe(false);
});
