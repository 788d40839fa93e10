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
import type { Scope } from '../report.js';
import { readSpoken, type SpokenWords } from '../verbatim.js';
import { pickQuotes, type Quote } from './evidence.js';
import { Calendar, countThemeWeeks, countWeeks, type Week } from './weeks.js';

export interface ThemeCard {
  theme: ThemeFigures;
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

/** A theme on the page has as many posts; files have the smaller ones too. */
export const THEME_POSTS = 3;
/** Themes shown in full. */
export const CARDS = 12;
/** Places kept for small new themes. */
export const RESERVED = 4;
const PLACES_PER_THEME = 4;

export async function readPage(store: Database, scope: Scope): Promise<PageFigures> {
  const totals = await readPeriodTotals(store, scope);
  const grouped = await readThemes(store, scope);
  const themes = grouped.filter(({ posts }) => posts >= THEME_POSTS);
  const small = grouped.filter(({ posts }) => posts < THEME_POSTS);
  const { weeks, earlier, perTheme } = await readWeeks(store, scope, totals);
  const spoken = scope.identify ? null : await readSpoken(store);
  const card = (theme: ThemeFigures) => readCard(store, scope, theme, perTheme.get(theme.id) ?? [], spoken);
  return {
    scope,
    totals,
    news: await readNews(store),
    themes,
    smallGroups: { groups: small.length, posts: small.reduce((sum, { posts }) => sum + posts, 0) },
    cards: await inOrder(themes.slice(0, CARDS), card),
    newcomers: await inOrder(pickNewcomers(themes.slice(CARDS)), card),
    weeks,
    earlier,
    places: await readLinkedPlaces(store, scope),
    sources: await sourceHealth(store),
    failing: await readFailing(store),
    sureness: await readSureness(store),
    hand: (await readHandLog(store)).filter(({ undoneAt }) => undoneAt === null),
  };
}

/** Of the themes below the top: those at least half of whose voices are first-time voices, most such voices first. */
export function pickNewcomers(small: readonly ThemeFigures[]): ThemeFigures[] {
  return small
    .filter((theme) => theme.firstTimeVoices > 0 && theme.firstTimeVoices * 2 >= theme.voices)
    .sort((a, b) => b.firstTimeVoices - a.firstTimeVoices)
    .slice(0, RESERVED);
}

async function readWeeks(store: Database, scope: Scope, { firstSeen, asOf }: PeriodTotals) {
  if (firstSeen === null || asOf === null) return { weeks: [], earlier: 0, perTheme: new Map<string, number[]>() };
  const calendar = new Calendar(firstSeen, asOf);
  const { weeks, earlier } = await countWeeks(calendar, eachDay(store, scope, asOf));
  return { weeks, earlier, perTheme: await countThemeWeeks(calendar, eachThemeDay(store, scope, asOf)) };
}

async function readCard(
  store: Database,
  scope: Scope,
  theme: ThemeFigures,
  weeks: number[],
  spoken: SpokenWords | null,
): Promise<ThemeCard> {
  return {
    theme,
    weeks,
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
