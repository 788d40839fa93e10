/** Fingerprints of rows, and of sets of rows. */
import { hash } from 'node:crypto';

/** Bytes of a SHA-256. */
const BYTES = 32;
const WORD = 4;
/** Sums of 32-bit words stay exact up to 2^53: so many can be added before the carries are moved on. */
const BEFORE_CARRY = 2 ** 20;

/** SHA-256 (FIPS 180-4) of values in order, unambiguous whatever they contain. */
export function digestOf(values: readonly (string | number | null)[]): Buffer {
  return hash('sha256', JSON.stringify(values), 'buffer');
}

/**
 * The digest of a set of digests: their sum modulo 2^256 (AdHash; Bellare and Micciancio, EUROCRYPT 1997), in hex. It does
 * not depend on the order in which they come, so nobody has to sort a million posts, and memory does not grow. Made to
 * notice what has changed, not to withstand somebody who computes forgeries.
 */
export class SetDigest {
  /** Lowest word first. */
  readonly #words = new Float64Array(BYTES / WORD);
  #added = 0;

  add(digest: Uint8Array): void {
    const bytes = Buffer.from(digest.buffer, digest.byteOffset, BYTES);
    for (let word = 0; word < this.#words.length; word += 1) {
      this.#words[word]! += bytes.readUInt32BE(BYTES - WORD * (word + 1));
    }
    this.#added += 1;
    if (this.#added % BEFORE_CARRY === 0) this.#carry();
  }

  /** How many were added. */
  get size(): number {
    return this.#added;
  }

  /** 64 hexadecimal digits. */
  get value(): string {
    this.#carry();
    return Array.from(this.#words, (word) => word.toString(16).padStart(2 * WORD, '0'))
      .reverse()
      .join('');
  }

  #carry(): void {
    let carry = 0;
    for (let word = 0; word < this.#words.length; word += 1) {
      const sum = this.#words[word]! + carry;
      this.#words[word] = sum % 2 ** 32;
      carry = Math.floor(sum / 2 ** 32);
    }
  }
}
