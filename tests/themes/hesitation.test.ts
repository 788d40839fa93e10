import { describe, expect, it } from 'vitest';
import { Corpus } from '../../src/themes/corpus.js';
import { hesitation } from '../../src/themes/hesitation.js';
import { Mixture, sampleOf } from '../../src/themes/mixture.js';
import { dice, SUBJECTS, tokensOf } from './conversation.js';

/** Posts of six words, 40 on each subject, each subject in as many groups as `parts` says. */
function mixtureOf(parts: number): Mixture {
  const corpus = new Corpus();
  const of: number[] = [];
  const random = dice(1);
  for (const [subject, text] of Object.values(SUBJECTS).entries()) {
    const words = tokensOf(text);
    for (let post = 0; post < 40; post += 1) {
      corpus.add(Array.from({ length: 6 }, () => words[Math.floor(random() * words.length)]!));
      of.push(subject * parts + (post % parts));
    }
  }
  return new Mixture(sampleOf(corpus, [...of.keys()]), Int32Array.from(of));
}

describe('hesitation', () => {
  it('is near 1 where every group has words of its own', () => {
    expect(hesitation(mixtureOf(1))).toBeGreaterThan(1);
    expect(hesitation(mixtureOf(1))).toBeLessThan(2);
  });

  it('comes near to the number of groups that share their words', () => {
    expect(hesitation(mixtureOf(4))).toBeGreaterThan(3);
    expect(hesitation(mixtureOf(4))).toBeLessThan(6);
  });

  it('is 1 where there is nothing to choose, and nothing', () => {
    const one = new Corpus();
    expect(hesitation(new Mixture(sampleOf(one, []), new Int32Array()))).toBe(1);
    one.add(['alone']);
    expect(hesitation(new Mixture(sampleOf(one, [0]), Int32Array.of(0)))).toBe(1);
  });
});
