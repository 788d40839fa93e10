/** What X is paid: our ledger against the meter of a stand-in, in every way a crawl can go. */
import { describe, expect, it } from 'vitest';
import { defaultConfig, type SourceConfig, type XConfig } from '../../src/config.js';
import { crawlSource, noCounts } from '../../src/crawl/crawl.js';
import { SourceError } from '../../src/errors.js';
import { readCompleteness } from '../../src/store/coverage.js';
import { calendar, readSpending } from '../../src/store/ledger.js';
import { sourceHealth, stoppedForMoney } from '../../src/store/sources.js';
import { startChild } from '../support/child.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { testFetch } from '../support/server.js';
import { json, problem, range, TOKEN, tweetsOf, USE, type XStandIn, xStandIn } from '../support/x-stand-in.js';

const DAY = 86_400_000;
const FREE_OF_LIMITS = { nightlyMicros: 1e9, monthlyMicros: 1e9 };

async function payer(standIn: XStandIn, limits: Partial<XConfig> = FREE_OF_LIMITS, start = TEST_NOW) {
  const store = await temporaryStore();
  const effects = { ...testEffects(start), env: { X_BEARER_TOKEN: TOKEN, OTHER: TOKEN } };
  const { x } = await defaultConfig('/');
  const world = { store, fetch: testFetch([standIn.server]), folder: '/', effects, x: { ...x, ...limits } };
  const crawl = async (
    name = 'x',
    options: object = {},
  ): Promise<{ new: number; slug: string | null; words: string }> => {
    const source: SourceConfig = {
      ...{ name, crawler: 'tweets', place: { name, url: null, kind: null, owner: null, area: null } },
      options: { query: '#buses', api: standIn.api, use: USE, ...options },
    };
    const counts = noCounts();
    try {
      await crawlSource(source, world, counts);
      return { new: counts.new, slug: null, words: '' };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { new: counts.new, slug: error.slug, words: error.message };
    }
  };
  const spending = () => readSpending(store, new Date(effects.now()).toISOString());
  return { store, effects, crawl, spending };
}

/** Tweets of several people. */
function crowd(from: number, to: number, people = 4): Record<string, unknown>[] {
  return tweetsOf(range(from, to)).map((tweet, index) => ({ ...tweet, author_id: String(1 + (index % people)) }));
}

describe('fact 5: the ledger says what the meter says', () => {
  it('page by page, each post and author once', async () => {
    const x = await xStandIn([]);
    x.tweets = crowd(145, 101);
    const { crawl, spending } = await payer(x);
    expect(await crawl()).toMatchObject({ new: 45, slug: null });
    expect(x.meter).toMatchObject({ posts: 45, users: 4, micros: 45 * 5_000 + 4 * 10_000 + 5_000 });
    const { dayMicros, monthMicros, sources } = await spending();
    expect([dayMicros, monthMicros]).toEqual([x.meter.micros, x.meter.micros]);
    expect(sources).toMatchObject([
      { source: 'x', endpoint: 'tweets/counts/recent', requests: 1, micros: 5_000, unsettledMicros: 0 },
      { source: 'x', endpoint: 'tweets/search/recent', requests: 5, posts: 45, users: 4, unsettledMicros: 0 },
    ]);
  });

  it('of what two sources find on the same day, and of what comes again on another', async () => {
    const x = await xStandIn([]);
    x.tweets = crowd(120, 101);
    const { crawl, spending, effects } = await payer(x);
    await crawl('one');
    await crawl('two');
    expect((await spending()).dayMicros).toBe(x.meter.micros);
    expect(x.meter.posts).toBe(20);
    effects.clock.now += DAY;
    x.meter.nextDay();
    await crawl('three');
    expect(x.meter.posts).toBe(40);
    expect((await spending()).monthMicros).toBe(x.meter.micros);
  });

  it.each([
    ['a rate limit', problem(429, { title: 'Too Many Requests' })],
    ['a refusal', problem(403, { title: 'Client Forbidden' })],
    ['trouble over there', problem(503, {})],
    ['a spent quota', problem(429, { type: 'https://api.x.com/2/problems/usage-capped' })],
    ['a refused token', problem(401, { title: 'Unauthorized' })],
  ])('after %s in the middle, which costs nothing', async (_name, reply) => {
    const x = await xStandIn(range(130, 101));
    x.instead = [null, reply];
    const { crawl, spending } = await payer(x);
    expect(await crawl()).toMatchObject({ new: 10 });
    expect((await spending()).dayMicros).toBe(x.meter.micros);
  });

  it('and never less, when an answer cannot be read or the connection breaks while it comes', async () => {
    for (const broken of ['shape', 'connection'] as const) {
      const x = await xStandIn(range(130, 101));
      const { crawl, spending } = await payer(x);
      if (broken === 'shape') x.instead = [json(200, { data: [{ id: '5', words: 'x' }] })];
      else {
        const path = '/2/tweets/search/recent';
        x.server.handlers[path] = (_seen, response) => {
          for (const tweet of x.tweets) x.meter.charge('post', String(tweet.id));
          response.writeHead(200, { 'content-length': '5000' });
          response.write('{"data":[');
          response.destroy();
        };
      }
      expect((await crawl()).slug).not.toBeNull();
      const { dayMicros, sources } = await spending();
      expect(dayMicros).toBeGreaterThanOrEqual(x.meter.micros);
      expect(sources.find(({ endpoint }) => endpoint.includes('search'))?.unsettledMicros).toBe(100 * 15_000);
    }
  });

  it('keeps what X bills by the day apart from what is answered after midnight', async () => {
    const x = await xStandIn(range(110, 101));
    const midnight = Date.parse(calendar(new Date(TEST_NOW).toISOString()).day.end);
    const { crawl, spending, effects } = await payer(x, FREE_OF_LIMITS, midnight - 1000);
    await crawl('one');
    const before = (await spending()).dayMicros;
    const handler = x.server.handlers['/2/tweets/search/recent']!;
    x.server.handlers['/2/tweets/search/recent'] = (seen, response) => {
      effects.clock.now = midnight + 1000;
      x.meter.nextDay();
      return typeof handler === 'function' ? handler(seen, response) : handler;
    };
    await crawl('two');
    expect((await spending()).monthMicros).toBe(x.meter.micros);
    expect(before).toBeLessThan(x.meter.micros);
  });
});

describe('C16: stop on cost cap', () => {
  it('makes the last page smaller, and does not ask for one that could cost too much', async () => {
    const x = await xStandIn(range(900, 101), 100);
    const limit = 5_000 + 2_000_000;
    const { crawl, spending, store } = await payer(x, { nightlyMicros: limit, monthlyMicros: 1e9 });
    const first = await crawl();
    expect(first).toMatchObject({ slug: 'budget-spent' });
    expect(first.words).toContain('x.nightly (USD 2.005)');
    const sizes = x.searches.map((search) => Number(search.get('max_results')));
    expect(sizes[0]).toBe(100);
    expect(sizes.at(-1)).toBeLessThan(100);
    expect(x.meter.micros).toBeLessThanOrEqual(limit);
    // What is left would not pay for the ten posts of the smallest page, by ten people.
    expect(limit - x.meter.micros).toBeLessThan(150_000);
    expect((await spending()).dayMicros).toBe(x.meter.micros);
    expect(await stoppedForMoney(store)).toEqual(['x']);
    expect(await sourceHealth(store)).toMatchObject([{ failures: 0, lastSlug: 'budget-spent' }]);
    const asked = x.server.requests.length;
    expect((await crawl()).slug).toBe('budget-spent');
    expect(x.server.requests).toHaveLength(asked);
  });

  it('goes on where it stopped on the next day, and in the next month', async () => {
    const x = await xStandIn(range(200, 101));
    const { crawl, effects, store } = await payer(x, { nightlyMicros: 400_000, monthlyMicros: 500_000 });
    expect((await crawl()).slug).toBe('budget-spent');
    effects.clock.now += DAY;
    x.meter.nextDay();
    const second = await crawl();
    expect(second).toMatchObject({ slug: 'budget-spent' });
    expect(second.words).toContain('x.monthly (USD 0.50)');
    expect(second.words).toContain('2026-04-01T00:00:00.000Z');
    expect(x.meter.micros).toBeLessThanOrEqual(500_000);
    for (let month = 4; month < 8; month += 1) {
      effects.clock.now = Date.parse(`2026-0${month}-05T02:00:00Z`);
      x.meter.nextDay();
      await crawl();
    }
    const posts = await store.get<{ posts: number }>('SELECT count(*) AS posts FROM posts');
    expect(posts).toEqual({ posts: 100 });
  });

  it('spends nothing when nothing may be spent', async () => {
    const x = await xStandIn(range(110, 101));
    const { crawl } = await payer(x, { nightlyMicros: 0, monthlyMicros: 0 });
    expect((await crawl()).slug).toBe('budget-spent');
    expect(x.server.requests).toHaveLength(0);
  });

  it('ends when X sends the same page for ever', async () => {
    const x = await xStandIn([]);
    const page = (id: number, next: string) =>
      json(200, {
        data: tweetsOf([id]),
        meta: { newest_id: `${id}`, oldest_id: `${id}`, result_count: 1, next_token: next },
      });
    x.instead = Array.from({ length: 30 }, (_, turn) => page(105 - (turn % 2), turn % 2 === 0 ? 'b' : 'a'));
    const { crawl } = await payer(x);
    expect(await crawl()).toMatchObject({ slug: null });
    expect(x.searches.length).toBeLessThan(6);
  });
});

describe('a spent quota of X itself', () => {
  it.each([429, 403])('with status %i waits for the next month, for every source with that token', async (status) => {
    const x = await xStandIn(range(110, 101));
    x.instead = [problem(status, { title: 'UsageCapExceeded', type: 'https://api.x.com/2/problems/usage-capped' })];
    const { crawl, effects, store } = await payer(x);
    expect((await crawl('one')).slug).toBe('usage-capped');
    const asked = x.server.requests.length;
    const again = await crawl('two');
    expect(again).toMatchObject({ slug: 'usage-capped' });
    expect(again.words).toContain('2026-04-01');
    expect(x.server.requests).toHaveLength(asked);
    expect(await crawl('three', { token: 'OTHER' })).toMatchObject({ new: 10 });
    expect((await sourceHealth(store)).map(({ failures }) => failures)).toEqual([0, 0, 0]);
    effects.clock.now = Date.parse('2026-04-01T00:00:01Z');
    expect(await crawl('one')).toMatchObject({ new: 10, slug: null });
  });
});

describe('fact 4: off until a token and a declared use are there', () => {
  it.each([
    [{ use: undefined }, 'no-declared-use', 'use:'],
    [{ use: undefined, token: 'NOT_SET' }, 'no-token', 'NOT_SET'],
    [{ token: 'NOT_SET' }, 'no-token', 'NOT_SET'],
  ])('%j', async (options, slug, words) => {
    const x = await xStandIn(range(110, 101));
    const { crawl, store } = await payer(x);
    const ended = await crawl('x', options);
    expect(ended).toMatchObject({ new: 0, slug });
    expect(ended.words).toContain(words);
    expect(x.server.connections()).toBe(0);
    expect(await sourceHealth(store)).toMatchObject([{ failures: 0, lastCrawledAt: null }]);
  });

  it('tells everything that is missing at once, and what X asks for', async () => {
    const x = await xStandIn([]);
    const { crawl } = await payer(x);
    const { words } = await crawl('x', { use: undefined, token: 'NOT_SET' });
    for (const part of ['NOT_SET', 'use:', 'government', 'Enterprise', 'inference', 'health']) {
      expect(words).toContain(part);
    }
  });

  it.each([
    [{ ...USE, words: 'research' }, 'sentence'],
    [{ ...USE, government: 'yes' }, 'Enterprise'],
    [{ ...USE, inference: 'health' }, 'X forbids it'],
    [{ words: USE.words }, 'government'],
  ])('a wrong declaration is a wrong option: %j', async (use, words) => {
    const x = await xStandIn([]);
    const { crawl } = await payer(x);
    expect(await crawl('x', { use })).toMatchObject({ slug: 'bad-options', words: expect.stringContaining(words) });
  });

  it('names the variable of a token that X refuses', async () => {
    const x = await xStandIn([101]);
    x.insteadOfCounts = [problem(401, { title: 'Unauthorized' })];
    const { crawl } = await payer(x);
    expect(await crawl()).toMatchObject({ slug: 'bad-token', words: expect.stringContaining('X_BEARER_TOKEN') });
  });
});

describe('completeness', () => {
  it('is what was collected of what X counted, also when the pages came in several crawls', async () => {
    const x = await xStandIn(range(130, 101));
    const { crawl, store } = await payer(x);
    await crawl('x', { pages: 2 });
    expect(await readCompleteness(store)).toEqual([]);
    await crawl('x', { pages: 1 });
    expect(await readCompleteness(store)).toMatchObject([{ counted: 30, collected: 30, completeness: 1, gaps: [] }]);
    x.tweets.unshift(...tweetsOf(range(140, 131)));
    x.insteadOfCounts = [json(200, { meta: { total_tweet_count: 20 } })];
    await crawl();
    expect(await readCompleteness(store)).toMatchObject([{ counted: 50, collected: 40, completeness: 0.8 }]);
  });

  it('is unknown where the plan has no counts', async () => {
    const x = await xStandIn(range(105, 101));
    x.insteadOfCounts = [problem(403, { title: 'Client Forbidden' })];
    const { crawl, store, spending } = await payer(x);
    expect(await crawl()).toMatchObject({ new: 5, slug: null });
    expect(await readCompleteness(store)).toMatchObject([{ counted: null, collected: 5, completeness: null }]);
    expect((await spending()).dayMicros).toBe(x.meter.micros);
  });

  it('tells what X no longer searches', async () => {
    const x = await xStandIn(range(105, 101));
    const { crawl, store } = await payer(x);
    await crawl();
    x.oldestSearchable = 200n;
    x.tweets = tweetsOf(range(210, 201));
    await crawl();
    const [row] = await readCompleteness(store);
    expect(row?.gaps).toMatchObject([{ missing: expect.stringContaining('more than seven days ago') }]);
  });
});

describe('several processes', () => {
  it('together stay within the limit, and the ledger says what they spent', async () => {
    const x = await xStandIn(range(1000, 1), 100);
    const folder = await temporaryFolder();
    const limit = 3_000_000;
    const children = ['one', 'two', 'three'].map((name) =>
      startChild('crawlers/spender.ts', folder, name, x.api, x.server.host, String(limit), TOKEN),
    );
    const store = await temporaryStore(folder);
    for (const child of children) expect(await child.line()).toBe('ready');
    for (const child of children) child.say('go');
    const ends = await Promise.all(children.map((child) => child.line()));
    expect(ends).toEqual(['budget-spent', 'budget-spent', 'budget-spent']);
    expect(x.meter.micros).toBeLessThanOrEqual(limit);
    expect(limit - x.meter.micros).toBeLessThan(150_000);
    const { dayMicros } = await readSpending(store, new Date(TEST_NOW).toISOString());
    // One process may write down a post that another paid for before X sent it to that one: the order is theirs, the sum is not.
    expect(dayMicros).toBe(x.meter.micros);
  }, 40_000);

  it.each(['before the answer', 'after the answer'] as const)(
    'one that is killed %s leaves its reservation spent',
    async (moment) => {
      const x = await xStandIn(range(200, 101), 100);
      const folder = await temporaryFolder();
      let sent = () => {};
      const held = new Promise<void>((resolve) => {
        sent = resolve;
      });
      const path = '/2/tweets/search/recent';
      const handler = x.server.handlers[path]!;
      x.server.handlers[path] = (seen, response) => {
        const reply = (typeof handler === 'function' ? handler(seen, response) : handler) as { body: string };
        response.writeHead(200, { 'content-type': 'application/json' });
        if (moment === 'after the answer') response.write(reply.body.slice(0, -1));
        else response.flushHeaders();
        sent();
      };
      const child = startChild('crawlers/spender.ts', folder, 'one', x.api, x.server.host, '5000000', TOKEN);
      expect(await child.line()).toBe('ready');
      child.say('go');
      await held;
      child.signal('SIGKILL');
      await child.ended;
      const store = await temporaryStore(folder);
      const { dayMicros } = await readSpending(store, new Date(TEST_NOW).toISOString());
      expect(x.meter.micros).toBeGreaterThan(500_000);
      expect(dayMicros).toBeGreaterThanOrEqual(x.meter.micros);
    },
    40_000,
  );
});
