/** C4, C5, C7 and C8: how the crawlers of a project treat hosts, whichever process and run they are of. */
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/crawl/crawler.js';
import type { Errand } from '../../src/crawl/hosts.js';
import { SourceError } from '../../src/errors.js';
import { forgiveHosts } from '../../src/store/hosts.js';
import { politeClient } from '../support/polite.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { testServer } from '../support/server.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const errand = (url: string, credentials?: string): Errand => ({
  ...{ url: new URL(url), userAgent: 'Discover/1', credentials, isConditional: false, robotsAsked: false },
});
const answer = (status: number, headers: Record<string, string> = {}): Answer => ({
  ...{ status, headers, body: Buffer.alloc(0), url: 'https://site.example/' },
});

/** Two processes of one project; `ask` sends to any host, without a network, and says what came of it. */
async function twoProcesses() {
  const folder = await temporaryFolder();
  const effects = testEffects();
  const clients = [await temporaryStore(folder), await temporaryStore(folder)].map((store) => ({
    store,
    ...politeClient(store, effects, [], { delayMs: 5_000 }),
  }));
  const sent: { url: string; at: number }[] = [];
  const ask = (process: number, url: string, reply: Answer | SourceError = answer(200), credentials?: string) =>
    clients[process]!.hosts.visit(errand(url, credentials), async () => {
      sent.push({ url, at: effects.now() - TEST_NOW });
      if (reply instanceof SourceError) throw reply;
      return reply;
    }).then(
      ({ status }) => status,
      (error: SourceError) => error.slug,
    );
  return { effects, ask, sent, clients };
}

describe('C4: a wait that a site asks for', () => {
  it.each([
    [429, { 'retry-after': '120' }, 2 * MINUTE],
    [503, { 'retry-after': '120' }, 2 * MINUTE],
    [429, { 'retry-after': new Date(TEST_NOW + 10 * MINUTE).toUTCString() }, 10 * MINUTE],
    [503, { 'retry-after': new Date(TEST_NOW + 10 * MINUTE).toUTCString() }, 10 * MINUTE],
    [429, { 'retry-after': '0' }, MINUTE],
    [503, { 'retry-after': '-5' }, MINUTE],
    [429, { 'retry-after': 'soon' }, MINUTE],
    [503, { 'retry-after': 'soon' }, MINUTE],
    [429, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, DAY],
    [429, { 'x-ratelimit-reset': String(TEST_NOW / 1000 + 600) }, 10 * MINUTE],
    [429, {}, MINUTE],
  ])('of status %i with %j is kept for %i ms by every process', async (status, headers, wait) => {
    const { effects, ask, sent } = await twoProcesses();
    expect(await ask(0, 'https://site.example/a', answer(status, headers as Record<string, string>))).toBe(status);
    effects.clock.now = TEST_NOW + wait - 1;
    expect(await ask(0, 'https://site.example/b')).toBe('rate-limited');
    expect(await ask(1, 'https://site.example/c')).toBe('rate-limited');
    expect(sent).toHaveLength(1);
    effects.clock.now = TEST_NOW + wait;
    expect(await ask(1, 'https://site.example/c')).toBe(200);
  });

  it('tells when to come back, at random over some minutes, and never before it is over', async () => {
    const { effects, clients } = await twoProcesses();
    const retryAt = async (random: number) => {
      effects.random = () => random;
      const refused = clients[0]!.hosts.visit(errand('https://site.example/x?key=SECRET'), () => Promise.reject());
      const error = (await refused.catch((thrown: unknown) => thrown)) as SourceError;
      expect(error).toMatchObject({ slug: 'rate-limited', retryable: true });
      expect(error.message).toContain('https://site.example/x');
      expect(error.message).not.toContain('SECRET');
      return error.retryAt! - TEST_NOW;
    };
    await clients[0]!.hosts.visit(errand('https://site.example/'), async () => answer(429, { 'retry-after': '600' }));
    expect(await retryAt(0)).toBe(10 * MINUTE);
    expect(await retryAt(0.999)).toBeGreaterThan(14 * MINUTE);
    expect(await retryAt(0.999)).toBeLessThanOrEqual(15 * MINUTE);
  });

  it('is not asked for by a 503 that says nothing of it, nor by the headers that come with every answer', async () => {
    const { ask } = await twoProcesses();
    const headers = { 'x-ratelimit-reset': String(TEST_NOW / 1000 + 600) };
    expect(await ask(0, 'https://site.example/', answer(503, headers))).toBe(503);
    expect(await ask(0, 'https://site.example/', answer(200, headers))).toBe(200);
    expect(await ask(0, 'https://site.example/')).toBe(200);
  });

  it('does not hold for ever when the clock is set back', async () => {
    const { effects, ask } = await twoProcesses();
    await ask(0, 'https://site.example/', answer(429, { 'retry-after': '600' }));
    effects.clock.now -= 365 * DAY;
    expect(await ask(0, 'https://site.example/')).toBe(200);
    // And a new one may be written over that of the future.
    await ask(0, 'https://site.example/', answer(429, { 'retry-after': '600' }));
    expect(await ask(1, 'https://site.example/')).toBe('rate-limited');
  });
});

describe('C7: a wait is kept', () => {
  it('by all hosts of the registrable domain, and by no other', async () => {
    const { ask } = await twoProcesses();
    const full = answer(429);
    for (const url of ['https://ann.tumblr.com/rss', 'https://www.reddit.com/.rss', 'https://ann.github.io/feed'])
      expect(await ask(0, url, full)).toBe(429);
    expect(await ask(1, 'https://bob.tumblr.com/rss')).toBe('rate-limited');
    expect(await ask(1, 'https://old.reddit.com/.rss')).toBe('rate-limited');
    expect(await ask(1, 'https://bob.github.io/feed')).toBe(200);
    expect(await ask(1, 'https://tumblr.example/')).toBe(200);
  });

  it('by one token at an API, to the second it names, and not by the site beside it', async () => {
    const { effects, ask } = await twoProcesses();
    const reset = (seconds: number) => answer(429, { 'x-rate-limit-reset': String(TEST_NOW / 1000 + seconds) });
    expect(await ask(0, 'https://api.x.com/2/a', reset(20), 'Bearer one')).toBe(429);
    expect(await ask(1, 'https://api.x.com/2/b', answer(200), 'Bearer one')).toBe('rate-limited');
    expect(await ask(1, 'https://api.x.com/2/b', answer(200), 'Bearer two')).toBe(200);
    expect(await ask(1, 'https://x.com/feed')).toBe(200);
    effects.clock.now = TEST_NOW + 20_000;
    expect(await ask(1, 'https://api.x.com/2/b', answer(200), 'Bearer one')).toBe(200);
    // A 429 that names no moment may be a spent budget, which waiting does not mend: the API's own crawler knows.
    expect(await ask(0, 'https://api.x.com/2/a', answer(429), 'Bearer one')).toBe(429);
    expect(await ask(0, 'https://api.x.com/2/a', answer(200), 'Bearer one')).toBe(200);
  });
});

it('C5: a storm of 429 ends in silence: one request per window, however many feeds and processes there are', async () => {
  const server = await testServer({ '*': { status: 429 } });
  // The clock stands still while one process waits for the other's real request to end.
  const effects = { ...testEffects(), sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const folder = await temporaryFolder();
  const clients = [await temporaryStore(folder), await temporaryStore(folder)].map((store) =>
    politeClient(store, effects, [server]),
  );
  for (let window = 1; window <= 3; window += 1) {
    const before = effects.now();
    const feeds = Array.from({ length: 300 }, (_, index) => clients[index % 2]!.fetch(`${server.origin}/${index}`));
    const ends = await Promise.allSettled(feeds);
    expect(server.requests).toHaveLength(window);
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as SourceError] : []));
    expect(refused).toHaveLength(299);
    for (const { slug, retryAt } of refused) {
      expect(slug).toBe('rate-limited');
      expect(retryAt).toBeGreaterThanOrEqual(before + MINUTE);
    }
    effects.clock.now += MINUTE;
  }
}, 120_000);

describe('turns', () => {
  it('C8: all hosts of a group share them: one at a time and the pause between, over both processes', async () => {
    const { ask, sent } = await twoProcesses();
    for (const [index, blog] of ['ann', 'bob', 'cat', 'dan'].entries())
      await ask(index % 2, `https://${blog}.tumblr.com/rss`);
    await ask(0, 'https://elsewhere.example/');
    expect(sent.map(({ at }) => at)).toEqual([0, 5_000, 10_000, 15_000, 15_000]);
  });

  it('C8: a thousand feeds of one host are five seconds apart, whoever asks for them', async () => {
    const { ask, sent } = await twoProcesses();
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => ask(0, `https://site.example/${index}`)));
    const gaps = sent.slice(1).map(({ at }, index) => at - sent[index]!.at);
    expect(gaps).toHaveLength(999);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000);
  }, 120_000);

  it('that end without a request cost no pause', async () => {
    const { effects, ask, clients } = await twoProcesses();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = clients[0]!.hosts.visit(errand('https://site.example/'), async () => {
      await held;
      return answer(429, { 'retry-after': '600' });
    });
    // In line before anybody knows of the wait.
    const others = [1, 2, 3].map((index) => ask(0, `https://site.example/${index}`));
    release();
    await first;
    expect(await Promise.all(others)).toEqual(['rate-limited', 'rate-limited', 'rate-limited']);
    expect(effects.now() - TEST_NOW).toBe(5_000);
  });
});

describe('C9: a host that does not answer', () => {
  const failed = (slug: 'timeout' | 'connection-refused' | 'too-large') => new SourceError(slug, 'x');

  it.each([
    ['timeout', 2],
    ['connection-refused', 4],
  ] as const)('(%s) is left alone after %i tries in a row, until the next run', async (slug, tries) => {
    const { ask, sent, clients } = await twoProcesses();
    for (let turn = 0; turn < 6; turn += 1)
      expect(await ask(turn % 2, 'https://dead.site.example/', failed(slug))).toBe(slug);
    expect(sent).toHaveLength(tries);
    // Others of its group are not to blame.
    expect(await ask(0, 'https://living.site.example/')).toBe(200);
    await forgiveHosts(clients[0]!.store);
    expect(await ask(1, 'https://dead.site.example/')).toBe(200);
  });

  it('is forgiven when it answers in between, and an answer that we do not like is one', async () => {
    const { ask, sent } = await twoProcesses();
    for (let round = 0; round < 3; round += 1) {
      await ask(0, 'https://site.example/', failed('timeout'));
      await ask(0, 'https://site.example/', answer(500));
    }
    for (let round = 0; round < 6; round += 1) await ask(0, 'https://site.example/', failed('too-large'));
    expect(sent).toHaveLength(12);
  });
});

describe('the log', () => {
  it('has every request, sent or held back, without secrets', async () => {
    const headers = { etag: '"1"' };
    const server = await testServer({
      '/a': { body: 'hello', headers },
      '/b': { status: 429, headers: { 'retry-after': '90' } },
    });
    const effects = testEffects();
    const store = await temporaryStore();
    const { fetch, end } = politeClient(store, effects, [server]);
    await fetch(`${server.origin}/a?key=SECRET`, { headers: { 'If-None-Match': '"0"' } });
    await fetch(`${server.origin}/b`);
    await fetch(`${server.origin}/a?key=SECRET`).catch(() => undefined);
    await end();
    const rows = await store.all<Record<string, unknown>>('SELECT * FROM requests ORDER BY id');
    const common = { host_group: server.host, user_agent: 'Discover/1.2.3 (+https://listener.example.org/about)' };
    expect(rows).toMatchObject([
      { ...common, url: `${server.origin}/a`, status: 200, is_conditional: 1, gave_validators: 1, bytes: 5 },
      { ...common, url: `${server.origin}/b`, status: 429, is_conditional: 0, wait_until: TEST_NOW + 90_000 },
      { ...common, url: `${server.origin}/a`, status: null, held_back: 'wait', slug: 'rate-limited' },
    ]);
    expect(rows[0]!.url_key).toBe(rows[2]!.url_key);
    expect(JSON.stringify(rows)).not.toContain('SECRET');
  });
});
