import { describe, expect, it } from 'vitest';
import { NOT_TOLD, TELL_ALL, tellFor, tellSplit } from '../../src/reports/tell.js';

const FIVE = tellFor({ fewest: 5 });

describe('counts of people', () => {
  it.each([
    [FIVE.figure(4), 'fewer than 5'],
    [FIVE.figure(5), '5'],
    [FIVE.figure(0), '0'],
    [FIVE.cell(1), 'under 5'],
    [FIVE.count(1, 'voice'), 'fewer than 5 voices'],
    [FIVE.count(0, 'voice'), 'no voices'],
    [FIVE.count(1200, 'voice'), '1,200 voices'],
    [FIVE.amount({ voices: 2, posts: 9 }), 'fewer than 5 voices'],
    [FIVE.amount({ voices: 0, posts: 2 }), '2 posts'],
    [TELL_ALL.count(1, 'voice'), '1 voice'],
    [TELL_ALL.figure(4), '4'],
  ])('%s', (told, expected) => {
    expect(told).toBe(expected);
  });

  it.each([
    ['where all may be told', 20, [10, 2, 7], ['10', '2', '8', '7']],
    ['not of a small theme', 4, [2, 1, 1], [NOT_TOLD, NOT_TOLD, NOT_TOLD, NOT_TOLD]],
    ['not what a small part could be reckoned from', 20, [3, 2, 2], ['under 5', NOT_TOLD, NOT_TOLD, 'under 5']],
    ['where nobody is one of them', 20, [0, 2, 0], ['0', '2', '18', '0']],
    ['where few are unknown', 20, [15, 3, 9], [NOT_TOLD, NOT_TOLD, 'under 5', '9']],
  ])('of a split: %s', (_, voices, [individuals, organisations, firstTimeVoices], told) => {
    const split = {
      individuals: individuals!,
      organisations: organisations!,
      firstTimeVoices: firstTimeVoices!,
    };
    expect(Object.values(tellSplit(voices, split, FIVE))).toEqual(told);
  });
});
