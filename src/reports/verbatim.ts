/**
 * Whether an organisation's text carries somebody else's words. Eight words in a row are enough to find a post with a
 * search engine, so a file that names nobody must not hold them, not even inside a quotation.
 *
 * Two Bloom filters (Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13(7), 1970) keep memory
 * the same for any number of posts: one of the word runs of organisations, one of those among them that somebody else
 * used too. They can err on one side only, that of keeping a text back.
 */
import { eachWords } from '../store/post-figures.js';
import { reckonOnce } from '../store/remembering.js';
import type { Database } from '../store/store.js';

/** Words in a row that must not be shown. */
export const VERBATIM_WORDS = 8;
const BITS = 2 ** 26;
const PROBES = 4;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const OTHER_PRIME = 0x85ebca6b;

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+/giu;
/** Scripts that put no spaces between words: every sign counts as one. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
/** A word as a search engine sees one: `don't` and `A&E` are two. */
export const WORD = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');

class BloomFilter {
  readonly #bytes = new Uint8Array(BITS / 8);

  add(run: Run): void {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = position(run, probe);
      this.#bytes[bit >>> 3]! |= 1 << (bit & 7);
    }
  }

  has(run: Run): boolean {
    for (let probe = 0; probe < PROBES; probe += 1) {
      const bit = position(run, probe);
      if ((this.#bytes[bit >>> 3]! & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}

/** Two hashes of eight words in a row; every probe is a sum of them (Kirsch & Mitzenmacher 2006). */
interface Run {
  first: number;
  second: number;
}

function position(run: Run, probe: number): number {
  return (run.first + Math.imul(probe, run.second)) & (BITS - 1);
}

/** Word runs that people other than organisations used. */
export class SpokenWords {
  readonly #spoken: BloomFilter;

  constructor(spoken: BloomFilter) {
    this.#spoken = spoken;
  }

  /** Whether eight words in a row of this text are somebody else's. */
  hasRunOf(text: string): boolean {
    for (const run of runsOf(text)) if (this.#spoken.has(run)) return true;
    return false;
  }
}

/** Compares what organisations say with what everybody else says; reads every post once, keeps no text. */
export async function readSpoken(store: Database): Promise<SpokenWords> {
  return reckonOnce(store, 'spoken words', () => compareWords(store));
}

async function compareWords(store: Database): Promise<SpokenWords> {
  const official = new BloomFilter();
  const spoken = new BloomFilter();
  let any = false;
  for await (const { text } of eachWords(store, 'organisations')) {
    for (const run of runsOf(text ?? '')) {
      official.add(run);
      any = true;
    }
  }
  if (!any) return new SpokenWords(spoken);
  for await (const { title, text } of eachWords(store, 'everybody else')) {
    for (const words of [title, text]) {
      for (const run of runsOf(words ?? '')) if (official.has(run)) spoken.add(run);
    }
  }
  return new SpokenWords(spoken);
}

/** Whether eight words in a row of a text stand in a post by anybody but an organisation; reads posts until it finds them. */
export async function isOfIndividual(store: Database, text: string): Promise<boolean> {
  const asked = new BloomFilter();
  const runs = [...runsOf(text)];
  if (runs.length === 0) return false;
  for (const run of runs) asked.add(run);
  for await (const { title, text: said } of eachWords(store, 'everybody else')) {
    for (const words of [title, said]) {
      for (const run of runsOf(words ?? '')) if (asked.has(run)) return true;
    }
  }
  return false;
}

/** Words of a text as a search engine sees them, addresses left out. */
export function wordsOf(text: string): string[] {
  return text.replace(ADDRESS, ' ').toLowerCase().match(WORD) ?? [];
}

function* runsOf(text: string): Generator<Run> {
  const hashes = wordsOf(text).map(hashOf);
  for (let end = VERBATIM_WORDS; end <= hashes.length; end += 1) {
    let first = FNV_OFFSET;
    let second = OTHER_PRIME;
    for (let index = end - VERBATIM_WORDS; index < end; index += 1) {
      first = Math.imul(first ^ hashes[index]!, FNV_PRIME);
      second = Math.imul(second ^ hashes[index]!, OTHER_PRIME);
      first ^= first >>> 15;
      second ^= second >>> 13;
    }
    // An even step would probe the same few bits again and again.
    yield { first: first >>> 0, second: (second | 1) >>> 0 };
  }
}

/** FNV-1a over UTF-16 code units. */
function hashOf(word: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), FNV_PRIME);
  }
  return hash >>> 0;
}
