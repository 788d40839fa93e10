/** A crawl of 2,000 feeds on 200 hosts of this machine, by one process and by two, as a person would start them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { stringify } from 'yaml';
import { PACKAGE_FOLDER } from '../src/config.js';
import { redisMissing, startRedis } from '../tests/support/redis.js';
import { inTemporaryFolder } from './child.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const HOSTS = 200;
const FEEDS = 2_000;
const POSTS_PER_FEED = 10;

export interface CrawlRate {
  queue: string;
  processes: number;
  feeds: number;
  posts: number;
  /** From the first request to the last answer. */
  seconds: number;
}

/** Prints and returns the time of each crawl. */
export async function benchFeeds(): Promise<CrawlRate[]> {
  console.log(
    `Crawl: ${FEEDS.toLocaleString('en-GB')} feeds of ${POSTS_PER_FEED} posts on ${HOSTS} loopback hosts, no pause`,
  );
  const rates: CrawlRate[] = [];
  for (const queue of redisMissing === null ? ['embedded', 'redis'] : ['embedded']) {
    for (const processes of [1, 2]) {
      const redis = queue === 'redis' ? await startRedis() : undefined;
      const rate = await crawl(queue, redis?.url ?? 'embedded', processes);
      await redis?.crash();
      rates.push(rate);
      console.log(
        `  ${queue.padEnd(9)} ${processes} process${processes === 1 ? ' ' : 'es'}: ${rate.seconds.toFixed(1).padStart(6)} s, ${Math.round(FEEDS / rate.seconds)} feeds/s, ${Math.round(rate.posts / rate.seconds)} posts/s`,
      );
    }
  }
  return rates;
}

async function crawl(queue: string, url: string, processes: number): Promise<CrawlRate> {
  const site = await serveFeeds();
  try {
    return await inTemporaryFolder(async (folder) => {
      await writeProject(folder, url, site.port);
      const workers = Array.from({ length: processes - 1 }, () => discover(folder, 'worker'));
      await Promise.all(workers.map((worker) => said(worker, 'At work')));
      const run = discover(folder, 'crawl', '--json');
      let output = '';
      // Unread it would fill up, and hold the process back.
      run.stderr!.resume();
      run.stdout!.on('data', (text) => {
        output += text;
      });
      const [code] = await once(run, 'close');
      for (const worker of workers) {
        worker.kill('SIGTERM');
        await once(worker, 'close');
      }
      const posts = (JSON.parse(output) as { new: number }).new;
      if (code !== 0 || posts !== FEEDS * POSTS_PER_FEED)
        throw new Error(`the crawl ended with ${code}, ${posts} posts`);
      return { queue, processes, feeds: FEEDS, posts, seconds: site.seconds() };
    });
  } finally {
    await site.close();
  }
}

async function writeProject(folder: string, url: string, port: number): Promise<void> {
  const host = (index: number) => `127.0.${1 + Math.floor(index / 100)}.${1 + (index % 100)}:${port}`;
  const project = {
    purpose: 'Measure a crawl',
    sources: Array.from({ length: FEEDS }, (_, index) => ({
      ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: `http://${host(index % HOSTS)}/${index}` } },
    })),
    http: { delay_s: 0, allow_private: Array.from({ length: HOSTS }, (_, index) => host(index)) },
    queue: { url },
  };
  await writeFile(join(folder, 'discover.yaml'), stringify(project));
}

function discover(folder: string, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [CLI, ...words, '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr!.on('data', (chunk) => {
      text += chunk;
      if (text.includes(words)) resolve();
    });
    child.on('close', () => reject(new Error(text)));
  });
}

/** Serves every feed on every loopback address, and keeps the time. */
async function serveFeeds() {
  let first: number | undefined;
  let last = 0;
  const server = createServer((request, response) => {
    first ??= performance.now();
    response.on('close', () => {
      last = performance.now();
    });
    response.setHeader('content-type', 'application/rss+xml');
    response.end(feed(request.url!.slice(1)));
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seconds: () => (last - (first ?? 0)) / 1000,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function feed(name: string): string {
  const items = Array.from(
    { length: POSTS_PER_FEED },
    (_, index) =>
      `<item><guid>${name}-${index}</guid><title>Post ${index} of feed ${name}</title><author>author-${name}</author>` +
      `<link>https://feed-${name}.example/${index}</link><pubDate>Sun, 01 Mar 2026 09:${10 + index}:00 GMT</pubDate>` +
      `<description>${`Words ${index} about buses, roads and waiting times in part ${name} of town. `.repeat(4)}</description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed ${name}</title>${items.join('')}</channel></rss>`;
}
