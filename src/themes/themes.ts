/**
 * Group: what is new joins the themes. Micro-themes in one pass, merged into themes, merged into chapters; then who is
 * who since the last run, what everything is called, and how it fares.
 */
import type { Log } from '../effects.js';
import type { Database } from '../store/database.js';
import { countThemes } from '../store/theme-list.js';
import {
  countLeftOut,
  type EngineMemory,
  type LivingTheme,
  readLivingThemes,
  readMemory,
  readStrongest,
  saveThemes,
} from '../store/themes.js';
import type { Grouping } from './engine.js';
import { type Identities, keepIdentities, type ThemeEvent } from './identity.js';
import { drawPortraits } from './portraits.js';
import { readStream, rowsOf, type Stream } from './stream.js';

export interface ThemesSettings {
  /** The project's own search words, e.g. `#NHSCitizen`: never a label. */
  words: readonly string[];
  stopwords: ReadonlySet<string>;
}

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

/** Groups what is new and writes the outcome in one transaction. With nothing new it writes nothing. */
export async function groupThemes(
  store: Database,
  settings: ThemesSettings,
  runId: number,
  log: Log,
): Promise<ThemesSummary> {
  const memory = await readMemory(store);
  const stream = await readStream(store, memory);
  if (!stream.changed) return summarise(store, 0, []);
  log.info(
    `grouping ${stream.added} new posts with ${stream.counted.length + stream.followers.length - stream.added} known`,
  );
  const grouping = stream.engine.group();
  const living = await readLivingThemes(store);
  const { themes, chapters } = await identify(store, stream, grouping, living, memory);
  const ids = { themes: themes.ids, chapters: chapters.ids };
  const portraits = await drawPortraits(store, stream, grouping, ids, living, settings);
  const rows = rowsOf(stream, grouping, ids.themes);
  await saveThemes(store, runId, memory, {
    ...portraits,
    ...rows,
    events: themes.events,
    memory: { ...rows.memory, nextTheme: themes.next, nextChapter: chapters.next },
  });
  return summarise(store, stream.added, themes.events);
}

/** Themes and chapters of today as continuations of those of the last run, by the posts they share. */
async function identify(
  store: Database,
  { counted }: Stream,
  { themes, chapters, themeOf, chapterOf }: Grouping,
  living: readonly LivingTheme[],
  memory: EngineMemory,
): Promise<{ themes: Identities; chapters: Identities }> {
  const strongest = await readStrongest(store);
  const chapterOfTheme = new Map(living.map(({ id, chapterId }) => [id, chapterId]));
  const formerTheme = counted.map(({ id }) => strongest.get(id));
  const formerChapter = formerTheme.map((theme) => (theme === undefined ? undefined : chapterOfTheme.get(theme)));
  const chapterIds = [...new Set(chapterOfTheme.values())];
  const themeIds = [...chapterOfTheme.keys()];
  const inChapter = themeOf.map((theme) => chapterOf[theme]!);
  return {
    themes: keepIdentities('theme', themeIds, formerTheme, themeOf, themes, memory.nextTheme),
    chapters: keepIdentities('chapter', chapterIds, formerChapter, inChapter, chapters, memory.nextChapter),
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
