/**
 * Labels: phrases of two to five words that people really used, as they most often write them. A word is a theme's own
 * by its share there times the logarithm of how much larger that is than its share everywhere (its part in the
 * Kullback-Leibler divergence of the two); the phrase wins that is said by many and made of such words. A theme without
 * a phrase that enough of its posts and voices share is called by its two or three most own words.
 */
import { boilerplateOf } from './boilerplate.js';
import { type Phrase, type PhraseRules, phrasesOf, plainWords } from './phrases.js';

/** A post a label is made from. */
export interface Speech {
  text: string;
  /** `null`: not known, so that the post speaks for itself. */
  voice: number | null;
  /** Where it was collected; `null`: not known. */
  source: string | null;
}

/** What a theme offers for its name. */
export interface Nameable {
  posts: readonly Speech[];
  /** Its label until now, kept as long as it is nearly as good as the best. */
  former: string | null;
}

/** A phrase or word of a theme. */
interface Said {
  key: string;
  posts: number;
  /** Posts in which it may be the name of a person. */
  named: number;
  voices: Set<number | Speech>;
}

interface Candidate {
  key: string;
  score: number;
}

export const LABEL_RULES = {
  /** Share of the posts that must say it, from `largeFrom` posts on. */
  share: 0.05,
  largeFrom: 8,
  /** Posts from which on two of them must say it. */
  commonFrom: 3,
  /** Distinct voices that must say it, by the posts of the theme: at most as many as the theme has. */
  voices: [
    { from: 50, least: 3 },
    { from: 8, least: 2 },
    { from: 0, least: 1 },
  ],
  /** Distinct voices that must say what may be the name of a person: then it is known to many. */
  voicesOfNames: 3,
  /** Words that make a name where there is no phrase. */
  words: 3,
  /** A former label stays while it scores this share of the best. */
  loyalty: 0.5,
} as const;

type Spellings = Map<string, Map<string, number>>;

/**
 * One label for each theme, all different; the first themes choose first.
 * @param given labels that other themes have
 */
export function labelThemes(themes: readonly Nameable[], rules: PhraseRules, given: readonly string[] = []): string[] {
  const spellings: Spellings = new Map();
  const boilerplate = boilerplateOf(themes, rules);
  const isOwn = ({ source }: Speech, phrase: Phrase) => {
    const dull = source === null ? undefined : boilerplate.get(source);
    return dull === undefined || !phrase.key.split(' ').every((word) => dull.has(word) || rules.stopwords.has(word));
  };
  const tally = ({ posts }: Nameable, offer: (text: string, rules: PhraseRules) => Phrase[]) =>
    count(posts, (post) => offer(post.text, rules).filter((phrase) => isOwn(post, phrase)), spellings);
  const words = themes.map((theme) => tally(theme, plainWords));
  const ownness = weighWords(themes, words);
  const taken = new Set(given.map((label) => label.toLowerCase()));
  return themes.map((theme, index) => {
    const { enough, nameless } = thresholds(theme.posts);
    const phrases = rank(tally(theme, phrasesOf).filter(enough), ownness(index, inPhrase));
    const shared = words[index]!.filter(enough);
    // Where no two words are shared by enough, the most own of all will do, but never a name.
    const offered = shared.length >= 2 ? shared : words[index]!.filter(nameless);
    const label =
      choosePhrase(phrases, theme.former, taken, spellings) ??
      chooseWords(rank(offered, ownness(index, alone)), theme.former, taken, spellings);
    taken.add(label.toLowerCase());
    return label;
  });
}

function count(posts: readonly Speech[], offer: (post: Speech) => Phrase[], spellings: Spellings): Said[] {
  const counted = new Map<string, Said>();
  for (const post of posts) {
    for (const { key, written, named } of new Map(offer(post).map((phrase) => [phrase.key, phrase])).values()) {
      const said = counted.get(key) ?? { key, posts: 0, named: 0, voices: new Set() };
      counted.set(key, said);
      said.posts += 1;
      if (named) said.named += 1;
      said.voices.add(post.voice ?? post);
      const spelling = spellings.get(key) ?? new Map<string, number>();
      spellings.set(key, spelling.set(written, (spelling.get(written) ?? 0) + 1));
    }
  }
  return [...counted.values()];
}

/** Shares of the posts that say a word: here and everywhere. */
type Weigh = (here: number, everywhere: number) => number;

/** For the words of a phrase: what is said here as often as anywhere still counts for something. */
const inPhrase: Weigh = (here, everywhere) => here * Math.log(1 + here / everywhere);
/** For words that stand alone: only what is said more here than elsewhere. */
const alone: Weigh = (here, everywhere) => Math.max(0, here * Math.log(here / everywhere));

function weighWords(
  themes: readonly Nameable[],
  words: readonly Said[][],
): (theme: number, weigh: Weigh) => (word: string) => number {
  const totals = new Map<string, number>();
  for (const { key, posts } of words.flat()) totals.set(key, (totals.get(key) ?? 0) + posts);
  const all = themes.reduce((sum, { posts }) => sum + posts.length, 0);
  return (theme, weigh) => {
    const size = themes[theme]!.posts.length;
    const shares = new Map(words[theme]!.map(({ key, posts }) => [key, posts / size]));
    return (word) => {
      const here = shares.get(word);
      return here === undefined ? 0 : weigh(here, totals.get(word)! / all);
    };
  };
}

/** Whether enough posts and voices of a theme say it to name them all; whether it is known to be no private name. */
function thresholds(posts: readonly Speech[]): Record<'enough' | 'nameless', (said: Said) => boolean> {
  const { share, largeFrom, commonFrom, voices, voicesOfNames } = LABEL_RULES;
  const size = posts.length;
  const large = size >= largeFrom ? Math.ceil(share * size) : 1;
  const leastPosts = Math.max(large, size >= commonFrom ? 2 : 1);
  const heard = new Set(posts.map((post) => post.voice ?? post)).size;
  const leastVoices = Math.min(heard, voices.find(({ from }) => size >= from)!.least);
  const nameless = (said: Said) => said.named <= said.posts / 2 || said.voices.size >= voicesOfNames;
  return {
    nameless,
    enough: (said) => said.posts >= leastPosts && said.voices.size >= leastVoices && nameless(said),
  };
}

/** The more posts say it and the more its words are the theme's own, the better it names it; of equals, the first said. */
function rank(said: readonly Said[], ownness: (word: string) => number): Candidate[] {
  return said
    .map(({ key, posts }) => ({
      key,
      score: Math.sqrt(posts) * key.split(' ').reduce((sum, word) => sum + ownness(word), 0),
    }))
    .sort((a, b) => b.score - a.score);
}

function choosePhrase(
  candidates: readonly Candidate[],
  former: string | null,
  taken: ReadonlySet<string>,
  spellings: Spellings,
): string | undefined {
  const free = candidates.filter(({ key }) => !taken.has(key));
  const least = LABEL_RULES.loyalty * (free[0]?.score ?? 0);
  const loyal = free.find(({ key, score }) => key === former?.toLowerCase() && score >= least);
  const chosen = loyal ?? free[0];
  return chosen && spell(chosen.key, spellings);
}

/** The most own words; told apart from other themes by a later word or, at last, by a number. */
function chooseWords(
  candidates: readonly Candidate[],
  former: string | null,
  taken: ReadonlySet<string>,
  spellings: Spellings,
): string {
  const scores = new Map(candidates.map(({ key, score }) => [key, score]));
  const worth = (keys: readonly string[]) => keys.reduce((sum, key) => sum + (scores.get(key) ?? 0), 0);
  const words = unlike(candidates.map(({ key }) => key));
  const best = words.slice(0, LABEL_RULES.words);
  const write = (keys: readonly string[]) => keys.map((key) => spell(key, spellings)).join(', ') || 'few words';
  const known = former?.toLowerCase().split(', ') ?? [];
  const loyal = known.every((key) => scores.has(key)) && worth(known) >= LABEL_RULES.loyalty * worth(best);
  const others = words.slice(best.length).map((word) => [...best.slice(0, LABEL_RULES.words - 1), word]);
  for (const keys of [...(loyal && known.length > 0 ? [known] : []), best, ...others]) {
    if (!taken.has(write(keys).toLowerCase())) return write(keys);
  }
  for (let number = 2; ; number++) {
    const label = `${write(best)} (${number})`;
    if (!taken.has(label.toLowerCase())) return label;
  }
}

/** Without those that begin like a better one: park beside parking tells nothing more. */
function unlike(keys: readonly string[]): string[] {
  const kept: string[] = [];
  for (const key of keys) {
    if (!kept.some((other) => key.startsWith(other) || other.startsWith(key))) kept.push(key);
  }
  return kept;
}

/** As people most often write it. */
function spell(key: string, spellings: Spellings): string {
  const written = [...(spellings.get(key) ?? [])].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return written[0]?.[0] ?? key;
}
