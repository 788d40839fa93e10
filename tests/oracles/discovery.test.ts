/** Finding the feeds of real sites: third-party feeds behind pages of ours, beside the checkout in ../shared/data. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { readPage } from '../../src/crawl/discovery/page.js';
import { discoverFeeds, type Talk } from '../../src/crawl/discovery.js';
import { testEffects } from '../support/project.js';
import { testFetch, testServer } from '../support/server.js';
import { alternate, page } from '../support/sites.js';

vi.setConfig({ testTimeout: 120_000 });

const SITE = resolve(import.meta.dirname, '../../../shared/data/blog-forum-site');
const present = existsSync(SITE);
if (!present) console.warn(`skipped: no third-party site at ${SITE}`);

describe.skipIf(!present && process.env.CI === undefined)('one real blog and forum', () => {
  it.each([
    ['comment-feeds', 'comments', 0.9],
    ['phpbb', 'forum posts', 1],
    ['phpbb-es', 'forum posts', 1],
    ['dokuwiki', 'articles', 1],
  ] as [string, Talk, number][])(
    'feeds of %s behind a page are found, and told to be %s',
    async (folder, talk, share) => {
      const { now, log } = testEffects(Date.parse('2026-11-01T00:00:00Z'));
      const tallies = { found: 0, told: 0 };
      const files = readdirSync(join(SITE, folder)).sort();
      for (const file of files) {
        const server = await testServer({
          '/': page('A site', alternate(`/${file}`)),
          [`/${file}`]: { body: readFileSync(join(SITE, folder, file)) },
        });
        const { feeds } = await discoverFeeds(`${server.origin}/`, { fetch: testFetch([server]), now, log });
        expect(feeds.length, file).toBe(1);
        tallies.found += 1;
        if (feeds[0]!.talk === talk || feeds[0]!.items === 0) tallies.told += 1;
      }
      console.log(`${folder}: ${tallies.found} feeds found, ${tallies.told} told to be ${talk}`);
      expect(tallies.told / files.length).toBeGreaterThanOrEqual(share);
    },
  );

  it('the feeds that its pages name are read from them, in no time', () => {
    const files = readdirSync(join(SITE, 'posts')).filter((file) => file.endsWith('.html.gz'));
    let named = 0;
    let links = 0;
    for (const file of files) {
      const body = gunzipSync(readFileSync(join(SITE, 'posts', file)));
      const found = readPage(body, 'text/html', 'https://site.example/archives/1');
      expect(found, file).not.toBeNull();
      links += found!.alternates.length;
      if (found!.alternates.length > 0) named += 1;
      // Counted another way: every link element with a feed's type and an address.
      const plain = [...body.toString('utf8').matchAll(/<link\b[^>]*>/gi)]
        .map(([tag]) => tag)
        .filter((tag) => /rel=["']alternate["']/i.test(tag) && /type=["']application\/(?:rss|atom)\+xml["']/i.test(tag))
        .map((tag) => /href=["']([^"']+)["']/i.exec(tag)?.[1]);
      expect(found!.alternates.length, file).toBe(new Set(plain.filter((href) => href !== undefined)).size);
    }
    console.log(`${files.length} pages: ${named} name feeds, ${links} in all`);
    expect(files.length).toBeGreaterThan(10);
  });
});
