/** What a run wrote, as people read it. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writtenLines } from '../../src/commands/written.js';

it('names each folder once, and a table with its dictionary in one word', () => {
  const [reports, elsewhere] = [join(process.cwd(), 'data/reports'), '/elsewhere/public'];
  const names = ['page.html', 'map.html', 'map.json', 'a.csv', 'a.dictionary.csv', 'a.method.json', 'b.csv'];
  expect(writtenLines([...names.map((name) => join(reports, name)), join(elsewhere, 'notice.html')])).toEqual([
    '  data/reports/',
    ...['    page.html', '    map.html, map.json', '    a.method.json'],
    // Without a dictionary it is a file like any other.
    '    b.csv',
    ...['    1 table as CSV, a dictionary beside each:', '      a'],
    ...['  /elsewhere/public/', '    notice.html'],
  ]);
});

it('is empty where nothing was written', () => {
  expect(writtenLines([])).toEqual([]);
});
