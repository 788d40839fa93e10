/** Nights over 10,000 feeds, each a process of its own, against sites that answer after 50 to 500 ms. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { PACKAGE_FOLDER } from '../src/config.js';
import { inTemporaryFolder, measure } from './child.js';
import { type Asked, type FeedSite, serveFeeds } from './feed-site.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const SIZE = { feeds: 10_000, items: 20, hosts: 2_000 };
const CONCURRENCY = 100;
/** One host in so many asks to be left alone, for so long. */
const BUSY_SHARE = 20;
const BUSY_S = 3_600;

export interface Night {
  night: string;
  seconds: number;
  peakMb: number;
  requests: number;
  conditional: number;
  notModified: number;
  new: number;
}

export interface Nights {
  nights: Night[];
  /** Requests to hosts that had asked to be left alone, after their answer had said so. */
  insideWindows: number;
  /** Conditional requests as a share of those for an address that had been answered before. */
  conditionalShare: number;
}

export async function benchNights(): Promise<Nights> {
  const words = (number: number) => number.toLocaleString('en-GB');
  console.log(
    `Nights: ${words(SIZE.feeds)} feeds of ${SIZE.items} items on ${words(SIZE.hosts)} loopback hosts, 50 to 500 ms, ${CONCURRENCY} at once`,
  );
  const site = await serveFeeds(SIZE);
  try {
    return await inTemporaryFolder(async (folder) => {
      await writeProject(folder, site);
      const cold = await night(folder, site, 'the first', ['crawl']);
      if (cold.new !== SIZE.feeds * SIZE.items) throw new Error(`${cold.new} posts came in`);
      const unchanged = await night(folder, site, 'nothing new', ['crawl']);
      for (let host = 0; host < SIZE.hosts; host += BUSY_SHARE) site.busy.set(host, BUSY_S);
      const busy = await night(folder, site, 'some sites are busy', ['crawl']);
      const told = new Set(busy.log.filter(({ status }) => status === 429).map(({ host }) => host));
      const again = await night(folder, site, 'and still are', ['crawl']);
      const repeats = [...unchanged.log, ...busy.log, ...again.log];
      const figures = {
        nights: [cold, unchanged, busy, again].map(({ log: _, ...rest }) => rest),
        insideWindows: insideWindows(busy.log) + again.log.filter(({ host }) => told.has(host)).length,
        conditionalShare: repeats.filter(({ conditional }) => conditional).length / repeats.length,
      };
      console.log(
        `  repeat requests that were conditional: ${(figures.conditionalShare * 100).toFixed(1)} %; ` +
          `requests to hosts that had asked to be left alone: ${figures.insideWindows}`,
      );
      return figures;
    });
  } finally {
    await site.close();
  }
}

/** After the first 429 of a host nobody may ask it again. */
function insideWindows(log: readonly Asked[]): number {
  const told = new Set<number>();
  let inside = 0;
  for (const { host, status } of log) {
    if (told.has(host)) inside += 1;
    if (status === 429) told.add(host);
  }
  return inside;
}

async function writeProject(folder: string, site: FeedSite): Promise<void> {
  const project = {
    purpose: 'Measure nights',
    sources: Array.from({ length: SIZE.feeds }, (_, index) => ({
      ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: site.address(index) } },
    })),
    http: { delay_s: 0, allow_private: site.hosts },
    // One try each: what a host refuses tonight is asked tomorrow.
    queue: { concurrency: CONCURRENCY, patience_s: 0, attempts: 1 },
  };
  await writeFile(join(folder, 'discover.yaml'), stringify(project));
}

async function night(
  folder: string,
  site: FeedSite,
  name: string,
  words: readonly string[],
): Promise<Night & { log: Asked[] }> {
  site.asked.length = 0;
  const { seconds, peakMb, output } = await measure(CLI, [...words, '--json', '--data', folder], folder, [0, 1]);
  const log = [...site.asked];
  const figures = {
    ...{ night: name, seconds, peakMb, requests: log.length },
    conditional: log.filter(({ conditional }) => conditional).length,
    notModified: log.filter(({ status }) => status === 304).length,
    new: (JSON.parse(output) as { new: number }).new,
  };
  console.log(
    `  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s, at most ${peakMb.toFixed(0).padStart(4)} MB; ` +
      `${figures.requests} requests, ${figures.conditional} conditional, ${figures.notModified} not modified; ${figures.new} new`,
  );
  return { ...figures, log };
}
