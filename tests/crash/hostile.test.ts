/** All that a server can do, as sources of one project beside ten good feeds (C4-C17, D1, D3, E1-E4, F3). */
import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ask, projectFolder } from '../support/cli.js';
import { BEHAVIOURS, rssFeed, rssItem, startHostileServer } from '../support/hostile.js';
import { discover } from '../support/processes.js';
import { testServer } from '../support/server.js';

vi.setConfig({ testTimeout: 300_000 });

const GOOD = Array.from({ length: 10 }, (_, n) => `good-${n}`);
const ITEMS = 5;
/** Resident memory at its peak, in MB: the program itself takes about 130 of it when it is run from its source. */
const MOST_MEMORY = 450;

/** The most memory a process has had so far, in MB; `null` where the machine does not tell. */
async function peakOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(status);
  return peak === null ? null : Number(peak[1]) / 1024;
}

it('every bad source has its slug, the good ones are complete, memory and time stay bounded', async () => {
  const hostile = await startHostileServer();
  onTestFinished(() => hostile.close());
  const good = await testServer();
  for (const name of GOOD) {
    const items = Array.from({ length: ITEMS }, (_, n) => rssItem(`${name}/${n}`));
    good.handlers[`/${name}`] = { headers: { 'content-type': 'application/rss+xml' }, body: rssFeed(items.join('')) };
  }
  const source = (name: string, feed: string) => ({ name, crawler: 'blogs', options: { feed } });
  const data = await projectFolder({
    sources: [
      ...Object.keys(BEHAVIOURS).map((path) => source(path.slice(1), hostile.originOf(path) + path)),
      ...GOOD.map((name) => source(name, `${good.origin}/${name}`)),
    ],
    http: {
      allow_private: [...hostile.hosts, good.host],
      ...{
        delay_s: 0,
        connect_timeout_s: 4,
        headers_timeout_s: 4,
        idle_timeout_s: 4,
        total_timeout_s: 6,
        max_megabytes: 5,
      },
    },
    queue: { attempts: 1, backoff_s: 0, patience_s: 0 },
  });

  const crawl = discover(data, ['crawl']);
  let peak: number | null = null;
  const watch = setInterval(async () => {
    peak = (await peakOf(crawl.pid)) ?? peak;
  }, 100);
  const { code } = await crawl.ended.finally(() => clearInterval(watch));
  expect(code, crawl.said()).toBe(1);

  const rows = ask<{ name: string; slug: string | null; at: string | null }>(
    data,
    'SELECT name, last_slug AS slug, last_crawled_at AS at FROM sources',
  );
  const crawled = new Map(rows.map((row) => [row.name, row]));
  const wrong = Object.entries(BEHAVIOURS)
    .map(([path, { slugs }]) => ({ path, slugs, is: crawled.get(path.slice(1)) }))
    .filter(
      ({ slugs, is }) => is?.at == null || !(slugs.length === 0 ? is.slug === null : slugs.includes(is.slug ?? '')),
    );
  expect(wrong).toEqual([]);
  expect(crawled.size).toBe(Object.keys(BEHAVIOURS).length + GOOD.length);

  // Complete, and on time: nobody waits for the slow.
  const posts = ask<{ source: string; n: number }>(
    data,
    "SELECT source, count(*) AS n FROM posts WHERE source LIKE 'good-%' GROUP BY source",
  );
  expect(posts).toEqual(GOOD.map((name) => ({ source: name, n: ITEMS })));
  expect(ask(data, "SELECT count(*) AS n FROM posts WHERE source = '20000-items'")).toEqual([{ n: 2_000 }]);
  expect(ask(data, 'SELECT count(*) AS n FROM posts WHERE created_at > collected_at')).toEqual([{ n: 0 }]);
  expect(ask(data, "SELECT text FROM posts WHERE text LIKE '%root:%' OR length(title) > 1000")).toEqual([]);
  // Nobody who refused is asked again, and a circle is left after five turns.
  const often = [...hostile.asked].filter(([path, times]) => times > (/circle|ping|pong/.test(path) ? 15 : 2));
  expect(often).toEqual([]);
  if (peak !== null) expect(peak).toBeLessThan(MOST_MEMORY);
  // Whoever asked us to wait has a time for the next try.
  const waiting = ask<{ key: string }>(data, "SELECT key FROM jobs WHERE state = 'waiting' AND run_at > 0");
  const dead = ask<{ key: string }>(data, "SELECT key FROM jobs WHERE state = 'dead'");
  const failed = rows.filter(({ slug }) => slug !== null).map(({ name }) => name);
  expect([...waiting, ...dead].map(({ key }) => key).sort()).toEqual(failed.sort());
});
