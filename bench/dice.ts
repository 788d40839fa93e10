/** Dice for things that are numbered: neighbouring numbers throw differently, and each the same every time. */
import { seededRandom } from '../src/random.js';

export function dice(number: number): () => number {
  return seededRandom(Math.imul(number, 0x9e3779b1));
}
