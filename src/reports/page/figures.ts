/** Everything the page shows, read from the store once. */
import { type Action, readActions } from '../../store/action.js';
import { type DirectoryEntry, readDirectory } from '../../store/directory.js';
import { eachDay, type PeriodTotals, readAsOf, readFailing, readPeriodTotals } from '../../store/figures.js';
import { latestMethod, readMethodParts, type Sureness } from '../../store/methods.js';
import { type Paraphrase, readParaphrases } from '../../store/paraphrases.js';
import { type PlaceFigures, readPlaces } from '../../store/place-figures.js';
import { countPlaceLinks } from '../../store/place-links.js';
import { remembering } from '../../store/remembering.js';
import { readSilence, type SilenceRow } from '../../store/silence.js';
import { type SourceHealth, sourceHealth } from '../../store/sources.js';
import type { Database } from '../../store/store.js';
import { type Changes, readChanges } from '../../store/theme-changes.js';
import {
  eachThemeDay,
  readEvidence,
  readThemes,
  THEME_POSTS,
  type ThemeFigures,
  TOP_THEMES,
} from '../../store/theme-figures.js';
import { type HandEntry, readHandLog } from '../../store/theme-hand.js';
import type { Measures } from '../../store/theme-measures.js';
import { keptPlaces } from '../kept-places.js';
import { measuresOf } from '../measures.js';
import type { Scope } from '../report.js';
import { type Tell, tellFor } from '../tell.js';
import { readSpoken } from '../verbatim.js';
import { pickQuotes, type Quote } from './evidence.js';
import { Calendar, countThemeWeeks, countWeeks, type Week } from './weeks.js';

export interface ThemeCard {
  theme: ThemeFigures;
  measures: Measures;
  /** Posts of each week, the weeks of the page. */
  weeks: number[];
  /** Where it is talked about, most voices first. */
  places: DirectoryEntry[];
  /** What was done about it. */
  action: Action;
  quotes: Quote[];
  /** What people say it is about; `null` while nobody has. */
  paraphrase: Paraphrase | null;
}

export interface PageFigures {
  scope: Scope;
  /** How counts of people are told. */
  tell: Tell;
  totals: PeriodTotals;
  /** `null` on the first reading. */
  changes: Changes | null;
  /** Date of the newest post whatever the period, with which surges end; `null` when no post has a date. */
  newest: string | null;
  /** Those of at least `THEME_POSTS` posts, most voices first; all of them, also where the page is about one. */
  themes: ThemeFigures[];
  /** The others, too small for anybody to read a trend from. */
  smallGroups: { groups: number; posts: number };
  /** The themes with most voices; the one that the page is about. */
  cards: ThemeCard[];
  /** Small themes carried by new voices, which keep their place whatever is loud. */
  newcomers: ThemeCard[];
  weeks: Week[];
  /** Posts of each theme in each of these weeks. */
  themeWeeks: ReadonlyMap<string, readonly number[]>;
  /** Posts older than the first week drawn. */
  earlier: number;
  places: (PlaceFigures & { linksOut: number })[];
  sources: SourceHealth[];
  failing: { source: string; slug: string }[];
  /** Who is not heard, whatever the period and the theme. */
  silence: SilenceRow[];
  /** How far the themes can be relied on, whatever the period; `null` where no run has told. */
  sureness: Sureness | null;
  /** What people did to themes, as far as it holds. */
  hand: HandEntry[];
}

/** Themes shown in full, besides the small new ones. */
export const CARDS = TOP_THEMES;

export async function readPage(given: Database, scope: Scope): Promise<PageFigures> {
  // More than one part asks for the figures of all themes.
  const store = remembering(given);
  const about = scope.theme ?? null;
  const tell = tellFor(scope);
  const totals = await readPeriodTotals(store, scope);
  // The rank of a theme is its rank among all.
  const grouped = await readThemes(store, { ...scope, theme: null });
  const themes = grouped.filter(({ posts }) => posts >= THEME_POSTS);
  const small = grouped.filter(({ posts }) => posts < THEME_POSTS);
  const { weeks, earlier, perTheme } = await readWeeks(store, scope, totals);
  const spoken = scope.identify || tell.keepsBack ? null : await readSpoken(store);
  const measures = measuresOf(grouped);
  const paraphrases = await readParaphrases(store);
  const actions = await readActions(store);
  const places = new Map<string, DirectoryEntry[]>();
  for (const entry of await readDirectory(store, { ...scope, theme: null })) {
    const known = places.get(entry.themeId);
    if (known === undefined) places.set(entry.themeId, [entry]);
    else known.push(entry);
  }
  const card = async (theme: ThemeFigures): Promise<ThemeCard> => ({
    theme,
    measures: measures.get(theme.id)!,
    weeks: perTheme.get(theme.id) ?? [],
    places: places.get(theme.id) ?? [],
    action: actions.of(theme.id),
    quotes: tell.keepsBack ? [] : pickQuotes(await readEvidence(store, scope, theme.id), theme.label, spoken),
    paraphrase: paraphrases.get(theme.id) ?? null,
  });
  const failing = await readFailing(store);
  const newest = await readAsOf(store, { since: null, until: null });
  return {
    ...{ scope, tell, totals, themes, weeks, themeWeeks: perTheme, earlier, failing, newest },
    changes: await readChanges(store),
    smallGroups: { groups: small.length, posts: small.reduce((sum, { posts }) => sum + posts, 0) },
    cards: await inOrder(about === null ? themes.slice(0, CARDS) : grouped.filter(({ id }) => id === about), card),
    newcomers: await inOrder(about === null ? keptPlaces(grouped) : [], card),
    places: await readLinkedPlaces(store, scope),
    sources: await sourceHealth(store),
    silence: await readSilence(store, { since: null, until: null }),
    sureness: await readSureness(store),
    hand: (await readHandLog(store)).filter(({ undoneAt }) => undoneAt === null),
  };
}

async function readWeeks(store: Database, scope: Scope, { firstSeen, asOf }: PeriodTotals) {
  if (firstSeen === null || asOf === null) return { weeks: [], earlier: 0, perTheme: new Map<string, number[]>() };
  const calendar = new Calendar(firstSeen, asOf);
  const { weeks, earlier } = await countWeeks(calendar, eachDay(store, scope, asOf));
  return { weeks, earlier, perTheme: await countThemeWeeks(calendar, eachThemeDay(store, scope, asOf)) };
}

async function readSureness(store: Database): Promise<Sureness | null> {
  const run = await latestMethod(store);
  return run === null ? null : ((await readMethodParts(store, run))?.sureness ?? null);
}

async function readLinkedPlaces(store: Database, scope: Scope): Promise<PageFigures['places']> {
  const places = await readPlaces(store, scope);
  const links = await countPlaceLinks(store, scope);
  return places.map((place) => ({ ...place, linksOut: links.get(place.id) ?? 0 }));
}

async function inOrder<From, To>(items: readonly From[], work: (item: From) => Promise<To>): Promise<To[]> {
  const made: To[] = [];
  for (const item of items) made.push(await work(item));
  return made;
}
