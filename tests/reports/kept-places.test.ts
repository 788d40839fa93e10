import { expect, it } from 'vitest';
import { keptPlaces, RESERVED, whyKept } from '../../src/reports/kept-places.js';
import { type ThemeFigures, TOP_THEMES } from '../../src/store/theme-figures.js';

const theme = (id: number, voices: number, firstTimeVoices: number, posts = voices) =>
  ({ id: `theme-${id}`, voices, firstTimeVoices, posts }) as ThemeFigures;
const top = Array.from({ length: TOP_THEMES }, (_, index) => theme(index, 50, 50));
const idsOf = (small: readonly ThemeFigures[]) => keptPlaces([...top, ...small]).map(({ id }) => id);

it('keeps places below the top for themes at least half of whose voices are new, most new voices first', () => {
  expect(idsOf([theme(21, 9, 4), theme(22, 8, 4), theme(23, 6, 6), theme(24, 5, 0)])).toEqual(['theme-23', 'theme-22']);
});

it('keeps no more than it has, and none for a group of one or two posts', () => {
  const many = Array.from({ length: RESERVED + 3 }, (_, index) => theme(30 + index, 3, 3));
  expect(idsOf(many)).toEqual(many.slice(0, RESERVED).map(({ id }) => id));
  expect(idsOf([theme(40, 2, 2), theme(41, 0, 0, 9)])).toEqual([]);
});

it('needs none where every theme is at the top', () => {
  expect(keptPlaces(top)).toEqual([]);
});

it('says why', () => {
  expect(whyKept({ voices: 6, firstTimeVoices: 5 })).toBe('kept for new voices: 5 of 6 voices are new');
  expect(whyKept({ voices: 3, firstTimeVoices: 3 })).toBe('kept for new voices: all 3 voices are new');
  expect(whyKept({ voices: 1, firstTimeVoices: 1 })).toBe('kept for new voices: its one voice is new');
});
