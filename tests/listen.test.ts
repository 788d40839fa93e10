/** Which sources a run takes: on other people's servers those that are due, and whatever somebody names. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crawlText } from '../src/commands/summaries.js';
import type { SourceConfig } from '../src/config.js';
import { optionsFingerprint } from '../src/crawl/due.js';
import { type CrawlSummary, crawlSources } from '../src/listen.js';
import { inRun, withProject } from '../src/project.js';
import { recordSuccess, registerSource } from '../src/store/sources.js';
import { rss } from './support/feeds.js';
import { discover, writeProject } from './support/processes.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from './support/project.js';
import { testServer } from './support/server.js';

const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const blog = (name: string, feed = `https://${name}.example/feed`) => ({ name, crawler: 'blogs', options: { feed } });
type Named = ReturnType<typeof blog>;

/** A project whose sources were crawled at `start`, and are due at the moments given. */
async function crawledBefore(due: Record<string, number>, start: number, more: Named[] = [], host?: string) {
  const folder = await temporaryFolder();
  const sources = [...Object.keys(due).map((name) => blog(name)), ...more];
  const allow_private = host === undefined ? [] : [host];
  await writeProject(folder, { sources, http: { allow_private, delay_s: 0 }, queue: { patience_s: 0 } });
  const store = await temporaryStore(folder);
  for (const source of sources) {
    await registerSource(store, source.name, source.crawler);
    const optionsSeen = optionsFingerprint(source as Named & SourceConfig);
    const dueAt = iso(due[source.name] ?? start + 24 * HOUR);
    await recordSuccess(store, source.name, iso(start), null, { dueAt, newsAt: iso(start), optionsSeen });
  }
  const where = { data: folder, configFile: join(folder, 'discover.yaml'), signal: new AbortController().signal };
  const crawl = (at: number, only: string[] | null = null): Promise<CrawlSummary> =>
    withProject({ ...where, effects: testEffects(at) }, (project) =>
      inRun(project, 'crawl', async (runId) => ({
        json: await crawlSources(project, runId, { only, patienceMs: 0 }),
      })).then(({ json }) => json),
    );
  return { folder, crawl };
}

const names = ({ sources }: CrawlSummary) => sources.map(({ name }) => name);

describe('a run', () => {
  it('takes what is due, and says how many are not and which is next', async () => {
    const { crawl } = await crawledBefore({ a: TEST_NOW + HOUR, b: TEST_NOW + 20 * HOUR }, TEST_NOW);
    const early = await crawl(TEST_NOW + HOUR / 2);
    expect(early).toMatchObject({
      sources: [],
      failed: 0,
      notDue: 2,
      nextDue: { name: 'a', dueAt: iso(TEST_NOW + HOUR) },
    });
    expect(crawlText(early)).toContain('Nothing is due, of 2 sources; the next is a, from 2026-03-02 22:00 UTC.');
    expect(crawlText(early)).toContain('`discover crawl --source NAME`');

    const later = await crawl(TEST_NOW + 2 * HOUR);
    expect(names(later)).toEqual(['a']);
    expect(crawlText(later)).toContain('1 source not due; the next is b, from 2026-03-03 17:00 UTC.');
    // Five minutes before the full day.
    const night = await crawl(TEST_NOW + 24 * HOUR - 5 * 60_000);
    expect(names(night)).toContain('b');
  });

  it('takes a source that somebody names, due or not', async () => {
    const { crawl } = await crawledBefore({ a: TEST_NOW + HOUR, b: TEST_NOW + HOUR }, TEST_NOW);
    const asked = await crawl(TEST_NOW + 60_000, ['b']);
    // It was asked for: there is no such host in this world.
    expect(asked).toMatchObject({ sources: [{ name: 'b', slug: 'unknown-host' }], notDue: 0, nextDue: null });
  });

  it('always takes what is on our own hosts', async () => {
    const server = await testServer({ '/feed': { body: rss([{ id: '1', text: 'One', at: iso(TEST_NOW) }]) } });
    const own = blog('own', `${server.origin}/feed`);
    const { crawl } = await crawledBefore({ a: TEST_NOW + HOUR }, TEST_NOW, [own], server.host);
    for (const minute of [1, 2]) {
      const { sources, notDue } = await crawl(TEST_NOW + minute * 60_000);
      expect(sources).toMatchObject([{ name: 'own', state: 'done' }]);
      expect(notDue).toBe(1);
    }
    expect(server.requests).toHaveLength(2);
  });
});

describe('discover crawl', () => {
  it('with nothing due says so, and that is no failure', async () => {
    const now = Date.now();
    const { folder } = await crawledBefore({ a: now + 24 * HOUR }, now);
    const plain = discover(folder, ['crawl', '--once']);
    expect((await plain.ended).code, plain.said()).toBe(0);
    expect(plain.said()).toContain('Nothing is due, of 1 source; the next is a, from ');
    const { code, output } = await discover(folder, ['crawl', '--json']).ended;
    expect([code, JSON.parse(output)]).toMatchObject([0, { sources: [], notDue: 1, nextDue: { name: 'a' } }]);
  });
});
