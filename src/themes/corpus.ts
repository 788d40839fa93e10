/** Posts as numbers: each post the list of its words, all posts in one growing array. */

import type { Vectors } from './vectors.js';

/** A list of whole numbers that grows without boxing them. */
export class IntList {
  #items = new Int32Array(1024);
  length = 0;

  push(item: number): void {
    if (this.length === this.#items.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.#items);
      this.#items = wider;
    }
    this.#items[this.length] = item;
    this.length += 1;
  }

  at(index: number): number {
    return this.#items[index]!;
  }

  set(index: number, item: number): void {
    this.#items[index] = item;
  }

  /** A view, good until the next push. */
  slice(start: number, end: number): Int32Array {
    return this.#items.subarray(start, end);
  }
}

export class Corpus {
  /** What the posts mean, where a model has read them. */
  vectors: Vectors | null = null;
  readonly #ids = new Map<string, number>();
  readonly #words = new IntList();
  readonly #starts = new IntList();

  constructor() {
    this.#starts.push(0);
  }

  /** Number of posts. */
  get size(): number {
    return this.#starts.length - 1;
  }

  /** Number of different words. */
  get vocabulary(): number {
    return this.#ids.size;
  }

  /** Number of a word; `undefined` for one that no post has. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** Adds a post and returns its number. */
  add(tokens: readonly string[]): number {
    for (const token of tokens) {
      let id = this.#ids.get(token);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(token, id);
      }
      this.#words.push(id);
    }
    this.#starts.push(this.#words.length);
    return this.size - 1;
  }

  /** The words of a post in the order in which it says them. A view, good until the next post is added. */
  words(post: number): Int32Array {
    return this.#words.slice(this.#starts.at(post), this.#starts.at(post + 1));
  }
}
