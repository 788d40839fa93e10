/**
 * A person's hand on what the engine found: themes made one, or parted. The engine goes on grouping as it always did, and
 * the hand is laid on afresh each time, so that whatever a person did outlives every regrouping and can be undone.
 */
import type { Corpus } from './corpus.js';
import type { Grouping } from './engine.js';

/** An action that changes which posts belong together, as it stands in the log. */
export interface HandAction {
  action: 'merge' | 'split';
  /** The theme that goes into another, or is parted. */
  theme: string;
  /** The theme it goes into, or the new one that is made of the parted posts. */
  other: string;
  /** For a split: a post goes when it has all the tokens of one of these. */
  words: readonly (readonly string[])[];
}

/** Grouping and ids as people see them; a chapter may have lost all its themes to another. */
export interface Handled {
  grouping: Grouping;
  /** Id of each theme of the grouping. */
  ids: string[];
}

/** Whether a post has all of these tokens. */
type Says = (tokens: readonly string[]) => boolean;

/**
 * @param saysOf what each post says
 * @param ids of the themes of the grouping, as the engine knows them
 * @param actions in the order in which they were taken
 */
export function layHandOn(
  saysOf: (post: number) => Says,
  grouping: Grouping,
  ids: readonly string[],
  actions: readonly HandAction[],
): Handled {
  if (actions.length === 0) return { grouping, ids: [...ids] };
  const touched = new Set(actions.map(({ theme }) => theme));
  const idFor = (post: number, theme: number): string => {
    const own = ids[theme]!;
    return touched.has(own) ? followHand(own, actions, saysOf(post)) : own;
  };
  const shown = Array.from(grouping.themeOf, (theme, post) => idFor(post, theme));
  const numbers = new Map<string, number>();
  for (const id of shown) if (!numbers.has(id)) numbers.set(id, numbers.size);
  const themeOf = Int32Array.from(shown, (id) => numbers.get(id)!);
  return {
    grouping: {
      themes: numbers.size,
      chapters: grouping.chapters,
      themeOf,
      chapterOf: chaptersOf(grouping, ids, shown),
      about: (post) => joined(grouping.about(post), (theme) => numbers.get(idFor(post, theme))),
    },
    ids: [...numbers.keys()],
  };
}

/** What a post says that has these tokens, as the corpus numbers them. */
export function sayingOf(corpus: Corpus, has: ReadonlySet<number>): Says {
  return (tokens) =>
    tokens.every((token) => {
      const word = corpus.idOf(token);
      return word !== undefined && has.has(word);
    });
}

/** Where a post of a theme ends up when every action is taken in its turn. */
export function followHand(theme: string, actions: readonly HandAction[], says: Says): string {
  let here = theme;
  for (const { action, theme: from, other, words } of actions) {
    if (from === here && (action === 'merge' || words.some(says))) here = other;
  }
  return here;
}

/** A theme stays in its own chapter, whatever is added to it; one that a hand has made is in that of its first post. */
function chaptersOf(grouping: Grouping, ids: readonly string[], shown: readonly string[]): Int32Array {
  const own = new Map(ids.map((id, theme) => [id, grouping.chapterOf[theme]!]));
  for (const [post, id] of shown.entries()) {
    if (!own.has(id)) own.set(id, grouping.chapterOf[grouping.themeOf[post]!]!);
  }
  return Int32Array.from(new Set(shown), (id) => own.get(id)!);
}

/** Weights of themes that are now one are added up; the theme of the post stays first. */
function joined(
  about: ReturnType<Grouping['about']>,
  numberOf: (theme: number) => number | undefined,
): ReturnType<Grouping['about']> {
  const weights = new Map<number, number>();
  for (const { theme, weight } of about) {
    const number = numberOf(theme);
    // A second theme that nobody has as the first is not shown.
    if (number !== undefined) weights.set(number, (weights.get(number) ?? 0) + weight);
  }
  const [first, ...others] = [...weights].map(([theme, weight]) => ({ theme, weight }));
  return [...(first === undefined ? [] : [first]), ...others.sort((a, b) => b.weight - a.weight)];
}
