import { describe, expect, it } from 'vitest';
import { checks, upTo, verdicts } from '../../bench/marks.js';
import { SETS } from '../../bench/sets.js';

const FOUND = { nmi: 0.8996, acc: 0.7, ari: 0.6, homogeneity: 0.9, completeness: 0.9, labels: 100, groups: 40 };

describe('marks', () => {
  it('are passed at the mark and missed below it', () => {
    const passed = (mark: Parameters<typeof checks>[1]) => checks(FOUND, mark).map((check) => check.passed);
    expect(passed({ acc: 0.7, ari: 0.61 })).toEqual([true, false]);
    expect(passed({ within: 2.5 })).toEqual([true]);
    expect(passed({ within: 2 })).toEqual([false]);
    expect(upTo('seconds', 5.01, 5).passed).toBe(false);
  });

  it('give one line a gate, and one a goal that no gate speaks of', () => {
    const lines = verdicts(
      'a set',
      checks(FOUND, { nmi: 0.9, acc: 0.6 }),
      checks(FOUND, { nmi: 0.95, acc: 0.7, ari: 0.7 }),
    );
    expect(lines).toEqual([
      'FAIL  a set: NMI 0.899, gate 0.9, goal 0.95 missed',
      'PASS  a set: ACC 0.700, gate 0.6, goal 0.7 reached',
      '      a set: ARI 0.600, goal 0.7 missed',
    ]);
  });

  it('are known for every set, with figures of other methods beside', () => {
    for (const { gate, references } of SETS) {
      expect(gate.nmi).toBeGreaterThan(0);
      expect(references.length).toBeGreaterThan(2);
    }
  });
});
