/** Boilerplate: what a source puts under everything it says ("Read more on our site"), whatever it is about. */
import type { Post } from './said.js';

/** Posts of a source, at least, before anything shows that it repeats itself. */
const LEAST_POSTS = 10;
/** Share of its posts that have the word. */
const SHARE = 0.5;
/** A source most of whose posts are in one theme repeats its subject, not itself. */
const LARGEST_THEME = 0.5;

/** Roots of words that most posts of a source have though they are about many things, by source. */
export function boilerplateOf(themes: readonly (readonly Post[])[]): Map<string, Set<string>> {
  const bySource = new Map<string, Post[]>();
  const largest = new Map<string, number>();
  for (const posts of themes) {
    const here = new Map<string, number>();
    for (const post of posts) {
      const { source } = post;
      if (source === null) continue;
      const own = bySource.get(source);
      if (own === undefined) bySource.set(source, [post]);
      else own.push(post);
      here.set(source, (here.get(source) ?? 0) + 1);
    }
    for (const [source, count] of here) largest.set(source, Math.max(count, largest.get(source) ?? 0));
  }
  const repeating = [...bySource].filter(
    ([source, own]) => own.length >= LEAST_POSTS && largest.get(source)! <= LARGEST_THEME * own.length,
  );
  return new Map(repeating.map(([source, own]) => [source, commonRoots(own)]));
}

function commonRoots(posts: readonly Post[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { roots } of posts) for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= SHARE * posts.length).map(([root]) => root));
}
