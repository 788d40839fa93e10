/**
 * The report for people: one self-contained HTML file that asks nothing of the network and runs no script. The same
 * store gives the same bytes: "as of" is the newest post, not the clock.
 */

import { foreign, html, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { count, day } from '../html/words.js';
import { cardSections, oneCard } from './page/cards.js';
import { changesSection } from './page/changes.js';
import { weeksChart } from './page/charts.js';
import type { PageFigures } from './page/figures.js';
import { laneLists } from './page/lanes.js';
import { limitsBox } from './page/limits.js';
import { type MapPicture, mapFigure } from './page/map.js';
import { type Method, methodSection } from './page/method.js';
import { opening } from './page/opening.js';
import { placesTable } from './page/places.js';
import { silenceSection } from './page/silence.js';
import { sourcesTable } from './page/sources.js';
import { smallGroupsNote, themesTable } from './page/themes-table.js';

export { type PageFigures, readPage } from './page/figures.js';
export type { MapPicture } from './page/map.js';
export type { Method } from './page/method.js';

export interface PageInput {
  figures: PageFigures;
  /** Why the project listens, as published. */
  purpose: string;
  method: Method;
  /** `null` where no map has been drawn. */
  map: MapPicture | null;
}

const TITLE = 'What is being talked about';

/** The whole page as HTML. */
export function renderPage(input: PageInput): string {
  const { figures } = input;
  const body = figures.totals.posts === 0 ? nothingYet(figures) : sections(input);
  const title = titleOf(figures);
  return page(
    { title, skip: 'Skip to the report' },
    html`<header><div class="sheet">${figures.scope.theme == null ? null : html`<p class="kicker">One theme</p>`}<h1>${foreign(title)}</h1>${input.purpose === '' ? null : html`<p class="purpose">${foreign(input.purpose)}</p>`}<p class="asof">${asOf(figures)}</p>${named(figures)}</div></header>
${body}
<footer><div class="sheet">Made by discover ${input.method.version} from public conversations. Not a poll: see <a href="#${figures.totals.posts === 0 ? 'content' : 'limits'}">what this cannot tell</a>.</div></footer>`,
  );
}

/** Of a page about one theme its label; of one that is in no list its number. */
function titleOf({ scope, cards }: PageFigures): string {
  return scope.theme == null ? TITLE : (cards[0]?.theme.label ?? scope.theme);
}

/** What stands on the page, in its order: an id and a name for the contents, and what to put there. */
interface Part {
  id: string;
  name: string;
  markup: Markup | null;
}

function sections(input: PageInput): Markup {
  const parts = (input.figures.scope.theme == null ? ofEverything(input) : ofTheme(input)).filter(
    ({ markup }) => markup !== null,
  );
  const items = parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`);
  return html`<nav aria-label="On this page"><div class="sheet"><ul>${items}</ul></div></nav><main class="sheet" id="content">
${parts.map(({ markup }) => [markup, '\n'])}</main>`;
}

function ofEverything({ figures, map, method }: PageInput): Part[] {
  const hasThemes = figures.themes.length > 0;
  return [
    { id: 'changes', name: 'What changed', markup: changesSection(figures) },
    { id: 'summary', name: 'In short', markup: opening(figures) },
    { id: 'lanes', name: 'Urgent, and lasting', markup: hasThemes ? laneLists(figures) : null },
    {
      id: 'themes',
      name: hasThemes ? 'All themes' : 'Themes',
      markup: hasThemes ? themesTable(figures) : noThemes(figures),
    },
    { id: 'weeks', name: 'Week by week', markup: timeSection(figures) },
    { id: 'cards', name: 'Themes in full', markup: hasThemes ? cardSections(figures) : null },
    ...evidence(figures, map),
    ...foundation(figures, method),
  ];
}

function ofTheme({ figures, map, method }: PageInput): Part[] {
  return [
    { id: 'changes', name: 'What changed', markup: changesSection(figures) },
    { id: 'summary', name: 'In short', markup: opening(figures) },
    { id: 'cards', name: 'The theme', markup: oneCard(figures) },
    { id: 'weeks', name: 'Week by week', markup: timeSection(figures) },
    ...evidence(figures, map),
    ...foundation(figures, method),
  ];
}

function evidence(figures: PageFigures, map: MapPicture | null): Part[] {
  return [
    { id: 'places', name: 'Places', markup: figures.places.length > 0 ? placesTable(figures) : null },
    { id: 'map', name: 'The map', markup: mapFigure(map) },
  ];
}

/** What everything above it rests on. */
function foundation(figures: PageFigures, method: Method): Part[] {
  return [
    { id: 'sources', name: 'Sources', markup: sourcesTable(figures) },
    { id: 'silence', name: 'Not heard from', markup: silenceSection(figures) },
    { id: 'limits', name: 'Limits', markup: limitsBox(figures) },
    { id: 'method', name: 'Method', markup: methodSection(figures, method) },
  ];
}

function noThemes(figures: PageFigures): Markup {
  const words =
    figures.smallGroups.groups > 0
      ? html`<p>Nothing has been said three times yet.</p>${smallGroupsNote(figures)}`
      : html`<p>These posts have not been grouped yet. Run <code>discover process</code>, then <code>discover themes</code>.</p>`;
  return html`<section aria-labelledby="themes"><h2 id="themes">Themes</h2>${words}</section>`;
}

function timeSection({ weeks, tell }: PageFigures): Markup | null {
  if (weeks.length === 0) return null;
  return html`<section aria-labelledby="weeks"><h2 id="weeks">Week by week</h2>${weeksChart(weeks, tell)}</section>`;
}

function asOf({ totals, scope, cards, themes }: PageFigures): string {
  const period = [
    scope.since === null ? null : `from ${day(scope.since)}`,
    scope.until === null ? null : `before ${day(scope.until)}`,
  ].filter((bound) => bound !== null);
  const newest =
    totals.asOf === null ? 'No post carries a date.' : `As of ${day(totals.asOf)}, the date of the newest post.`;
  const written = period.length === 0 ? '' : ` Only posts written ${period.join(' and ')}.`;
  const about =
    scope.theme == null
      ? ''
      : ` Only posts that are most about ${scope.theme}${cards.length === 0 ? '' : `, one of ${count(themes.length, 'theme')}`}.`;
  return `${newest}${written}${about}`;
}

function named({ scope, tell }: PageFigures): Markup | null {
  if (tell.keepsBack) {
    return html`<p class="named"><strong>This copy may be passed on.</strong> Of fewer than ${tell.fewest} people it says only that they are few, it quotes nobody, and it leaves the map out.</p>`;
  }
  return scope.identify
    ? html`<p class="named"><strong>This copy names people.</strong> It was made for a stated reason, which is on record. Do not pass it on.</p>`
    : null;
}

function nothingYet(figures: PageFigures): Markup {
  const { scope, sources } = figures;
  const words =
    scope.theme != null
      ? html`Nothing was said about this theme in this period, or nothing of it has been collected.`
      : scope.since === null && scope.until === null
        ? html`Nothing has been collected yet. Run <code>discover crawl</code>.`
        : html`Nothing was written in this period, or nothing of it has been collected.`;
  return html`<main class="sheet" id="content"><section><h2>Nothing to show</h2><p class="lead">${words}</p></section>${sources.length === 0 ? null : sourcesTable(figures)}</main>`;
}
