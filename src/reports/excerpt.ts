/** A few words of a post round what somebody searched for: as many as may be shown. */
import type { Database } from '../store/store.js';
import { isOpen, MASKED_ADDRESS, masked, pseudonym, type SaidPost, shareable } from './anonymous.js';
import { readSpoken, type SpokenWords, VERBATIM_WORDS, WORD } from './verbatim.js';

/** Words of an individual: one fewer than lead a search engine to the post. */
const FEW = VERBATIM_WORDS - 1;
/** Words of an organisation. */
const MORE = 30;

export interface Excerpt {
  /** See `pseudonym`. */
  voice: string | null;
  excerpt: string;
  /** Of organisations that speak in their own words; else `null`. */
  url: string | null;
}

type FoundPost = SaidPost & { text: string; url: string | null };

/** How to show the posts found. Reads what everybody said only when an organisation is among them. */
export async function readExcerpts(
  store: Database,
  found: readonly FoundPost[],
  words: readonly string[],
): Promise<(post: FoundPost) => Excerpt> {
  const spoken = found.some(isOpen) ? await readSpoken(store) : null;
  return (post) => excerptFor(post, spoken, words);
}

/** @param spoken what everybody else said; `null` where the post is not open */
export function excerptFor(post: FoundPost, spoken: SpokenWords | null, words: readonly string[]): Excerpt {
  const open = spoken === null ? null : shareable(post, spoken);
  const excerpt = open === null ? excerptOf(plain(post.text), words, FEW) : excerptOf(open, words, MORE);
  return { voice: pseudonym(post), excerpt, url: open === null ? null : post.url };
}

/** Without names, and without the places where addresses were. */
function plain(text: string): string {
  return masked(text).replaceAll(MASKED_ADDRESS, '').replace(/\s+/g, ' ').trim();
}

/** At most `most` words of a text, among them the first that was searched for, with `…` where something is left out. */
export function excerptOf(text: string, searched: readonly string[], most: number): string {
  const words = [...text.matchAll(WORD)];
  const wanted = new Set(searched.map((word) => word.toLowerCase()));
  const hit = words.findIndex(([word]) => wanted.has(word.toLowerCase()));
  const from = Math.max(0, Math.min(hit - Math.floor(most / 2), words.length - most));
  const last = words[Math.min(from + most, words.length) - 1];
  if (last === undefined) return '';
  const start = from === 0 ? 0 : words[from]!.index;
  const end = from + most >= words.length ? text.length : last.index + last[0].length;
  return `${start === 0 ? '' : '…'}${text.slice(start, end)}${end === text.length ? '' : '…'}`;
}
