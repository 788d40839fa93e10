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
  /** The engine's own theme of each post, by which it knows it again next time. */
  engineId(post: number): string;
}

/**
 * @param ids of the themes of the grouping, as the engine knows them
 * @param actions in the order in which they were taken
 */
export function layHandOn(corpus: Corpus, grouping: Grouping, ids: readonly string[], actions: readonly HandAction[]) {
  const engineId = (post: number) => ids[grouping.themeOf[post]!]!;
  if (actions.length === 0) return { grouping, ids: [...ids], engineId } satisfies Handled;
  const steps = actions.map((action) => ({ ...action, words: action.words.map((words) => numbersOf(corpus, words)) }));
  const touched = new Set(actions.map(({ theme }) => theme));
  const idFor = (post: number, theme: number): string => {
    const own = ids[theme]!;
    return touched.has(own) ? follow(own, steps, () => new Set(corpus.words(post))) : own;
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
    engineId,
  } satisfies Handled;
}

/** `null` where the corpus does not know one of the words: no post has them all. */
function numbersOf(corpus: Corpus, words: readonly string[]): number[] | null {
  const numbers = words.map((word) => corpus.idOf(word));
  return numbers.every((number) => number !== undefined) ? (numbers as number[]) : null;
}

/** Where a post of a theme ends up when every action is taken in its turn. */
function follow(
  theme: string,
  steps: readonly (Omit<HandAction, 'words'> & { words: readonly (number[] | null)[] })[],
  wordsOfPost: () => ReadonlySet<number>,
): string {
  let here = theme;
  let said: ReadonlySet<number> | undefined;
  for (const { action, theme: from, other, words } of steps) {
    if (from !== here) continue;
    if (action === 'merge') {
      here = other;
      continue;
    }
    said ??= wordsOfPost();
    const has = said;
    if (words.some((all) => all?.every((word) => has.has(word)))) here = other;
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
