/** One feed over many nights, asked by the real client at a real server. */
import { describe, expect, it } from 'vitest';
import type { FeedMemory } from '../../src/crawl/feed-memory.js';
import { askFeed, type FeedAnswer } from '../../src/crawl/feed-source.js';
import { learntAddress } from '../../src/crawl/moved.js';
import { rss } from '../support/feeds.js';
import { TEST_NOW } from '../support/project.js';
import { type Handler, type TestServer, testFetch, testServer } from '../support/server.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();
/** A blog that posts once a week, last on the day of the test. */
const weekly = (more: string[] = []) =>
  rss([
    ...more.map((id) => ({ id, text: id, at: iso(TEST_NOW) })),
    ...[0, 1, 2, 3, 4].map((week) => ({ id: `w${week}`, text: `week ${week}`, at: iso(TEST_NOW - week * 7 * DAY) })),
  ]);

/** Asks again and again, remembering as a source does. */
function reader(server: TestServer, path = '/feed', kept?: FeedMemory) {
  const fetch = testFetch([server]);
  const state: { memory: FeedMemory | undefined } = { memory: kept };
  return {
    state,
    async ask(at = TEST_NOW): Promise<FeedAnswer> {
      const answer = await askFeed({ fetch, now: () => at }, `${server.origin}${path}`, state.memory);
      if (answer.learnt) state.memory = JSON.parse(JSON.stringify(answer.memory)) as FeedMemory;
      return answer;
    },
    slug: (at = TEST_NOW) =>
      askFeed({ fetch, now: () => at }, `${server.origin}${path}`, state.memory).then(
        () => 'fine',
        (error: { slug: string }) => error.slug,
      ),
  };
}

const conditions = (server: TestServer) =>
  server.requests.splice(0).map(({ headers }) => [headers['if-none-match'], headers['if-modified-since']]);

describe('C1: validators', () => {
  it.each([
    ['"quoted"', 'Mon, 02 Mar 2026 09:30:00 GMT'],
    ['W/"weak, with a comma"', 'yesterday at tea time'],
    ['unquoted', undefined],
    [undefined, 'Mon,  02-Mar-26 09:30 UT'],
  ])('%s and %s go back to the byte', async (etag, modified) => {
    const headers = { ...(etag && { etag }), ...(modified && { 'last-modified': modified }) };
    const server = await testServer({ '/feed': { body: weekly(), headers } });
    const feed = reader(server);
    await feed.ask();
    await feed.ask();
    expect(conditions(server)).toEqual([
      [undefined, undefined],
      [etag, modified],
    ]);
  });

  it('are replaced by those that a 304 carries, and kept where it carries none (RFC 9111, 3.2)', async () => {
    const server = await testServer({ '/feed': { body: weekly(), headers: { etag: '"1"', 'last-modified': 'then' } } });
    const feed = reader(server);
    await feed.ask();
    server.handlers['/feed'] = { status: 304, headers: { etag: '"2"' } };
    expect(await feed.ask()).toMatchObject({ feed: null, learnt: true });
    server.handlers['/feed'] = { status: 304 };
    expect(await feed.ask()).toMatchObject({ feed: null, learnt: false });
    expect(conditions(server).slice(1)).toEqual([
      ['"1"', 'then'],
      ['"2"', 'then'],
    ]);
  });

  it('of another version of the parser, or of another address behind a redirect, are not believed', async () => {
    const server = await testServer({ '/feed': { body: weekly(), headers: { etag: '"1"' } } });
    const feed = reader(server);
    await feed.ask();
    const { parser: _, ...older } = feed.state.memory!;
    const upgraded = reader(server, '/feed', older);
    expect((await upgraded.ask()).feed).not.toBeNull();
    expect(conditions(server)).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);

    server.handlers['/feed'] = { status: 302, headers: { location: '/elsewhere' } };
    server.handlers['/elsewhere'] = (seen) =>
      seen.headers['if-none-match'] === '"1"' ? { status: 304 } : { body: weekly(['new']), headers: { etag: '"1"' } };
    expect((await feed.ask()).feed?.items).toHaveLength(6);
  });

  it('C3: the same bytes without validators are no change, and leave nothing to remember', async () => {
    const server = await testServer({ '/feed': { body: weekly() } });
    const feed = reader(server);
    await feed.ask();
    expect(await feed.ask(TEST_NOW + DAY)).toMatchObject({ feed: null, learnt: false });
  });
});

describe('C2: a server that says "not modified" whatever has changed', () => {
  it('is asked in full after a fortnight of it, and then once a week at most', async () => {
    const server = await testServer();
    let body = weekly();
    server.handlers['/feed'] = (seen) =>
      seen.headers['if-none-match'] === '"always"' ? { status: 304 } : { body, headers: { etag: '"always"' } };
    const feed = reader(server);
    await feed.ask();
    const full: number[] = [];
    const heard: number[] = [];
    for (let night = 1; night <= 45; night += 1) {
      if (night === 40) body = weekly(['at last']);
      server.requests.length = 0;
      const answer = await feed.ask(TEST_NOW + night * DAY);
      if (server.requests[0]!.headers['if-none-match'] === undefined) full.push(night);
      if (answer.feed !== null) heard.push(night);
    }
    expect(full).toEqual([14, 21, 28, 35, 42]);
    expect(heard).toEqual([42]);
  });

  it('is believed for twice as long as the source usually takes to post', async () => {
    const monthly = rss(
      [0, 1, 2, 3].map((n) => ({ id: `m${n}`, text: `month ${n}`, at: iso(TEST_NOW - n * 30 * DAY) })),
    );
    const server = await testServer({ '/feed': { body: monthly, headers: { etag: '"1"' } } });
    const feed = reader(server);
    await feed.ask();
    server.handlers['/feed'] = { status: 304 };
    server.requests.length = 0;
    for (const night of [20, 40, 59, 60]) await feed.ask(TEST_NOW + night * DAY);
    expect(conditions(server).map(([etag]) => etag)).toEqual(['"1"', '"1"', '"1"', undefined]);
  });
});

describe('C12: a feed that has moved', () => {
  const moving = (status: number, to = '/new'): Handler => ({ status, headers: { location: to } });
  const paths = (server: TestServer) => server.requests.splice(0).map(({ path }) => path);

  it.each([301, 308])(
    '%d for seven nights is believed, and the new address is asked from the eighth',
    async (status) => {
      const server = await testServer({ '/feed': moving(status), '/new': { body: weekly() } });
      const feed = reader(server);
      for (let night = 0; night < 7; night += 1) {
        // However often a night asks, it counts once.
        await feed.ask(TEST_NOW + night * DAY);
        await feed.ask(TEST_NOW + night * DAY + HOUR);
        expect(paths(server)).toEqual(night < 6 ? ['/feed', '/new', '/feed', '/new'] : ['/feed', '/new', '/new']);
      }
      expect(learntAddress(feed.state.memory)).toBe(`${server.origin}/new`);
      await feed.ask(TEST_NOW + 7 * DAY);
      expect(paths(server)).toEqual(['/new']);
    },
  );

  it('is not believed when one night, or one hop, says that it is for now', async () => {
    const server = await testServer({ '/new': { body: weekly() }, '/hop': moving(302), '/feed': moving(301) });
    const feed = reader(server);
    for (let night = 0; night < 20; night += 1) {
      server.handlers['/feed'] = moving(night % 7 === 6 ? 302 : 301);
      await feed.ask(TEST_NOW + night * DAY);
    }
    expect(learntAddress(feed.state.memory)).toBeNull();
    const hopping = reader(server);
    server.handlers['/feed'] = moving(301, '/hop');
    for (let night = 0; night < 9; night += 1) await hopping.ask(TEST_NOW + night * DAY);
    expect(hopping.state.memory!.moved).toBeUndefined();
  });

  it('is not believed when what comes is no feed', async () => {
    const server = await testServer({
      '/feed': moving(301, '/login'),
      '/login': { body: '<html><body>Log in</body></html>' },
    });
    const feed = reader(server);
    for (let night = 0; night < 9; night += 1) expect(await feed.slug(TEST_NOW + night * DAY)).toBe('not-a-feed');
    expect(feed.state.memory).toBeUndefined();
  });

  it('is asked at its old address again when the new one has no feed any more', async () => {
    const server = await testServer({ '/feed': moving(301), '/new': { body: weekly() } });
    const feed = reader(server);
    for (let night = 0; night < 8; night += 1) await feed.ask(TEST_NOW + night * DAY);
    server.handlers['/new'] = { status: 404 };
    server.handlers['/feed'] = { body: weekly(['back']) };
    server.requests.length = 0;
    expect((await feed.ask(TEST_NOW + 8 * DAY)).feed?.items).toHaveLength(6);
    expect(paths(server)).toEqual(['/new', '/feed']);
    await feed.ask(TEST_NOW + 9 * DAY);
    expect(paths(server)).toEqual(['/feed']);
  });
});

describe('C14: a block page', () => {
  const html = { 'content-type': 'text/html; charset=utf-8' };
  it.each<[string, Handler, string]>([
    ['403 with cf-mitigated', { status: 403, headers: { 'cf-mitigated': 'challenge' } }, 'blocked'],
    [
      '503 with a challenge',
      { status: 503, headers: html, body: '<html><title>Just a moment...</title></html>' },
      'blocked',
    ],
    ['200 with a captcha', { headers: html, body: '<html><body>Please solve this captcha</body></html>' }, 'blocked'],
    ['403 in plain words', { status: 403, headers: html, body: '<html><body>Members only</body></html>' }, 'forbidden'],
    ['200 with a web page', { headers: html, body: '<html><body>Our garden</body></html>' }, 'not-a-feed'],
    ['429 without a word', { status: 429 }, 'rate-limited'],
  ])('%s', async (_, handler, slug) => {
    const server = await testServer({ '/feed': handler });
    expect(await reader(server).slug()).toBe(slug);
    expect(server.requests).toHaveLength(1);
  });

  it('is not what a feed about captchas is, nor a large page with a form under it', async () => {
    const about = rss([{ id: '1', text: 'I am not a robot: on captcha', at: iso(TEST_NOW) }]);
    const page = `<html><body>${'words '.repeat(5_000)}<div class="g-recaptcha"></div></body></html>`;
    const server = await testServer({
      '/feed': { headers: html, body: about },
      '/page': { headers: html, body: page },
    });
    expect(await reader(server).slug()).toBe('fine');
    expect(await reader(server, '/page').slug()).toBe('not-a-feed');
  });
});

describe('how long a site asks to be left alone', () => {
  it.each<[string, Record<string, string>, number]>([
    ['max-age', { 'cache-control': 'public, max-age=7200' }, 2 * HOUR],
    ['max-age less the age of the answer', { 'cache-control': 'max-age=7200', age: '3600' }, HOUR],
    ['Expires', { date: 'Mon, 02 Mar 2026 21:00:00 GMT', expires: 'Tue, 03 Mar 2026 00:00:00 GMT' }, 3 * HOUR],
    [
      'max-age before Expires',
      {
        'cache-control': 'max-age=60',
        date: 'Mon, 02 Mar 2026 21:00:00 GMT',
        expires: 'Tue, 03 Mar 2026 00:00:00 GMT',
      },
      60_000,
    ],
    ['nothing that can be read', { 'cache-control': 'max-age=soon', expires: '0' }, 0],
  ])('%s', async (_, headers, restMs) => {
    const server = await testServer({ '/feed': { body: weekly(), headers } });
    expect((await reader(server).ask()).restMs).toBe(restMs);
  });

  it.each([
    ['<ttl>90</ttl>', 1.5 * HOUR],
    ['<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>', 12 * HOUR],
    ['<sy:updatePeriod>weekly</sy:updatePeriod>', 7 * DAY],
    ['<ttl>-5</ttl><sy:updatePeriod>whenever</sy:updatePeriod>', 0],
  ])('%s, also while nothing changes', async (said, restMs) => {
    const body = weekly()
      .replace('<rss ', '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
      .replace('<link>', `${said}<link>`);
    const server = await testServer({ '/feed': { body } });
    const feed = reader(server);
    expect((await feed.ask()).restMs).toBe(restMs);
    expect(await feed.ask()).toMatchObject({ feed: null, restMs });
  });
});
