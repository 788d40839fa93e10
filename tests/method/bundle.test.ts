/** The method bundle as files: whole or absent, without secrets, and enough to make the run again. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.js';
import { bundleFiles, saveBundle } from '../../src/method/bundle.js';
import { settingsOf } from '../../src/method/settings.js';
import { methodParts } from '../../src/method/text.js';
import type { Method } from '../../src/store/methods.js';
import { temporaryFolder } from '../support/project.js';

const PROJECT = `
purpose: Hear about buses
words: ["#LeedsBuses"]
seed: 7
notice: { organisation: Bus Users, lawful_basis: public task }
sources:
  - name: servers
    crawler: mastodon
    options: { servers: [{ server: one.example, token: MY_TOKEN }, two.example], tags: ["#bus"] }
    place: { name: Servers, owner: charity }
  - name: a-blog
    crawler: blogs
    options: { feed: "https://me:hunter2@blog.example.org/feed?access_token=s3cret" }
`;
const at = '2026-03-02T21:00:00.000Z';
const counts = { changed: 0, duplicate: 1, refused: 0, refusals: {}, slug: null };
const kept = { crawler: 'blogs', failures: 0, lastSlug: null, oldest: '2026-01-05', newest: '2026-03-01' };

async function bundle(): Promise<Method> {
  const config = await parseConfig(PROJECT, '/srv/discover.yaml');
  const hand = { id: 3, at, otherId: null, words: null, undoneAt: null, undoneReason: null };
  return {
    ...{ run: 12, command: 'run', startedAt: at, finishedAt: at, status: 'done' },
    settings: settingsOf({ config, version: '1.2.3' }) as unknown as Record<string, unknown>,
    crawl: {
      articles: 0,
      sources: [
        { name: 'a-blog', new: 4, ...counts, refused: 3, refusals: { 'no text': 2, '=1+1': 1 }, slug: 'timeout' },
        { name: 'servers', new: 5, ...counts },
      ],
    },
    input: {
      ...{ posts: 9, digest: 'aa', campaigns: 'bb', known: 'cc' },
      counts: { collected: 9, setAside: 0, cleaned: 9, withoutWords: 0, grouped: 9 },
      sources: [
        { name: 'a-blog', posts: 4, ...kept },
        { name: 'panel', posts: 5, ...kept, crawler: 'archive' },
      ],
    },
    vocabulary: { 'abbreviations.txt': 'dd' },
    parameters: { micro: { alpha: 0.06 }, alsoAbout: 0.25 },
    files: [{ name: 'themes.csv', sha256: 'ee' }],
    hand: [{ ...hand, action: 'rename', themeId: 'theme-1', label: '=HYPERLINK("x")', reason: 'the panel asked' }],
  };
}

const file = async (name: string) => bundleFiles(await bundle()).find((one) => one.name === name)!.text;

describe('the files of a bundle', () => {
  it('hold the settings as a project file that passes its check, without what opens doors', async () => {
    const text = await file('settings.yaml');
    const { sources, ...again } = await parseConfig(text, '/srv/discover.yaml');
    expect(again).toMatchObject({ purpose: 'Hear about buses', words: ['#LeedsBuses'], seed: 7 });
    expect(again.notice).toMatchObject({ organisation: 'Bus Users', lawfulBasis: 'public task', contact: null });
    expect(sources).toMatchObject([
      {
        name: 'servers',
        options: { servers: [{ server: 'one.example' }, 'two.example'] },
        place: { owner: 'charity' },
      },
      { name: 'a-blog', options: { feed: 'https://blog.example.org/feed?access_token=hidden' } },
    ]);
    for (const { name, text } of bundleFiles(await bundle()))
      expect([name, /hunter2|s3cret|MY_TOKEN/.test(text)]).toEqual([name, false]);
  });

  it('tell of every source what came in, what was refused and why', async () => {
    const rows = parseCsv(await file('sources.csv'), { columns: true }) as Record<string, string>[];
    expect(rows).toMatchObject([
      {
        source: 'a-blog',
        posts_kept: '4',
        new: '4',
        refused: '3',
        why_refused: '2 no text, 1 =1+1',
        stopped: 'timeout',
      },
      { source: 'panel', crawler: 'archive', posts_kept: '5', new: '', oldest: '2026-01-05' },
      { source: 'servers', crawler: 'mastodon', owner: 'charity', posts_kept: '', new: '5', known_already: '1' },
    ]);
  });

  it('tell what people changed, and no spreadsheet runs it', async () => {
    const [row] = parseCsv(await file('hand.csv'), { columns: true }) as Record<string, string>[];
    expect(row).toEqual({
      number: '3',
      day: '2026-03-02',
      what: 'theme-1 renamed "=HYPERLINK("x")"',
      why: 'the panel asked',
    });
  });

  it('say it in plain words too, with how to make it again', async () => {
    const text = await file('README.txt');
    for (const words of [
      ...['discover run --verify 12', 'Who listens: Bus Users', 'a-blog (blogs): 4 posts, written from 2026-01-05'],
      ...['3 refused (2 no text, 1 =1+1); it stopped: timeout', 'This run grouped nothing.'],
      ...['theme-1 renamed "=HYPERLINK("x")". Why: the panel asked'],
    ]) {
      expect(text).toContain(words);
    }
    for (const { title } of methodParts(await bundle())) expect(text).toContain(`\n${title}\n`);
    expect(text).not.toContain('\u001b');
  });
});

describe('a bundle on disk', () => {
  it('is whole, and its own list of digests says so', async () => {
    const folder = join(await temporaryFolder(), 'bundle');
    const files = await saveBundle(folder, await bundle());
    expect(files).toHaveLength(7);
    const said = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
    expect(said.trim().split('\n')).toHaveLength(6);
    expect(said).not.toContain('FAILED');
  });

  it('takes the place of an empty folder, and of what a save that was killed has left', async () => {
    const parent = await temporaryFolder();
    await mkdir(join(parent, 'bundle'));
    await mkdir(join(parent, '.bundle.part'));
    await writeFile(join(parent, '.bundle.part/old'), 'half');
    await saveBundle(join(parent, 'bundle'), await bundle());
    expect(await readdir(parent)).toEqual(['bundle']);
    expect(await readdir(join(parent, 'bundle'))).not.toContain('old');
  });

  it('is absent where it cannot be written, and replaces nothing', async () => {
    const parent = await temporaryFolder();
    await mkdir(join(parent, 'full'));
    await writeFile(join(parent, 'full/mine.txt'), 'mine');
    await writeFile(join(parent, 'file'), 'mine');
    const method = await bundle();
    await expect(saveBundle(join(parent, 'full'), method)).rejects.toThrow(/full is there already, and not empty/);
    await expect(saveBundle(join(parent, 'file'), method)).rejects.toThrow(/not a folder/);
    await expect(saveBundle(join(parent, 'no/such'), method)).rejects.toThrow(
      /the folder it is to stand in is not there/,
    );
    expect((await readdir(parent)).sort()).toEqual(['file', 'full']);
    expect(await readFile(join(parent, 'full/mine.txt'), 'utf8')).toBe('mine');
  });
});
