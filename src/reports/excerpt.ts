/** A few words of a post round what somebody searched for: as many as may be shown. */
import { type Term, wordsIn } from '../store/search-query.js';
import type { Database } from '../store/store.js';
import { isOpen, MASKED_ADDRESS, masked, pseudonym, type SaidPost, shareable } from './anonymous.js';
import { readSpoken, type SpokenWords, VERBATIM_WORDS, WORD } from './verbatim.js';

/** Words of an individual: one fewer than lead a search engine to the post. */
const FEW = VERBATIM_WORDS - 1;
/** Words of an organisation. */
const MORE = 30;
/** Hits of one text that an excerpt may be laid around. */
const MOST_WINDOWS = 200;

/** From the first character of what was searched for to the one after its last. */
export type Span = readonly [start: number, end: number];

/** A piece of a text, with `…` where something is left out. */
export interface Cut {
  excerpt: string;
  /** Where it holds what was searched for, first to last; they do not overlap. */
  hits: Span[];
}

export interface Excerpt extends Cut {
  /** See `pseudonym`. */
  voice: string | null;
  /** Of organisations that speak in their own words; else `null`. */
  url: string | null;
}

type FoundPost = SaidPost & { text: string; url: string | null };

/** How to show posts that are listed and not searched for. */
export async function readExcerpts(
  store: Database,
  found: readonly FoundPost[],
  terms: readonly Term[],
): Promise<(post: FoundPost) => Excerpt> {
  const spoken = found.some(isOpen) ? await readSpoken(store) : null;
  return (post) => excerptFor(post, spoken, terms);
}

/** How to show posts one at a time. Reads what everybody said when the first of an organisation comes, if one does. */
export function excerptsOf(store: Database, terms: readonly Term[]): (post: FoundPost) => Promise<Excerpt> {
  let spoken: SpokenWords | null = null;
  return async (post) => {
    if (isOpen(post)) spoken ??= await readSpoken(store);
    return excerptFor(post, spoken, terms);
  };
}

/** @param spoken what everybody else said; `null` where the post is not open */
export function excerptFor(post: FoundPost, spoken: SpokenWords | null, terms: readonly Term[]): Excerpt {
  const open = spoken === null ? null : shareable(post, spoken);
  const cut = open === null ? excerptOf(plain(post.text), terms, FEW) : excerptOf(open, terms, MORE);
  return { voice: pseudonym(post), ...cut, url: open === null ? null : post.url };
}

/** Without names, and without the places where addresses were. */
function plain(text: string): string {
  return masked(text).replaceAll(MASKED_ADDRESS, '').replace(/\s+/g, ' ').trim();
}

/** At most `most` words of a text in a row: those with most of what was searched for, and a hit in their middle. */
export function excerptOf(text: string, terms: readonly Term[], most: number): Cut {
  const hits = hitsIn(text, terms);
  const words = Array.from(text.matchAll(WORD), ({ 0: word, index }): Span => [index, index + word.length]);
  if (words.length === 0) return { excerpt: '', hits: [] };
  const windows = hits.length === 0 ? [0] : hits.slice(0, MOST_WINDOWS).map((hit) => windowAround(hit, words, most));
  const inside = (from: number) => {
    const [start, end] = [words[from]![0], words[Math.min(from + most, words.length) - 1]![1]];
    return hits.filter((hit) => hit.span[0] >= start && hit.span[1] <= end);
  };
  const telling = (from: number) => new Set(inside(from).map(({ term }) => term)).size;
  // Of equals the first.
  const from = windows.reduce((best, one) => (telling(one) > telling(best) ? one : best));
  const torn = from > 0 && inside(from).every(({ span }) => span[0] > words[from]![0]) && isTorn(text, words[from]![0]);
  const start = from === 0 ? 0 : words[torn ? from + 1 : from]![0];
  const end = from + most >= words.length ? text.length : words[from + most - 1]![1];
  const before = start === 0 ? '' : '…';
  const shift = before.length - start;
  return {
    excerpt: `${before}${text.slice(start, end)}${end === text.length ? '' : '…'}`,
    hits: apart(inside(from).map(({ span }) => span)).map(([first, last]) => [first + shift, last + shift]),
  };
}

/** Whether a word goes on from the one before it, as the `t` of `don't` does. */
function isTorn(text: string, start: number): boolean {
  return /[\p{L}\p{N}]['’]$/u.test(text.slice(Math.max(0, start - 3), start));
}

/** Number of the first word of a window with the hit in its middle. */
function windowAround({ span }: Hit, words: readonly Span[], most: number): number {
  const first = words.findIndex(([, end]) => end > span[0]);
  const long = words.filter(([start, end]) => end > span[0] && start < span[1]).length;
  const from = first - Math.floor(Math.max(0, most - long) / 2);
  return Math.max(0, Math.min(from, words.length - most));
}

interface Hit {
  span: Span;
  /** Its number among the terms. */
  term: number;
}

/** Where a text holds one of the terms, first to last. */
function hitsIn(text: string, terms: readonly Term[]): Hit[] {
  if (terms.length === 0) return [];
  const words = wordsIn(text);
  return words.flatMap((word, at) =>
    terms.flatMap((term, number): Hit[] => {
      if (!term.words.every((wanted, offset) => holds(words[at + offset]?.word, wanted, term, offset))) return [];
      return [{ span: [word.start, words[at + term.words.length - 1]!.end], term: number }];
    }),
  );
}

function holds(word: string | undefined, wanted: string, { words, prefix }: Term, offset: number): boolean {
  return prefix && offset === words.length - 1 ? (word?.startsWith(wanted) ?? false) : word === wanted;
}

/** Spans that overlap as one. */
function apart(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [start, end] of spans) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}

/** A text with its hits changed by `show`, and the rest by `tell`. */
export function marked(
  { excerpt, hits }: Cut,
  show: (hit: string) => string,
  tell: (rest: string) => string = (rest) => rest,
): string {
  let at = 0;
  let text = '';
  for (const [start, end] of hits) {
    text += tell(excerpt.slice(at, start)) + show(excerpt.slice(start, end));
    at = end;
  }
  return text + tell(excerpt.slice(at));
}

/** The whole of a text, with where it holds what was searched for. */
export function whole(text: string, terms: readonly Term[]): Cut {
  return { excerpt: text, hits: apart(hitsIn(text, terms).map(({ span }) => span)) };
}
