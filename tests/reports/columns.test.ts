import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { chooseColumns, nearest } from '../../src/reports/columns.js';
import { reportOf } from './made-up.js';

const REPORT = reportOf(
  ['theme_id', 'voices', 'first_time_voices', 'posts'].map((name) => ({ name, type: 'text', meaning: 'Something.' })),
  [],
);

describe('chooseColumns', () => {
  it('takes them in the order in which they are named', () => {
    expect(chooseColumns(REPORT, 'posts, theme_id')).toEqual(['posts', 'theme_id']);
  });

  it.each([
    ['voice', 'there is no column voice; the nearest is voices. The columns of made are: theme_id, voices,'],
    ['Themeid', 'the nearest is theme_id.'],
    ['posts,postss', 'there is no column postss; the nearest is posts.'],
    ['zzzzzzzz', 'there is no column zzzzzzzz. The columns of made are:'],
    ['posts,,voices', 'name columns with commas between them'],
    ['', 'name columns with commas between them'],
    ['posts,voices,posts', 'posts is there twice. Name it once.'],
  ])('%j is a wrong argument', (list, words) => {
    expect(() => chooseColumns(REPORT, list)).toThrow(UsageError);
    expect(() => chooseColumns(REPORT, list)).toThrow(words);
  });
});

it('the nearest name needs the fewest changes; one that needs too many is not near', () => {
  expect(nearest('vioces', ['posts', 'voices', 'devices'])).toBe('voices');
  expect(nearest('voices_first', ['posts'])).toBe(null);
  expect(nearest('x', [])).toBe(null);
});
