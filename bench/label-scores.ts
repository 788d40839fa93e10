/**
 * How well themes are named: whether the words of a theme belong together, and whether its label is one that a person can
 * use. Pure functions over posts, the theme of each and the labels.
 */

export interface ThemedPost {
  text: string;
  /** Id of its theme; empty when it was left out. */
  theme: string;
  /** What a person says it is about, where that is known. */
  truth?: string;
}

export interface LabelRules {
  /** Lower case. */
  stopwords: ReadonlySet<string>;
  /** The project's own words and hashtags, which no label may hold. */
  projectWords: readonly string[];
}

/** Shares are between 0 and 1; `null` where there is nothing to take a share of. */
export interface LabelScores {
  /** Themes that are scored: those of at least `LEAST_POSTS` posts. */
  themes: number;
  /** Mean c_npmi of the ten top words of the themes, -1 to 1. */
  coherence: number | null;
  /** The same of the groups that people made. */
  coherenceOfTruth: number | null;
  /** The first as a share of the second, where that is above 0: 1 is as coherent as the work of people. */
  coherenceShare: number | null;
  /** Distinct words among the top words of all themes, as a share of all of them (Dieng et al., TACL 2020). */
  diversity: number | null;
  /** Labels that share more than half of their content words with no other label. */
  distinct: number | null;
  /** Mean over labels of the Jaccard likeness (content words) to the most similar other label: 0 is best. */
  likeness: number | null;
  /** Labels of two to five words in a row. */
  phrases: number | null;
  /** Labels that are a list of words joined by commas: named for want of a phrase. */
  lists: number | null;
  /** Labels that a post of the theme says, word for word. */
  verbatim: number | null;
  /** Labels with words of the project: to be 0. */
  withProjectWords: number | null;
}

/** Posts of a theme, at least, for its label to be scored: the page shows no smaller ones. */
export const LEAST_POSTS = 3;
const TOP_WORDS = 10;
const LABEL_WORDS = { least: 2, most: 5 };

/** @param labels by theme id; a theme without one is not scored for it */
export function labelScores(
  posts: readonly ThemedPost[],
  labels: ReadonlyMap<string, string>,
  rules: LabelRules,
): LabelScores {
  const words = posts.map(({ text }) => contentWords(text, rules.stopwords));
  const holders = postings(words);
  const byTheme = groupBy(posts.map(({ theme }) => theme));
  const tops = [...byTheme.values()].map((members) => topWords(members, words, holders));
  const truths = [...groupBy(posts.map(({ truth }) => truth ?? '')).values()];
  const coherence = mean(tops.map((top) => coherenceOf(top, holders, posts.length)));
  const coherenceOfTruth = mean(
    truths.map((members) => coherenceOf(topWords(members, words, holders), holders, posts.length)),
  );
  const scored = [...byTheme].flatMap(([theme, members]) => {
    const label = labels.get(theme);
    return label === undefined ? [] : [{ label, texts: members.map((post) => posts[post]!.text) }];
  });
  const likeness = nearest(scored.map(({ label }) => new Set(contentWords(label, rules.stopwords))));
  const project = new Set(rules.projectWords.map(joined));
  const share = (holds: (one: (typeof scored)[number]) => boolean) => mean(scored.map((one) => (holds(one) ? 1 : 0)));
  return {
    themes: byTheme.size,
    coherence,
    coherenceOfTruth,
    coherenceShare:
      coherence === null || coherenceOfTruth === null || coherenceOfTruth <= 0 ? null : coherence / coherenceOfTruth,
    diversity: tops.flat().length === 0 ? null : new Set(tops.flat()).size / tops.flat().length,
    distinct: mean(likeness.map(({ shared }) => (shared > 0.5 ? 0 : 1))),
    likeness: mean(likeness.map(({ jaccard }) => jaccard)),
    phrases: share(({ label }) => isPhrase(label)),
    lists: share(({ label }) => label.includes(', ')),
    verbatim: share(({ label, texts }) => isSaid(label, texts)),
    withProjectWords: share(({ label }) => runsOf(wordsOf(label)).some((run) => project.has(run))),
  };
}

/** The places of equal names, by name; without the empty name and groups too small to be scored. */
function groupBy(names: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [place, name] of names.entries()) {
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [place]);
    else known.push(place);
  }
  return new Map([...groups].filter(([name, members]) => name !== '' && members.length >= LEAST_POSTS));
}

/** Addresses and handles are no words; a hashtag is the words it is written in. */
function wordsOf(text: string): string[] {
  const opened = text
    .replace(/(?:https?:\/\/|www\.)\S+|\S*@\S+/giu, ' ')
    .replace(/#\S+/gu, (tag) => tag.replace(/(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})|[#_]/gu, '$1$2 '));
  return (
    opened.toLowerCase().match(/\p{L}{1,2}&\p{L}{1,2}|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** Different words that say something. */
function contentWords(text: string, stopwords: ReadonlySet<string>): string[] {
  const says = (word: string) => word.length > 1 && /\p{L}/u.test(word) && !stopwords.has(word.replaceAll('’', "'"));
  return [...new Set(wordsOf(text))].filter(says);
}

/** The posts of each word, in order. */
function postings(words: readonly (readonly string[])[]): Map<string, number[]> {
  const holders = new Map<string, number[]>();
  for (const [post, said] of words.entries()) {
    for (const word of said) {
      const known = holders.get(word);
      if (known === undefined) holders.set(word, [post]);
      else known.push(post);
    }
  }
  return holders;
}

/** Words with the largest part in the divergence of the group from all posts: p log(p / q). Said twice at least. */
function topWords(
  members: readonly number[],
  words: readonly (readonly string[])[],
  holders: ReadonlyMap<string, readonly number[]>,
): string[] {
  const counts = new Map<string, number>();
  for (const post of members) for (const word of words[post]!) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weight = ([word, count]: [string, number]) => {
    const here = count / members.length;
    return here * Math.log((here * words.length) / holders.get(word)!.length);
  };
  return [...counts]
    .filter(([, count]) => count > 1)
    .map((entry) => ({ word: entry[0], weight: weight(entry) }))
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, TOP_WORDS)
    .map(({ word }) => word);
}

/**
 * c_npmi: the mean normalised pointwise mutual information of all pairs of words (Röder, Both and Hinneburg, WSDM 2015),
 * with each post as one window: posts are shorter than the windows of ten words used there. 1: always together, 0: as
 * chance has it, -1: never together. `null` for fewer than two words.
 */
export function coherenceOf(
  words: readonly string[],
  holders: ReadonlyMap<string, readonly number[]>,
  posts: number,
): number | null {
  const pairs = words.flatMap((word, index) => words.slice(index + 1).map((other) => [word, other] as const));
  return mean(pairs.map(([one, other]) => npmi(holders.get(one)!, holders.get(other)!, posts)));
}

function npmi(one: readonly number[], other: readonly number[], posts: number): number {
  const both = inBoth(one, other);
  if (both === 0) return -1;
  if (both === posts) return 1;
  return Math.log((both * posts) / (one.length * other.length)) / -Math.log(both / posts);
}

/** How many numbers two ascending lists have in common. */
function inBoth(one: readonly number[], other: readonly number[]): number {
  let [i, j, both] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    const [here, there] = [one[i]!, other[j]!];
    if (here === there) both += 1;
    if (here <= there) i += 1;
    if (there <= here) j += 1;
  }
  return both;
}

/** For each set of words: the greatest share of it that one other set has, and the greatest Jaccard likeness. */
function nearest(sets: readonly ReadonlySet<string>[]): { shared: number; jaccard: number }[] {
  return sets.map((set, place) => {
    const found = { shared: 0, jaccard: 0 };
    for (const [at, other] of sets.entries()) {
      if (at === place || set.size === 0) continue;
      const both = [...set].filter((word) => other.has(word)).length;
      found.shared = Math.max(found.shared, both / set.size);
      found.jaccard = Math.max(found.jaccard, both / (set.size + other.size - both));
    }
    return found;
  });
}

function isPhrase(label: string): boolean {
  const { length } = label.split(' ');
  return !label.includes(', ') && length >= LABEL_WORDS.least && length <= LABEL_WORDS.most;
}

function isSaid(label: string, texts: readonly string[]): boolean {
  if (label.includes(', ')) return false;
  const wanted = ` ${wordsOf(label).join(' ')} `;
  return texts.some((text) => ` ${wordsOf(text).join(' ')} `.includes(wanted));
}

/** Every run of up to five words, written as one: NHS Citizen, nhscitizen. */
function runsOf(words: readonly string[]): string[] {
  return words.flatMap((_, start) =>
    [1, 2, 3, 4, 5]
      .filter((length) => start + length <= words.length)
      .map((length) => words.slice(start, start + length).join('')),
  );
}

function joined(words: string): string {
  return words.toLowerCase().replace(/[\s#@_]/g, '');
}

/** Of what is known; `null` of nothing. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
