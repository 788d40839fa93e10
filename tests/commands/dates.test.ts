import { describe, expect, it } from 'vitest';
import { parseMoment, parsePeriod } from '../../src/commands/dates.js';

const NOW = Date.parse('2026-03-02T21:00:00.000Z');

describe('--since and --until', () => {
  it.each([
    ['7d', '2026-02-23T21:00:00.000Z'],
    ['4w', '2026-02-02T21:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T09:30', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00+01:00', '2026-03-01T08:30:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(parseMoment(text, '--since', NOW)).toBe(moment);
  });

  it.each(['yesterday', '01/03/2026', '2026-13-01', '7', ''])('%j is refused by name', (text) => {
    expect(() => parseMoment(text, '--since', NOW)).toThrow(/^--since .*: expected a date/);
  });

  it('refuses a period the wrong way round', () => {
    expect(() => parsePeriod({ since: '2026-03-01', until: '2026-02-01' }, NOW)).toThrow(
      /--until 2026-02-01 is not after/,
    );
  });
});
