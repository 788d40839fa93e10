import { describe, expect, it } from 'vitest';
import { Corpus } from '../../src/themes/corpus.js';
import { hesitation } from '../../src/themes/hesitation.js';
import { dice, SUBJECTS, tokensOf } from './conversation.js';

/** Posts of six words, 40 on each subject, each subject in as many groups as `parts` says. */
function posts(parts: number) {
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
  return { corpus, of: Int32Array.from(of), groups: Object.keys(SUBJECTS).length * parts };
}

describe('hesitation', () => {
  it('is near 1 where every group has words of its own', () => {
    const { corpus, of, groups } = posts(1);
    expect(hesitation(corpus, of, groups)).toBeGreaterThan(1);
    expect(hesitation(corpus, of, groups)).toBeLessThan(2);
  });

  it('comes near to the number of groups that share their words', () => {
    const { corpus, of, groups } = posts(4);
    expect(hesitation(corpus, of, groups)).toBeGreaterThan(3);
    expect(hesitation(corpus, of, groups)).toBeLessThan(6);
  });

  it('is 1 where there is nothing to choose, and nothing', () => {
    const one = new Corpus();
    expect(hesitation(one, new Int32Array(), 0)).toBe(1);
    one.add(['alone']);
    expect(hesitation(one, Int32Array.of(0), 1)).toBe(1);
  });
});
