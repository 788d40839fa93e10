/** Who is who since the last run: the groups of today under the ids of the themes they continue, and as a hand puts them. */
import type { Database } from '../store/database.js';
import { readEverHandled } from '../store/theme-hand.js';
import { countByTheme, type Share } from '../store/theme-stream.js';
import { type EngineMemory, type LivingTheme, readChapters } from '../store/themes.js';
import type { Grouping } from './engine.js';
import { type HandAction, type Handled, layHandOn, sayingOf } from './hand.js';
import { eventsBetween, keepIdentities, type ThemeEvent } from './identity.js';
import { type Resettled, resettle } from './settled.js';
import type { Stream } from './stream.js';
import { type Span, vote } from './vote.js';

/** A post that was read in this run, open or a witness. */
export interface Placed extends Span {
  id: number;
  voiceId: number | null;
  campaignId: string | null;
}

export interface Standing {
  /** Witnesses first, then the open posts that weigh. */
  posts: Placed[];
  /** Grouping of these posts as the engine sees them, and as people do. */
  own: Handled;
  shown: Handled;
  resettled: Resettled[];
  /** Themes in which there are posts that were not read, and whose portraits stand. */
  asleep: ReadonlySet<string>;
  /** Id of each chapter of the grouping, and which ones it had for themes before. */
  chapterIds: string[];
  chapterOfTheme: ReadonlyMap<string, string>;
  endedChapters: { id: string; into: string }[];
  events: ThemeEvent[];
  /** State of the log of the hand. */
  hand: string;
  nextTheme: number;
  nextChapter: number;
}

/** The engine's themes are followed first, and then a person's hand is laid on. */
export async function findStanding(
  store: Database,
  stream: Stream,
  living: readonly LivingTheme[],
  memory: EngineMemory,
  actions: readonly (HandAction & { id: number })[],
): Promise<Standing> {
  const posts: Placed[] = [
    ...stream.witnesses.map((witness, first) => ({ ...witness, first, passages: 1 })),
    ...stream.counted,
  ];
  const grouping = vote(stream.engine.group(), posts);
  const chapterOfTheme = await readChapters(store);
  const known = followEngine(stream, grouping, chapterOfTheme, memory);
  const own = { grouping, ids: known.themes.ids };
  const shown = layHandOn(
    (post) => sayingOf(stream.engine.corpus, wordsOf(stream, posts[post]!)),
    grouping,
    own.ids,
    actions,
  );
  const hand = handState(actions);
  const touched = hand === memory.hand ? [] : await readEverHandled(store);
  const resettled = await resettle(store, stream, movedThemes(stream, own), touched, actions);
  const left = await leftAlone(store, stream, resettled);
  keepToLiving(
    resettled,
    new Set([
      ...shown.ids,
      ...left,
      ...resettled.flatMap((post) => post.shown.slice(0, 1).map(({ themeId }) => themeId)),
    ]),
  );
  return {
    ...{ posts, own, shown, resettled, chapterOfTheme, hand },
    asleep: new Set([...left].filter((id) => !shown.ids.includes(id))),
    chapterIds: known.chapters.ids,
    endedChapters: known.chapters.events.flatMap(({ kind, id, other }) =>
      kind === 'merge' ? [{ id, into: other! }] : [],
    ),
    events: eventsOf(stream, living, shown, resettled, left),
    nextTheme: known.themes.next,
    nextChapter: known.chapters.next,
  };
}

/** All words of a post. */
export function wordsOf({ engine: { corpus } }: Stream, { first, passages }: Span): Set<number> {
  const words = new Set<number>();
  for (let passage = first; passage < first + passages; passage++) {
    for (const word of corpus.words(passage)) words.add(word);
  }
  return words;
}

/** Merges and splits that hold, by their numbers in the log. */
export function handState(actions: readonly { id: number }[]): string {
  return actions.map(({ id }) => id).join(',');
}

/** Themes and chapters of today as continuations of those of the last run, by the posts they share. */
function followEngine(
  stream: Stream,
  grouping: Grouping,
  chapterOfTheme: ReadonlyMap<string, string>,
  memory: EngineMemory,
) {
  const former = [
    ...stream.witnesses.map(({ themeId }) => themeId),
    ...stream.counted.map(({ own }) => own[0]?.themeId),
  ];
  const weights = [...stream.witnesses.map(({ weight }) => weight), ...stream.counted.map(() => 1)];
  const { themeOf, chapterOf } = grouping;
  const themes = keepIdentities('theme', [], former, themeOf, grouping.themes, memory.nextTheme, weights);
  const chapters = keepIdentities(
    'chapter',
    [...new Set(chapterOfTheme.values())],
    former.map((theme) => chapterOfTheme.get(theme ?? '')),
    themeOf.map((theme) => chapterOf[theme]!),
    grouping.chapters,
    memory.nextChapter,
    weights,
  );
  return { themes, chapters };
}

/** What became of the themes that settled posts are in. */
function movedThemes({ witnesses }: Stream, { grouping, ids }: Handled): Map<string, string> {
  const today = new Map(witnesses.map(({ themeId }, post) => [themeId, ids[grouping.themeOf[post]!]!]));
  return new Map([...today].filter(([before, now]) => before !== now));
}

/** Themes that have posts which nothing of this run touches. */
async function leftAlone(store: Database, stream: Stream, resettled: readonly Resettled[]): Promise<Set<string>> {
  const counts = await countByTheme(store);
  const take = ([strongest]: readonly Share[]) => {
    if (strongest !== undefined) counts.set(strongest.themeId, (counts.get(strongest.themeId) ?? 0) - 1);
  };
  for (const { micros, seen } of [...stream.counted, ...stream.followers]) if (micros.length > 0) take(seen);
  for (const { microId, seen } of resettled) if (microId === null) take(seen);
  for (const seen of stream.strays.values()) take(seen);
  return new Set([...counts].flatMap(([id, posts]) => (posts > 0 ? [id] : [])));
}

/** A second theme that no post has as its first is not shown. */
function keepToLiving(resettled: readonly Resettled[], living: ReadonlySet<string>): void {
  for (const post of resettled) post.shown = post.shown.filter(({ themeId }) => living.has(themeId));
}

function eventsOf(
  { witnesses, counted }: Stream,
  living: readonly LivingTheme[],
  shown: Handled,
  resettled: readonly Resettled[],
  left: ReadonlySet<string>,
): ThemeEvent[] {
  const again = new Set(resettled.map(({ id }) => id));
  const now = (post: number) => shown.ids[shown.grouping.themeOf[post]!]!;
  const moves: [before: string | undefined, now: string][] = [
    // What was not looked at again is where it was.
    ...witnesses.flatMap(({ id }, post): [string, string][] => (again.has(id) ? [] : [[now(post), now(post)]])),
    ...counted.map(({ seen }, at): [string | undefined, string] => [seen[0]?.themeId, now(witnesses.length + at)]),
    ...resettled.flatMap(({ seen, shown: [first] }): [string | undefined, string][] =>
      first === undefined ? [] : [[seen[0]?.themeId, first.themeId]],
    ),
  ];
  const ids = [...new Set([...shown.ids, ...moves.map(([, id]) => id)])];
  const number = new Map(ids.map((id, at) => [id, at]));
  return eventsBetween(
    'theme',
    living.map(({ id }) => id),
    moves.map(([before]) => before),
    Int32Array.from(moves, ([, id]) => number.get(id)!),
    ids,
    left,
  );
}
