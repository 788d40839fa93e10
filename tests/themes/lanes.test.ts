import { describe, expect, it } from 'vitest';
import { laneOf, poissonTail, type Utterance } from '../../src/themes/lanes.js';

const DAY = 24 * 60 * 60 * 1000;
const AS_OF = Date.parse('2026-03-02T12:00:00.000Z');
const LONG_AGO = AS_OF - 300 * DAY;

/** `voices[w]` distinct voices in the week that ended w weeks before `AS_OF`, the same people every week. */
function weekly(voices: readonly number[], postsEach = 1): Utterance[] {
  return voices.flatMap((count, week) =>
    Array.from({ length: count * postsEach }, (_, i) => ({ at: AS_OF - week * 7 * DAY - DAY, voice: i % count })),
  );
}

const cases: { name: string; utterances: Utterance[]; since?: number; lane: string }[] = [
  { name: 'nothing', utterances: [], lane: 'steady' },
  { name: '5 voices a week for 12 weeks', utterances: weekly(Array(12).fill(5)), lane: 'slow-burn' },
  { name: '3 voices a week for 8 weeks', utterances: weekly(Array(8).fill(3)), lane: 'slow-burn' },
  { name: 'two quiet weeks in eight', utterances: weekly([3, 0, 4, 3, 2, 3, 3, 3]), lane: 'slow-burn' },
  { name: 'three quiet weeks in eight', utterances: weekly([3, 0, 4, 3, 2, 3, 3, 1]), lane: 'steady' },
  { name: '2 voices a week for half a year', utterances: weekly(Array(26).fill(2)), lane: 'steady' },
  { name: 'a peak in the middle', utterances: weekly([5, 5, 5, 5, 16, 5, 5, 5, 5, 5]), lane: 'steady' },
  {
    name: 'no more than three times the median',
    utterances: weekly([5, 5, 5, 5, 15, 5, 5, 5, 5, 5]),
    lane: 'slow-burn',
  },
  {
    name: 'slow-burn until three weeks ago',
    utterances: weekly([...Array(3).fill(0), ...Array(26).fill(5)]),
    lane: 'steady',
  },
  { name: '20 voices after 12 quiet weeks', utterances: weekly([20, ...Array(11).fill(2)]), lane: 'surge' },
  { name: 'never both: slow-burn that takes off', utterances: weekly([30, ...Array(12).fill(5)]), lane: 'surge' },
  { name: 'new, 5 voices', utterances: weekly([5]), lane: 'surge' },
  { name: 'new, 4 voices', utterances: weekly([4]), lane: 'steady' },
  { name: 'one account posting 500 times', utterances: weekly([1], 500), lane: 'steady' },
  { name: 'more than usual, not twice', utterances: weekly([95, ...Array(12).fill(50)]), lane: 'slow-burn' },
  { name: 'twice the usual, by chance', utterances: weekly([5, ...Array(12).fill(2)]), lane: 'steady' },
  { name: 'no baseline yet', utterances: weekly([20]), since: AS_OF - 10 * DAY, lane: 'steady' },
  { name: 'two weeks of baseline', utterances: weekly([20]), since: AS_OF - 14 * DAY, lane: 'surge' },
];

describe('lanes', () => {
  it.each(cases)('$name: $lane', ({ utterances, since, lane }) => {
    expect(laneOf(utterances, AS_OF, since ?? LONG_AGO)).toBe(lane);
  });

  it('counts nothing that is dated ahead', () => {
    const ahead = Array.from({ length: 50 }, (_, voice) => ({ at: AS_OF + DAY, voice }));
    expect(laneOf(ahead, AS_OF, LONG_AGO)).toBe('steady');
    expect(laneOf([...weekly(Array(8).fill(3)), ...ahead], AS_OF, LONG_AGO)).toBe('slow-burn');
  });

  it('knows the Poisson tail', () => {
    expect(poissonTail(0, 3)).toBe(1);
    expect(poissonTail(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    // P(X >= 10), mean 5: tables give 0.0318.
    expect(poissonTail(10, 5)).toBeCloseTo(0.0318, 4);
  });
});
