/** Evidence: the posts nearest the heart of a theme, from different voices where possible. */
import type { Corpus } from './corpus.js';

/** Posts shown for a theme, at most. */
export const EVIDENCE = 5;

/**
 * Posts of one theme by how near they are to its heart: the cosine of a post's words with the words of all posts of the
 * theme, rare words weighing more.
 * @param said the words of each post
 * @param posts their numbers
 * @param rarity weight of each word
 */
export function rankByHeart(
  said: { words(post: number): Iterable<number> },
  posts: readonly number[],
  rarity: Float64Array,
): number[] {
  const heart = new Map<number, number>();
  for (const post of posts) {
    for (const word of new Set(said.words(post))) heart.set(word, (heart.get(word) ?? 0) + rarity[word]!);
  }
  const closeness = new Map(posts.map((post) => [post, cosine(new Set(said.words(post)), heart, rarity)]));
  return [...posts].sort((a, b) => closeness.get(b)! - closeness.get(a)! || a - b);
}

/** Up to the length of the heart itself, which is the same for all posts. */
function cosine(words: ReadonlySet<number>, heart: Map<number, number>, rarity: Float64Array): number {
  let product = 0;
  let squares = 0;
  for (const word of words) {
    product += heart.get(word)! * rarity[word]!;
    squares += rarity[word]! ** 2;
  }
  return squares === 0 ? 0 : product / Math.sqrt(squares);
}

/** log of how few posts say a word (inverse document frequency), never quite 0. */
export function rarityOf(corpus: Corpus): Float64Array {
  const holders = new Float64Array(corpus.vocabulary);
  for (let post = 0; post < corpus.size; post++) {
    for (const word of new Set(corpus.words(post))) holders[word]! += 1;
  }
  return holders.map((count) => Math.log(1 + corpus.size / count));
}

/** The nearest posts, a new voice each time as long as there is one; posts without an author speak for themselves. */
export function pickEvidence(ranked: readonly { post: number; voice: number | null }[]): number[] {
  const heard = new Set<number>();
  const first: number[] = [];
  const again: number[] = [];
  for (const { post, voice } of ranked) {
    if (voice !== null && heard.has(voice)) {
      again.push(post);
      continue;
    }
    if (voice !== null) heard.add(voice);
    first.push(post);
  }
  return [...first, ...again].slice(0, EVIDENCE);
}
