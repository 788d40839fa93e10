import { describe, expect, it } from 'vitest';
import { readSpan, voicesByWeek } from '../../src/store/theme-standing.js';
import { LANE_WEEKS, laneOf, poissonTail, weeksListened } from '../../src/themes/lanes.js';
import { temporaryStore } from '../support/project.js';
import { night, say } from './conversation.js';

const DAY = 24 * 60 * 60 * 1000;
const AS_OF = Date.parse('2026-03-02T12:00:00.000Z');
const A_YEAR = 52;

/** Distinct voices in each week, the last first; weeks that nobody looks at are cut off. */
const weekly = (voices: readonly number[]) => Array.from({ length: LANE_WEEKS }, (_, week) => voices[week] ?? 0);

const cases: { name: string; weeks: number[]; listened?: number; lane: string }[] = [
  { name: 'nothing', weeks: weekly([]), lane: 'steady' },
  { name: '5 voices a week for 12 weeks', weeks: weekly(Array(12).fill(5)), lane: 'slow-burn' },
  { name: '3 voices a week for 8 weeks', weeks: weekly(Array(8).fill(3)), lane: 'slow-burn' },
  { name: 'two quiet weeks in eight', weeks: weekly([3, 0, 4, 3, 2, 3, 3, 3]), lane: 'slow-burn' },
  { name: 'three quiet weeks in eight', weeks: weekly([3, 0, 4, 3, 2, 3, 3, 1]), lane: 'steady' },
  { name: '2 voices a week for half a year', weeks: weekly(Array(26).fill(2)), lane: 'steady' },
  { name: 'a peak in the middle', weeks: weekly([5, 5, 5, 5, 16, 5, 5, 5, 5, 5]), lane: 'steady' },
  {
    name: 'no more than three times the median',
    weeks: weekly([5, 5, 5, 5, 15, 5, 5, 5, 5, 5]),
    lane: 'slow-burn',
  },
  {
    name: 'slow-burn until three weeks ago',
    weeks: weekly([...Array(3).fill(0), ...Array(26).fill(5)]),
    lane: 'steady',
  },
  { name: '20 voices after 12 quiet weeks', weeks: weekly([20, ...Array(11).fill(2)]), lane: 'surge' },
  { name: 'never both: slow-burn that takes off', weeks: weekly([30, ...Array(12).fill(5)]), lane: 'surge' },
  { name: 'new, 5 voices', weeks: weekly([5]), lane: 'surge' },
  { name: 'new, 4 voices', weeks: weekly([4]), lane: 'steady' },
  { name: 'more than usual, not twice', weeks: weekly([95, ...Array(12).fill(50)]), lane: 'slow-burn' },
  { name: 'twice the usual, by chance', weeks: weekly([5, ...Array(12).fill(2)]), lane: 'steady' },
  { name: 'no baseline yet', weeks: weekly([20]), listened: 1, lane: 'steady' },
  { name: 'two weeks of baseline', weeks: weekly([20]), listened: 2, lane: 'surge' },
];

describe('lanes', () => {
  it.each(cases)('$name: $lane', ({ weeks, listened, lane }) => {
    expect(laneOf(weeks, listened ?? A_YEAR)).toBe(lane);
  });

  it('counts whole weeks of listening', () => {
    expect(weeksListened('2026-02-16T12:00:00.000Z', '2026-03-02T12:00:00.000Z')).toBe(2);
    expect(weeksListened('2026-02-16T12:00:00.001Z', '2026-03-02T12:00:00.000Z')).toBe(1);
  });

  it('counts distinct voices a week, and nothing that is undated, dated ahead or older than all weeks', async () => {
    const store = await temporaryStore();
    const ago = (days: number) => new Date(AS_OF - days * DAY).toISOString();
    const text = 'ticket machine broken';
    const loud = Array.from({ length: 5 }, () => ({ text, author: 'loud', at: ago(1) }));
    const others = [
      ago(0),
      ago(6.9),
      ago(7),
      ago(LANE_WEEKS * 7 - 0.1),
      ago(LANE_WEEKS * 7),
      null,
      '2031-01-01T00:00:00.000Z',
    ];
    await say(store, 'a', [...loud, ...others.map((at, n) => ({ text, author: `voice ${n}`, at }))]);
    await night(store);
    const { newest } = await readSpan(store);
    expect(newest).toBe(ago(0));
    const weeks = await voicesByWeek(store, newest!, LANE_WEEKS);
    const expected = weekly([3, 1]);
    expected[LANE_WEEKS - 1] = 1;
    expect([...weeks.values()]).toEqual([expected]);
  });

  it('knows the Poisson tail', () => {
    expect(poissonTail(0, 3)).toBe(1);
    expect(poissonTail(1, 2)).toBeCloseTo(1 - Math.exp(-2), 12);
    // P(X >= 10), mean 5: tables give 0.0318.
    expect(poissonTail(10, 5)).toBeCloseTo(0.0318, 4);
  });
});
