/** Groups of posts as bags of words, and as what they mean where that is known. */
import type { Corpus } from './corpus.js';
import type { Heart } from './vectors.js';

export interface Group {
  posts: number;
  /** Words said in all. */
  size: number;
  /** How often each word is said. */
  readonly words: Map<number, number>;
  /** `null` where no model has read the posts. */
  readonly heart: Heart | null;
}

/** Groups numbered from 0 in the order in which they first appear. `keys` names the group of each post. */
export function numberGroups(keys: Iterable<number>): { of: Int32Array; count: number } {
  const numbers = new Map<number, number>();
  const of = Int32Array.from(keys, (key) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  return { of, count: numbers.size };
}

/** @param of the group of each post of the corpus, counted from 0 */
export function collectGroups(corpus: Corpus, of: Int32Array, count: number): Group[] {
  const hearts = corpus.vectors?.hearts(of, count);
  const groups = Array.from(
    { length: count },
    (_, group): Group => ({ posts: 0, size: 0, words: new Map(), heart: hearts?.[group] ?? null }),
  );
  for (let post = 0; post < of.length; post++) {
    const group = groups[of[post]!]!;
    const words = corpus.words(post);
    group.posts += 1;
    group.size += words.length;
    for (const word of words) group.words.set(word, (group.words.get(word) ?? 0) + 1);
  }
  return groups;
}
