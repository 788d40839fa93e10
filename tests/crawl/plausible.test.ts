import { expect, test } from 'vitest';
import { parseDate } from '../../src/crawl/feed.js';
import { withPlausibleDates } from '../../src/crawl/plausible.js';
import { TEST_NOW, tweet } from '../support/project.js';

const NOW = new Date(TEST_NOW).toISOString();

/** What a date as a feed writes it becomes in the store. */
function stored(written: string): string | null {
  const [post] = withPlausibleDates([tweet('1', 'ann', 'words', { createdAt: parseDate(written) })], TEST_NOW);
  return post!.createdAt;
}

test.each([
  ['Sun, 01 Mar 2026 09:00:00 GMT', '2026-03-01T09:00:00.000Z'],
  ['Fri, 31 Dec 9999 23:59:59 GMT', NOW],
  ['2099-01-01T00:00:00Z', NOW],
  ['2026-03-02T21:01:59Z', NOW], // within two minutes: clocks differ
  ['2026-03-02T21:00:00Z', NOW],
  ['2026-03-02T20:59:59Z', '2026-03-02T20:59:59.000Z'],
  ['Thu, 01 Jan 1970 00:00:00 GMT', null],
  ['0001-01-01T00:00:00Z', null],
  ['0', null],
  ['Tue, 31 Feb 2026 09:00:00 GMT', null],
  ['2026-03-01 09:00', '2026-03-01T09:00:00.000Z'], // no zone
  ['Sun, 01 Mar 26 09:00 GMT', '2026-03-01T09:00:00.000Z'],
  ['Mon, 01 Mar 99 09:00 GMT', '1999-03-01T09:00:00.000Z'],
  ['dim., 1 février 2026 09:00:00 GMT', '2026-02-01T09:00:00.000Z'],
  ['1. März 2026 09:00', '2026-03-01T09:00:00.000Z'],
  ['yesterday', null],
  ['', null],
])('D3: "%s" is stored as %s', (written, expected) => expect(stored(written)).toBe(expected));

test.each([
  ['+020000-01-01T00:00:00.000Z', NOW],
  ['-000001-01-01T00:00:00.000Z', null],
  ['no date', null],
])('D3: %s, as no feed writes it, is stored as %s', (createdAt, expected) => {
  expect(withPlausibleDates([tweet('1', 'ann', 'words', { createdAt })], TEST_NOW)[0]!.createdAt).toBe(expected);
});
