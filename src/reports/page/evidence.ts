/** A few posts that show what a theme is about, with no more of anybody's words than may be shown. */
import type { EvidencePost } from '../../store/theme-figures.js';
import { isOpen, masked, pseudonym, trueName } from '../anonymous.js';
import { type SpokenWords, VERBATIM_WORDS, WORD } from '../verbatim.js';

export interface Quote {
  words: string;
  /** Who is named, or `null` when nobody is. */
  voice: string | null;
  organisation: boolean;
  place: string | null;
  /** `YYYY-MM-DD` */
  date: string | null;
  url: string | null;
}

const QUOTES = 4;
/** What is openly said is quoted up to here; the rest is where it was said. */
const OPEN_WORDS = 60;

/**
 * The first few posts by different voices, no two of one campaign or in the same words.
 * @param posts nearest to the heart of the theme first
 * @param spoken words of others to keep out of organisations' texts; `null` when people may be named
 */
export function pickQuotes(posts: readonly EvidencePost[], label: string, spoken: SpokenWords | null): Quote[] {
  const seen = new Set<string>();
  const quotes: Quote[] = [];
  for (const post of posts) {
    const keys = [`voice ${post.voiceId}`, `campaign ${post.campaignId}`].filter((key) => !key.endsWith('null'));
    if (quotes.length === QUOTES || keys.some((key) => seen.has(key))) continue;
    const quote = quoteOf(post, label, spoken);
    if (quote === null || seen.has(quote.words)) continue;
    for (const key of [...keys, quote.words]) seen.add(key);
    quotes.push(quote);
  }
  return quotes;
}

function quoteOf(post: EvidencePost, label: string, spoken: SpokenWords | null): Quote | null {
  const named = spoken === null;
  const open = named || isOpen(post);
  const whole = named || (open && !spoken.hasRunOf(post.text));
  const text = named ? post.text : masked(post.text);
  const words = whole ? excerpt(text, '', OPEN_WORDS) : excerpt(text, label, VERBATIM_WORDS - 1);
  if (words === '') return null;
  return {
    words,
    voice: named ? trueName(post) : open ? pseudonym(post) : null,
    organisation: post.voiceKind === 'organisation',
    place: post.place,
    date: post.createdAt?.slice(0, 10) ?? null,
    url: open ? post.url : null,
  };
}

/** At most `most` words of a text: the stretch that holds most words of `about`. */
export function excerpt(text: string, about: string, most: number): string {
  const words = [...text.matchAll(WORD)];
  if (words.length === 0) return '';
  if (words.length <= most) return text.trim();
  const wanted = new Set(about.toLowerCase().match(WORD) ?? []);
  const hits = words.map((word) => (wanted.has(word[0].toLowerCase()) ? 1 : 0));
  const start = bestStretch(hits, most);
  const first = words[start]!;
  const last = words[start + most - 1]!;
  const cut = text.slice(first.index, last.index + last[0].length);
  return `${start > 0 ? '… ' : ''}${cut}${start + most < words.length ? ' …' : ''}`;
}

/** Where the stretch with most hits begins; of neighbours with equally many the middle one, so that they are framed. */
function bestStretch(hits: readonly number[], length: number): number {
  const sums = hits.slice(length - 1).map((_, start) => {
    return hits.slice(start, start + length).reduce((total, hit) => total + hit, 0);
  });
  const most = sums.reduce((high, sum) => Math.max(high, sum), 0);
  if (most === 0) return 0;
  const first = sums.indexOf(most);
  const after = sums.findIndex((sum, start) => start > first && sum < most);
  return Math.floor((first + (after === -1 ? sums.length : after) - 1) / 2);
}
