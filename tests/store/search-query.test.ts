/** What people type into a search box, and that nothing of it reaches a back end as its syntax. */
import { describe, expect, it } from 'vitest';
import { forPostgres, forSqlite, readQuery, termsOf } from '../../src/store/search-query.js';

describe('a question', () => {
  it.each([
    ['bus', '"bus"', "('bus')"],
    ['Night BUS', '("night" AND "bus")', "(('night') & ('bus'))"],
    ['"night bus"', '"night bus"', "('night' <-> 'bus')"],
    ['“night bus” late', '("night bus" AND "late")', "(('night' <-> 'bus') & ('late'))"],
    ['walk-in A&E', '("walk in" AND "a e")', "(('walk' <-> 'in') & ('a' <-> 'e'))"],
    ['wait*', '"wait" *', "('wait':*)"],
    ['"waiting li*"', '"waiting li" *', "('waiting' <-> 'li':*)"],
    ['"waiting li"*', '"waiting li" *', "('waiting' <-> 'li':*)"],
    ['a OR b c', '("a" OR ("b" AND "c"))', "(('a') | (('b') & ('c')))"],
    ['(a OR b) c', '(("a" OR "b") AND "c")', "((('a') | ('b')) & ('c'))"],
    ['bus -night', '(("bus") NOT ("night"))', "(('bus') & !('night'))"],
    ['-night bus NOT late', '(("bus") NOT ("night" OR "late"))', "(('bus') & !('night') & !('late'))"],
    ['bus -(night OR day)', '(("bus") NOT (("night" OR "day")))', "(('bus') & !(('night') | ('day')))"],
    ['bus AND stop', '("bus" AND "stop")', "(('bus') & ('stop'))"],
    ['or and not', '("or" AND "and" AND "not")', "(('or') & ('and') & ('not'))"],
    ['Leeds - Bradford', '("leeds" AND "bradford")', "(('leeds') & ('bradford'))"],
    ['it’s', '"it s"', "('it' <-> 's')"],
    ['cafe\u0301', '"café"', "('café')"],
    ['看病', '"看病"', "('看病')"],
  ])('%s is read as it is meant', (text, sqlite, postgres) => {
    expect(forSqlite(readQuery(text))).toBe(sqlite);
    expect(forPostgres(readQuery(text))).toBe(postgres);
  });

  it.each([
    ['OR bus', '"bus"'],
    ['bus OR', '"bus"'],
    ['bus OR OR stop', '("bus" OR "stop")'],
    ['"night bus', '"night bus"'],
    ['(bus stop', '("bus" AND "stop")'],
    ['bus) stop', '("bus" OR "stop")'],
    ['() bus ""', '"bus"'],
    ['bus -', '"bus"'],
    ['((((bus))))', '"bus"'],
    ['bus *', '"bus"'],
  ])('%s, half finished, is read as far as it goes', (text, sqlite) => {
    expect(forSqlite(readQuery(text))).toBe(sqlite);
  });

  it.each([
    ['', /at least one word/],
    ['?! "" ()', /at least one word/],
    ['-night', /something that posts hold/],
    ['bus OR -night', /something that posts hold/],
    ['b*', /at least two letters/],
    ['x'.repeat(501), /501 characters; at most 500/],
  ])('%s is refused with what to do', (text, words) => {
    expect(() => readQuery(text)).toThrow(words);
  });

  it('however hostile reaches a back end as words only', () => {
    const signs = `text:{x} ^y NEAR(a b, 3) + 'q' "z" ; -- \\ <-> ! & | * : % \0 ) OR (`;
    for (let from = 0; from < signs.length; from += 1) {
      const query = readQuery(`bus ${signs.slice(from)}`);
      expect(forSqlite(query)).toMatch(/^(?:"[\p{L}\p{N}\p{M} ]+"|[() *]|AND|OR|NOT)+$/u);
      expect(forPostgres(query)).toMatch(/^(?:'[\p{L}\p{N}\p{M}]+'(?::\*)?|[()&|! ]|<->)+$/u);
    }
  });

  it('knows what posts may hold to be found', () => {
    expect(termsOf(readQuery('bus* (a OR "b c") -d'))).toEqual([
      { words: ['bus'], prefix: true },
      { words: ['a'], prefix: false },
      { words: ['b', 'c'], prefix: false },
    ]);
  });
});
