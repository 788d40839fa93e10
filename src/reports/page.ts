/**
 * The report for people: one self-contained HTML file that asks nothing of the network and runs no script. The same
 * store gives the same bytes: "as of" is the newest post, not the clock.
 */

import { foreign, html, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { day } from '../html/words.js';
import { cardSections } from './page/cards.js';
import { weeksChart } from './page/charts.js';
import type { PageFigures } from './page/figures.js';
import { laneLists } from './page/lanes.js';
import { limitsBox } from './page/limits.js';
import { type MapPicture, mapFigure } from './page/map.js';
import { type Method, methodSection } from './page/method.js';
import { opening } from './page/opening.js';
import { placesTable } from './page/places.js';
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
  return page(
    { title: TITLE, skip: 'Skip to the report' },
    html`<header><div class="sheet"><h1>${TITLE}</h1>${input.purpose === '' ? null : html`<p class="purpose">${foreign(input.purpose)}</p>`}<p class="asof">${asOf(figures)}</p>${named(figures)}</div></header>
${body}
<footer><div class="sheet">Made by discover ${input.method.version} from public conversations. Not a poll: see <a href="#${figures.totals.posts === 0 ? 'content' : 'limits'}">what this cannot tell</a>.</div></footer>`,
  );
}

function sections(input: PageInput): Markup {
  const { figures } = input;
  const hasThemes = figures.themes.length > 0;
  return html`${contents(input)}<main class="sheet" id="content">
${opening(figures)}
${hasThemes ? laneLists(figures) : noThemes(figures)}
${hasThemes ? themesTable(figures) : null}${timeSection(figures)}
${hasThemes ? cardSections(figures) : null}${figures.places.length > 0 ? placesTable(figures) : null}${mapFigure(input.map)}
${sourcesTable(figures)}${limitsBox(figures)}${methodSection(figures, input.method)}</main>`;
}

function noThemes(figures: PageFigures): Markup {
  const words =
    figures.smallGroups.groups > 0
      ? html`<p>Nothing has been said three times yet.</p>${smallGroupsNote(figures)}`
      : html`<p>These posts have not been grouped yet. Run <code>discover process</code>, then <code>discover themes</code>.</p>`;
  return html`<section><h2>Themes</h2>${words}</section>`;
}

function contents({ figures, map }: PageInput): Markup {
  const hasThemes = figures.themes.length > 0;
  const links: [string, string, boolean][] = [
    ['summary', 'In short', true],
    ['lanes', 'Urgent, and lasting', hasThemes],
    ['themes', 'All themes', hasThemes],
    ['weeks', 'Week by week', figures.weeks.length > 0],
    ['cards', 'Themes in full', hasThemes],
    ['places', 'Places', figures.places.length > 0],
    ['map', 'The map', map !== null],
    ['sources', 'Sources', true],
    ['limits', 'Limits', true],
    ['method', 'Method', true],
  ];
  const items = links.filter(([, , there]) => there).map(([id, words]) => html`<li><a href="#${id}">${words}</a></li>`);
  return html`<nav aria-label="On this page"><div class="sheet"><ul>${items}</ul></div></nav>`;
}

function timeSection({ weeks }: PageFigures): Markup | null {
  if (weeks.length === 0) return null;
  return html`<section aria-labelledby="weeks"><h2 id="weeks">Week by week</h2>${weeksChart(weeks)}</section>`;
}

function asOf({ totals, scope }: PageFigures): string {
  const period = [
    scope.since === null ? null : `from ${day(scope.since)}`,
    scope.until === null ? null : `before ${day(scope.until)}`,
  ].filter((bound) => bound !== null);
  const newest =
    totals.asOf === null ? 'No post carries a date' : `As of ${day(totals.asOf)}, the date of the newest post`;
  return period.length === 0 ? `${newest}.` : `${newest}. Only posts written ${period.join(' and ')}.`;
}

function named({ scope }: PageFigures): Markup | null {
  return scope.identify
    ? html`<p class="named"><strong>This copy names people.</strong> It was made for a stated reason, which is on record. Do not pass it on.</p>`
    : null;
}

function nothingYet(figures: PageFigures): Markup {
  const { scope, sources } = figures;
  const words =
    scope.since === null && scope.until === null
      ? html`Nothing has been collected yet. Run <code>discover crawl</code>.`
      : html`Nothing was written in this period, or nothing of it has been collected.`;
  return html`<main class="sheet" id="content"><section><h2>Nothing to show</h2><p class="lead">${words}</p></section>${sources.length === 0 ? null : sourcesTable(figures)}</main>`;
}
