/**
 * The nearest of many directions without looking at all of them: each is filed under the nearest of a few leaders, and only
 * the files of the leaders nearest to what is asked for are searched (cluster pruning; Chierichetti et al., PODS 2007).
 */
import { lengthOf } from './vectors.js';

/** So few are all looked at. */
const FEW = 256;
/** Leaders whose files are searched. */
const SEARCHED = 8;
/** A sum as short as this is of vectors that cancel out. */
const NOTHING = 1e-6;

/** How like a direction, by its number, is to what is looked for. */
type Likeness = (index: number) => number;

export class Directions {
  /** Of the vectors as they were given; 0 for those that have no direction. */
  readonly lengths: Float64Array;
  readonly #width: number;
  /** Unit vectors, one after the other. */
  readonly #rows: Float32Array;
  /** The directions filed under each leader; a single file with all of them where there are few. */
  readonly #files = new Map<number, number[]>();

  /** @param all of the same width, or empty: those are never found */
  constructor(all: readonly ArrayLike<number>[]) {
    this.#width = all.reduce((most, vector) => Math.max(most, vector.length), 0);
    this.lengths = Float64Array.from(all, (vector) => unlessNothing(lengthOf(vector)));
    this.#rows = new Float32Array(all.length * this.#width);
    for (const [index, vector] of all.entries()) {
      const length = this.lengths[index]!;
      const row = index * this.#width;
      if (length > 0) for (let at = 0; at < vector.length; at++) this.#rows[row + at] = vector[at]! / length;
    }
    this.#file();
  }

  /** Cosine of a direction with a vector of unit length; 0 where one of them is nothing. */
  cosine(index: number, vector: Float32Array): number {
    return vector.length === 0 ? 0 : dot(this.#rows, index * this.#width, vector);
  }

  /** The direction itself, at unit length. */
  unit(index: number): Float32Array {
    return this.#rows.subarray(index * this.#width, (index + 1) * this.#width);
  }

  /** Numbers of the nearest directions, nearest first, at less than a right angle. */
  nearest(likeness: Likeness, most: number): number[] {
    const leaders = [...this.#files.keys()];
    const near = leaders.length > SEARCHED ? best(leaders, likeness, SEARCHED) : leaders;
    const found = near.flatMap((leader) => this.#files.get(leader)!);
    return best(found, likeness, most).filter((index) => likeness(index) > 0);
  }

  /** The longest lead: groups of many posts that agree. */
  #file(): void {
    const longest = Array.from(this.lengths, (_, index) => index)
      .filter((index) => this.lengths[index]! > 0)
      .sort((a, b) => this.lengths[b]! - this.lengths[a]! || a - b);
    const leaders = longest.slice(0, longest.length <= FEW ? 1 : Math.ceil(Math.sqrt(longest.length)));
    for (const leader of leaders) this.#files.set(leader, []);
    for (const index of longest) {
      const own = this.unit(index);
      const [leader] = best(leaders, (other) => this.cosine(other, own), 1);
      this.#files.get(leader!)!.push(index);
    }
  }
}

/** The most alike, of equals those with the lower numbers. */
function best(among: readonly number[], likeness: Likeness, most: number): number[] {
  const top: number[] = [];
  const before = (a: number, b: number) => likeness(a) > likeness(b) || (likeness(a) === likeness(b) && a < b);
  for (const index of among) {
    let place = top.length;
    while (place > 0 && before(index, top[place - 1]!)) place -= 1;
    if (place >= most) continue;
    top.splice(place, 0, index);
    if (top.length > most) top.pop();
  }
  return top;
}

function unlessNothing(length: number): number {
  return length < NOTHING ? 0 : length;
}

/** Four sums at a time: a processor adds them side by side. */
function dot(rows: Float32Array, from: number, vector: Float32Array): number {
  const whole = vector.length - (vector.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < whole; at += 4) {
    a += rows[from + at]! * vector[at]!;
    b += rows[from + at + 1]! * vector[at + 1]!;
    c += rows[from + at + 2]! * vector[at + 2]!;
    d += rows[from + at + 3]! * vector[at + 3]!;
  }
  for (let at = whole; at < vector.length; at++) a += rows[from + at]! * vector[at]!;
  return a + b + (c + d);
}
