import { describe, expect, it } from 'vitest';
import { Corpus } from '../../src/themes/corpus.js';
import { pickEvidence, rankByHeart, rarityOf } from '../../src/themes/evidence.js';

describe('evidence', () => {
  it('puts the posts that say most of what the theme says first', () => {
    const corpus = new Corpus();
    const said = ['car park', 'car park charge', 'car park charge', 'weather football dinner', 'park'];
    for (const text of said) corpus.add(text.split(' '));
    const ranked = rankByHeart(corpus, [0, 1, 2, 3, 4], rarityOf(corpus));
    expect(ranked.slice(0, 2)).toEqual([1, 2]);
    expect(ranked.at(-1)).toBe(3);
  });

  it.each([
    ['a new voice each time', [1, 1, 2, 3, 1, 4, 5], [0, 2, 3, 5, 6]],
    ['the same voices again when there are no others', [1, 1, 2], [0, 2, 1]],
    ['posts without an author for themselves', [null, null, 1], [0, 1, 2]],
    ['at most five', [1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4]],
  ])('takes %s', (_, voices, picked) => {
    expect(pickEvidence(voices.map((voice, post) => ({ post, voice })))).toEqual(picked);
  });
});
