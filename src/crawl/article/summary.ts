/** Whether a feed gave all of an article or only its beginning, and whether a page holds the rest of it. */
import { plainText } from '../feed/markup.js';

/** Characters; shorter posts may be whole all the same, and then their page says no more. */
const SHORTEST_WHOLE = 800;
/** Where a feed says that it breaks off. */
const END = 400;
/** WordPress ends whole articles with this, too. */
const SIGNATURE = /\s*The post .{1,300} (?:appeared first|first appeared) on .{1,200}$/;
const CUT =
  /(?:…|\.\.\.|\[&hellip;\])\W{0,3}$|(?:continue reading|read (?:more|on|the (?:rest|full))|keep reading|weiterlesen|mehr lesen|lire la suite|en savoir plus|leer más|seguir leyendo|sigue leyendo|lees (?:verder|meer)|leggi tutto|continua a leggere|czytaj (?:dalej|więcej)|ler mais|continue lendo)\b.{0,120}$/iu;

export interface Given {
  title: string | null;
  text: string | null;
  html: string | null;
}

/** Short, or with a mark at its end that there is more. */
export function isSummary(post: Given): boolean {
  const said = saidIn(post);
  return said.length < SHORTEST_WHOLE || CUT.test(said.slice(-END).replace(SIGNATURE, ''));
}

/** Less is not worth the place of what the feed gave. */
const LEAST_MORE = 100;
const SHORTEST_ARTICLE = 250;
/** Of the summary's words: its writer may have used others; a page that asks for a password hardly shares any. */
const LEAST_SHARED = 0.3;
/** Fewer words prove nothing either way. */
const FEWEST_WORDS = 5;

/**
 * `article`: the page goes on where the feed breaks off; `same`: the feed gave it all; `other`: the page speaks of other
 * things (a login, a wall, a question about cookies).
 */
export function compare(post: Given, article: string): 'article' | 'same' | 'other' {
  const said = saidIn(post);
  const words = wordsOf(`${post.title ?? ''} ${said}`);
  const found = wordsOf(article);
  const shared = [...words].filter((word) => found.has(word)).length;
  if (words.size >= FEWEST_WORDS && shared < words.size * LEAST_SHARED) return 'other';
  if (article.length >= Math.max(SHORTEST_ARTICLE, said.length + LEAST_MORE)) return 'article';
  return said === '' ? 'other' : 'same';
}

function saidIn({ text, html }: Given): string {
  return text === null ? plainText(html ?? '') : text.replace(/\s+/g, ' ').trim();
}

/** Words of four letters or more; pairs of letters in scripts that write words without spaces. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(word)) {
      for (let at = 0; at + 2 <= word.length; at += 1) words.add(word.slice(at, at + 2));
    } else if (word.length >= 4) words.add(word);
  }
  return words;
}
