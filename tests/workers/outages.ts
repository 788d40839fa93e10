/** A run with a worker beside it on a real Redis, and what can happen to them. */
import { expect, onTestFinished } from 'vitest';
import { sourceHealth } from '../../src/store/sources.js';
import { type Hosts, manyHosts } from '../support/hosts.js';
import { type Discover, discover, writeProject } from '../support/processes.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { type RedisServer, startRedis } from '../support/redis.js';

/** A Redis that keeps its journal on disk, where it finds it again after a crash; it is gone after the test. */
export async function lastingRedis(): Promise<{ redis: RedisServer; folder: string }> {
  const folder = await temporaryFolder();
  const redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder);
  onTestFinished(() => redis.crash());
  return { redis, folder };
}

export interface Scene {
  folder: string;
  hosts: Hosts;
  run: Discover;
  worker: Discover;
}

/** Starts a run over `feeds` hosts of one feed each, and a worker; resolves when `begun` requests have been made. */
export async function midRun(redis: RedisServer, feeds: number, begun: number, requestMs = 150): Promise<Scene> {
  const hosts = await manyHosts(requestMs);
  const folder = await temporaryFolder();
  const numbers = Array.from({ length: feeds }, (_, index) => index);
  await writeProject(folder, {
    sources: numbers.map((index) => ({
      ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: `http://${hosts.host(index)}/${index}` } },
    })),
    http: { allow_private: numbers.map((index) => hosts.host(index)), delay_s: 0 },
    queue: { url: redis.url, concurrency: 2, lease_s: 2, patience_s: 5 },
  });
  const worker = discover(folder, ['worker']);
  await worker.says('At work');
  const run = discover(folder, ['crawl', '--json']);
  while (hosts.requests.length < begun) await new Promise((resolve) => setTimeout(resolve, 10));
  return { folder, hosts, run, worker };
}

/** The run comes to its end by itself, with every post of every feed, once; the worker outlives it and can be stopped. */
export async function allIsWell({ folder, run, worker }: Scene, feeds: number): Promise<void> {
  const { code, output } = await run.ended;
  expect(code, run.said()).toBe(0);
  const summary = JSON.parse(output) as { sources: { state: string }[] };
  expect(summary.sources.map(({ state }) => state)).toEqual(Array.from({ length: feeds }, () => 'done'));
  const store = await temporaryStore(folder);
  expect((await sourceHealth(store)).map(({ posts }) => posts)).toEqual(Array.from({ length: feeds }, () => 1));
  worker.signal('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}

/** Redis is gone for a while in the middle of a run, with its journal on disk, and comes back. */
export async function outage(redis: RedisServer, seconds: number): Promise<void> {
  const feeds = 40;
  const scene = await midRun(redis, feeds, 6);
  await redis.crash();
  const whileAway = scene.hosts.requests.length;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  // What was in hand was finished; nothing was made up meanwhile.
  expect(scene.hosts.requests.length - whileAway).toBeLessThanOrEqual(4);
  await redis.start();
  await allIsWell(scene, feeds);
}
