/** Tokens: what themes are made from. Stems of the words that say something, and each hashtag once more as itself. */
import type { Draft, Resources } from './draft.js';
import { stem } from './stems.js';
import { itemsOf, tagWords, withoutProjectWords } from './words.js';

export function makeTokens(draft: Draft, { stopwords, projectWords }: Resources): Draft {
  const { lang, prose } = draft;
  const stops = stopwords(lang);
  const words = (said: readonly string[]) => said.flatMap((word) => tokenOf(word, lang, stops) ?? []);
  const tokens = withoutProjectWords(itemsOf(prose), projectWords).flatMap((item) => {
    if (!item.startsWith('#')) return tokenOf(item, lang, stops) ?? [];
    // The plain words too, so that a post with the hashtag meets one that says the same without it.
    const tag = item.slice(1);
    return [`#${tag.toLowerCase()}`, ...words(withoutProjectWords(tagWords(tag), projectWords))];
  });
  return { ...draft, tokens };
}

/**
 * Words that a person typed, as the posts have them: `parking, waiting list` becomes [['park'], ['wait', 'list']]. A word
 * that differs from language to language is there once for each.
 */
export function readWords(typed: string, resources: Resources): string[][] {
  const found = new Map<string, string[]>();
  for (const phrase of typed.split(',')) {
    for (const lang of resources.languages) {
      const stops = resources.stopwords(lang);
      const tokens = itemsOf(phrase).flatMap((item) =>
        item.startsWith('#') ? [item.toLowerCase()] : (tokenOf(item, lang, stops) ?? []),
      );
      if (tokens.length > 0) found.set(tokens.join(' '), tokens);
    }
  }
  return [...found.values()];
}

const HAS_LETTER = /\p{L}/u;
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The stem of a word, or `undefined` where it says nothing: stop words, numbers, single letters. */
function tokenOf(word: string, lang: string, stops: ReadonlySet<string>): string | undefined {
  if (stops.has(word) || !HAS_LETTER.test(word)) return undefined;
  const bare = word.includes("'") ? withoutApostrophe(word, lang) : word;
  if (stops.has(bare) || (bare.length < 2 && !IDEOGRAPH.test(bare))) return undefined;
  return stem(bare, lang);
}

const ELISION = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|un|all|dall|dell|nell|sull|coll|quell|gl)'/;
const ENGLISH_ENDING = /(?:n't|'(?:s|ll|ve|re|d|m))$/;

/** GP's -> gp, l'ospedale -> ospedale, o'brien -> obrien. */
function withoutApostrophe(word: string, lang: string): string {
  const bare =
    lang === 'fr' || lang === 'it' || lang === 'ca' ? word.replace(ELISION, '') : word.replace(ENGLISH_ENDING, '');
  return bare.replaceAll("'", '');
}
