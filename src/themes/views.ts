/**
 * How a post is like groups of posts, seen in one way or in several: by its words (naive Bayes, in reread.ts), by what it
 * means (here), or by both.
 */
import { Directions } from './nearest.js';
import { PARAMETERS } from './parameters.js';
import type { Vectors } from './vectors.js';

export interface View {
  /** Groups that are worth a thought for the post that was scored last. */
  readonly met: readonly number[];
  /** Looks at a post of the group `own`, itself left out of its own evidence. */
  score(post: number, own: number): void;
  /** Log-likelihood of that post in any group, up to what is the same for all groups. */
  scoreOf(group: number): number;
}

/**
 * By meaning: the cosine of a post with the mean direction of a group, as in a mixture of von Mises-Fisher distributions
 * of one concentration (Banerjee et al., JMLR 2005). What is like nothing in particular scores 0.
 */
export class MeaningView implements View {
  readonly #vectors: Vectors;
  readonly #groups: Directions;
  /** Cosines of the post at hand, as far as they were asked for. */
  readonly #cosines: Float64Array;
  readonly #stamp: Int32Array;
  #now = 0;
  #vector: Float32Array = new Float32Array();
  #known = false;
  #own = -1;

  constructor(vectors: Vectors, groupOf: Int32Array) {
    const groups = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
    this.#vectors = vectors;
    this.#groups = new Directions(vectors.hearts(groupOf, groups));
    this.#cosines = new Float64Array(groups);
    this.#stamp = new Int32Array(groups);
  }

  get met(): number[] {
    if (!this.#known) return [];
    return this.#groups.nearest((group) => this.#cosine(group), PARAMETERS.vectors.neighbours);
  }

  score(post: number, own: number): void {
    this.#vector = this.#vectors.of(post);
    this.#known = this.#vectors.knows(post);
    this.#own = own;
    this.#now += 1;
  }

  scoreOf(group: number): number {
    return this.#known ? PARAMETERS.vectors.concentration * this.#cosine(group) : 0;
  }

  #cosine(group: number): number {
    if (this.#stamp[group] !== this.#now) {
      this.#stamp[group] = this.#now;
      const cosine = this.#groups.cosine(group, this.#vector);
      this.#cosines[group] = group === this.#own ? withoutItself(cosine, this.#groups.lengths[group]!) : cosine;
    }
    return this.#cosines[group]!;
  }
}

/** Cosine of a vector of unit length with a sum of vectors that it is taken out of. */
function withoutItself(cosine: number, length: number): number {
  const rest = Math.sqrt(Math.max(0, length * length - 2 * length * cosine + 1));
  return rest < 1e-3 ? 0 : (length * cosine - 1) / rest;
}

/** Two views as one: what either finds is worth a thought, and both have their say. */
export class BothViews implements View {
  readonly #one: View;
  readonly #other: View;

  constructor(one: View, other: View) {
    this.#one = one;
    this.#other = other;
  }

  get met(): number[] {
    return [...new Set([...this.#one.met, ...this.#other.met])];
  }

  score(post: number, own: number): void {
    this.#one.score(post, own);
    this.#other.score(post, own);
  }

  scoreOf(group: number): number {
    return this.#one.scoreOf(group) + this.#other.scoreOf(group);
  }
}
