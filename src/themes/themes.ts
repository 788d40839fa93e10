/**
 * Group: what is new joins the themes. Micro-themes in one pass, merged into themes, merged into chapters; then who is
 * who since the last run, what everything is called, and how it fares.
 */
import type { Log } from '../effects.js';
import type { Database } from '../store/database.js';
import { readEngineThemes, readHand } from '../store/theme-hand.js';
import { countThemes } from '../store/theme-list.js';
import {
  countLeftOut,
  type EngineMemory,
  type LivingTheme,
  readChapters,
  readLivingThemes,
  readMemory,
  readStrongest,
  saveThemes,
} from '../store/themes.js';
import { type HandAction, type Handled, layHandOn } from './hand.js';
import { eventsBetween, keepIdentities, type ThemeEvent } from './identity.js';
import type { PhraseRules } from './labels.js';
import { drawPortraits } from './portraits.js';
import { readStream, rowsOf, type Stream } from './stream.js';

/** The project's own search words, e.g. `#NHSCitizen`, are never a label. */
export type ThemesSettings = PhraseRules;

export interface ThemesSummary {
  /** Newly grouped. */
  posts: number;
  /** Live. */
  themes: number;
  chapters: number;
  born: number;
  merged: number;
  split: number;
  gone: number;
  /** Posts with nothing to go on: no tokens. */
  leftOut: number;
  /** Share of the grouped posts that are in themes of fewer than three. */
  outlierShare: number;
}

/**
 * Groups what is new and writes the outcome in one transaction. With nothing new it writes nothing, unless it is to be
 * done `again`, because a person has changed what belongs together.
 */
export async function groupThemes(
  store: Database,
  settings: ThemesSettings,
  runId: number,
  log: Log,
  how: { again?: boolean } = {},
): Promise<ThemesSummary> {
  const memory = await readMemory(store);
  const stream = await readStream(store, memory);
  if (!stream.changed && how.again !== true) return summarise(store, 0, []);
  log.info(
    `grouping ${stream.added} new posts with ${stream.counted.length + stream.followers.length - stream.added} known`,
  );
  const living = await readLivingThemes(store);
  const hand = await readHand(store);
  const seen = await identify(store, stream, living, memory, hand.actions);
  const ids = { themes: seen.handled.ids, chapters: seen.chapterIds };
  const portraits = await drawPortraits(store, stream, seen.handled.grouping, ids, living, hand.names, settings);
  const rows = rowsOf(stream, seen.handled);
  await saveThemes(store, runId, memory, {
    ...portraits,
    ...rows,
    events: seen.events,
    memory: { ...rows.memory, nextTheme: seen.nextTheme, nextChapter: seen.nextChapter },
  });
  return summarise(store, stream.added, seen.events);
}

interface Identified {
  handled: Handled;
  /** Id of each chapter of the grouping. */
  chapterIds: string[];
  events: ThemeEvent[];
  nextTheme: number;
  nextChapter: number;
}

/**
 * Themes and chapters of today as continuations of those of the last run, by the posts they share. The engine's themes
 * are followed first, and then a person's hand is laid on.
 */
async function identify(
  store: Database,
  { engine, counted }: Stream,
  living: readonly LivingTheme[],
  memory: EngineMemory,
  actions: readonly HandAction[],
): Promise<Identified> {
  const grouping = engine.group();
  const strongest = await readStrongest(store);
  const engineThemes = await readEngineThemes(store);
  const chapterOfTheme = await readChapters(store);
  const before = living.map(({ id }) => id);
  const formerSeen = counted.map(({ id }) => strongest.get(id));
  const former = counted.map(({ id }, post) => engineThemes.get(id) ?? formerSeen[post]);
  const formerChapter = former.map((theme) => chapterOfTheme.get(theme ?? ''));
  const { themeOf, chapterOf } = grouping;
  const inChapter = themeOf.map((theme) => chapterOf[theme]!);
  const themes = keepIdentities('theme', before, former, themeOf, grouping.themes, memory.nextTheme);
  const chapterIds = [...new Set(chapterOfTheme.values())];
  const chapters = keepIdentities(
    'chapter',
    chapterIds,
    formerChapter,
    inChapter,
    grouping.chapters,
    memory.nextChapter,
  );
  const handled = layHandOn(engine.corpus, grouping, themes.ids, actions);
  return {
    handled,
    chapterIds: chapters.ids,
    events: eventsBetween('theme', before, formerSeen, handled.grouping.themeOf, handled.ids),
    nextTheme: themes.next,
    nextChapter: chapters.next,
  };
}

async function summarise(store: Database, posts: number, events: readonly ThemeEvent[]): Promise<ThemesSummary> {
  const standing = await countThemes(store);
  const count = (kind: ThemeEvent['kind']) => events.filter((event) => event.kind === kind).length;
  return {
    posts,
    themes: standing.themes,
    chapters: standing.chapters,
    born: count('birth'),
    merged: count('merge'),
    split: count('split'),
    gone: count('death'),
    leftOut: await countLeftOut(store),
    outlierShare: standing.posts === 0 ? 0 : standing.outliers / standing.posts,
  };
}
