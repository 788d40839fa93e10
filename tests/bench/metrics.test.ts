import { describe, expect, it } from 'vitest';
import { agreement, bestMatch } from '../../bench/metrics.js';

describe('agreement of a grouping with labels', () => {
  it('is whole when the groups are the labels under other names', () => {
    const whole = { nmi: 1, acc: 1, ari: 1, homogeneity: 1, completeness: 1 };
    const found = agreement(['a', 'a', 'b', 'c'], ['2', '2', '1', '3']);
    for (const [measure, value] of Object.entries(whole)) {
      expect(found[measure as keyof typeof whole]).toBeCloseTo(value, 12);
    }
  });

  // The worked examples of scikit-learn's documentation.
  it('gives the published values', () => {
    const labels = ['0', '0', '0', '1', '1', '1'];
    const groups = ['0', '0', '1', '1', '2', '2'];
    const found = agreement(labels, groups);
    expect(found.homogeneity).toBeCloseTo(0.6667, 4);
    expect(found.completeness).toBeCloseTo(0.4206, 4);
    expect(found.nmi).toBeCloseTo(0.5158, 4);
    expect(found.ari).toBeCloseTo(0.2424, 4);
    expect(found.acc).toBeCloseTo(4 / 6, 12);
    expect(agreement(['0', '0', '1', '2'], ['0', '0', '1', '1']).ari).toBeCloseTo(0.5714, 4);
  });

  it('is nothing when groups say nothing about labels', () => {
    const found = agreement(['a', 'b', 'a', 'b'], ['1', '1', '2', '2']);
    expect(found.nmi).toBeCloseTo(0, 12);
    expect(found.ari).toBeLessThanOrEqual(0);
    expect(found.acc).toBe(0.5);
  });

  it('refuses lists of different length', () => {
    expect(() => agreement(['a'], [])).toThrow(RangeError);
  });
});

describe('best match', () => {
  it('finds what trying every order finds', () => {
    let state = 7;
    const next = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 20;
    };
    for (let round = 0; round < 50; round++) {
      const rows = 1 + (round % 4);
      const matrix = Array.from({ length: rows }, () => Array.from({ length: rows + (round % 3) }, next));
      expect(bestMatch(matrix)).toBe(bySearch(matrix, 0, new Set()));
    }
  });
});

function bySearch(matrix: readonly (readonly number[])[], row: number, taken: Set<number>): number {
  if (row === matrix.length) return 0;
  return Math.max(
    ...matrix[row]!.map((value, column) => {
      if (taken.has(column)) return Number.NEGATIVE_INFINITY;
      return value + bySearch(matrix, row + 1, new Set(taken).add(column));
    }),
  );
}
