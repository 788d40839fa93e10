import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, csvLine } from '../src/csv.js';

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' edge ', '" edge "'],
    [null, ''],
    [true, 'true'],
    [0, '0'],
    [-12.5, '-12.5'],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('%j is written as %j', (value, written) => expect(csvCell(value)).toBe(written));

  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '\nx',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '﹦1',
    '  =1',
    '\u0000=1',
    '\ufeff=1',
    '\u200b\u200b=1',
    '"=1',
    "'=1",
    ' "\u200b\'"@x',
    '=HYPERLINK("https://evil.example","x")',
  ])('%j cannot run as a formula', (text) => {
    const [[cell]] = parse(csvLine([text])) as [[string]];
    expect(cell).toBe(`'${text}`);
  });

  test.each(['a=b', 'well-known', 'me@example.org', "'tis", '"a"=b', '…', '#tag'])('%j needs no apostrophe', (text) =>
    expect(parse(csvLine([text]))).toEqual([[text]]),
  );

  test('an apostrophe in front of a formula can be taken off again: no two texts are written alike', () => {
    const sign = fc.constantFrom('=', '+', '-', '@', "'", '"', ' ', '\t', '\n', '\ufeff', '＝', 'a', ',');
    fc.assert(
      fc.property(fc.string({ unit: sign, minLength: 1 }), (text) => {
        const [[cell]] = parse(csvLine([text])) as [[string]];
        // A reader knows a formula by its cell without the first apostrophe.
        const bare = cell.startsWith("'") ? cell.slice(1) : cell;
        const added = bare !== cell && (parse(csvLine([bare])) as [[string]])[0][0] === cell;
        expect(added ? bare : cell).toBe(text);
      }),
    );
  });
});

test('a line ends as RFC 4180 says, and a reader gets back what was written', () => {
  const cells = ['a', 'b "c", d', 'e\r\nf', 'ünï 漢 👍'];
  expect(csvLine(cells).endsWith('\r\n')).toBe(true);
  expect(parse(csvLine(cells) + csvLine([1, null, false, 'x']))).toEqual([cells, ['1', '', 'false', 'x']]);
});
