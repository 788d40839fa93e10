/** One source over many nights: real client, real server, real store, and a clock that the test sets. */
import { describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../src/config.js';
import { crawlSource, noCounts, type SourceCounts } from '../../src/crawl/crawl.js';
import { sourceOutlooks } from '../../src/crawl/health.js';
import { slugOf } from '../../src/errors.js';
import { appointments, readCursor } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { type FeedItem, rss } from '../support/feeds.js';
import { TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { type Handler, type TestServer, testFetch, testServer } from '../support/server.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();
const item = (id: string, at = TEST_NOW): FeedItem => ({ id, text: `about ${id}`, at: iso(at) });
const feedOf = (...items: FeedItem[]): Handler => ({ body: rss(items) });

interface Listening {
  store: Database;
  server: TestServer;
  /** Crawls on that night; what came of it. */
  night(nights: number): Promise<{ slug: string | null; counts: SourceCounts; restHours: number | null }>;
  state(nights: number): Promise<string>;
}

async function listening(handler: Handler): Promise<Listening> {
  const store = await temporaryStore();
  const server = await testServer({ '/feed': handler });
  const fetch = testFetch([server]);
  const source: SourceConfig = {
    ...{ name: 'blog', crawler: 'blogs', options: { feed: `${server.origin}/feed` } },
    place: { name: 'Blog', url: null, kind: null, owner: null, area: null },
  };
  const at = (nights: number) => TEST_NOW + nights * DAY;
  return {
    store,
    server,
    async night(nights) {
      const counts = noCounts();
      const world = { store, fetch, folder: '.', effects: testEffects(at(nights)) };
      const slug = await crawlSource(source, world, counts).then(() => null, slugOf);
      const dueAt = (await appointments(store)).get('blog')!.dueAt;
      return { slug, counts, restHours: dueAt === null ? null : (Date.parse(dueAt) - at(nights)) / HOUR };
    },
    state: async (nights) => (await sourceOutlooks(store, at(nights), 30))[0]!.state,
  };
}

describe('a source that is well', () => {
  it('rests longer the longer it has nothing new, and at once not when it has', async () => {
    const { night, server } = await listening(feedOf(item('a')));
    expect(await night(0)).toMatchObject({ counts: { new: 1 }, restHours: 1 });
    expect((await night(10)).restHours).toBe(20);
    expect((await night(30)).restHours).toBe(60);
    server.handlers['/feed'] = feedOf(item('b'), item('a'));
    expect(await night(31)).toMatchObject({ counts: { new: 1, duplicate: 1 }, restHours: 1 });
  });

  it('that was found asleep is not woken every night: its newest post tells, not the day it was added', async () => {
    const { night } = await listening(feedOf(item('old', TEST_NOW - 300 * DAY)));
    expect((await night(0)).restHours).toBe(140);
  });

  it('rests as long as it asks', async () => {
    const { night } = await listening({ body: rss([item('a')]), headers: { 'cache-control': 'max-age=172800' } });
    expect((await night(0)).restHours).toBe(40);
  });

  it('C3: the same bytes again change nothing in the store but when it was asked', async () => {
    const { night, store } = await listening(feedOf(item('a')));
    await night(0);
    const rows = async () => [
      await store.all('SELECT * FROM posts'),
      await store.all('SELECT * FROM voices'),
      await store.all('SELECT cursor, news_at FROM sources'),
    ];
    const before = await rows();
    expect(await night(1)).toMatchObject({ slug: null, counts: { pages: 0 } });
    expect(await rows()).toEqual(before);
  });
});

describe('a source that fails', () => {
  it('C6: every other night costs nothing, and is asked every night', async () => {
    const { night, server } = await listening({ status: 503 });
    let heard = 0;
    for (let nights = 0; nights < 12; nights += 1) {
      server.handlers['/feed'] =
        nights % 2 === 0 ? { status: 503 } : feedOf(item(`post ${nights}`, TEST_NOW + nights * DAY));
      const { counts, restHours } = await night(nights);
      heard += counts.new;
      expect(restHours).toBeLessThan(20);
    }
    expect(heard).toBe(6);
  });

  it('C13: 404 is asked ever more rarely, never given up, and what comes back is not taken twice', async () => {
    const { night, server, state, store } = await listening(feedOf(item('a')));
    await night(0);
    server.handlers['/feed'] = { status: 404 };
    const rests: number[] = [];
    for (let nights = 1; nights <= 90; nights += 1) rests.push((await night(nights)).restHours!);
    expect(rests.slice(0, 4)).toEqual([10, 20, 30, 40]);
    expect(Math.max(...rests)).toBe(25 * 24);
    expect(await state(90)).toBe('failing');
    server.handlers['/feed'] = feedOf(item('b', TEST_NOW + 200 * DAY), item('a'));
    expect(await night(200)).toMatchObject({ slug: null, counts: { new: 1, duplicate: 1 }, restHours: 1 });
    expect(await state(200)).toBe('ok');
    expect(await store.all('SELECT external_id FROM posts')).toHaveLength(2);
    // Well again, it begins again from nothing.
    server.handlers['/feed'] = { status: 404 };
    expect((await night(201)).restHours).toBe(10);
  });

  it('C13: 410 on three nights is gone, shown, and looked at once a month', async () => {
    const { night, server, state } = await listening(feedOf(item('a')));
    await night(0);
    server.handlers['/feed'] = { status: 410 };
    const seen = [];
    for (const nights of [1, 2, 3]) seen.push([(await night(nights)).restHours, await state(nights)]);
    expect(seen).toEqual([
      [20, 'failing'],
      [40, 'failing'],
      [600, 'gone'],
    ]);
    server.handlers['/feed'] = feedOf(item('b', TEST_NOW + 30 * DAY), item('a'));
    expect(await night(30)).toMatchObject({ slug: null, counts: { new: 1, duplicate: 1 } });
    expect(await state(30)).toBe('ok');
  });

  it('C14: is called blocked when it sends a test for robots, or nothing but 429 for three nights', async () => {
    const { night, server, state } = await listening({ body: '<html><body>captcha</body></html>' });
    expect(await night(0)).toMatchObject({ slug: 'blocked', restHours: 20 });
    expect(await state(0)).toBe('blocked');
    server.handlers['/feed'] = { status: 429 };
    const states = [];
    for (const nights of [1, 2, 3]) {
      await night(nights);
      states.push(await state(nights));
    }
    expect(states).toEqual(['waiting', 'waiting', 'blocked']);
  });

  it('A2: keeps no validator of items that could not be saved', async () => {
    const { night, server, store } = await listening(feedOf(item('a')));
    await night(0);
    const before = await readCursor(store, 'blog');
    await store.script(`CREATE TRIGGER full BEFORE INSERT ON posts BEGIN SELECT RAISE(ABORT, 'no room'); END`);
    server.handlers['/feed'] = { body: rss([item('b'), item('a')]), headers: { etag: '"2"' } };
    expect((await night(1)).slug).toBe('bug');
    expect(await readCursor(store, 'blog')).toEqual(before);
    await store.script('DROP TRIGGER full');
    expect(await night(2)).toMatchObject({ slug: null, counts: { new: 1 } });
  });

  it('C15: a feed without end is read to its newest 2,000 items, wherever they stand, and says so once', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => item(`p${index}`, TEST_NOW - (3_000 - index) * HOUR));
    const { night, store } = await listening(feedOf(...many));
    const { counts } = await night(0);
    expect(counts).toMatchObject({
      new: 2_000,
      refused: 1,
      refusals: { 'beyond the newest 2000 items': { count: 1 } },
    });
    const [oldest] = await store.all<{ at: string }>('SELECT min(created_at) AS at FROM posts');
    expect(oldest!.at).toBe(iso(TEST_NOW - 2_500 * HOUR));
  });
});
