/** Workbooks as readers of ZIP and XML see them; tests/oracles/xlsx.test.ts has them read by openpyxl. */
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/reports/report.js';
import { openTable } from '../../src/reports/table.js';
import { workbook } from '../../src/reports/xlsx.js';
import { zip } from '../../src/reports/xlsx-zip.js';
import { temporaryStore } from '../support/project.js';
import { bytesOf, OPEN, reportOf } from './made-up.js';
import { unzip } from './unzip.js';

const COLUMNS: Column[] = [
  { name: 'label', type: 'text', meaning: 'What it is called.' },
  { name: 'voices', type: 'integer', meaning: 'Who spoke.' },
  { name: 'day', type: 'date', meaning: 'When.' },
];
const ROWS = [
  { label: '=1+1', voices: 3, day: '2026-03-01' },
  { label: 'a < b & "c"\r\nd\u0000', voices: null, day: '2026-03-01T06:00:00.000Z' },
];

async function* entriesOf(...names: string[]) {
  for (const name of names) yield { name, pieces: [name, ' ', 'ünï'] };
}

async function bytes(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('a workbook', () => {
  it('is sheets of rows, columns and what it is of, in well-formed XML', async () => {
    const files = unzip(await bytesOf(reportOf(COLUMNS, ROWS), 'xlsx'));
    expect([...files.keys()].filter((name) => name.includes('sheet'))).toEqual(
      [1, 2, 3].map((number) => `xl/worksheets/sheet${number}.xml`),
    );
    expect([...files.values()].filter((text) => !text.startsWith('<?xml'))).toEqual([]);
    const names = [...files.get('xl/workbook.xml')!.matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['made', 'Dictionary', 'About']);
    for (const text of files.values())
      expect(parseDocument(text, { xmlMode: true }).children.length).toBeGreaterThan(1);
    const about = files.get('xl/worksheets/sheet3.xml')!;
    expect(about).toMatch(/Made &lt;up&gt;.*Rows.*<v>2<\/v>.*Not a poll/s);
  });

  it('holds texts as texts, numbers as numbers and days as days', async () => {
    const sheet = unzip(await bytesOf(reportOf(COLUMNS, ROWS), 'xlsx')).get('xl/worksheets/sheet1.xml')!;
    expect(sheet).toContain(
      '<c r="A2" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c r="B2"><v>3</v></c>',
    );
    expect(sheet).toContain('a &lt; b &amp; "c"\nd</t>');
    // 1 March 2026 is day 46082, and six in the morning a quarter of a day later.
    expect(sheet).toContain('<c r="C2" s="2"><v>46082</v></c>');
    expect(sheet).toContain('<c r="C3" s="3"><v>46082.25</v></c>');
    expect(sheet).not.toContain('r="B3"');
    expect(sheet).not.toContain('<f>');
    expect(sheet).toContain('<autoFilter ref="A1:C3"/>');
  });

  it('cuts what is too long for a cell, and not through the middle of a sign', async () => {
    const long = `${'x'.repeat(32_765)}👍👍`;
    const rows = [{ label: long, voices: 1, day: null }];
    const sheet = await unzipOf(bytesOf(reportOf(COLUMNS, rows), 'xlsx'), 'xl/worksheets/sheet1.xml');
    expect(sheet).toContain(`${'x'.repeat(32_765)}…</t>`);
  });

  it('keeps what looks like an escape, and goes as text where there is no number for a day', async () => {
    const rows = [{ label: '_x0041_ and _x0041_', voices: 1, day: '1850-03-01' }];
    const sheet = await unzipOf(bytesOf(reportOf(COLUMNS, rows), 'xlsx'), 'xl/worksheets/sheet1.xml');
    expect(sheet).toContain('_x005F_x0041_ and _x005F_x0041_');
    expect(sheet).toContain('>1850-03-01</t>');
  });

  it('goes on on the next sheet where one is full, each with its header', async () => {
    const rows = Array.from({ length: 7 }, (_, voices) => ({ label: 'x', voices, day: null }));
    for (const [count, sheets] of [
      [3, ['made']],
      [4, ['made', 'made (2)']],
      [7, ['made', 'made (2)', 'made (3)']],
    ] as const) {
      const table = await openTable(reportOf(COLUMNS, rows.slice(0, count)), await temporaryStore(), OPEN);
      const files = unzip(await bytes(workbook(table, { mostRows: 4 })));
      const names = [...files.get('xl/workbook.xml')!.matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name);
      expect(names).toEqual([...sheets, 'Dictionary', 'About']);
      const read = sheets.flatMap((_, at) => {
        const text = files.get(`xl/worksheets/sheet${at + 1}.xml`)!;
        expect(text).toContain('>label</t>');
        return [...text.matchAll(/<c r="B\d+"><v>(\d+)<\/v>/g)].map(([, number]) => Number(number));
      });
      expect(read).toEqual(rows.slice(0, count).map(({ voices }) => voices));
    }
  });

  it('is the same to the byte twice', async () => {
    const report = reportOf(COLUMNS, ROWS);
    expect((await bytesOf(report, 'xlsx')).equals(await bytesOf(report, 'xlsx'))).toBe(true);
  });

  it('stops reading when the writing stops, and hands on what goes wrong with the rows', async () => {
    let open = false;
    async function* endless() {
      open = true;
      try {
        for (let voices = 0; ; voices += 1) yield { label: String(voices ** 3), voices, day: null };
      } finally {
        open = false;
      }
    }
    const table = await openTable(reportOf(COLUMNS, endless()), await temporaryStore(), OPEN);
    let got = 0;
    for await (const piece of workbook(table)) {
      got += piece.length;
      if (got > 100_000) break;
    }
    expect(open).toBe(false);
    async function* broken() {
      yield { label: 'x', voices: 1, day: null };
      throw new Error('the reading broke off');
    }
    await expect(bytesOf(reportOf(COLUMNS, broken()), 'xlsx')).rejects.toThrow('the reading broke off');
  });
});

it('a zip gives back what went in, whatever the size of the pieces', async () => {
  const archive = await bytes(zip(entriesOf('a.txt', 'b/c.txt')));
  expect([...unzip(archive)]).toEqual([
    ['a.txt', 'a.txt ünï'],
    ['b/c.txt', 'b/c.txt ünï'],
  ]);
});

async function unzipOf(archive: Promise<Buffer>, name: string): Promise<string> {
  return unzip(await archive).get(name)!;
}
