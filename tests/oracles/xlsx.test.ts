/** Workbooks as openpyxl reads them: every text a text, every number a number, every day a day. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Column } from '../../src/reports/report.js';
import { bytesOf, reportOf } from '../reports/made-up.js';
import { temporaryFolder } from '../support/project.js';

const PYTHON = '/usr/bin/python3';
const REQUIRED = process.env.CI !== undefined;
const HAS_READER = spawnSync(PYTHON, ['-c', 'import openpyxl']).status === 0;

const SCRIPT = `
import json, sys, openpyxl, datetime
book = openpyxl.load_workbook(sys.argv[1])
def cell(c): return [c.data_type, c.value.isoformat() if isinstance(c.value, (datetime.date, datetime.datetime)) else c.value]
print(json.dumps([{'name': s.title, 'frozen': s.freeze_panes, 'filter': s.auto_filter.ref, 'bold': [c.font.b for c in s[1]],
  'rows': [[cell(c) for c in row] for row in s.iter_rows()]} for s in book], ensure_ascii=True))`;

const COLUMNS: Column[] = [
  { name: 'text', type: 'text', meaning: 'Anything.' },
  { name: 'number', type: 'number', meaning: 'A number.' },
  { name: 'day', type: 'date', meaning: 'A day or a moment.' },
];
/** Of OWASP's list, and what a writer of XML may trip over. */
const TEXTS = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '"=1"', "'=1", '\ufeff=1', '=HYPERLINK("http://e.example","x")'],
  ...['', '1234', '2026-03-01', 'TRUE', '#N/A', '<b>&amp;</b>', ']]>', ' edge ', 'two\nlines', '漢字 👍 \u202e'],
];

interface Sheet {
  name: string;
  frozen: string;
  filter: string;
  bold: boolean[];
  rows: [string, unknown][][];
}

describe.skipIf(!HAS_READER && !REQUIRED)('a workbook in openpyxl (apt-get install python3-openpyxl)', () => {
  test('has every cell as what it is', async () => {
    const file = join(await temporaryFolder(), 'made.xlsx');
    const numbers = [0, -1.5, 1e21, 1e-7, 123456789];
    const days = ['2026-03-01', '1900-03-01', '2026-03-01T06:30:15.000Z'];
    const rows = TEXTS.map((text, index) => ({
      ...{ text, number: numbers[index] ?? null, day: days[index] ?? null },
    }));
    await writeFile(file, await bytesOf(reportOf(COLUMNS, rows), 'xlsx'));
    const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', SCRIPT, file], { encoding: 'utf8' });
    expect(`${status} ${stderr}`).toBe('0 ');
    const sheets = JSON.parse(stdout) as Sheet[];
    expect(sheets.map(({ name }) => name)).toEqual(['made', 'Dictionary', 'About']);
    const [made, dictionary, about] = sheets as [Sheet, Sheet, Sheet];
    expect(made).toMatchObject({ frozen: 'A2', filter: `A1:C${TEXTS.length + 1}`, bold: [true, true, true] });
    const [header, ...read] = made.rows;
    expect(header!.map(([, value]) => value)).toEqual(['text', 'number', 'day']);
    for (const [index, text] of TEXTS.entries()) {
      const [words, number, day] = read[index]!;
      expect(words).toEqual(text === '' ? ['n', null] : ['s', text]);
      expect(number).toEqual(['n', numbers[index] ?? null]);
      if (days[index] !== undefined) {
        const at = days[index].length === 10 ? `${days[index]}T00:00:00` : days[index].replace('.000Z', '');
        expect(day).toEqual(['d', at]);
      }
    }
    expect(dictionary.rows.map((row) => row[0]![1])).toEqual(['column', 'text', 'number', 'day']);
    expect(about.rows.map(([what, value]) => [what![1], value![1]])).toContainEqual(['Rows', TEXTS.length]);
  });
});
