/** What everybody may read of what happened: whole, in plain words, naming nobody, the same bytes for the same store. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import RssParser from 'rss-parser';
import { describe, expect, it } from 'vitest';
import { writeHappened } from '../../src/gather/gather.js';
import { recordOutcome } from '../../src/store/outcomes.js';
import type { Database } from '../../src/store/store.js';
import { runsOfEight } from '../reports/privacy.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { ANNS, AUTHOR, decide, seedMatters, writeEverythingDown } from './matters.js';

interface World {
  store: Database;
  folder: string;
}

async function world(): Promise<World> {
  const store = await temporaryStore();
  await seedMatters(store);
  return { store, folder: await temporaryFolder() };
}

async function published({ store, folder }: World, today = '2026-03-02', fewest = 1) {
  const files = await writeHappened(store, folder, { today, purpose: 'To hear & be heard', fewest });
  const [page, feed] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return { page: page!, feed: feed!, text: parseHTML(page!).document.body.textContent!.replace(/\s+/g, ' ') };
}
const itemsOf = async (feed: string) => (await new RssParser().parseString(feed)).items;

describe('the public page', () => {
  it('is not there before something was decided or asked', async () => {
    const { store, folder } = await world();
    expect(await writeHappened(store, folder, { today: '2026-03-02', purpose: '', fewest: 1 })).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what was heard, who was asked, what they said, and what was turned down and why', async () => {
    const there = await world();
    const matter = await writeEverythingDown(there.store);
    await decide(there.store, 'theme-2', 'not-now', 'Out to tender until June', '2026-03-03T08:00:00.000Z');
    await recordOutcome(there.store, {
      ...{ at: '2026-03-05T08:00:00.000Z', matter, themeId: 'theme-1', status: 'answered', owner: 'NHS Leeds ICB' },
      ...{ due: null, reply: 'Two more\nscanners <soon>.', link: 'https://icb.example/r', author: AUTHOR },
    });
    const { page, text } = await published(there);
    const [forward, others] = text.split('Not taken forward, and why');
    expect(forward).toContain('Last change on 5 March 2026');
    expect(forward).toContain('late scans Said by 6 voices, since 11 February 2026.');
    expect(forward).toContain('People wait a long time for scans. Taken forward on 2 March 2026: Nobody owns *it*');
    expect(forward).toContain('Able to act: NHS Leeds ICB.');
    expect(forward).toContain('2 March 2026: NHS Leeds ICB was asked, with a reply due by 1 April 2026.');
    expect(forward).toContain('5 March 2026: NHS Leeds ICB answered. Read more');
    expect(others).toContain('car park Said by 1 voice');
    expect(others).toContain('Not taken forward now on 3 March 2026: Out to tender until June');
    const { document } = parseHTML(page);
    expect(document.querySelector('blockquote')!.textContent).toBe('Two more\nscanners <soon>.');
    expect(text).not.toContain('Waiting for a reply');
  });

  it('says openly what is overdue, from the day after', async () => {
    const there = await world();
    await writeEverythingDown(there.store);
    expect((await published(there, '2026-04-01')).text).not.toContain('No reply');
    const late = await published(there, '2026-04-02');
    expect(late.text).toContain(
      'Waiting for a replylate scans: NHS Leeds ICB was to reply by 1 April 2026, and has not.',
    );
    expect(late.text).toContain('No reply has come. It was due by 1 April 2026.');
    expect((await itemsOf(late.feed)).map(({ title }) => title)).toContain('No reply from NHS Leeds ICB: late scans');
    // Nothing in it tells the day on which it was written.
    expect(await published(there, '2026-05-30')).toEqual(late);
  });

  it('names no individual, nor who in the team wrote it, nor any words of people', async () => {
    const there = await world();
    await writeEverythingDown(there.store);
    const { page, feed } = await published(there, '2026-04-02');
    for (const text of [page, feed]) {
      expect(text).not.toMatch(/ann_lee|drjones|A\. Shah|x\.com|carers\.example/);
      for (const run of runsOfEight(ANNS)) expect(text.toLowerCase()).not.toContain(run);
    }
  });

  it('tells small counts as such', async () => {
    const there = await world();
    await decide(there.store, 'theme-2', 'no', 'Local', '2026-03-03T08:00:00.000Z');
    const { text, feed } = await published(there, '2026-03-04', 5);
    expect(text).toContain('Said by fewer than 5 voices, since');
    expect(feed).toContain('Said by fewer than 5 voices, since');
  });

  it('leaves out what is hidden by hand, also where it was published before', async () => {
    const there = await world();
    await writeEverythingDown(there.store);
    expect((await published(there)).text).toContain('late scans');
    await there.store.run("UPDATE themes SET hidden = 1 WHERE id = 'theme-1'");
    const { text, feed } = await published(there);
    expect(text + feed).not.toMatch(/late scans|Leeds/);
    expect(text).toContain('Nothing has been decided yet.');
  });

  it('accounts for a theme of which nothing is left', async () => {
    const there = await world();
    await writeEverythingDown(there.store);
    await there.store.run("DELETE FROM post_themes WHERE theme_id = 'theme-1'");
    await there.store.run("UPDATE themes SET state = 'gone' WHERE id = 'theme-1'");
    expect((await published(there)).text).toContain('late scans What was said about it is no longer there.');
  });
});

describe('the feed', () => {
  it('has an item for each decision and entry, newest first, whose ids stay when a theme is renamed or merged', async () => {
    const there = await world();
    const matter = await writeEverythingDown(there.store);
    const first = await itemsOf((await published(there)).feed);
    expect(first.map(({ title }) => title)).toEqual([
      'Taken forward: late scans',
      'NHS Leeds ICB was asked: late scans',
    ]);
    await recordOutcome(there.store, {
      ...{ at: '2026-03-05T08:00:00.000Z', matter, themeId: 'theme-1', status: 'answered', owner: 'NHS Leeds ICB' },
      ...{ due: null, reply: 'In May.', link: 'https://icb.example/r', author: AUTHOR },
    });
    await there.store.run("UPDATE themes SET label = 'parking' WHERE id = 'theme-2'");
    await there.store.run("UPDATE themes SET state = 'merged', merged_into = 'theme-2' WHERE id = 'theme-1'");
    const second = await itemsOf((await published(there)).feed);
    expect(second[0]).toMatchObject({ title: 'NHS Leeds ICB answered: parking', link: 'https://icb.example/r' });
    expect(second[0]!.content).toContain('In May.');
    expect(second.slice(1).map(({ guid }) => guid)).toEqual(first.map(({ guid }) => guid));
    expect(new Set(second.map(({ guid }) => guid)).size).toBe(3);
  });

  it('has a hundred items at most', async () => {
    const there = await world();
    for (let day = 0; day < 105; day += 1) {
      const at = new Date(Date.parse('2026-01-01T08:00:00.000Z') + day * 86_400_000).toISOString();
      await decide(there.store, 'theme-2', 'not-now', `Again on day ${day}`, at);
    }
    const items = await itemsOf((await published(there)).feed);
    expect(items).toHaveLength(100);
    expect(items[0]!.content).toContain('Again on day 104');
  });

  it('is the same file byte for byte from the same store, and only its owner may write it', async () => {
    const there = await world();
    await writeEverythingDown(there.store);
    expect(await published(there)).toEqual(await published(there));
    const { mode } = await stat(join(there.folder, 'public/what-happened.xml'));
    expect(mode & 0o022).toBe(0);
    expect(await readdir(join(there.folder, 'public'))).toEqual(['what-happened.html', 'what-happened.xml']);
  });
});
