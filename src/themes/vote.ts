/** From passages to posts: a post is about what its passages are about, each having one vote. */
import type { Grouping } from './engine.js';
import { numberGroups } from './groups.js';
import { PARAMETERS } from './parameters.js';

/** Where the passages of a post are in the corpus. */
export interface Span {
  first: number;
  passages: number;
}

const MOST_THEMES = 3;

/** The grouping of posts that follows from that of their passages; themes that are the strongest of no post are left out. */
export function vote(grouping: Grouping, posts: readonly Span[]): Grouping {
  const strongest = posts.map((post) =>
    post.passages === 1 ? grouping.themeOf[post.first]! : tally(grouping, post)[0]!.theme,
  );
  const themes = numberGroups(strongest);
  const former = [...new Set(strongest)];
  const number = new Map(former.map((theme, at) => [theme, at]));
  const chapters = numberGroups(former.map((theme) => grouping.chapterOf[theme]!));
  return {
    themes: themes.count,
    chapters: chapters.count,
    themeOf: themes.of,
    chapterOf: chapters.of,
    about: (post) =>
      tally(grouping, posts[post]!).flatMap(({ theme, weight }) => {
        const kept = number.get(theme);
        return kept === undefined ? [] : [{ theme: kept, weight }];
      }),
  };
}

/** The themes of a post, strongest first; of equals, the lower number. */
function tally(grouping: Grouping, { first, passages }: Span): ReturnType<Grouping['about']> {
  if (passages === 1) return grouping.about(first);
  const votes = new Map<number, number>();
  for (let passage = first; passage < first + passages; passage++) {
    for (const { theme, weight } of grouping.about(passage)) {
      votes.set(theme, (votes.get(theme) ?? 0) + weight / passages);
    }
  }
  return [...votes]
    .map(([theme, weight]) => ({ theme, weight }))
    .sort((a, b) => b.weight - a.weight || a.theme - b.theme)
    .slice(0, MOST_THEMES)
    .filter(({ weight }, rank) => rank === 0 || weight >= PARAMETERS.alsoAbout);
}
