/** Everything the page shows, read from the store once. */
import { eachDay, type PeriodTotals, readFailing, readNews, readPeriodTotals } from '../../store/figures.js';
import { latestMethod, readMethodParts, type Sureness } from '../../store/methods.js';
import { type PlaceFigures, readPlaces } from '../../store/place-figures.js';
import { countPlaceLinks } from '../../store/place-links.js';
import { type SourceHealth, sourceHealth } from '../../store/sources.js';
import type { Database } from '../../store/store.js';
import {
  eachThemeDay,
  readEvidence,
  readThemePlaces,
  readThemes,
  type ThemeFigures,
  type ThemePlace,
} from '../../store/theme-figures.js';
import { type HandEntry, readHandLog } from '../../store/theme-hand.js';
import { keptPlaces, THEME_POSTS, TOP_THEMES } from '../kept-places.js';
import { type Measures, measuresOf } from '../measures.js';
import type { Scope } from '../report.js';
import { readSpoken, type SpokenWords } from '../verbatim.js';
import { pickQuotes, type Quote } from './evidence.js';
import { Calendar, countThemeWeeks, countWeeks, type Week } from './weeks.js';

export interface ThemeCard {
  theme: ThemeFigures;
  measures: Measures;
  /** Posts of each week, the weeks of the page. */
  weeks: number[];
  places: ThemePlace[];
  quotes: Quote[];
}

export interface PageFigures {
  scope: Scope;
  totals: PeriodTotals;
  /** Since the run before the last change; `null` on the first. */
  news: { posts: number; voices: number } | null;
  /** Those of at least `THEME_POSTS` posts, most voices first. */
  themes: ThemeFigures[];
  /** The others, too small for anybody to read a trend from. */
  smallGroups: { groups: number; posts: number };
  /** The themes with most voices. */
  cards: ThemeCard[];
  /** Small themes carried by new voices, which keep their place whatever is loud. */
  newcomers: ThemeCard[];
  weeks: Week[];
  /** Posts older than the first week drawn. */
  earlier: number;
  places: (PlaceFigures & { linksOut: number })[];
  sources: SourceHealth[];
  failing: { source: string; slug: string }[];
  /** How far the themes can be relied on, whatever the period; `null` where no run has told. */
  sureness: Sureness | null;
  /** What people did to themes, as far as it holds. */
  hand: HandEntry[];
}

/** Themes shown in full, besides the small new ones. */
export const CARDS = TOP_THEMES;
const PLACES_PER_THEME = 4;

export async function readPage(store: Database, scope: Scope): Promise<PageFigures> {
  const totals = await readPeriodTotals(store, scope);
  const grouped = await readThemes(store, scope);
  const themes = grouped.filter(({ posts }) => posts >= THEME_POSTS);
  const small = grouped.filter(({ posts }) => posts < THEME_POSTS);
  const { weeks, earlier, perTheme } = await readWeeks(store, scope, totals);
  const spoken = scope.identify ? null : await readSpoken(store);
  const measures = measuresOf(grouped);
  const card = async (theme: ThemeFigures) => ({
    theme,
    measures: measures.get(theme.id)!,
    weeks: perTheme.get(theme.id) ?? [],
    ...(await readWords(store, scope, theme, spoken)),
  });
  return {
    scope,
    totals,
    news: await readNews(store),
    themes,
    smallGroups: { groups: small.length, posts: small.reduce((sum, { posts }) => sum + posts, 0) },
    cards: await inOrder(themes.slice(0, CARDS), card),
    newcomers: await inOrder(keptPlaces(grouped), card),
    weeks,
    earlier,
    places: await readLinkedPlaces(store, scope),
    sources: await sourceHealth(store),
    failing: await readFailing(store),
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

/** Where a theme is talked about, and what it sounds like. */
async function readWords(
  store: Database,
  scope: Scope,
  theme: ThemeFigures,
  spoken: SpokenWords | null,
): Promise<Pick<ThemeCard, 'places' | 'quotes'>> {
  return {
    places: await readThemePlaces(store, scope, theme.id, PLACES_PER_THEME),
    quotes: pickQuotes(await readEvidence(store, scope, theme.id), theme.label, spoken),
  };
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
