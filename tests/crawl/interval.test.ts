import { describe, expect, it } from 'vitest';
import { dueAfterFailure, dueAfterGone, dueAfterSuccess } from '../../src/crawl/interval.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-03-02T04:00:00.000Z');
const rest = (quiet: number, askedMs = 0, reachMs = Number.POSITIVE_INFINITY) =>
  dueAfterSuccess({ now: NOW, newsAt: NOW - quiet, askedMs, reachMs }) - NOW;

describe('how long a source is left alone', () => {
  it('grows with the time since the last news, between an hour and a week', () => {
    const rests = [0, HOUR, 5 * DAY, 10 * DAY, 20 * DAY, 40 * DAY].map((quiet) => rest(quiet));
    expect(rests).toEqual([HOUR, HOUR, 10 * HOUR, 20 * HOUR, 40 * HOUR, 80 * HOUR]);
    expect(rest(365 * DAY)).toBe((7 * DAY * 5) / 6);
    expect(rest(70 * DAY)).toBe(rest(700 * DAY));
  });

  it('is never less than an hour, and as long as the site asks, up to a week', () => {
    expect(rest(0, 10 * 60_000)).toBe(HOUR);
    expect(rest(0, 6 * HOUR)).toBe(5 * HOUR);
    expect(rest(20 * DAY, 6 * HOUR)).toBe(40 * HOUR);
    expect(rest(0, 365 * DAY)).toBe((7 * DAY * 5) / 6);
  });

  it('leaves time to come twice before a platform forgets', () => {
    expect(rest(365 * DAY, 0, 7 * DAY)).toBeLessThan(3.5 * DAY);
  });

  it.each([
    ['five minutes early', DAY - 5 * 60_000],
    ['after a source that was the last of a night of 90 minutes', DAY - 90 * 60_000],
    ['when clocks are put forward', DAY - HOUR],
  ])('lets a night that begins %s see what had news within ten days, and what asks for a day', (_, later) => {
    for (const quiet of [0, 3 * DAY, 10 * DAY]) expect(rest(quiet)).toBeLessThanOrEqual(later);
    expect(rest(0, DAY)).toBeLessThanOrEqual(later);
  });
});

describe('how long a source that fails is left alone', () => {
  it('is a day for each error, an hour at least and a month at most: it is never given up', () => {
    const after = (errors: number) => dueAfterFailure(NOW, errors, undefined) - NOW;
    expect([0, 0.25, 0.5, 1, 4].map(after)).toEqual([HOUR, 5 * HOUR, 10 * HOUR, 20 * HOUR, 80 * HOUR]);
    expect(after(1_000_000)).toBe(25 * DAY);
    expect(dueAfterGone(NOW) - NOW).toBe(25 * DAY);
  });

  it('C4: is never less than the site asks for, to the millisecond', () => {
    expect(dueAfterFailure(NOW, 0.5, NOW + 13 * HOUR + 1)).toBe(NOW + 13 * HOUR + 1);
  });
});
