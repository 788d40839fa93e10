/** Case 8, from the outside: `discover nightly` twice on the same data, with a source that is dead. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { atom, type Entry } from '../cli/feeds.js';
import { answerOf, contentOf, filesIn, projectFolder } from '../support/cli.js';
import { testServer } from '../support/server.js';

vi.setConfig({ testTimeout: 90_000 });

const ENTRIES: Entry[] = Array.from({ length: 12 }, (_, index) => ({
  id: `post-${index}`,
  text: `The bus to the eye clinic never stops at the gate ${['again', 'today', 'on Sundays', 'after six'][index % 4]} ${index}`,
  author: `passenger ${index}`,
  at: new Date(Date.parse('2026-02-01T09:00:00Z') + index * 86_400_000).toISOString(),
}));

interface Night {
  crawl: { new: number; failing: { name: string; slug: string }[] };
  problems: string[];
}

describe('case 8: the nightly run twice on the same data', () => {
  it('changes nothing; a dead source is told as silence, not read as "no concern"', async () => {
    const server = await testServer({ '/alive': atom('alive.example', ENTRIES), '/dead': { status: 410 } });
    const source = (name: string) => ({ name, crawler: 'blogs', options: { feed: `${server.origin}/${name}` } });
    const data = await projectFolder({
      sources: [source('alive'), source('dead')],
      http: { allow_private: [server.host], delay_s: 0 },
    });
    const night = () => answerOf<Night>(['nightly', '--data', data]);
    const stands = async () => {
      // When each source was last asked, and how often in vain, is the news of the night itself.
      const { sources: _asked, failures: _told, ...known } = contentOf(data);
      return { known, reports: await filesIn(join(data, 'reports')) };
    };

    const first = await night();
    expect(first.json.crawl).toMatchObject({ new: 12, failing: [{ name: 'dead', slug: 'gone' }] });
    expect(first.code).toBe(1);
    const before = await stands();
    expect(before.known.posts).toHaveLength(12);
    expect(before.reports.size).toBeGreaterThan(5);

    const second = await night();
    expect(second.json.crawl.new).toBe(0);
    expect(await stands()).toEqual(before);

    const page = (await readFile(join(data, 'reports/page.html'), 'utf8'))
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(page).toContain('1 source could not be read in full at the last try. 1 source has brought nothing yet.');
    expect(page).toContain('A source that fails or is quiet does not mean that nobody there has a concern.');
    expect(page).toMatch(/1 source that failed .*dead .*Failed: .*\(gone\)/);
  });
});
