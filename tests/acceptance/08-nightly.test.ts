/**
 * Acceptance case 8: the nightly run twice on the same data changes nothing; a dead source is in the silence report, not
 * read as "no concern". From the outside, with a rule for everything that can be told of.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import { atom, type Entry } from '../cli/feeds.js';
import { answerOf, contentOf, discover, filesIn, projectFolder } from '../support/cli.js';
import { testServer } from '../support/server.js';

vi.setConfig({ testTimeout: 90_000 });

const ENTRIES: Entry[] = Array.from({ length: 12 }, (_, index) => ({
  id: `post-${index}`,
  text: `The bus to the eye clinic never stops at the gate ${['again', 'today', 'on Sundays', 'after six'][index % 4]} ${index}`,
  author: `passenger ${index}`,
  at: new Date(Date.parse('2026-02-01T09:00:00Z') + index * 86_400_000).toISOString(),
}));
const REPORTS = [
  ...['themes', 'theme-timeline', 'places', 'directory', 'posts', 'voices', 'campaigns', 'talk', 'unbridged'],
  ...['silence', 'scorecard'],
].map((name) => `${name}.csv`);

interface Night {
  crawl: { new: number; failing: { name: string; slug: string }[] };
  alerts: { what: string }[];
  problems: string[];
}

describe('case 8: the nightly run twice on the same data', () => {
  it('changes nothing; a dead source is told as silence, not read as "no concern"', async () => {
    const server = await testServer({
      ...{ '/alive': atom('alive.example', ENTRIES), '/dead': { status: 410 }, '/hook': { status: 204 } },
    });
    const source = (name: string) => ({ name, crawler: 'blogs', options: { feed: `${server.origin}/${name}` } });
    const data = await projectFolder({
      sources: [source('alive'), source('dead')],
      http: { allow_private: [server.host], delay_s: 0 },
      alerts: {
        rules: ['surge', 'new-theme', 'source-silent', 'overdue'],
        rss: true,
        webhook: `${server.origin}/hook`,
      },
    });
    const night = () => answerOf<Night>(['nightly', '--data', data]);
    const told = () => server.requests.filter(({ path }) => path === '/hook').length;
    const stands = async () => {
      // When each source was last asked, and how often in vain, is the news of the night itself.
      const { sources: _asked, failures: _told, ...known } = contentOf(data);
      const written = new Map([
        ...(await filesIn(join(data, 'reports'))),
        ...[...(await filesIn(join(data, 'public')))].map(([name, text]) => [`public/${name}`, text] as const),
      ]);
      return { known, written };
    };

    const first = await night();
    expect(first.json.crawl).toMatchObject({ new: 12, failing: [{ name: 'dead', slug: 'gone' }] });
    expect(first.code).toBe(1);
    const before = await stands();
    expect(before.known.posts).toHaveLength(12);
    expect([...before.written.keys()]).toEqual(
      expect.arrayContaining([
        ...REPORTS,
        'page.html',
        'map.json',
        'alerts.xml',
        'manifest.json',
        'public/notice.html',
      ]),
    );
    // There was news, once: of the theme that is new, and of the source that says nothing.
    expect(first.json.alerts.length).toBeGreaterThanOrEqual(1);
    expect(told()).toBe(1);

    const second = await night();
    expect(second.json.crawl.new).toBe(0);
    expect(second.json.alerts).toEqual([]);
    expect(told()).toBe(1);
    const after = await stands();
    for (const [name, text] of before.written) expect([name, after.written.get(name) === text]).toEqual([name, true]);
    expect(after).toEqual(before);

    const silence = parse(before.written.get('silence.csv')!, { columns: true }) as Record<string, string>[];
    const dead = silence.find((row) => row.of === 'source' && row.name === 'dead');
    expect(dead).toMatchObject({ state: 'failing', posts: '0', last_heard: '', last_failure: 'gone' });
    expect(dead!.what_it_means).toContain('not to be read as no concern');
    // Nor is what it says nothing about taken for a count of nought anywhere else.
    const places = parse(before.written.get('places.csv')!, { columns: true }) as Record<string, string>[];
    expect(places.filter((row) => row.posts === '0')).toEqual([]);

    // It is in the summary of every night, in words.
    const plain = await discover(['nightly', '--data', data]);
    expect(plain.out).toMatch(/^- dead: .*\(gone\); \d failed crawls in a row, never crawled well$/m);
    const page = (await readFile(join(data, 'reports/page.html'), 'utf8'))
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(page).toContain('1 source could not be read in full at the last try. 1 source has brought nothing yet.');
    expect(page).toContain('A source that fails or is quiet does not mean that nobody there has a concern.');
    expect(page).toMatch(/1 source that failed .*dead .*Failed: .*\(gone\)/);
  });
});
