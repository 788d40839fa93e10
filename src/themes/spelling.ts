/** Labels as people write them, and how many posts say them here and elsewhere. */
import type { Lexicon, Word } from './lexicon.js';
import type { Run } from './reading.js';
import type { Post } from './said.js';

/** What the posts that were read say of a label. */
export interface Heard {
  /** Posts of the theme, and those of them that say it. */
  posts: number;
  said: number;
  /** The same of all other themes. */
  otherPosts: number;
  saidElsewhere: number;
  /** How often each way of writing it comes up in the theme: cased as in a sentence, and in lower case anywhere. */
  cased: Map<string, number>;
  lower: Map<string, number>;
}

/** Longer than most abbreviations; those that are as long are usually written so. */
const SHOUTED = /^\p{Lu}{4,}$/u;
const LONGER_THAN_ABBREVIATIONS = 7;

interface Sought {
  theme: number;
  roots: string[];
}

/** @param keys roots of the label of each theme; `null` where it is a list of words */
export function hear(themes: readonly (readonly Post[])[], keys: readonly (string | null)[]): Heard[] {
  const all = themes.reduce((sum, { length }) => sum + length, 0);
  const heard = themes.map(({ length }) => nothingHeard(length, all - length));
  const byFirst = new Map<string, Sought[]>();
  for (const [theme, key] of keys.entries()) {
    if (key === null) continue;
    const roots = key.split(' ');
    byFirst.set(roots[0]!, [...(byFirst.get(roots[0]!) ?? []), { theme, roots }]);
  }
  for (const [theme, posts] of themes.entries()) {
    for (const post of posts) listen(post, theme, byFirst, heard);
  }
  return heard;
}

function nothingHeard(posts: number, otherPosts: number): Heard {
  return { posts, said: 0, otherPosts, saidElsewhere: 0, cased: new Map(), lower: new Map() };
}

function listen(
  { reading }: Post,
  theme: number,
  byFirst: ReadonlyMap<string, Sought[]>,
  heard: readonly Heard[],
): void {
  const labels = new Set<number>();
  for (const run of reading.runs) {
    for (const [start, { root }] of run.words.entries()) {
      for (const sought of byFirst.get(root) ?? []) {
        const { roots } = sought;
        if (!roots.every((one, place) => run.words[start + place]?.root === one)) continue;
        labels.add(sought.theme);
        if (sought.theme === theme) noteSpelling(heard[theme]!, run, start, roots.length);
      }
    }
  }
  for (const label of labels) heard[label]![label === theme ? 'said' : 'saidElsewhere'] += 1;
}

function noteSpelling({ cased, lower }: Heard, run: Run, start: number, length: number): void {
  const words = run.words.slice(start, start + length);
  const opening = run.opens && start === 0 && words[0]!.capitalised;
  const add = (ways: Map<string, number>, way: 'written' | 'lower') => {
    const text = words.map((word: Word) => word[way]).join(' ');
    ways.set(text, (ways.get(text) ?? 0) + 1);
  };
  if (run.cased && !opening) add(cased, 'written');
  add(lower, 'lower');
}

/**
 * As people most often write it: those who case it with care, where there are any; else each word as it usually is. A word
 * that is shouted here is written as it usually is.
 */
export function spell({ cased, lower }: Heard, lexicon: Lexicon): string {
  const most = (ways: ReadonlyMap<string, number>) =>
    [...ways].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
  const careful = most(cased);
  if (careful === undefined) return inWords(most(lower)!, (word) => lexicon.usually(word));
  return inWords(careful, (word) => (SHOUTED.test(word) ? calm(lexicon.usually(word.toLowerCase())) : word));
}

/** A long word that nobody writes but in capitals is still no abbreviation. */
function calm(word: string): string {
  return word.length >= LONGER_THAN_ABBREVIATIONS && SHOUTED.test(word) ? word.toLowerCase() : word;
}

function inWords(label: string, write: (word: string) => string): string {
  return label.split(' ').map(write).join(' ');
}
