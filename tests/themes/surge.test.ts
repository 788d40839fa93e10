/** The surge rule against chance: what nothing makes it say, and what it must not miss. */
import { describe, expect, it } from 'vitest';
import type { WeekOfVoices } from '../../src/store/movement.js';
import { discoveryLimit, findSurges, negativeBinomialTail } from '../../src/themes/surge.js';
import { dice } from './conversation.js';

const WEEKS = 13;
type Roll = () => number;

/** A Poisson variable: how often one can multiply numbers below 1 until nothing is left of them (Knuth). */
function poisson(mean: number, roll: Roll): number {
  let count = 0;
  for (let left = 1 - roll(); left > Math.exp(-mean); left *= 1 - roll()) count++;
  return count;
}

/**
 * One theme whose voices are all different people.
 * @param rate voices expected on each day; day 0 is the last, and days count back from it
 */
function theme(rate: (day: number) => number, roll: Roll): WeekOfVoices[] {
  return Array.from({ length: WEEKS }, (_, week) => {
    const days = Array.from({ length: 7 }, (_, day) => poisson(rate(week * 7 + day), roll));
    return { voices: days.reduce((sum, voices) => sum + voices, 0), lastHours: days[0]! + days[1]! };
  });
}

function themes(count: number, make: (index: number) => WeekOfVoices[]): Map<string, WeekOfVoices[]> {
  return new Map(Array.from({ length: count }, (_, index) => [`theme-${index + 1}`, make(index)]));
}

/** Nights, of as many, on which anything at all is listed. */
function nightsWithSurges(nights: number, night: () => Map<string, WeekOfVoices[]>, weeksBefore = 12): number {
  let listed = 0;
  for (let count = 0; count < nights; count++) if (findSurges(night(), weeksBefore).size > 0) listed++;
  return listed;
}

/** Voices a day from one in five weeks to thirty: many small themes, some large. */
const RATES = Array.from({ length: 60 }, (_, index) => 0.03 * 1.124 ** index);

describe('what chance alone makes', () => {
  // Were the rate exactly the one stated, more than 8 of 300 nights would come once in two hundred tries.
  const NIGHTS = 300;
  const MOST = 8;

  it.each([12, 3, 1])('stays within the stated rate after %i weeks of listening', (weeksBefore) => {
    const roll = dice(11 + weeksBefore);
    const night = () => themes(60, (index) => theme(() => RATES[index]!, roll));
    expect(nightsWithSurges(NIGHTS, night, weeksBefore)).toBeLessThanOrEqual(MOST);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'stays within it where weekdays are ten times weekends, %i days after a Sunday',
    (day) => {
      const roll = dice(21 + day);
      const rhythm = (rate: number) => (back: number) =>
        (((day - back) % 7) + 7) % 7 === 0 || (((day - back) % 7) + 7) % 7 === 6 ? rate / 10 : rate;
      const night = () => themes(60, (index) => theme(rhythm(RATES[index]!), roll));
      expect(nightsWithSurges(100, night)).toBeLessThanOrEqual(5);
    },
  );

  it('stays within it for a single theme, tested night after night', () => {
    const roll = dice(31);
    expect(nightsWithSurges(2000, () => themes(1, () => theme(() => 5 / 7, roll)))).toBeLessThanOrEqual(32);
  });
});

describe('what is there', () => {
  const quiet = (roll: Roll) => (index: number) => theme(() => RATES[index]!, roll);

  it('is found on its second day, and not only after a week', () => {
    const roll = dice(41);
    const missed = Array.from({ length: 50 }, () => {
      const heard = themes(60, quiet(roll));
      heard.set(
        'new',
        theme((day) => (day < 2 ? 8 : 0.3), roll),
      );
      return findSurges(heard, 12).get('new');
    }).filter((surge) => surge === undefined);
    expect(missed.length).toBeLessThanOrEqual(5);
  });

  it('says in which hours, by how many, and how many were expected', () => {
    const heard = themes(1, () => Array.from({ length: WEEKS }, () => ({ voices: 7, lastHours: 2 })));
    heard.set('theme-1', [{ voices: 19, lastHours: 14 }, ...heard.get('theme-1')!.slice(1)]);
    expect(findSurges(heard, 12)).toEqual(
      new Map([['theme-1', { hours: 48, voices: 14, expected: expect.closeTo(24.5 / 12, 6) }]]),
    );
  });

  it('is found when it comes slowly, over seven days', () => {
    const slow = [{ voices: 28, lastHours: 5 }, ...Array(12).fill({ voices: 7, lastHours: 2 })];
    expect(findSurges(new Map([['theme-1', slow]]), 12).get('theme-1')).toMatchObject({ hours: 168, voices: 28 });
  });
});

describe('a busy day', () => {
  /** Every theme at twice its rate in the last two days, or the last seven. */
  const busy = (days: number, roll: Roll) =>
    themes(60, (index) => theme((day) => RATES[index]! * (day < days ? 2.5 : 1), roll));

  it.each([2, 7])('on which everybody talks about everything, for %i days, is no surge of anything', (days) => {
    const roll = dice(51);
    expect(nightsWithSurges(100, () => busy(days, roll))).toBeLessThanOrEqual(5);
  });

  it('does not hide a theme that rises above it', () => {
    const heard = busy(2, dice(52));
    heard.set(
      'own',
      theme((day) => (day < 2 ? 20 : 1), dice(53)),
    );
    expect([...findSurges(heard, 12).keys()]).toEqual(['own']);
  });

  it('is told from a few themes that rise among many that do not', () => {
    const roll = dice(54);
    const heard = themes(60, (index) => theme((day) => (index >= 50 && day < 2 ? 6 : 1) * RATES[index]!, roll));
    expect(findSurges(heard, 12).size).toBeGreaterThanOrEqual(9);
  });

  it('is never a reason for a surge: a quiet one raises nobody', () => {
    const heard = themes(20, () => [{ voices: 0, lastHours: 0 }, ...Array(12).fill({ voices: 30, lastHours: 9 })]);
    heard.set('same', Array(13).fill({ voices: 30, lastHours: 9 }));
    expect(findSurges(heard, 12)).toEqual(new Map());
  });
});

describe('negativeBinomialTail', () => {
  it.each([
    // Size 1 is the geometric distribution: P(X >= k) = (mean / (1 + mean))^k.
    [3, 1, 2, 1 / 8],
    [10, 4, 5, 0.8 ** 10],
    [0, 3, 2, 1],
    // A spread that is hardly above 1 is the Poisson distribution: P(X >= 10), mean 5, is 0.0318 in tables.
    [10, 5, 1.000001, 0.03183],
  ])('P(X >= %i) with mean %d and spread %d', (count, mean, spread, expected) => {
    expect(negativeBinomialTail(count, mean, spread)).toBeCloseTo(expected, 5);
  });

  it('keeps small chances and does not lose large counts', () => {
    expect(negativeBinomialTail(40, 1, 2)).toBeCloseTo(2 ** -40, 18);
    expect(negativeBinomialTail(200_000, 100_000, 1.1)).toBe(0);
    expect(negativeBinomialTail(100_000, 100_000, 1.1)).toBeCloseTo(0.5, 2);
  });
});

it('discoveries are those up to the last that is small enough for its place', () => {
  expect(discoveryLimit([0.04, 0.001, 0.019, 0.5], 4, 0.05)).toBe(0.019);
  expect(discoveryLimit([0.03, 0.04], 4, 0.05)).toBe(0);
  expect(discoveryLimit([], 10, 0.05)).toBe(0);
});
