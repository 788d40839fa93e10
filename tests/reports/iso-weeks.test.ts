import { expect, it } from 'vitest';
import { weekName, weekNumber, weekStart } from '../../src/reports/iso-weeks.js';

// Examples of the standard's own rule: the first week is the one with the first Thursday of the year.
it.each([
  ['2026-01-01', '2026-W01', '2025-12-29'],
  ['2025-12-29T00:00:00.000Z', '2026-W01', '2025-12-29'],
  ['2025-12-28T23:59:59.999Z', '2025-W52', '2025-12-22'],
  ['2021-01-03', '2020-W53', '2020-12-28'],
  ['2021-01-04', '2021-W01', '2021-01-04'],
  ['2024-02-29', '2024-W09', '2024-02-26'],
  ['2027-01-01', '2026-W53', '2026-12-28'],
  ['1971-01-01', '1970-W53', '1970-12-28'],
])('%s is in %s, which begins on %s', (moment, name, monday) => {
  const week = weekNumber(moment);
  expect([weekName(week), weekStart(week)]).toEqual([name, monday]);
  expect(weekNumber(weekStart(week + 1))).toBe(week + 1);
});
