import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceHealth } from '../../src/store/sources.js';
import { type Hosts, manyHosts } from '../support/hosts.js';
import { type Discover, discover, writeProject } from '../support/processes.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { type RedisServer, redisMissing, startRedis } from '../support/redis.js';

const HOSTS = 4;
const FEEDS_PER_HOST = 4;
const REQUEST_MS = 500;
const PAUSE_MS = 150;

async function project(queueUrl: string, hosts: Hosts, more: Record<string, unknown> = {}) {
  const folder = await temporaryFolder();
  const feeds = Array.from({ length: HOSTS * FEEDS_PER_HOST }, (_, index) => index);
  await writeProject(folder, {
    sources: feeds.map((index) => ({
      name: `feed ${index}`,
      crawler: 'blogs',
      options: { feed: `http://${hosts.host(index % HOSTS)}/${index}` },
    })),
    http: { allow_private: feeds.map((index) => hosts.host(index % HOSTS)), delay_s: PAUSE_MS / 1000 },
    // Two hands for four hosts: one process alone could not be at more than two hosts at once.
    queue: { url: queueUrl, concurrency: 2, lease_s: 5 },
    ...more,
  });
  return folder;
}

/** The program is ready: its worker has opened store and queue. */
async function ready(...workers: Discover[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.says('At work')));
}

describe.each([
  { back: 'the embedded queue', needsRedis: false },
  { back: 'a queue on Redis', needsRedis: true },
])('two processes on $back', ({ needsRedis }) => {
  let redis: RedisServer | undefined;
  beforeAll(async () => {
    if (needsRedis && redisMissing === null) redis = await startRedis();
  });
  afterAll(() => redis?.crash());

  it.skipIf(needsRedis && redisMissing !== null)(
    'share the work, and never crowd a host',
    async () => {
      const hosts = await manyHosts(REQUEST_MS);
      const folder = await project(redis?.url ?? 'embedded', hosts);
      const worker = discover(folder, ['worker']);
      await ready(worker);
      const run = discover(folder, ['crawl', '--json']);
      const { code, output } = await run.ended;
      expect(run.said()).not.toContain('warning');
      expect(code).toBe(0);

      const summary = JSON.parse(output) as { new: number; sources: { state: string }[] };
      expect(summary.new).toBe(HOSTS * FEEDS_PER_HOST);
      expect(new Set(summary.sources.map(({ state }) => state))).toEqual(new Set(['done']));
      expect(hosts.requests).toHaveLength(HOSTS * FEEDS_PER_HOST);
      // The server, busy on the same machine, may see the end of one late and the next at once.
      expect(hosts.crowding(PAUSE_MS / 2)).toEqual([]);
      // Each has two hands: more than two at once were both of them. How long it took says how busy the machine is.
      expect(hosts.mostAtOnce()).toBeGreaterThan(2);

      worker.signal('SIGTERM');
      const done = (await worker.ended).output;
      const byWorker = Number(/(\d+) sources? crawled/.exec(done)?.[1]);
      expect(byWorker).toBeGreaterThan(0);
      expect(byWorker).toBeLessThan(HOSTS * FEEDS_PER_HOST);
      const store = await temporaryStore(folder);
      expect((await sourceHealth(store)).every(({ posts, failures }) => posts === 1 && failures === 0)).toBe(true);
    },
    40_000,
  );
});

it('is shown by status while it is at work, and gone when it has been stopped', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hosts = await manyHosts(0, () => held);
  const folder = await project('embedded', hosts);
  const worker = discover(folder, ['worker']);
  await ready(worker);
  const crawl = discover(folder, ['crawl', '--source', 'feed 0']);
  await requested(hosts, 1);
  const status = JSON.parse((await discover(folder, ['status', '--json']).ended).output) as {
    workers: { name: string; pid: number; jobs: string[] }[];
  };
  expect(status.workers.map(({ pid }) => pid).sort()).toEqual([worker.pid, crawl.pid].sort());
  expect(status.workers.flatMap(({ jobs }) => jobs)).toEqual(['feed 0']);
  release();
  worker.signal('SIGTERM');
  await worker.ended;
  expect((await crawl.ended).code).toBe(0);
  const after = discover(folder, ['status']);
  expect((await after.ended).output).not.toContain('Workers');
}, 40_000);

it('takes over at once from a process that was killed, and lets its own requests finish when it is told to stop', async () => {
  const hosts = await manyHosts(1_000, async ({ path }, response) => {
    // A site that will not come to an end by itself.
    if (path === '/1') await new Promise(() => response.write(' '));
  });
  const folder = await project('embedded', hosts);
  const crawl = discover(folder, ['crawl', '--source', 'feed 0', 'feed 1']);
  await requested(hosts, 2);
  crawl.signal('SIGKILL');
  await crawl.ended;
  const worker = discover(folder, ['worker']);
  // The dead process held both jobs and both turns for half a minute and more.
  await requested(hosts, 4);
  expect(hosts.requests.map(({ path }) => path).sort()).toEqual(['/0', '/0', '/1', '/1']);
  const before = Date.now();
  worker.signal('SIGTERM');
  const { code, output } = await worker.ended;
  expect(Date.now() - before).toBeLessThan(10_000);
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringContaining('1 source crawled, 0 jobs of analysis done, 0 given up'),
  });
  expect(hosts.requests).toHaveLength(4);
  const store = await temporaryStore(folder);
  expect(await sourceHealth(store)).toMatchObject([
    { name: 'feed 0', posts: 1, failures: 0 },
    { name: 'feed 1', posts: 0, failures: 0 },
  ]);
}, 40_000);

/** Waits until the hosts have been asked so often. */
async function requested(hosts: Hosts, times: number): Promise<void> {
  while (hosts.requests.length < times) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('is refused without sources', async () => {
  const folder = await temporaryFolder();
  await writeProject(folder, { sources: [] });
  const { code } = await discover(folder, ['worker']).ended;
  expect(code).toBe(2);
});
