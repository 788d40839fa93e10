/**
 * A few broad groups as a mixture of multinomials over a sample of the posts, every count at hand: collapsed, so that a post
 * is always weighed against the others alone (Yin and Wang, "A Dirichlet multinomial mixture model-based approach for short
 * text clustering", KDD 2014).
 */
import type { Corpus } from './corpus.js';
import { numberGroups } from './groups.js';
import { PARAMETERS } from './parameters.js';

/** The words of the sampled posts as rows of a table. Words of one post alone tell no group from another. */
export interface Sample {
  /** Rows of the words of each post, and how often the post has said each of them before. */
  rows: Int32Array[];
  again: Int32Array[];
  /** Words of each post, those without a row included. */
  lengths: Int32Array;
  /** Number of rows. */
  words: number;
  /** Different words of the whole corpus. */
  vocabulary: number;
  /** Most often that a word is said. */
  most: number;
}

/** @param posts numbers of the posts of the sample */
export function sampleOf(corpus: Corpus, posts: readonly number[]): Sample {
  const { holders, said } = countWords(corpus, posts);
  const rowOf = new Map<number, number>();
  let most = 0;
  const rows = posts.map((post) => {
    const shared = corpus.words(post).filter((word) => holders[word]! > 1);
    for (const word of shared) {
      if (!rowOf.has(word)) rowOf.set(word, rowOf.size);
      most = Math.max(most, said[word]!);
    }
    return shared.map((word) => rowOf.get(word)!);
  });
  const lengths = Int32Array.from(posts, (post) => corpus.words(post).length);
  return { rows, again: rows.map(timesBefore), lengths, words: rowOf.size, vocabulary: corpus.vocabulary, most };
}

function timesBefore(rows: Int32Array): Int32Array {
  return rows.map((row, place) =>
    rows.subarray(0, place).reduce((times, other) => (other === row ? times + 1 : times), 0),
  );
}

/** For each word how many posts have it, and how often it is said. */
function countWords(corpus: Corpus, posts: readonly number[]): { holders: Int32Array; said: Int32Array } {
  const holders = new Int32Array(corpus.vocabulary);
  const said = new Int32Array(corpus.vocabulary);
  const last = new Int32Array(corpus.vocabulary).fill(-1);
  for (const post of posts) {
    for (const word of corpus.words(post)) {
      said[word]! += 1;
      if (last[word] !== post) holders[word]! += 1;
      last[word] = post;
    }
  }
  return { holders, said };
}

export class Mixture {
  /** Group of each post of the sample. */
  readonly of: Int32Array;
  readonly groups: number;
  readonly sizes: Float64Array;
  readonly #sample: Sample;
  readonly #posts: Float64Array;
  /** How often each group says each word, row by row. */
  readonly #said: Int32Array;
  readonly #logs: Float64Array;
  readonly #scores: Float64Array;

  /** @param of group of each post; numbered anew, those without a post left out */
  constructor(sample: Sample, of: Int32Array) {
    const numbered = numberGroups(of);
    this.of = numbered.of;
    this.groups = numbered.count;
    this.sizes = new Float64Array(this.groups);
    this.#sample = sample;
    this.#posts = new Float64Array(this.groups);
    this.#said = new Int32Array(sample.words * this.groups);
    this.#logs = Float64Array.from({ length: sample.most + 1 }, (_, count) => Math.log(count + PARAMETERS.reread.beta));
    this.#scores = new Float64Array(this.groups);
    for (let post = 0; post < this.of.length; post++) this.#count(post, this.of[post]!, 1);
  }

  /**
   * Each post in turn goes to a group drawn by the probabilities of the groups, given where all others are by then (collapsed
   * Gibbs sampling): unlike the best group each time, it finds its way out of where it began.
   */
  sweep(random: () => number): void {
    for (let post = 0; post < this.of.length; post++) {
      const group = draw(this.weigh(post), random);
      if (group === this.of[post]) continue;
      this.#count(post, this.of[post]!, -1);
      this.#count(post, group, 1);
      this.of[post] = group;
    }
  }

  /**
   * Logarithms of the probabilities of the groups, up to a common summand, without the post's own evidence; minus infinity
   * for a group of the post alone.
   * @returns good until the next call
   */
  weigh(post: number): Float64Array {
    const own = this.of[post]!;
    const { beta } = PARAMETERS.reread;
    const { sizePower } = PARAMETERS.chapters;
    const length = this.#sample.lengths[post]!;
    const floor = this.#sample.vocabulary * beta + (length - 1) / 2;
    const scores = this.#scores;
    this.#count(post, own, -1);
    for (let group = 0; group < this.groups; group++) {
      scores[group] = sizePower * Math.log(this.#posts[group]!) - length * Math.log(this.sizes[group]! + floor);
    }
    const rows = this.#sample.rows[post]!;
    for (let place = 0; place < rows.length; place++) {
      const start = rows[place]! * this.groups;
      const again = this.#sample.again[post]![place]!;
      for (let group = 0; group < this.groups; group++)
        scores[group]! += this.#logs[this.#said[start + group]! + again]!;
    }
    this.#count(post, own, 1);
    return scores;
  }

  /** How often each group says each word: `visit` gets the groups that say it, and their counts, word by word. */
  eachWord(visit: (groups: readonly number[], counts: readonly number[]) => void): void {
    for (let word = 0; word < this.#sample.words; word++) {
      const groups: number[] = [];
      const counts: number[] = [];
      for (let group = 0; group < this.groups; group++) {
        const count = this.#said[word * this.groups + group]!;
        if (count === 0) continue;
        groups.push(group);
        counts.push(count);
      }
      visit(groups, counts);
    }
  }

  wordsOf(post: number): number {
    return this.#sample.lengths[post]!;
  }

  #count(post: number, group: number, by: 1 | -1): void {
    this.#posts[group]! += by;
    this.sizes[group]! += by * this.#sample.lengths[post]!;
    for (const row of this.#sample.rows[post]!) this.#said[row * this.groups + group]! += by;
  }
}

/** One place, drawn by the probabilities whose logarithms these are, up to a common summand. */
function draw(logarithms: Float64Array, random: () => number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of logarithms) if (score > top) top = score;
  let total = 0;
  for (let place = 0; place < logarithms.length; place++) {
    total += Math.exp(logarithms[place]! - top);
    logarithms[place] = total;
  }
  const drawn = random() * total;
  const found = logarithms.findIndex((sum) => sum > drawn);
  return found < 0 ? logarithms.length - 1 : found;
}
