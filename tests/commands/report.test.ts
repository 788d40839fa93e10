/** `discover report` as it is asked for at the terminal, inside this process. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { ALREADY_WRITTEN, type Outcome } from '../../src/commands/command.js';
import { refuseIgnored, report } from '../../src/commands/report.js';
import { REPORTS } from '../../src/reports/reports.js';
import { recordHand } from '../../src/store/theme-hand.js';
import { type Said, seedConversation } from '../reports/conversation.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';

const SAID: Said[] = [
  { id: '1', author: 'ann', text: 'one', at: '2026-01-05T08:00:00.000Z', themes: { 'theme-1': 1 } },
  { id: '2', author: 'bob', text: 'two', at: '2026-02-27T08:00:00.000Z', themes: { 'theme-2': 1 } },
  { id: '3', author: 'cat', text: 'three', at: '2026-03-01T08:00:00.000Z', themes: { 'theme-1': 1 } },
];
const THEMES = [
  { id: 'theme-1', label: 'waits' },
  { id: 'theme-2', label: 'parking' },
  { id: 'theme-3', label: 'letters', state: 'gone' },
  { id: 'theme-4', label: 'queues', state: 'merged' },
];

async function project(said = SAID) {
  const data = await temporaryFolder();
  const store = await temporaryStore(data);
  await seedConversation(store, said, THEMES);
  await store.run("UPDATE themes SET merged_into = 'theme-1' WHERE id = 'theme-4'");
  return { data, store };
}

async function ask(data: string, ...words: string[]): Promise<Outcome & { written: string }> {
  let outcome: Outcome | null = null;
  let written = '';
  const context = {
    ...{ data, configFile: null, effects: testEffects(), signal: new AbortController().signal, ask: null },
    write: async (piece: string | Uint8Array) => {
      written += piece.toString();
    },
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  report(program, (work) => async (...raw) => {
    const command = raw.at(-1) as Command;
    outcome = await work(context, command.opts() as never, ...(raw.slice(0, -2) as string[]));
  });
  await program.parseAsync(['report', ...words], { from: 'user' });
  return { ...outcome!, written };
}

type Answer = { rows: number; files: string[]; manifest: string; empty?: string };

describe('discover report', () => {
  it('without a name lists every report, and tells machines the columns', async () => {
    const { text, json } = await ask('nowhere');
    for (const { name, summary } of REPORTS)
      expect(text).toMatch(new RegExp(`^ +${name} +${summary.replace(/[()]/g, '\\$&')}$`, 'm'));
    expect(text).toMatch(/^ +page /m);
    expect(json).toHaveLength(REPORTS.length);
    expect(json).toMatchObject(
      REPORTS.map(({ name, title, columns: { length } }) => ({ name, title, columns: { length } })),
    );
  });

  it('of one theme and some columns, with the files and the rows it wrote', async () => {
    const { data } = await project();
    const words = ['posts', '--theme', 'theme-1', '--columns', 'created_at,theme_id', '--since', '2026-02-01'];
    const { text, json } = await ask(data, ...words);
    const { rows, files, manifest } = json as Answer;
    expect(rows).toBe(1);
    expect(text.split('\n')).toEqual([...files, manifest].map((file) => `Wrote ${file}`));
    expect(parse(await readFile(files[0]!))).toEqual([
      ['created_at', 'theme_id'],
      ['2026-03-01', 'theme-1'],
    ]);
    const [listed] = JSON.parse(await readFile(manifest, 'utf8')).reports;
    expect(listed).toMatchObject({
      ...{ rows: 1, columns: ['created_at', 'theme_id'], theme: { id: 'theme-1', label: 'waits' } },
      ...{ period: { since: '2026-02-01T00:00:00.000Z', until: null }, asOf: '2026-03-01' },
    });
    expect((await ask(data, '--check', manifest)).text).toBe('2 files are as they were written.');
    await writeFile(files[1]!, 'x');
    expect(await ask(data, '--check', manifest)).toMatchObject({
      failed: true,
      json: { ok: false },
      text: 'posts.dictionary.csv: has another size\n1 of 2 files is not as written. Make the report again.',
    });
  });

  it('goes to standard output in pieces, and leaves no file', async () => {
    const { data } = await project();
    const { json, text, written } = await ask(data, 'posts', '--columns', 'theme_id', '--out', '-');
    expect({ json, text }).toEqual(ALREADY_WRITTEN);
    expect(written).toBe('theme_id\r\ntheme-1\r\ntheme-2\r\ntheme-1\r\n');
    expect((await ask(data, 'posts', '--format', 'xlsx', '--out', '-')).written).toMatch(/^PK/);
    expect(await readdir(data)).not.toContain('reports');
  });

  it.each([
    [
      ['posts', '--until', '2025-12-31'],
      'No posts before 2025-12-31; the project holds posts from 2026-01-05 to 2026-03-01.',
    ],
    [['posts', '--since', '2030-01-01', '--until', '2031-01-01'], 'No posts from 2030-01-01 to before 2031-01-01; the'],
    [
      ['posts', '--since', '2026-02-01', '--until', '2026-02-20', '--theme', 'theme-2'],
      'No posts about theme-2 from 2026',
    ],
    [['unbridged'], '3 posts, and nothing among them for this report: it has no rows.'],
  ])('%j: no rows are no failure, and it says why', async (words, said) => {
    const { data } = await project();
    const { text, json, failed } = await ask(data, ...words);
    expect(failed).toBeUndefined();
    expect(text).toContain(said);
    expect(json).toMatchObject({ rows: 0, empty: expect.stringContaining(said) });
    const { files, manifest } = json as Answer;
    expect(parse(await readFile(files[0]!))).toHaveLength(1);
    expect(JSON.parse(await readFile(manifest, 'utf8'))).toMatchObject({ reports: [{ rows: 0 }] });
  });

  it('of a project without posts, or without dates, says so', async () => {
    const empty = await project([]);
    expect((await ask(empty.data, 'places')).text).toMatch(
      /^The project holds no posts yet: the report has no rows\.$/m,
    );
    const undated = await project([{ ...SAID[0]!, at: null }]);
    expect((await ask(undated.data, 'posts', '--since', '7d')).text).toContain(
      'the project holds 1 post without a date.',
    );
  });

  it.each([
    ['theme-9', /^There never was a theme theme-9\. `discover themes` lists/],
    ['theme-4', /^theme-4, "queues", was merged, and is part of theme-1, "waits", today\. Ask with --theme theme-1\.$/],
    ['theme-3', /^theme-3, "letters", is gone; no post is about it now\./],
    [
      'theme-2',
      /^theme-2, "parking", was hidden by hand on 2026-03-01 \("adverts"\)\. To show it again: `discover themes undo 1 /,
    ],
  ])('--theme %s tells what became of it', async (id, words) => {
    const { data, store } = await project();
    await recordHand(store, { action: 'hide', themeId: 'theme-2' }, 'adverts', '2026-03-01T10:00:00.000Z');
    await expect(ask(data, 'posts', '--theme', id)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(words),
    });
    expect(await readdir(data)).not.toContain('reports');
  });

  it('refuses to narrow down a report that would not heed it', () => {
    const runs = { name: 'runs', ignores: ['theme'] as const };
    const standing = { name: 'standing', ignores: ['period', 'theme'] as const };
    expect(() => refuseIgnored(runs, { theme: 'theme-1' })).toThrow(
      '--theme: the report runs is not about single themes.',
    );
    expect(() => refuseIgnored(runs, { since: '7d', until: '1d' })).not.toThrow();
    expect(() => refuseIgnored(standing, { until: '7d' })).toThrow(
      'the report standing is the same whatever the period.',
    );
    expect(() => refuseIgnored({ name: 'posts' }, { since: '7d', theme: 'theme-1' })).not.toThrow();
  });

  it.each([
    ['--since 2026-03-01', 'of which report?'],
    ['--check x.manifest.json --format csv', '--format does not go with --check.'],
    ['themes --check x.manifest.json', '--check goes without the name of a report.'],
    ['people', 'There is no report people. There are: themes,'],
    ['themes --format xls', 'there are csv, json, ndjson, html, xlsx.'],
    ['themes --columns voice', 'there is no column voice; the nearest is voices. The columns of themes are: theme_id,'],
    ['themes --format html --bom', '--bom is for csv: leave it out for html.'],
    ['themes --since 2026-03-02 --until 2026-03-01', '--until 2026-03-01 is not after --since 2026-03-02'],
    ['themes --since yesterday', '--since yesterday: expected a date such as'],
    ['themes --shareable --identify --reason x', 'what names people is not to be shared'],
    ['themes --identify', 'say why with --reason'],
    ['page --columns voices', '--columns and --bom are for tables.'],
    ['page --format csv', 'the page is html.'],
  ])('%s is wrong usage', async (words, said) => {
    const { data } = await project();
    const asked = ask(data, ...words.split(' '));
    await expect(asked).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(said) });
    expect(await readdir(data)).not.toContain('reports');
  });
});
