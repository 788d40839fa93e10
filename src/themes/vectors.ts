/** What posts mean, as vectors beside their words. */

/** The sum of what the posts of a group mean; its direction is what the group is about. */
export type Heart = Float64Array;

/**
 * Vectors of all posts, seen from their mean: what all posts of a project share is no sign of a common theme, and
 * sentence models put everything into a narrow cone (Mu and Viswanath, "All-but-the-top", ICLR 2018).
 */
export class Vectors {
  readonly width: number;
  /** One row per post: of unit length, or zeros for a post that nothing is known of. */
  readonly #rows: Float32Array;
  readonly #known: Uint8Array;

  /** @param given by number of the post, in any common unit; zeros or `undefined`: nothing is known of it */
  constructor(given: readonly (Int16Array | undefined)[]) {
    const known = given.filter(isSomething);
    this.width = known[0]?.length ?? 0;
    const mean = new Float64Array(this.width);
    for (const vector of known) addTo(mean, vector, 1 / known.length);
    this.#rows = new Float32Array(given.length * this.width);
    this.#known = new Uint8Array(given.length);
    for (const [post, vector] of given.entries()) {
      const seen = isSomething(vector) ? seenFrom(mean, vector) : null;
      if (seen === null) continue;
      this.#known[post] = 1;
      this.#rows.set(seen, post * this.width);
    }
  }

  /** Whether anything is known of what a post means. */
  knows(post: number): boolean {
    return this.#known[post] === 1;
  }

  of(post: number): Float32Array {
    return this.#rows.subarray(post * this.width, (post + 1) * this.width);
  }

  /** @param groupOf group of each post, from 0 */
  hearts(groupOf: Int32Array, groups: number): Heart[] {
    const hearts = Array.from({ length: groups }, () => new Float64Array(this.width));
    for (let post = 0; post < groupOf.length; post++) addTo(hearts[groupOf[post]!]!, this.of(post), 1);
    return hearts;
  }
}

function isSomething(vector: Int16Array | undefined): vector is Int16Array {
  return vector?.some((component) => component !== 0) ?? false;
}

/** At unit length; `null` for the mean itself. */
function seenFrom(mean: Float64Array, vector: Int16Array): Float64Array | null {
  const seen = Float64Array.from(vector, (component, at) => component - mean[at]!);
  const length = lengthOf(seen);
  // What is left of a vector that is the mean itself is rounding.
  return length < 1e-6 * lengthOf(vector) ? null : seen.map((component) => component / length);
}

export function addTo(sum: Float64Array, vector: ArrayLike<number>, times: number): void {
  for (let at = 0; at < sum.length; at++) sum[at]! += times * vector[at]!;
}

export function product(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

export function lengthOf(vector: ArrayLike<number>): number {
  return Math.sqrt(product(vector, vector));
}

/** 0 where one of them has no direction. */
export function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const lengths = lengthOf(one) * lengthOf(other);
  return lengths < 1e-9 ? 0 : product(one, other) / lengths;
}
