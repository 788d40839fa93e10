import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { defineReport, type Scope } from '../../src/reports/report.js';
import { findReport, REPORTS } from '../../src/reports/reports.js';
import { dictionaryOf, type ReportFormat, writeReport } from '../../src/reports/write.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';

const NAMED: Scope = { identify: true, since: null, until: null };
const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  ' =1',
  '"=1',
  '\ufeff=1',
];
const PLAIN = ['a, "b"\r\nc', '50-50', 'a=b', "it's"];

async function textOf(store: Database, name: string, format: ReportFormat, scope = NAMED): Promise<string> {
  let text = '';
  for await (const piece of writeReport(findReport(name), format, store, scope)) text += piece;
  return text;
}

async function seededStore(texts: readonly string[], backwards = false): Promise<Database> {
  const store = await temporaryStore();
  // Two places on the same theme, and in neither does anybody of the other speak.
  const places = [
    { name: 'A forum', url: 'https://forum.example.org/' },
    { name: 'A blog', url: 'https://blog.example.net/' },
  ] as const;
  const said: Said[] = texts.map((text, index) => ({
    ...{
      id: String(index).padStart(4, '0'),
      author: `p${index % 6}`,
      text,
      place: places[index % 2]!,
      themes: { 'theme-1': 1 },
    },
    // Two sources, so that saving them in another order gives posts other row ids.
    ...{ source: index % 2 === 0 ? 'even' : 'odd', at: `2026-02-${10 + (index % 9)}T09:00:00.000Z` },
  }));
  const bySource = ['even', 'odd'].map((source) => said.filter((one) => one.source === source));
  await seedConversation(store, (backwards ? bySource.reverse() : bySource).flat(), [
    { id: 'theme-1', label: texts[0]! },
  ]);
  await seedSnapshot(store, '2026-03-01T21:00:00.000Z', { 'theme-1': { posts: 1, voices: 1 } });
  return store;
}

describe.each(REPORTS.map((report) => [report.name, report] as const))('report %s', (name, report) => {
  it('has a dictionary with every column and nothing else', async () => {
    const store = await seededStore(PLAIN);
    const dictionary = parse(dictionaryOf(report), { columns: true }) as Record<string, string>[];
    const [header] = parse(await textOf(store, name, 'csv')) as string[][];
    expect(dictionary.map((line) => line.column)).toEqual(header);
    for (const { column, type, meaning } of dictionary) {
      expect(type, column).toMatch(/^(text|integer|number|date)$/);
      expect(meaning, column).toMatch(/^\S.{8,}\.$/);
    }
  });

  it('makes rows with exactly its columns, each of its type', async () => {
    const store = await seededStore(PLAIN);
    let rows = 0;
    for await (const row of report.rows(store, NAMED)) {
      rows += 1;
      expect(Object.keys(row).sort()).toEqual(report.columns.map((column) => column.name).sort());
      for (const { name: column, type } of report.columns) {
        const cell = row[column];
        if (cell === null) continue;
        const isNumber = type === 'integer' || type === 'number';
        expect(typeof cell, column).toBe(isNumber ? 'number' : 'string');
        if (type === 'integer') expect(cell, column).toSatisfy(Number.isInteger);
        if (type === 'date') expect(cell, column).toMatch(/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/);
      }
    }
    expect(rows).toBeGreaterThan(0);
  });

  it('says the same in CSV, JSON and NDJSON', async () => {
    const store = await seededStore(PLAIN);
    const json = JSON.parse(await textOf(store, name, 'json')) as Record<string, unknown>[];
    const ndjson = (await textOf(store, name, 'ndjson')).trimEnd().split('\n');
    expect(ndjson.map((line) => JSON.parse(line) as unknown)).toEqual(json);
    const csv = parse(await textOf(store, name, 'csv'), { columns: true }) as Record<string, string>[];
    expect(csv).toEqual(
      json.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, String(cell ?? '')]))),
    );
  });

  it('is the same to the byte twice, and whichever source answered first', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
    const store = await seededStore(texts);
    const once = await textOf(store, name, 'csv', { ...NAMED, identify: false });
    expect(await textOf(store, name, 'csv', { ...NAMED, identify: false })).toBe(once);
    expect(await textOf(await seededStore(texts, true), name, 'csv', { ...NAMED, identify: false })).toBe(once);
  });

  it('of an empty store is a header, an empty array, nothing', async () => {
    const store = await temporaryStore();
    expect((await textOf(store, name, 'csv')).match(/\r\n/g)).toHaveLength(1);
    expect(await textOf(store, name, 'json')).toBe('[]\n');
    expect(await textOf(store, name, 'ndjson')).toBe('');
  });
});

describe('cells a spreadsheet would run', () => {
  it('begin with an apostrophe in CSV, and stay as they are in NDJSON', async () => {
    const store = await seededStore(FORMULAS);
    const rows = parse(await textOf(store, 'posts', 'csv'), { columns: true }) as Record<string, string>[];
    const texts = new Map(rows.map((row) => [Number(row.external_id), row.text!]));
    for (const [index, formula] of FORMULAS.entries()) {
      if (formula === '"=1') continue;
      expect(texts.get(index), JSON.stringify(formula)).toBe(`'${formula}`);
    }
    expect(rows[0]?.theme_label).toBe("'=1+1");
    const lines = (await textOf(store, 'posts', 'ndjson')).trimEnd().split('\n');
    const originals = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    expect(originals.sort()).toEqual([...FORMULAS].sort());
  });

  it('numbers stay numbers, below nought too', async () => {
    const store = await seededStore(PLAIN);
    await seedSnapshot(store, '2026-03-02T21:00:00.000Z', { 'theme-1': { posts: 0, voices: 0 } });
    const [row] = parse(await textOf(store, 'themes', 'csv'), { columns: true }) as Record<string, string>[];
    expect(row?.change_posts).toBe('-1');
  });
});

it('rows are read as the file is written, not all of them before', async () => {
  let made = 0;
  const endless = defineReport({
    name: 'endless',
    title: 'Endless',
    summary: 'never ends',
    columns: [{ name: 'text', type: 'text', meaning: 'x' }],
    async *rows() {
      for (;;) {
        made += 1;
        yield { text: 'x'.repeat(100) };
      }
    },
  });
  for await (const piece of writeReport(endless, 'csv', await temporaryStore(), NAMED)) {
    expect(piece.length).toBeLessThan(70_000);
    break;
  }
  expect(made).toBeLessThan(1000);
});

it('a report that does not exist is a wrong argument, with the names of those that do', () => {
  expect(() => findReport('people')).toThrow(UsageError);
  expect(() => findReport('people')).toThrow('There are: themes, places, directory, posts, talk, unbridged.');
});
