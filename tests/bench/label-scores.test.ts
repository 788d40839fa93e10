import { describe, expect, it } from 'vitest';
import { coherenceOf, labelScores, type ThemedPost } from '../../bench/label-scores.js';

const RULES = { stopwords: new Set(['the', 'of', 'at']), projectWords: ['#NHSCitizen'] };

function posts(theme: string, ...texts: string[]): ThemedPost[] {
  return texts.map((text) => ({ text, theme }));
}

function scores(about: readonly ThemedPost[], labels: Record<string, string>) {
  return labelScores(about, new Map(Object.entries(labels)), RULES);
}

const PARKING = posts('parking', 'car park charges', 'car park full', 'the car park at night');
const DENTIST = posts('dentist', 'waiting list', 'the waiting list', 'dentist waiting list');

describe('coherence', () => {
  // Eight posts: a and b in the same two, c in two of its own, d in one with a and one without.
  const holders = new Map([
    ['a', [0, 1]],
    ['b', [0, 1]],
    ['c', [2, 3]],
    ['d', [1, 4]],
  ]);

  it.each([
    ['words that are always together', ['a', 'b'], 1],
    ['words that are never together', ['a', 'c'], -1],
    ['words that meet in one of eight posts', ['a', 'd'], Math.log(2) / Math.log(8)],
    ['the mean of all pairs', ['a', 'b', 'c'], -1 / 3],
  ])('%s', (_, words, expected) => {
    expect(coherenceOf(words, holders, 8)).toBeCloseTo(expected, 12);
  });

  it('is 0 for words that meet as often as chance has it', () => {
    const independent = new Map([
      ['a', [0, 1]],
      ['b', [1, 2]],
    ]);
    expect(coherenceOf(['a', 'b'], independent, 4)).toBeCloseTo(0, 12);
  });

  it('is not known of a single word', () => {
    expect(coherenceOf(['a'], holders, 8)).toBeNull();
  });

  it('is a share of that of the groups people made', () => {
    const right = [...PARKING, ...DENTIST].map((post) => ({ ...post, truth: post.theme }));
    expect(scores(right, {}).coherenceShare).toBeCloseTo(1, 12);
    const mixed = [...right, ...right].map((post, index) => ({ ...post, theme: index % 2 === 0 ? 'even' : 'odd' }));
    expect(scores(mixed, {}).coherenceShare).toBeLessThan(1);
    expect(scores(PARKING, {}).coherenceShare).toBeNull();
  });
});

describe('labels', () => {
  const both = [...PARKING, ...DENTIST];

  it('are good when they are distinct phrases that posts say', () => {
    expect(scores(both, { parking: 'car park', dentist: 'Waiting list' })).toMatchObject({
      ...{ themes: 2, distinct: 1, likeness: 0, phrases: 1, lists: 0, verbatim: 1, withProjectWords: 0 },
    });
  });

  it('are lists, or words nobody says in that order', () => {
    expect(scores(both, { parking: 'car, park', dentist: 'list waiting' })).toMatchObject({
      ...{ phrases: 0.5, lists: 0.5, verbatim: 0 },
    });
  });

  it('are of two to five words', () => {
    const labels = { parking: 'parking', dentist: 'the list of the waiting list' };
    expect(scores(both, labels).phrases).toBe(0);
  });

  it('are alike when one has more than half of the words of another', () => {
    expect(scores(both, { parking: 'car park', dentist: 'car park charges' })).toMatchObject({
      ...{ distinct: 0, likeness: 2 / 3 },
    });
    expect(scores(both, { parking: 'car park', dentist: 'park bench' })).toMatchObject({
      distinct: 1,
      likeness: 1 / 3,
    });
  });

  it('hold no words of the project, however they are spaced', () => {
    const labels = { parking: 'NHS Citizen car park', dentist: 'nhscitizen list' };
    expect(scores(both, labels).withProjectWords).toBe(1);
    expect(scores(both, { parking: 'NHS car park' }).withProjectWords).toBe(0);
  });

  it('are said also in a hashtag written in words', () => {
    const tagged = posts('beds', 'stop #BedBlocking', 'stop #BedBlocking now', 'stop it');
    expect(scores(tagged, { beds: 'bed blocking' }).verbatim).toBe(1);
  });

  it('are not scored for themes too small to be shown, nor for posts without a theme', () => {
    const few = [...posts('small', 'car park', 'car park'), ...posts('', 'a', 'b', 'c')];
    expect(scores(few, { small: 'car park' })).toMatchObject({ themes: 0, phrases: null, distinct: null });
  });
});

it('diversity is the share of top words that no other theme has', () => {
  const apart = [...PARKING, ...DENTIST];
  expect(scores(apart, {}).diversity).toBe(1);
  const same = [...PARKING, ...PARKING.map((post) => ({ ...post, theme: 'again' }))];
  expect(scores(same, {}).diversity).toBe(0.5);
});
