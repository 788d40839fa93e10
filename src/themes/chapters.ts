/**
 * Chapters: themes that go together. First by the evidence of their words alone; where that leaves chapters so narrow that
 * posts hesitate between them, the two that are least told apart by their words become one, every post looks again where it
 * belongs, and so on (as in the agglomerative information bottleneck: Slonim and Tishby, NIPS 1999; between the
 * steps one sweep of Gibbs sampling).
 */
import type { Corpus } from './corpus.js';
import { collectGroups } from './groups.js';
import { hesitation } from './hesitation.js';
import { mergeGroups } from './merge.js';
import { Mixture, sampleOf } from './mixture.js';
import { PARAMETERS } from './parameters.js';

export interface Chapters {
  /** Chapter of each theme: that of most of its posts. Some chapters may have no theme. */
  chapterOf: Int32Array;
  /** Chapter of each post, which may be another than that of its theme. */
  inChapter: Int32Array;
}

/** @param themeOf theme of each post, from 0; none of them is empty */
export function makeChapters(corpus: Corpus, themeOf: Int32Array, themes: number, random: () => number): Chapters {
  const chapterOf = mergeGroups(collectGroups(corpus, themeOf, themes), PARAMETERS.chapters.mass);
  const narrow = themeOf.map((theme) => chapterOf[theme]!);
  const inChapter = broaden(corpus, narrow, random);
  return { chapterOf: mostCommon(themeOf, inChapter, chapterOf), inChapter };
}

/** @returns the chapter of each post, broad enough that posts know where they belong; `narrow` where they always did */
export function broaden(corpus: Corpus, narrow: Int32Array, random: () => number): Int32Array {
  const posts = samplePosts(narrow);
  const sample = sampleOf(corpus, posts);
  const before = Int32Array.from(posts, (post) => narrow[post]!);
  let mixture = new Mixture(sample, before);
  let joins = 0;
  while (hesitation(mixture) > PARAMETERS.chapters.hesitation) {
    const joined = joinLeastApart(mixture, Math.ceil(mixture.groups * PARAMETERS.chapters.atOnce));
    if (joined === null) break;
    mixture = new Mixture(
      sample,
      mixture.of.map((group) => joined[group]!),
    );
    mixture.sweep(random);
    joins += 1;
  }
  return joins === 0 ? narrow : spread(narrow, posts, mixture.of);
}

/**
 * The chapters found in a sample, for all posts: those outside the sample go with the others of their chapter, and chapters
 * outside it stay what they were.
 */
function spread(narrow: Int32Array, posts: readonly number[], of: Int32Array): Int32Array {
  const free = count(narrow);
  const broad = of.map((group) => free + group);
  const home = mostCommon(
    Int32Array.from(posts, (post) => narrow[post]!),
    broad,
    Int32Array.from({ length: free }, (_, chapter) => chapter),
  );
  const inChapter = narrow.map((chapter) => home[chapter]!);
  for (const [place, post] of posts.entries()) inChapter[post] = broad[place]!;
  return inChapter;
}

function count(groupOf: Int32Array): number {
  return groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
}

/** Posts of the largest chapters, evenly spread: enough to tell what is broad, however many there are. */
function samplePosts(chapterOf: Int32Array): number[] {
  const { groups, posts } = PARAMETERS.chapters;
  const sizes = new Map<number, number>();
  for (const chapter of chapterOf) sizes.set(chapter, (sizes.get(chapter) ?? 0) + 1);
  const largest = [...sizes].sort(([a, x], [b, y]) => y - x || a - b);
  const taken = new Set(largest.slice(0, groups).map(([chapter]) => chapter));
  const all = [...chapterOf.keys()].filter((post) => taken.has(chapterOf[post]!));
  const length = Math.min(posts, all.length);
  return Array.from({ length }, (_, place) => all[Math.floor((place * all.length) / length)]!);
}

/**
 * The pairs of groups that are least told apart by their words become one, each group with one other at most.
 * @param pairs how many
 * @returns for each group the group it becomes a part of; `null` where no two have a word in common
 */
function joinLeastApart(mixture: Mixture, pairs: number): Int32Array | null {
  const offers = distances(mixture).sort((a, b) => a.distance - b.distance || a.one - b.one || a.other - b.other);
  const joined = Int32Array.from({ length: mixture.groups }, (_, group) => group);
  const taken = new Set<number>();
  for (const { one, other } of offers) {
    if (taken.size >= 2 * pairs) break;
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
    joined[other] = one;
  }
  return taken.size === 0 ? null : joined;
}

interface Distance {
  one: number;
  other: number;
  distance: number;
}

/**
 * For pairs with words in common: what is lost about the words when the two are one (their Jensen-Shannon divergence times their words, in nats), by the
 * square root of their words: two halves of one subject differ by about as much, for so grows the number of different words
 * (Heaps' law).
 */
function distances(mixture: Mixture): Distance[] {
  const { groups, sizes } = mixture;
  const kept = new Float64Array(groups * groups);
  mixture.eachWord((sayers, counts) => {
    for (let i = 0; i < sayers.length; i++) {
      for (let j = i + 1; j < sayers.length; j++)
        kept[sayers[i]! * groups + sayers[j]!]! += mixing(counts[i]!, counts[j]!);
    }
  });
  const found: Distance[] = [];
  for (let one = 0; one < groups; one++) {
    for (let other = one + 1; other < groups; other++) {
      const shared = kept[one * groups + other]!;
      if (shared === 0) continue;
      const lost = mixing(sizes[one]!, sizes[other]!) - shared;
      found.push({ one, other, distance: lost / Math.sqrt(sizes[one]! + sizes[other]!) });
    }
  }
  return found;
}

/** Entropy of the mixing of two counts, in nats times their sum. */
function mixing(one: number, other: number): number {
  return (one + other) * Math.log(one + other) - one * Math.log(one) - other * Math.log(other);
}

/** For each group the most common part of its posts, of equals the lower number; `otherwise` for one without posts. */
function mostCommon(groupOf: Int32Array, partOf: Int32Array, otherwise: Int32Array): Int32Array {
  const counts = Array.from(otherwise, () => new Map<number, number>());
  for (const [post, group] of groupOf.entries()) {
    const parts = counts[group]!;
    parts.set(partOf[post]!, (parts.get(partOf[post]!) ?? 0) + 1);
  }
  return otherwise.map((part, group) => {
    const [most] = [...counts[group]!].sort(([a, x], [b, y]) => y - x || a - b);
    return most === undefined ? part : most[0];
  });
}
