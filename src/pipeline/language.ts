/** The language of a post. Doubtful text is the project's main language: one wrong guess would stem its words apart. */
import { eld } from 'eld/extrasmall';
import type { Draft, Resources } from './draft.js';
import { wordsOf } from './words.js';

/** As much as the detector looks at. */
const LOOKED_AT = 1_000;

/** Languages of the detector that are not written in Latin letters. */
const OTHER_SCRIPTS = new Set(
  'am ar be bg bn el fa gu he hi hy ja ka kn ko ku lo ml mr or pa ru sr ta te th uk ur zh'.split(' '),
);

export function detectLanguage(draft: Draft, resources: Resources): Draft {
  return { ...draft, lang: languageOf(draft, resources) };
}

function languageOf({ prose, post }: Draft, { languages, stopwords }: Resources): string {
  const text = prose.slice(0, LOOKED_AT).replaceAll('#', ' ');
  if (!/\p{L}/u.test(text)) return 'und';
  const main = languages[0] ?? 'en';
  const guess = eld.detect(text);
  if (guess.language === '' || guess.language === main) return main;
  if (!OTHER_SCRIPTS.has(main) && OTHER_SCRIPTS.has(guess.language) && isMostlyOtherScript(text)) return guess.language;
  const scores = guess.getScores();
  const clues: Clues = {
    ...functionWords(wordsOf(text), stopwords(guess.language), stopwords(main)),
    isReliable: guess.isReliable(),
    isExpected: languages.includes(guess.language) || post.lang?.split('-', 1)[0] === guess.language,
    lead: (scores[guess.language] ?? 0) - (scores[main] ?? 0),
  };
  return isConvincing(clues) ? guess.language : main;
}

interface Clues {
  /** Different words. */
  words: number;
  /** Stop words of the guessed language that are none of the main one, and the other way round. */
  theirs: number;
  ours: number;
  /** Whether the guessed language has a list of its own. */
  isListed: boolean;
  /** By the detector's own measure. */
  isReliable: boolean;
  /** A language of the project, or the one the platform declared. */
  isExpected: boolean;
  /** How far the detector puts it before the main language, 0 to 1. */
  lead: number;
}

/**
 * Letters alone mislead in short text: `kung pao chicken recipe` looks Spanish. Hardly a sentence does without its
 * function words, so they have to agree. The limits were set on some 58,000 tweets, so that stop-worded English keeps
 * being English (997 of 1,000 and more).
 */
function isConvincing({ words, theirs, ours, isListed, isReliable, isExpected, lead }: Clues): boolean {
  if (theirs < ours || lead < 0.03) return false;
  if (isExpected) return theirs > ours || (isReliable && lead > 0.1);
  if (!isListed) return isReliable && ours === 0 && words >= 6 && lead > 0.3;
  return theirs > ours && (theirs >= 2 || (isReliable && words >= 4 && lead > 0.2));
}

function functionWords(
  words: readonly string[],
  theirList: ReadonlySet<string>,
  ourList: ReadonlySet<string>,
): Pick<Clues, 'words' | 'theirs' | 'ours' | 'isListed'> {
  const distinct = new Set(words);
  let [theirs, ours] = [0, 0];
  for (const word of distinct) {
    if (theirList.has(word) && !ourList.has(word)) theirs += 1;
    if (ourList.has(word) && !theirList.has(word)) ours += 1;
  }
  return { words: distinct.size, theirs, ours, isListed: hasOwnWords(theirList, ourList) };
}

/** Both lists hold the words that say nothing in any language; a real list holds more. */
function hasOwnWords(list: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const word of list) if (!other.has(word)) return true;
  return false;
}

function isMostlyOtherScript(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return latin * 2 < letters;
}
