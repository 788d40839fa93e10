import { describe, expect, it } from 'vitest';
import type { WeekOfVoices } from '../../src/store/movement.js';
import { lanesOf } from '../../src/themes/lanes.js';
import { dice } from './conversation.js';

const LONG = 40;

/** `voices[w]` distinct voices in the week that ended w weeks before the newest post, two in seven in its last 48 hours. */
function weekly(voices: readonly number[]): WeekOfVoices[] {
  return Array.from({ length: 13 }, (_, week) => {
    const count = voices[week] ?? 0;
    return { voices: count, lastHours: Math.floor((count * 2) / 7) };
  });
}

/** As the store counts them, when every hour in the list is that of another voice. */
function weeksBefore(hours: readonly number[], now: number): WeekOfVoices[] {
  return Array.from({ length: 13 }, (_, week) => {
    const ago = hours.map((hour) => now - week * 168 - hour).filter((hour) => hour >= 0 && hour < 168);
    return { voices: ago.length, lastHours: ago.filter((hour) => hour < 48).length };
  });
}

const cases: { name: string; weeks: WeekOfVoices[]; weeksBefore?: number; lane: string }[] = [
  { name: 'one voice once', weeks: weekly([0, 1]), lane: 'steady' },
  { name: '5 voices a week for 12 weeks (case 3)', weeks: weekly(Array(12).fill(5)), lane: 'slow-burn' },
  { name: '3 voices a week for 8 weeks', weeks: weekly(Array(8).fill(3)), lane: 'slow-burn' },
  { name: 'two quiet weeks in eight', weeks: weekly([3, 0, 4, 3, 2, 3, 3, 3]), lane: 'slow-burn' },
  { name: 'three quiet weeks in eight', weeks: weekly([3, 0, 4, 3, 2, 3, 3, 1]), lane: 'steady' },
  { name: '2 voices a week for half a year', weeks: weekly(Array(13).fill(2)), lane: 'steady' },
  { name: 'a peak in the middle', weeks: weekly([5, 5, 5, 5, 16, 5, 5, 5, 5, 5]), lane: 'steady' },
  { name: 'no more than three times the median', weeks: weekly([5, 5, 5, 5, 15, 5, 5, 5, 5, 5]), lane: 'slow-burn' },
  { name: 'slow-burn until three weeks ago', weeks: weekly([0, 0, 0, ...Array(10).fill(5)]), lane: 'steady' },
  { name: '20 voices after 12 quiet weeks', weeks: weekly([20, ...Array(11).fill(2)]), lane: 'surge' },
  { name: 'a surge in its second week', weeks: weekly([30, 30, ...Array(11).fill(5)]), lane: 'surge' },
  { name: 'a theme that jumps about', weeks: weekly([20, 2, 15, 3, 20, 1, 12, 2, 18, 0, 14, 3, 16]), lane: 'steady' },
  { name: 'never both: slow-burn that takes off', weeks: weekly([30, ...Array(12).fill(5)]), lane: 'surge' },
  { name: 'new, 5 voices', weeks: weekly([5]), lane: 'surge' },
  { name: 'new, 4 voices', weeks: weekly([4]), lane: 'steady' },
  { name: 'more than usual, not twice', weeks: weekly([95, ...Array(12).fill(50)]), lane: 'slow-burn' },
  { name: 'twice the usual, by chance', weeks: weekly([5, ...Array(12).fill(2)]), lane: 'steady' },
  { name: 'hundreds of thousands of voices', weeks: weekly([400_000, ...Array(12).fill(50_000)]), lane: 'surge' },
  { name: 'no baseline yet', weeks: weekly([20]), weeksBefore: 0, lane: 'steady' },
  { name: 'a week of baseline', weeks: weekly([20]), weeksBefore: 1, lane: 'surge' },
  { name: 'a week of baseline, few voices', weeks: weekly([5]), weeksBefore: 1, lane: 'steady' },
];

describe('lanes', () => {
  it.each(cases)('$name: $lane', ({ weeks, weeksBefore = LONG, lane }) => {
    const [found] = lanesOf(new Map([['theme-1', weeks]]), weeksBefore);
    expect(found?.lane ?? 'steady').toBe(lane);
    expect(found?.surge !== undefined && found.surge !== null).toBe(lane === 'surge');
  });

  it('five voices a week are never in surge, on whatever days they come, and end in slow-burn (case 3)', () => {
    const roll = dice(61);
    for (let life = 0; life < 40; life++) {
      // The hours at which they speak, counted from the first.
      const spoken = Array.from({ length: 12 }, (_, week) => Array.from({ length: 5 }, () => (week + roll()) * 168));
      for (let night = 24; night <= 12 * 168; night += 24) {
        const heard = new Map([['theme-1', weeksBefore(spoken.flat(), night)]]);
        expect(lanesOf(heard, Math.round(night / 168) - 1)).not.toMatchObject([{ lane: 'surge' }]);
      }
      const end = new Map([['theme-1', weeksBefore(spoken.flat(), 12 * 168)]]);
      expect(lanesOf(end, 11)).toEqual([{ id: 'theme-1', lane: 'slow-burn', surge: null }]);
    }
  });

  it('knows nothing of nothing', () => {
    expect(lanesOf(new Map(), LONG)).toEqual([]);
  });
});
