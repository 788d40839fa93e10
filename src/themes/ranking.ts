/** Which words and phrases are most a theme's own. */
import type { Said } from './said.js';
import type { Bar } from './thresholds.js';

export interface Candidate {
  said: Said;
  score: number;
  /** 0: said by enough in running text; 1: by more than one; 2: once, or only as a hashtag. */
  tier: number;
}

/** A phrase that is said within a longer one in this share of its posts is a piece of that. */
const FRAGMENT = 0.7;
/** Best phrases of a theme that are looked at. */
const CONSIDERED = 60;
/** Shares of the posts that say a word: here and everywhere. */
type Weigh = (here: number, everywhere: number) => number;

/** For the words of a phrase: what is said here as often as anywhere still counts for something. */
const inPhrase: Weigh = (here, everywhere) => here * Math.log(1 + here / everywhere);
/** For words that stand alone: only what is said more here than elsewhere. */
const alone: Weigh = (here, everywhere) => Math.max(0, here * Math.log(here / everywhere));

type Ownness = (word: string) => number;

/** The words of a theme that are most its own, and its phrases made of such. */
export interface Ranking {
  words(theme: number, said: readonly Said[]): Candidate[];
  phrases(theme: number, said: readonly Said[], bar: Bar): Candidate[];
}

/**
 * @param words every word of each theme
 * @param sizes posts of each theme
 */
export function rankingOf(words: readonly (readonly Said[])[], sizes: readonly number[]): Ranking {
  const totals = new Map<string, number>();
  for (const said of words) for (const { key, posts } of said) totals.set(key, (totals.get(key) ?? 0) + posts);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const ownness = (theme: number, weigh: Weigh): Ownness => {
    const shares = new Map(words[theme]!.map(({ key, posts }) => [key, posts / sizes[theme]!]));
    return (word) => {
      const here = shares.get(word);
      return here === undefined ? 0 : weigh(here, totals.get(word)! / all);
    };
  };
  return {
    words: (theme, said) => {
      const own = ownness(theme, alone);
      return said.map((one) => ({ said: one, score: scoreOf(one, own), tier: 0 })).sort(best);
    },
    phrases: (theme, said, bar) => rankPhrases(said, bar, ownness(theme, inPhrase)),
  };
}

/** The more posts say it and the more its words are the theme's own, the better it names it. */
function scoreOf({ key, posts }: Said, ownness: Ownness): number {
  return Math.sqrt(posts) * key.split(' ').reduce((sum, word) => sum + ownness(word), 0);
}

/** Of equals, the first said. */
function best(one: Candidate, other: Candidate): number {
  return one.tier - other.tier || other.score - one.score;
}

/** What more people say before what fewer do; without names and pieces of longer phrases. */
function rankPhrases(phrases: readonly Said[], bar: Bar, ownness: Ownness): Candidate[] {
  const ranked = phrases
    .filter(bar.nameless)
    .map((said) => ({ said, tier: tierOf(said, bar), score: scoreOf(said, ownness) }));
  const considered = ranked.sort(best).slice(0, CONSIDERED);
  return considered.filter(({ said }) => !considered.some((other) => isPiece(said, other.said)));
}

/** A hashtag is what people say once some say it in a sentence, too. */
function tierOf(said: Said, bar: Bar): number {
  if (said.tagged === said.posts) return 2;
  if (bar.enough(said)) return 0;
  return bar.repeated(said) ? 1 : 2;
}

function isPiece(said: Said, longer: Said): boolean {
  const mostly = longer.posts >= FRAGMENT * said.posts;
  return mostly && longer !== said && ` ${longer.key} `.includes(` ${said.key} `);
}
