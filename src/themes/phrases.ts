/** Phrases in running text: short runs of words between stops, with something to say at both ends. */
import type { Word } from './lexicon.js';
import type { Reading, Run } from './reading.js';

/** Several words in a row that say something. */
export interface Phrase {
  /** Roots of its words. */
  key: string;
  /** Whether it is, or is part of, two or more capitalised words in a row: it may be the name of a person. */
  named: boolean;
  /** Whether it is a hashtag. */
  tag: boolean;
}

const SHORTEST = 2;
const LONGEST = 5;

/**
 * Every phrase of two to five words of a post, in order, without those that say a word twice.
 * @param allowed words that say something and may be in a phrase
 */
export function phrasesOf({ runs }: Reading, allowed: (word: Word) => boolean = () => true): Phrase[] {
  const phrases: Phrase[] = [];
  for (const run of runs) {
    for (let start = 0; start + SHORTEST <= run.words.length; start++) phrasesFrom(run, start, allowed, phrases);
  }
  return phrases;
}

function phrasesFrom(run: Run, start: number, allowed: (word: Word) => boolean, phrases: Phrase[]): void {
  if (!run.words[start]!.says) return;
  const roots: string[] = [];
  let named = false;
  for (let at = start; at < run.words.length && at < start + LONGEST; at++) {
    const word = run.words[at]!;
    if (word.says ? !allowed(word) || roots.includes(word.root) : !word.connects) break;
    roots.push(word.root);
    named ||= isNamed(run, at);
    if (word.says && roots.length >= SHORTEST) phrases.push({ key: roots.join(' '), named, tag: run.tag });
  }
}

/** A post that is nothing but two to five words in a row, small ones among them: did not answer. */
export function wholeOf({ runs }: Reading): Phrase[] {
  const [run] = runs;
  if (run === undefined || runs.length > 1 || run.words.length < SHORTEST || run.words.length > LONGEST) return [];
  const roots = run.words.map(({ root }) => root);
  if (new Set(roots).size < roots.length) return [];
  return [{ key: roots.join(' '), named: run.words.some((_, at) => isNamed(run, at)), tag: run.tag }];
}

/** Whether the word at this place may be part of the name of a person. */
export function isNamed({ words, names }: Run, at: number): boolean {
  if (!names || !words[at]!.capitalised) return false;
  return words[at - 1]?.capitalised === true || words[at + 1]?.capitalised === true;
}
