import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Answer, FetchOptions } from '../../src/crawl/crawler.js';
import { createFetch, failureOf } from '../../src/crawl/http.js';
import { SourceError } from '../../src/errors.js';
import { TEST_NOW, testEffects } from '../support/project.js';
import { testFetch, testServer, testSettings } from '../support/server.js';

async function failure(promise: Promise<unknown>): Promise<SourceError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

describe('a request', () => {
  it('says who is asking and sends nothing that was not asked for', async () => {
    const server = await testServer({ '/feed': { body: 'hello', headers: { etag: '"abc"', 'set-cookie': 'a=b' } } });
    const fetch = testFetch([server]);
    const answer = await fetch(`${server.origin}/feed?x=1#part`, { headers: { 'If-None-Match': 'W/"odd, one"' } });
    expect(answer).toMatchObject({ status: 200, url: `${server.origin}/feed?x=1`, headers: { etag: '"abc"' } });
    expect(answer.body.toString()).toBe('hello');
    await fetch(`${server.origin}/feed`);
    const [first, second] = server.requests;
    expect(first).toMatchObject({ method: 'GET', path: '/feed?x=1' });
    expect(first!.headers).toEqual({
      host: server.host,
      connection: 'keep-alive',
      'user-agent': 'Discover/1.2.3 (+https://listener.example.org/about)',
      'accept-encoding': 'gzip',
      'if-none-match': 'W/"odd, one"',
    });
    expect(second!.headers).not.toHaveProperty('cookie');
    expect(second!.headers).not.toHaveProperty('referer');
  });

  it('posts a body', async () => {
    const server = await testServer({ '/api': (seen) => ({ body: seen.body.toUpperCase() }) });
    const answer = await testFetch([server])(`${server.origin}/api`, { method: 'POST', body: 'hello' });
    expect(answer.body.toString()).toBe('HELLO');
  });

  it('takes turns: two requests to one host never overlap', async () => {
    let underway = 0;
    let most = 0;
    const server = await testServer({
      '*': async () => {
        underway += 1;
        most = Math.max(most, underway);
        await new Promise((resolve) => setImmediate(resolve));
        underway -= 1;
        return {};
      },
    });
    const effects = testEffects();
    const fetch = testFetch([server], { delayMs: 5_000 }, effects);
    await Promise.all(Array.from({ length: 6 }, (_, i) => fetch(`${server.origin}/${i}`)));
    expect(server.requests).toHaveLength(6);
    expect(most).toBe(1);
    expect(effects.now() - TEST_NOW).toBe(5 * 5_000);
  });
});

describe('private addresses', () => {
  it('are refused before any connection is made', async () => {
    const canary = await testServer();
    const fetch = testFetch([]);
    const port = canary.host.split(':')[1];
    for (const host of ['127.0.0.1', 'localhost', '127.1', '[::ffff:127.0.0.1]', '2130706433']) {
      expect((await failure(fetch(`http://${host}:${port}/`))).slug).toBe('refused-address');
    }
    expect(canary.connections()).toBe(0);
  });

  it('are refused when a public name stands for them, even among public ones', async () => {
    const answers = [['127.0.0.1'], ['::1'], ['93.184.216.34', '10.0.0.1'], ['64:ff9b::a9fe:a9fe'], ['not an address']];
    for (const addresses of answers) {
      const effects = { ...testEffects(), resolve: async () => addresses };
      const error = await failure(testFetch([], {}, effects)('http://rebound.example/secret?key=SECRET'));
      expect(error.slug).toBe('refused-address');
      expect(error.message).toContain('http://rebound.example/secret');
      expect(error.message).not.toContain('SECRET');
    }
  });

  it('are opened by name: exactly that host and port, at exactly the address that was judged', async () => {
    const inside = await testServer({ '/': { body: 'inside' } });
    const canary = await testServer();
    const asked: string[] = [];
    const port = inside.host.split(':')[1];
    const effects = {
      ...testEffects(),
      resolve: async (host: string) => {
        asked.push(host);
        return ['127.0.0.1'];
      },
    };
    const fetch = testFetch([], { allowPrivate: [`intranet.example:${port}`] }, effects);
    expect((await fetch(`http://intranet.example:${port}/`)).body.toString()).toBe('inside');
    expect(asked).toEqual(['intranet.example']);
    expect((await failure(fetch(`http://intranet.example:${canary.host.split(':')[1]}/`))).slug).toBe(
      'refused-address',
    );
    expect((await failure(fetch(`http://other.example:${port}/`))).slug).toBe('refused-address');
    expect(canary.connections()).toBe(0);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('with status %i are followed, and the last address is told', async (status) => {
    const server = await testServer({
      '/old': { status, headers: { location: 'new?x=1' } },
      '/new': { body: 'moved' },
    });
    const answer = await testFetch([server])(`${server.origin}/old`);
    expect(answer).toMatchObject({ status: 200, url: `${server.origin}/new?x=1` });
  });

  it.each([
    'http://127.0.0.1:CANARY/',
    '//127.0.0.1:CANARY/',
    '\\\\127.0.0.1:CANARY\\',
    'http://[::1]/',
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/',
  ])('from an allowed to a private address are refused (%s)', async (location) => {
    const canary = await testServer();
    const target = location.replace('CANARY', canary.host.split(':')[1]!);
    const server = await testServer({ '/': { status: 302, headers: { location: target } } });
    expect((await failure(testFetch([server])(server.origin))).slug).toBe('refused-address');
    expect(canary.connections()).toBe(0);
  });

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'http://user:pass@site.example/', 'http://'])(
    'to %s are refused',
    async (location) => {
      const server = await testServer({ '/': { status: 301, headers: { location } } });
      expect((await failure(testFetch([server])(server.origin))).slug).toBe('bad-address');
    },
  );

  it('stop after five', async () => {
    const server = await testServer({
      '*': (seen) => ({ status: 302, headers: { location: `/${Number(seen.path.slice(1)) + 1}` } }),
    });
    expect((await failure(testFetch([server])(`${server.origin}/0`))).slug).toBe('too-many-redirects');
    expect(server.requests.map(({ path }) => path)).toEqual(['/0', '/1', '/2', '/3', '/4', '/5']);
  });

  it('carry no secret to another site, and a posted body not at all', async () => {
    const other = await testServer({ '/': { body: 'other' } });
    const first = await testServer({
      '/get': { status: 302, headers: { location: `${other.origin}/` } },
      '/here': { status: 302, headers: { location: '/end' } },
      '/end': {},
      '/post': { status: 307, headers: { location: `${other.origin}/` } },
    });
    const fetch = testFetch([first, other]);
    const headers = { Authorization: 'Bearer SECRET', 'X-Api-Key': 'SECRET', Accept: 'text/xml' };
    await fetch(`${first.origin}/get`, { headers });
    expect(other.requests[0]!.headers).toMatchObject({ accept: 'text/xml' });
    expect(JSON.stringify(other.requests)).not.toContain('SECRET');
    await fetch(`${first.origin}/here`, { headers });
    expect(first.requests.at(-1)!.headers.authorization).toBe('Bearer SECRET');
    const post: FetchOptions = { method: 'POST', body: 'SECRET' };
    expect((await fetch(`${first.origin}/post`, post)).status).toBe(307);
    expect(other.requests).toHaveLength(1);
  });

  it('turn a post into a get where the standard says so', async () => {
    const server = await testServer({ '/post': { status: 303, headers: { location: '/done' } }, '/done': {} });
    const headers = { 'content-type': 'application/json' };
    await testFetch([server])(`${server.origin}/post`, { method: 'POST', body: '{}', headers });
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/done', body: '' });
    expect(server.requests[1]!.headers).not.toHaveProperty('content-type');
  });
});

describe('bodies', () => {
  const gzip = { 'content-encoding': 'gzip' };

  it('are unpacked', async () => {
    const server = await testServer({ '/': { headers: gzip, body: gzipSync('hello '.repeat(1000)) } });
    expect((await testFetch([server])(server.origin)).body.toString()).toBe('hello '.repeat(1000));
  });

  it.each([304, 429, 200])('may be empty although packing was announced (status %i)', async (status) => {
    const server = await testServer({ '/': { status, headers: gzip } });
    expect(await testFetch([server])(server.origin)).toMatchObject({ status, body: Buffer.alloc(0) });
  });

  it('that unpack to more than allowed are cut off early', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const server = await testServer({ '/': { headers: gzip, body: bomb } });
    const before = process.memoryUsage().rss;
    expect((await failure(testFetch([server], { maxBytes: 1_000_000 })(server.origin))).slug).toBe('too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });

  it('that are too large are not read on: announced, streamed, or limited by the caller', async () => {
    const endless = async (_: unknown, response: ServerResponse) => {
      while (response.writable && !response.destroyed) {
        if (!response.write(Buffer.alloc(65_536)))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      }
    };
    const server = await testServer({
      '/announced': { headers: { 'content-length': '10000000000' } },
      '/endless': endless,
      '/small': { body: 'x'.repeat(101) },
    });
    const fetch = testFetch([server], { maxBytes: 1_000_000 });
    expect((await failure(fetch(`${server.origin}/announced`))).slug).toBe('too-large');
    expect((await failure(fetch(`${server.origin}/endless`))).slug).toBe('too-large');
    expect((await failure(fetch(`${server.origin}/small`, { maxBytes: 100 }))).slug).toBe('too-large');
    expect((await fetch(`${server.origin}/small`, { maxBytes: 101 })).body).toHaveLength(101);
  });

  it.each(['br', 'zstd', 'gzip, gzip', 'gzip,br', 'compress', 'gzip, '.repeat(1000)])(
    'packed as %.20s are refused',
    async (encoding) => {
      const server = await testServer({ '/': { headers: { 'content-encoding': encoding }, body: 'x' } });
      expect((await failure(testFetch([server])(server.origin))).slug).toBe('bad-encoding');
    },
  );

  it.each([
    ['cut off', gzipSync('hello '.repeat(1000)).subarray(0, 20)],
    ['not packed at all', Buffer.from('hello')],
  ])('whose packing is %s are refused', async (_, body) => {
    const server = await testServer({ '/': { headers: gzip, body } });
    expect((await failure(testFetch([server])(server.origin))).slug).toBe('bad-encoding');
  });
});

describe('time limits', () => {
  it('end an answer that never begins', async () => {
    const server = await testServer({ '/': () => new Promise<void>(() => undefined) });
    const error = await failure(testFetch([server], { headersMs: 200 })(server.origin));
    expect(error).toMatchObject({ slug: 'timeout', retryable: true });
  });

  it('end a body that drips without ever pausing long', async () => {
    const server = await testServer({
      '/': (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
    });
    expect((await failure(testFetch([server], { totalMs: 400 })(server.origin))).slug).toBe('timeout');
  });

  it('end a body that falls silent', async () => {
    const server = await testServer({ '/': (_, response) => void response.writeHead(200).write('x') });
    expect((await failure(testFetch([server], { idleMs: 200 })(server.origin))).slug).toBe('timeout');
  });
});

describe('broken networks', () => {
  it('are named', async () => {
    const server = await testServer({ '/cut': (_, response) => void response.destroy() });
    const tls = testFetch([server])(`https://${server.host}/`);
    expect((await failure(tls)).slug).toBe('tls-error');
    expect(await failure(testFetch([server])(`${server.origin}/cut`))).toMatchObject({
      slug: 'connection-lost',
      retryable: true,
    });
    expect((await failure(testFetch([])('http://nowhere.example/'))).slug).toBe('unknown-host');
  });

  it('include a body that ends too early', async () => {
    const server = await testServer({
      '/': (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        setTimeout(() => response.destroy(), 20);
      },
    });
    expect((await failure(testFetch([server])(server.origin))).slug).toBe('connection-lost');
  });

  it('include nobody listening, and somebody who does not speak HTTP', async () => {
    const talker = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.end('220 mail.example ESMTP\r\n', () => socket.destroy());
    });
    await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(talker.address() as { port: number }).port}`;
    const fetch = testFetch([], { allowPrivate: [host] });
    expect((await failure(fetch(`http://${host}/`))).slug).toBe('unknown-shape');
    await new Promise((resolve) => talker.close(resolve));
    expect(await failure(fetch(`http://${host}/`))).toMatchObject({ slug: 'connection-refused', retryable: true });
  });

  it('keep secrets out of what is said', async () => {
    const server = await testServer({ '/': (_, response) => void response.destroy() });
    const headers = { authorization: 'Bearer SECRET' };
    const error = await failure(testFetch([server])(`${server.origin}/?token=SECRET`, { headers }));
    expect(`${error.message} ${error.stack}`).not.toContain('SECRET');
  });

  it('do not outlive the client', async () => {
    const server = await testServer({ '/': () => new Promise<void>(() => undefined) });
    const { fetch, close } = createFetch(testSettings([server]), testEffects());
    const pending = failure(fetch(server.origin));
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await close();
    expect((await pending).slug).toBe('connection-lost');
  });
});

describe('what a status means', () => {
  const answer = (status: number, headers: Record<string, string> = {}): Answer => ({
    status,
    headers,
    body: Buffer.alloc(0),
    url: 'https://site.example/feed?key=SECRET',
  });

  it.each([
    [200, null, false],
    [204, null, false],
    [304, null, false],
    [302, 'http-error', false],
    [400, 'http-error', false],
    [401, 'bad-token', false],
    [403, 'forbidden', false],
    [404, 'not-found', false],
    [408, 'timeout', true],
    [410, 'gone', false],
    [418, 'http-error', false],
    [429, 'rate-limited', true],
    [500, 'server-error', true],
    [503, 'server-error', true],
    [599, 'server-error', true],
  ])('%i is %s, worth retrying: %s', (status, slug, retryable) => {
    const found = failureOf(answer(status), TEST_NOW);
    expect(found?.slug ?? null).toBe(slug);
    expect(found?.retryable ?? false).toBe(retryable);
    expect(found?.message ?? '').not.toContain('SECRET');
  });

  const minute = 60_000;
  const day = 24 * 60 * minute;
  it.each([
    [{ 'retry-after': '120' }, 2 * minute],
    [{ 'retry-after': new Date(TEST_NOW + 10 * minute).toUTCString() }, 10 * minute],
    [{ 'retry-after': '0' }, minute],
    [{ 'retry-after': '-5' }, minute],
    [{ 'retry-after': '999999999' }, day],
    [{ 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, day],
    [{ 'retry-after': 'Mon, 01 Jan 2001 00:00:00 GMT' }, minute],
    [{ 'retry-after': 'soon' }, minute],
    [{ 'x-ratelimit-reset': String(TEST_NOW / 1000 + 600) }, 10 * minute],
    [{ 'x-ratelimit-reset': new Date(TEST_NOW + 5 * minute).toISOString() }, 5 * minute],
    [{ 'ratelimit-reset': '300' }, 5 * minute],
    [{ 'retry-after': '90', 'x-ratelimit-reset': '300' }, 1.5 * minute],
    [{}, minute],
  ])('429 with %j waits %i ms', (headers, wait) => {
    expect(failureOf(answer(429, headers as Record<string, string>), TEST_NOW)?.retryAt).toBe(TEST_NOW + wait);
  });

  it('a 503 that names a moment is a request to wait', () => {
    const found = failureOf(answer(503, { 'retry-after': '120' }), TEST_NOW);
    expect(found).toMatchObject({ slug: 'rate-limited', retryAt: TEST_NOW + 2 * minute, retryable: true });
  });
});
