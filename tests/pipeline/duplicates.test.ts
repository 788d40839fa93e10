import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { areCopies, bandsOf, likeness, sketch, sketchBytes, sketchFrom } from '../../src/pipeline/duplicates.js';
import { processed } from './drafts.js';

const of = (text: string) => processed(text).sketch;
const LETTER =
  'I am writing to ask the board to keep our walk-in centre open at the weekend because people in this town have no other way to see a nurse without an appointment';

describe('copies', () => {
  test.each([
    ['the same', LETTER, LETTER, true],
    [
      'other case, marks, addresses, names and signs',
      LETTER,
      `RT @ann: ${LETTER.toUpperCase()}!!! https://a.example #x`.replace('#x', ''),
      true,
    ],
    ['a hashtag for a word', LETTER, LETTER.replace('board', '#board'), true],
    ['a word changed in the middle', LETTER, LETTER.replace('town', 'village'), true],
    [
      'another sentence',
      LETTER,
      'The walk-in centre at the station was closed again on Sunday and nobody had told the people who came',
      false,
    ],
    ['a short text with one word more', 'Keep our walk in centre open', 'Please keep our walk in centre open', true],
    [
      'a short text with another word',
      'Three dead in pub helicopter crash',
      'Eight dead in pub helicopter crash',
      false,
    ],
  ])('%s', (_, one, other, copies) => {
    expect(areCopies(of(one), of(other))).toBe(copies);
  });

  test.each(['thank you so much', 'Very kind and helpful', 'Good morning to you all', '#NHSCitizen @ann', ''])(
    'people say by themselves: %s',
    (text) => {
      expect(of(text)).toHaveLength(0);
      expect(areCopies(of(text), of(text))).toBe(false);
    },
  );
});

describe('sketches', () => {
  const words = fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), { minLength: 8, maxLength: 60 });

  /** The definition, without hashes. */
  function jaccard(one: readonly string[], other: readonly string[]): number {
    const shingles = (list: readonly string[]) =>
      new Set(list.slice(2).map((_, at) => list.slice(at, at + 3).join(' ')));
    const [a, b] = [shingles(one), shingles(other)];
    const both = [...a].filter((shingle) => b.has(shingle)).length;
    return both / (a.size + b.size - both);
  }

  it('of short texts give the exact likeness', () => {
    fc.assert(
      fc.property(words, words, fc.nat(60), (head, tail, cut) => {
        const [one, other] = [
          [...head, ...tail],
          [...head.slice(0, cut), ...tail],
        ];
        if (other.length >= 8) expect(likeness(sketch(one), sketch(other))).toBeCloseTo(jaccard(one, other), 12);
      }),
    );
  });

  it('of long texts stay small and give nearly the likeness', () => {
    const long = Array.from({ length: 5000 }, (_, at) => `w${at}`);
    const other = [...long.slice(0, 4000), ...Array.from({ length: 1000 }, (_, at) => `x${at}`)];
    expect(sketch(long)).toHaveLength(256);
    expect(likeness(sketch(long), sketch(other))).toBeCloseTo(jaccard(long, other), 1);
  });

  it('survive being stored', () => {
    expect(sketchFrom(sketchBytes(of(LETTER))!)).toEqual(of(LETTER));
    expect(sketchBytes(of(''))).toBeNull();
  });
});

describe('bands', () => {
  /** A text of 22 words, and one in which the last `changed` are others. */
  const texts = (seed: number, changed: number) => {
    const one = Array.from({ length: 22 }, (_, at) => `${seed}w${at}`);
    return [one, one.map((word, at) => (at >= 22 - changed ? `${word}x` : word))] as const;
  };
  const shareBand = ([one, other]: readonly [string[], string[]]) => {
    const bands = new Set(bandsOf(sketch(one)));
    return bandsOf(sketch(other)).some((band) => bands.has(band));
  };

  test.each([
    ['nearly all copies meet', 2, 0.97, 1],
    ['few strangers do', 12, 0, 0.15],
  ])('%s', (_, changed, least, most) => {
    const met = Array.from({ length: 400 }, (_, seed) => shareBand(texts(seed, changed))).filter(Boolean).length / 400;
    expect(met).toBeGreaterThanOrEqual(least);
    expect(met).toBeLessThanOrEqual(most);
  });

  it('are numbers a database and JavaScript agree on', () => {
    for (const band of bandsOf(of(LETTER))) expect(Number.isSafeInteger(band)).toBe(true);
  });
});
