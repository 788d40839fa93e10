import { expect, test } from 'vitest';
import { rowReader } from '../../../src/crawl/shapes/csv.js';

const FIELDS = ['id', 'text', 'mentions', 'created_at'];

function rows(map: Record<string, string>, ...cells: string[][]) {
  const read = rowReader(map, FIELDS, 'text');
  return cells.map((row, index) => read({ line: index + 1, cells: row }));
}

test('columns are found by their own names, in any case, or by the map', () => {
  expect(rows({}, ['ID', ' Text ', 'other'], ['1', ' a ', 'x'])).toEqual([null, { id: '1', text: 'a' }]);
  expect(rows({ text: 'Body' }, ['id', 'text', 'body'], ['1', 'a', 'b'])).toEqual([null, { id: '1', text: 'b' }]);
});

test('columns without names are found by number, and the first row counts', () => {
  expect(rows({ id: '1', text: '2' }, ['1', 'a'], ['2', 'b'])).toEqual([
    { id: '1', text: 'a' },
    { id: '2', text: 'b' },
  ]);
});

test('a column that is called by a number is found by its name', () => {
  expect(rows({ text: '2014' }, ['id', '2014'], ['1', 'a'])).toEqual([null, { id: '1', text: 'a' }]);
});

test('lists are taken apart, and empty cells are absent', () => {
  expect(rows({}, ['id', 'text', 'mentions', 'created_at'], ['1', 'a', '@b, @c;d|e', ' '])[1]).toEqual({
    id: '1',
    text: 'a',
    mentions: ['@b', '@c', 'd', 'e'],
  });
});

test('a row without an id is known by all its cells', () => {
  const [, a, b, again] = rows({}, ['text', 'age'], ['same', '5'], ['same', '6'], ['same', '5']);
  expect(a!.id).toMatch(/^sha256:/);
  expect(a!.id).not.toBe(b!.id);
  expect(again!.id).toBe(a!.id);
});

test('short and long rows are read as far as they go', () => {
  expect(rows({}, ['id', 'text'], ['1'], ['2', 'a', 'more'])).toEqual([null, { id: '1' }, { id: '2', text: 'a' }]);
});

test.each([
  [{}, 'the table has no column "text"; say which one it is with map. Its columns are: id, body'],
  [{ text: 'words' }, 'the table has no column "words" for text. Its columns are: id, body'],
  [{ text: 'body', created_at: 'when' }, 'the table has no column "when" for created_at. Its columns are: id, body'],
  [{ text: '3' }, 'the table has no column "3" for text. Its columns are: id, body'],
])('%j says what is missing and what there is', (map, message) => {
  expect(() => rows(map as Record<string, string>, ['id', 'body'])).toThrow(
    expect.objectContaining({ slug: 'bad-options', message }),
  );
});
