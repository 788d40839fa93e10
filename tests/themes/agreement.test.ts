import { describe, expect, it } from 'vitest';
import { agreement } from '../../bench/metrics.js';
import { adjustedRand, type Meeting } from '../../src/themes/agreement.js';
import { dice } from './conversation.js';

function meetings(before: readonly string[], now: readonly string[]): Meeting[] {
  const counts = new Map<string, Meeting>();
  for (const [post, group] of before.entries()) {
    const key = `${group} ${now[post]}`;
    const known = counts.get(key) ?? { before: group, now: now[post]!, posts: 0 };
    counts.set(key, { ...known, posts: known.posts + 1 });
  }
  return [...counts.values()];
}

describe('the adjusted Rand index', () => {
  it('is 1 for the same grouping under other names, and for nothing to tell apart', () => {
    expect(adjustedRand(meetings(['a', 'a', 'b', 'c'], ['x', 'x', 'y', 'z']))).toBe(1);
    expect(adjustedRand([])).toBe(1);
    expect(adjustedRand(meetings(['a'], ['x']))).toBe(1);
    expect(adjustedRand(meetings(['a', 'b', 'c'], ['x', 'y', 'z']))).toBe(1);
  });

  it('is what the definition gives, worked out by hand', () => {
    // Pairs together in both: 1; before: 3 + 3; now: 1 + 6; of 15. (1 - 42/15) / (6.5 - 42/15)
    const index = adjustedRand(meetings(['a', 'a', 'a', 'b', 'b', 'b'], ['x', 'x', 'y', 'y', 'y', 'y']));
    expect(index).toBeCloseTo((4 - 42 / 15) / (6.5 - 42 / 15), 12);
  });

  it('is 0 where only chance is at work, and below for less', () => {
    expect(adjustedRand(meetings(['a', 'a', 'b', 'b'], ['x', 'y', 'x', 'y']))).toBeLessThan(0);
    const random = dice(3);
    const draw = () => Array.from({ length: 20_000 }, () => String(Math.floor(random() * 10)));
    expect(Math.abs(adjustedRand(meetings(draw(), draw())))).toBeLessThan(0.01);
  });

  it('agrees with the one of the benches on groupings of every kind', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = dice(seed);
      const draw = (groups: number) => Array.from({ length: 60 }, () => String(Math.floor(random() ** 2 * groups)));
      const [before, now] = [draw(1 + (seed % 9)), draw(1 + (seed % 5))];
      expect(adjustedRand(meetings(before, now))).toBeCloseTo(agreement(before, now).ari, 12);
    }
  });
});
