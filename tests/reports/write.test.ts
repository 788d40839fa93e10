import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { defineReport, type Scope } from '../../src/reports/report.js';
import { findReport, REPORTS } from '../../src/reports/reports.js';
import { describedColumns } from '../../src/reports/table.js';
import { dictionaryOf, REPORT_FORMATS, type ReportFormat, writeReport } from '../../src/reports/write.js';
import { addRequests, type RequestRecord } from '../../src/store/requests.js';
import { registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';
import { bytesOf, reportOf } from './made-up.js';

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

const REQUEST: RequestRecord = {
  ...{ hostGroup: 'a.example', budget: 'a.example', url: 'https://a.example/', urlKey: 'k', userAgent: 'Discover/1' },
  ...{ heldBack: null, robotsAsked: true, startedAt: 0, endedAt: 100, status: 200, slug: null, isConditional: false },
  ...{ gaveValidators: false, bytes: 10, waitUntil: null },
};

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
    campaign: `c${1 + (index % 3)}`,
  }));
  const bySource = ['even', 'odd'].map((source) => said.filter((one) => one.source === source));
  await seedConversation(store, (backwards ? bySource.reverse() : bySource).flat(), [
    { id: 'theme-1', label: texts[0]! },
  ]);
  await seedSnapshot(store, '2026-03-01T21:00:00.000Z', { 'theme-1': { posts: 1, voices: 1 } });
  await registerSource(store, 'never read', 'blogs');
  await addRequests(store, null, [REQUEST]);
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

  it('heeds the period and the theme, or says that it does not', async () => {
    const store = await temporaryStore();
    const places = ['A forum', 'A blog'].map((place) => ({ name: place, url: null }));
    const said = ['theme-1', 'theme-2'].flatMap((theme, at) =>
      places.map((place, index): Said => {
        const id = `${at}${index}`;
        return {
          ...{ id, author: `p${id}`, text: id, place, themes: { [theme]: 1 } },
          at: `2026-0${2 + at}-01T09:00:00.000Z`,
        };
      }),
    );
    await seedConversation(store, said, [
      { id: 'theme-1', label: 'one' },
      { id: 'theme-2', label: 'two' },
    ]);
    const everything = await textOf(store, name, 'ndjson');
    if (everything === '') return;
    const narrowed = {
      theme: await textOf(store, name, 'ndjson', { ...NAMED, theme: 'theme-1' }),
      period: await textOf(store, name, 'ndjson', { ...NAMED, since: '2026-02-15T00:00:00.000Z' }),
    };
    for (const [by, text] of Object.entries(narrowed)) {
      const ignored = report.ignores?.includes(by as keyof typeof narrowed) ?? false;
      expect(text === everything, `${name} by ${by}: heed it, or name it in \`ignores\``).toBe(ignored);
    }
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

describe('what is asked of a report', () => {
  const SCOPE: Scope = { identify: false, since: null, until: null };
  const GROUPS = reportOf(
    [
      { name: 'group', type: 'text', meaning: 'Its name.' },
      { name: 'people', type: 'integer', people: ['share'], meaning: 'Who is in it.' },
      { name: 'share', type: 'number', meaning: 'Of the largest.' },
    ],
    [{ group: 'ünï', people: 3, share: 0.5 }],
  );

  it('some columns, in their order, in every format; the dictionary tells of no others', async () => {
    const wish = { columns: ['share', 'group'] };
    expect((await bytesOf(GROUPS, 'csv', wish)).toString()).toBe('share,group\r\n0.5,ünï\r\n');
    expect((await bytesOf(GROUPS, 'json', wish)).toString()).toBe('[\n{"share":0.5,"group":"ünï"}\n]\n');
    expect((await bytesOf(GROUPS, 'ndjson', wish)).toString()).toBe('{"share":0.5,"group":"ünï"}\n');
    expect((await bytesOf(GROUPS, 'html', wish)).toString()).not.toContain('people</th>');
    const dictionary = dictionaryOf(GROUPS, {}, describedColumns(GROUPS, {}, wish.columns));
    expect((parse(dictionary) as string[][]).map(([name]) => name)).toEqual(['column', 'share', 'group']);
  });

  it('what is withheld stays withheld where the column it hangs on is left out', async () => {
    const csv = await bytesOf(GROUPS, 'csv', { columns: ['share'] }, { ...SCOPE, fewest: 5 });
    expect(csv.toString()).toBe('share\r\n\r\n');
    expect(dictionaryOf(GROUPS, { fewest: 5 }, describedColumns(GROUPS, { fewest: 5 }, ['share']))).toContain(
      'Empty where people is left empty for that.',
    );
  });

  it('a byte order mark, for a CSV that Excel is to open', async () => {
    const [plain, marked] = [await bytesOf(GROUPS, 'csv'), await bytesOf(GROUPS, 'csv', { bom: true })];
    expect(marked).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]));
  });

  it('an end, at any row', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    for (const format of REPORT_FORMATS) await expect(bytesOf(GROUPS, format, { stop })).rejects.toThrow('enough');
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
  expect(() => findReport('people')).toThrow(`There are: ${REPORTS.map(({ name }) => name).join(', ')}.`);
});
