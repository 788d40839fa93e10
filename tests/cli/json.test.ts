/** `--json`: one JSON value on standard output and nothing else there, whatever the command. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, discover, projectFolder } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';

vi.setConfig({ testTimeout: 90_000 });

const CRAWLERS = ['archive', 'blogs', 'bluesky', 'discourse', 'forums', 'mastodon', 'notes', 'tweets'];
const NOTES = `note,date,voice
The bus to the hospital was late again,2026-03-01,participant 1
No bus to the hospital on a Sunday,2026-03-01,participant 2
The hospital bus stop has no seat,2026-03-02,participant 3
`;

describe('--json', () => {
  it('answers every command with one value; what is said meanwhile goes to standard error', async () => {
    const source = { name: 'meetings', crawler: 'notes', options: { file: 'notes.csv' } };
    const data = await projectFolder(
      { sources: [source] },
      { 'notes.csv': NOTES, 'more.ndjson': '{"id":"1","text":"The bus stop at the hospital is dark"}\n' },
    );
    const asked = async (...words: string[]) => {
      const ended = await answerOf<unknown>([...words, '--data', data]);
      expect([words, ended.code]).toEqual([words, 0]);
      return ended;
    };

    expect((await asked('config', 'check')).json).toMatchObject({ ok: true, sources: [{ name: 'meetings' }] });
    expect((await asked('sources')).json).toMatchObject([{ name: 'meetings', posts: 0, lastCrawledAt: null }]);
    const crawl = await asked('crawl');
    expect(crawl.json).toMatchObject({ new: 3, failed: 0, sources: [{ name: 'meetings', state: 'done', new: 3 }] });
    expect(crawl.err).toContain('meetings: 3 new');
    const more = await asked('import', join(data, 'more.ndjson'));
    expect(more.json).toMatchObject({ new: 1, sources: [{ name: 'more', duplicate: 0, refused: 0 }] });
    expect((await asked('process')).json).toMatchObject({ processed: 4, languages: { en: 4 } });
    const themes = await asked('themes');
    expect(themes.err).toContain('grouping');
    const [theme] = themes.json as Record<string, unknown>[];
    const columns = ['id', 'label', 'chapter', 'posts', 'voices', 'places', 'firstSeen', 'lastSeen', 'lane'];
    expect(Object.keys(theme!)).toEqual(expect.arrayContaining(columns));
    expect((await asked('themes', 'show', String(theme!.id))).json).toMatchObject({ id: theme!.id });
    const run = await asked('run');
    expect(run.json).toMatchObject({ crawl: { new: 0 }, process: { processed: 0 }, themes: { posts: 0 } });

    const readers = await Promise.all([
      ...[asked('status'), asked('sources'), asked('sources', '--crawlers')],
      ...[asked('map', '--format', 'graphml'), asked('report', 'themes'), asked('report', 'page')],
      ...[asked('report', 'posts', '--format', 'json', '--out', '-')],
    ]);
    expect(readers.map(({ json }) => json)).toMatchObject([
      { totals: { posts: 4 }, queue: { waiting: 0, taken: 0, dead: 0 }, runs: { length: 5 } },
      [
        { name: 'meetings', posts: 3 },
        { name: 'more', configured: false },
      ],
      CRAWLERS.map((name) => ({ name, options: { type: 'object' } })),
      { format: 'graphml', files: [join(data, 'reports/map.graphml')] },
      { files: ['csv', 'dictionary.csv', 'method.json'].map((ending) => join(data, `reports/themes.${ending}`)) },
      { files: [join(data, 'reports/page.html')] },
      { length: 4 },
    ]);
  });

  it('goes on being one value when something failed', async () => {
    const data = await temporaryFolder();
    const ended = await answerOf(['import', join(data, 'nothing.csv'), '--data', data]);
    expect(ended).toMatchObject({ code: 1, json: { failed: 1, sources: [{ slug: 'file-missing' }] } });
    expect(ended.err).toMatch(/^nothing: the file cannot be read: .*nothing\.csv/);
  });

  it('leaves standard output empty when there is no answer', async () => {
    const data = await temporaryFolder();
    expect(await discover(['status', '--json', '--data', data])).toMatchObject({ code: 1, out: '' });
    expect(await discover(['frobnicate', '--json'])).toMatchObject({ code: 2, out: '' });
  });

  it('init names the file it wrote, and the file passes its own check', async () => {
    const data = await temporaryFolder();
    const words = ['--purpose', 'Say "hello": # to all\nof you', '--words', '#LeedsBuses, late buses ,'];
    const { code, json } = await answerOf<{ file: string }>(['init', ...words, '--data', data]);
    expect([code, json]).toEqual([0, { file: join(data, 'discover.yaml') }]);
    const text = await readFile(json.file, 'utf8');
    expect(text).toMatch(/^# /);
    const check = await answerOf(['config', 'check', '--data', data]);
    expect(check).toMatchObject({
      code: 0,
      json: { purpose: 'Say "hello": # to all\nof you', words: ['#LeedsBuses', 'late buses'] },
    });
    expect(await discover(['init', '--json', '--data', data])).toMatchObject({ code: 1, out: '' });
    expect(await readFile(json.file, 'utf8')).toBe(text);
  });
});
