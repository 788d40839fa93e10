/** Boilerplate: what a source puts under everything it says ("Read more on our site"), whatever it is about. */
import type { Nameable } from './labels.js';
import { type PhraseRules, plainWords } from './phrases.js';

/** Posts of a source, at least, before anything shows that it repeats itself. */
const LEAST_POSTS = 10;
/** Share of its posts that have the word. */
const SHARE = 0.5;
/** A source most of whose posts are in one theme repeats its subject, not itself. */
const LARGEST_THEME = 0.5;

/** Words in lower case that most posts of a source have though they are about many things, by source. */
export function boilerplateOf(themes: readonly Nameable[], rules: PhraseRules): Map<string, Set<string>> {
  const texts = new Map<string, string[]>();
  const largest = new Map<string, number>();
  for (const { posts } of themes) {
    const here = new Map<string, number>();
    for (const { source, text } of posts) {
      if (source === null) continue;
      const own = texts.get(source);
      if (own === undefined) texts.set(source, [text]);
      else own.push(text);
      here.set(source, (here.get(source) ?? 0) + 1);
    }
    for (const [source, count] of here) largest.set(source, Math.max(count, largest.get(source) ?? 0));
  }
  const repeating = [...texts].filter(
    ([source, own]) => own.length >= LEAST_POSTS && largest.get(source)! <= LARGEST_THEME * own.length,
  );
  return new Map(repeating.map(([source, own]) => [source, commonWords(own, rules)]));
}

function commonWords(texts: readonly string[], rules: PhraseRules): Set<string> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of new Set(plainWords(text, rules).map(({ key }) => key))) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return new Set([...counts].filter(([, posts]) => posts >= SHARE * texts.length).map(([word]) => word));
}
