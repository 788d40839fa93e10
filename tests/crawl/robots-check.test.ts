/** C18: what the answer to a request for robots.txt means for the pages of its site (RFC 9309 §2.3). */
import { describe, expect, it } from 'vitest';
import { politeClient } from '../support/polite.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import type { Reply, TestServer } from '../support/server.js';
import { testServer } from '../support/server.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FOUND = { robots: true };
const NO = 'User-agent: *\nDisallow: /private\n';

async function site(robots: Reply, handlers: Record<string, Reply> = {}) {
  const server = await testServer({ '*': { body: 'a page' }, ...handlers, '/robots.txt': robots });
  const effects = testEffects();
  const store = await temporaryStore();
  return { server, effects, store, ...politeClient(store, effects, [server]) };
}

const asked = (server: TestServer) => server.requests.map(({ path }) => path);
const slugOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: { slug: string }) => error.slug,
  );

describe('an address that was found', () => {
  it('is read where the file allows it, and else without any request for it', async () => {
    const { server, fetch } = await site({ body: NO });
    expect((await fetch(`${server.origin}/open?x=1`, FOUND)).body.toString()).toBe('a page');
    await expect(fetch(`${server.origin}/private/1?key=SECRET`, FOUND)).rejects.toMatchObject({
      slug: 'robots-refused',
      retryable: false,
      message: `${server.origin}/private/1`,
    });
    expect(asked(server)).toEqual(['/robots.txt', '/open?x=1']);
  });

  it('is judged again on every redirect, by the file of the site it leads to', async () => {
    const other = await testServer({ '*': { body: 'a page' }, '/robots.txt': { body: NO } });
    const server = await testServer({
      '/robots.txt': { status: 404 },
      '/here': { status: 302, headers: { location: `${other.origin}/private` } },
    });
    const { fetch } = politeClient(await temporaryStore(), testEffects(), [server, other]);
    expect(await slugOf(fetch(`${server.origin}/here`, FOUND))).toBe('robots-refused');
    expect(asked(other)).toEqual(['/robots.txt']);
    // A feed that a person named is read as they wished.
    expect((await fetch(`${server.origin}/here`)).url).toBe(`${other.origin}/private`);
  });
});

describe('the answer', () => {
  it.each([400, 401, 403, 404, 410, 418])('%i: there is no such file, and everything is allowed', async (status) => {
    const { server, fetch } = await site({ status, body: NO });
    expect((await fetch(`${server.origin}/private`, FOUND)).status).toBe(200);
  });

  it.each([
    ['status 500', { status: 500 }],
    ['status 503', { status: 503, body: 'User-agent: *\nAllow: /' }],
    ['a packing that we do not accept', { headers: { 'content-encoding': 'br' }, body: 'x' }],
  ])('%s: nobody can say, so pages wait', async (_, reply) => {
    const { server, fetch, effects } = await site(reply as Reply);
    const again = effects.now() + HOUR;
    await expect(fetch(`${server.origin}/open`, FOUND)).rejects.toMatchObject({
      slug: 'server-error',
      retryable: true,
      retryAt: again,
    });
    expect(await slugOf(fetch(`${server.origin}/other`, FOUND))).toBe('server-error');
    expect(asked(server)).toEqual(['/robots.txt']);
    server.handlers['/robots.txt'] = { body: NO };
    effects.clock.now = again;
    expect(await slugOf(fetch(`${server.origin}/open`, FOUND))).toBe(null);
  });

  it('none at all: pages wait, an older copy holds for thirty days, and then there is no such file', async () => {
    const { server, fetch, effects } = await site({ body: NO });
    await fetch(`${server.origin}/open`, FOUND);
    server.handlers['/robots.txt'] = (_, response) => void response.destroy();
    effects.clock.now += 29 * DAY;
    expect(await slugOf(fetch(`${server.origin}/open`, FOUND))).toBe(null);
    expect(await slugOf(fetch(`${server.origin}/private`, FOUND))).toBe('robots-refused');
    effects.clock.now += 2 * DAY;
    expect(await slugOf(fetch(`${server.origin}/open`, FOUND))).toBe('server-error');
    effects.clock.now += 30 * DAY;
    expect(await slugOf(fetch(`${server.origin}/private`, FOUND))).toBe(null);
  });

  it('429: the whole site is left alone, and its pages with it', async () => {
    const { server, fetch, effects } = await site({ status: 429, headers: { 'retry-after': '120' } });
    const error = { slug: 'rate-limited', retryAt: effects.now() + 120_000 };
    await expect(fetch(`${server.origin}/open`, FOUND)).rejects.toMatchObject(error);
    await expect(fetch(`${server.origin}/open`, FOUND)).rejects.toMatchObject(error);
    expect(asked(server)).toEqual(['/robots.txt']);
  });

  it('a redirect: followed five times, to other sites too, and its rules are those of the first', async () => {
    const other = await testServer({ '/rules': { body: NO } });
    const { server, effects, store } = await site({ status: 301, headers: { location: '/1' } });
    for (let hop = 1; hop < 4; hop += 1)
      server.handlers[`/${hop}`] = { status: 302, headers: { location: `/${hop + 1}` } };
    server.handlers['/4'] = { status: 302, headers: { location: `${other.origin}/rules` } };
    const { fetch } = politeClient(store, effects, [server, other]);
    expect(await slugOf(fetch(`${server.origin}/private`, FOUND))).toBe('robots-refused');
    expect(asked(other)).toEqual(['/rules']);
  });

  it('one redirect too many: there is no such file', async () => {
    const { server, fetch } = await site({ status: 301, headers: { location: '/robots.txt' } });
    expect(await slugOf(fetch(`${server.origin}/private`, FOUND))).toBe(null);
    expect(asked(server)).toEqual([...Array(6).fill('/robots.txt'), '/private']);
  });

  it('a file larger than 500 KiB: what stands in that much counts', async () => {
    const { server, fetch } = await site({ body: `${NO}${'# more\n'.repeat(400_000)}` });
    expect(await slugOf(fetch(`${server.origin}/private`, FOUND))).toBe('robots-refused');
    expect(await slugOf(fetch(`${server.origin}/open`, FOUND))).toBe(null);
  });
});

describe('a file', () => {
  it('holds for a day, for every process, and is then asked for with its validators', async () => {
    const folder = await temporaryFolder();
    const effects = testEffects();
    const server = await testServer({ '*': { body: 'a page' } });
    server.handlers['/robots.txt'] = ({ headers }) =>
      headers['if-none-match'] === '"1"' ? { status: 304 } : { body: NO, headers: { etag: '"1"' } };
    const [one, other] = [await temporaryStore(folder), await temporaryStore(folder)].map((store) =>
      politeClient(store, effects, [server]),
    );
    await one!.fetch(`${server.origin}/a`, FOUND);
    await other!.fetch(`${server.origin}/b`, FOUND);
    effects.clock.now += DAY - 1;
    await other!.fetch(`${server.origin}/c`, FOUND);
    expect(asked(server)).toEqual(['/robots.txt', '/a', '/b', '/c']);
    effects.clock.now += 1;
    expect(await slugOf(one!.fetch(`${server.origin}/private`, FOUND))).toBe('robots-refused');
    expect(await slugOf(other!.fetch(`${server.origin}/private`, FOUND))).toBe('robots-refused');
    expect(asked(server).slice(4)).toEqual(['/robots.txt']);
    expect(server.requests.at(-1)!.headers).toMatchObject({ 'if-none-match': '"1"' });
  });

  it('is asked for once by those that come at the same time', async () => {
    const { server, fetch } = await site({ body: NO });
    await Promise.all(['/a', '/b', '/c'].map((path) => fetch(server.origin + path, FOUND)));
    expect(asked(server).sort()).toEqual(['/a', '/b', '/c', '/robots.txt']);
  });

  it('written by a clock that was since set back holds no longer than a day', async () => {
    const { server, fetch, effects } = await site({ body: NO });
    await fetch(`${server.origin}/a`, FOUND);
    effects.clock.now -= 365 * DAY;
    await fetch(`${server.origin}/b`, FOUND);
    expect(asked(server)).toEqual(['/robots.txt', '/a', '/robots.txt', '/b']);
  });

  it('C8: sets the pace of its host, up to two minutes', async () => {
    const { server, fetch, effects } = await site({ body: 'User-agent: *\nCrawl-delay: 20' });
    const moments: number[] = [];
    for (const path of ['/a', '/b', '/c']) {
      await fetch(server.origin + path, path === '/c' ? {} : FOUND);
      moments.push(effects.now());
    }
    expect(moments.map((moment) => moment - moments[0]!)).toEqual([0, 20_000, 40_000]);
    server.handlers['/robots.txt'] = { body: 'User-agent: *\nCrawl-delay: 3600' };
    effects.clock.now += DAY;
    await fetch(`${server.origin}/d`, FOUND);
    const before = effects.now();
    await fetch(`${server.origin}/e`, FOUND);
    expect(effects.now() - before).toBe(120_000);
  });
});
