/** The same 200 feeds by this program and, where it is installed, by Newsboat, the feed reader of the terminal. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { PACKAGE_FOLDER } from '../src/config.js';
import { inTemporaryFolder, measure } from './child.js';
import { type FeedSite, serveFeeds } from './feed-site.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const SIZE = { feeds: 200, items: 20, hosts: 200 };
/** Requests at once, for both. */
const AT_ONCE = 20;
const run = promisify(execFile);

export interface ReaderTimes {
  /** Seconds from the start of the program to its end. */
  ours: number;
  newsboat: number | null;
}

export async function benchReaders(): Promise<ReaderTimes> {
  console.log(
    `Readers: ${SIZE.feeds} feeds of ${SIZE.items} items, 50 to 500 ms, ${AT_ONCE} at once, start-up included`,
  );
  const site = await serveFeeds(SIZE);
  try {
    return await inTemporaryFolder(async (folder) => {
      const ours = await discover(folder, site);
      console.log(`  discover crawl  ${ours.toFixed(1).padStart(6)} s`);
      const newsboat = await newsboatIn(folder, site);
      console.log(`  newsboat        ${newsboat === null ? 'not installed' : `${newsboat.toFixed(1).padStart(6)} s`}`);
      return { ours, newsboat };
    });
  } finally {
    await site.close();
  }
}

async function discover(folder: string, site: FeedSite): Promise<number> {
  const project = {
    purpose: 'Measure a crawl',
    sources: Array.from({ length: SIZE.feeds }, (_, index) => ({
      ...{ name: `feed ${index}`, crawler: 'blogs', options: { feed: site.address(index) } },
    })),
    http: { delay_s: 0, allow_private: site.hosts },
    queue: { concurrency: AT_ONCE },
  };
  await writeFile(join(folder, 'discover.yaml'), stringify(project));
  const { seconds } = await measure(CLI, ['crawl', '--data', folder], folder);
  return seconds;
}

/** `null` where there is no Newsboat. */
async function newsboatIn(folder: string, site: FeedSite): Promise<number | null> {
  const file = (name: string) => join(folder, name);
  await writeFile(file('urls'), Array.from({ length: SIZE.feeds }, (_, index) => site.address(index)).join('\n'));
  await writeFile(file('config'), `reload-threads ${AT_ONCE}\n`);
  const words = ['-q', '-u', file('urls'), '-C', file('config'), '-c', file('cache.db'), '-x', 'reload'];
  const started = performance.now();
  try {
    await run('newsboat', words, { env: { ...process.env, HOME: folder } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return (performance.now() - started) / 1000;
}
