import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crawlSource, noCounts } from '../../src/crawl/crawl.js';
import { sourceHealth } from '../../src/store/sources.js';
import { readTotals } from '../../src/store/totals.js';
import { feed, manyHosts } from '../support/hosts.js';
import { type Discover, discover, writeProject } from '../support/processes.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { redisMissing } from '../support/redis.js';
import { testFetch } from '../support/server.js';
import { allIsWell, lastingRedis, midRun } from './outages.js';

if (redisMissing !== null) console.warn(redisMissing);

describe.skipIf(redisMissing !== null)('a run on Redis', () => {
  it('fills the queue again when Redis forgets everything in the middle', async () => {
    const { redis } = await lastingRedis();
    const scene = await midRun(redis, 30, 6);
    redis.cli('flushall');
    await allIsWell(scene, 30);
    expect(scene.run.said()).toContain('put into it again');
    // What had been crawled before was not crawled again, but for what was in hand.
    expect(scene.hosts.requests.length).toBeLessThanOrEqual(30 + 4);
  }, 40_000);

  it('goes on when a worker stalls, and the worker does no harm when it wakes', async () => {
    const { redis } = await lastingRedis();
    const hosts = await manyHosts(400);
    const folder = await temporaryFolder();
    await writeProject(folder, {
      sources: [0, 1, 2].map((index) => ({
        ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: `http://${hosts.host(index)}/${index}` } },
      })),
      http: { allow_private: [0, 1, 2].map((index) => hosts.host(index)), delay_s: 0, total_timeout_s: 1 },
      queue: { url: redis.url, concurrency: 3, lease_s: 1, patience_s: 10 },
    });
    const run = discover(folder, ['crawl', '--json']);
    while (hosts.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    run.signal('SIGSTOP');
    const worker = discover(folder, ['worker']);
    await Promise.all([0, 1, 2].map((index) => worker.says(`feed ${index}: 1 new`)));
    run.signal('SIGCONT');
    const { code, output } = await run.ended;
    expect(code, run.said()).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ new: 3, failed: 0, waiting: 0 });
    const store = await temporaryStore(folder);
    expect((await sourceHealth(store)).map(({ posts }) => posts)).toEqual([1, 1, 1]);
  }, 40_000);

  it('sets a source aside whose worker dies of it twice, names it, and crawls the rest', async () => {
    const { redis } = await lastingRedis();
    let victim: Discover | undefined;
    let deaths = 0;
    const hosts = await manyHosts(50, ({ path }) => {
      if (path !== '/3') return;
      deaths += 1;
      victim?.signal('SIGKILL');
      return new Promise(() => undefined);
    });
    const folder = await temporaryFolder();
    const numbers = [0, 1, 2, 3, 4, 5, 6, 7];
    await writeProject(folder, {
      sources: numbers.map((index) => ({
        ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: `http://${hosts.host(index)}/${index}` } },
      })),
      http: { allow_private: numbers.map((index) => hosts.host(index)), delay_s: 0 },
      queue: { url: redis.url, concurrency: 1, attempts: 2, lease_s: 1 },
    });
    // As a supervisor would: whoever dies is started again.
    victim = discover(folder, ['crawl']);
    await victim.ended;
    victim = discover(folder, ['worker']);
    await victim.ended;
    victim = discover(folder, ['worker']);
    await victim.says('feed 3: it was taken from a process that died');
    // What was asked for is not saved yet: a worker told to end, or so slow that it lost its lease, leaves it in the queue.
    const store = await temporaryStore(folder);
    while ((await readTotals(store)).posts < 7) await new Promise((resolve) => setTimeout(resolve, 20));
    victim.signal('SIGTERM');
    await victim.ended;
    expect(deaths).toBe(2);
    const { output } = await discover(folder, ['status', '--json']).ended;
    const status = JSON.parse(output) as { totals: { posts: number }; dead: { key: string; slug: string }[] };
    expect(status.dead).toMatchObject([{ key: 'feed 3', slug: 'interrupted' }]);
    expect(status.totals.posts).toBe(7);
    expect(JSON.parse((await discover(folder, ['queue', 'retry', '--json']).ended).output)).toEqual({
      retried: ['feed 3'],
    });
    expect((await discover(folder, ['queue', 'retry', 'feed 4']).ended).code).toBe(2);
  }, 120_000);

  it('never shows Redis, or the table of jobs, a secret or a word that anybody said', async () => {
    const { redis, folder: journal } = await lastingRedis();
    const canaries = ['canary-token-7f3a', 'Canaria Author', 'canary words that somebody said', 'canary-query'];
    const hosts = await manyHosts(10, ({ path }, response) => {
      if (path.includes('gone')) response.statusCode = 404;
      response.end(feed('canaries', canaries[2]!, canaries[1]!));
    });
    const folder = await temporaryFolder();
    const names = ['feed', 'gone'];
    const settings = (url: string) => ({
      sources: names.map((name) => ({
        ...{ name, crawler: 'blogs', options: { feed: `http://${hosts.host(0)}/${name}?key=${canaries[3]}` } },
      })),
      http: { allow_private: [hosts.host(0)], delay_s: 0 },
      queue: { url, attempts: 1 },
    });
    for (const url of [redis.url, 'embedded']) {
      await writeProject(folder, settings(url));
      const crawl = discover(folder, ['crawl'], { X_BEARER_TOKEN: canaries[0]! });
      expect((await crawl.ended).code, crawl.said()).toBe(1);
    }
    // The journal holds every command that ever changed anything, also of jobs that are gone.
    const files = (await readdir(journal, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
    const store = await temporaryStore(folder);
    const everything = [...texts, redis.cli('keys', '*'), JSON.stringify(await store.all('SELECT * FROM jobs'))].join(
      '\n',
    );
    expect(everything).toContain('job.feed');
    expect(everything).toContain('"key":"gone"');
    for (const canary of canaries) expect(everything).not.toContain(canary);
  }, 40_000);
});

it('a page that comes late changes nothing: neither words nor cursor', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked = 0;
  const hosts = await manyHosts(0, async (_asked, response) => {
    asked += 1;
    const old = asked === 1;
    if (old) await held;
    response.setHeader('etag', old ? '"old"' : '"new"');
    response.end(feed('late', old ? 'Old words.' : 'New words.'));
  });
  const store = await temporaryStore();
  const effects = testEffects();
  const place = { name: 'late', url: null, kind: null, owner: null, area: null };
  const source = { name: 'late', crawler: 'blogs', options: { feed: `http://${hosts.host(0)}/` }, place };
  const world = () => ({ store, fetch: testFetch([], { allowPrivate: [hosts.host(0)] }), folder: '', effects });
  const late = crawlSource(source, world(), noCounts(), { lease: 'first' });
  while (asked === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await crawlSource(source, world(), noCounts(), { lease: 'second' });
  const stored = () =>
    store.all('SELECT p.text, p.html, s.cursor, s.failures FROM posts p JOIN sources s ON s.name = p.source');
  const before = await stored();
  expect(JSON.stringify(before)).toContain('New words.');
  release();
  await expect(late).rejects.toMatchObject({ slug: 'interrupted', retryable: true });
  expect(await stored()).toEqual(before);
});
