/** Where to go: every place with its address, and whether people answer one another there. */

import { foreign, html, linkOut, type Markup } from '../../html/markup.js';
import { count, figure, percent, tableDay } from '../../html/words.js';
import type { Tell } from '../tell.js';
import type { PageFigures } from './figures.js';
import { longTable, OPEN_ROWS } from './tables.js';

const MOST_ROWS = 100;

/** @param themes whether there is more than one to speak of */
const head = (themes: boolean) =>
  html`<th scope="col">Place</th><th scope="col" class="num">Voices</th><th scope="col" class="num">Posts</th><th scope="col" class="num">Replies</th><th scope="col" class="num">Links to other places</th>${themes ? html`<th scope="col">Most talked about</th>` : null}<th scope="col">Last heard</th>`;

export function placesTable({ places, scope, tell }: PageFigures): Markup {
  const themes = scope.theme == null;
  const rows = places.slice(0, MOST_ROWS).map((place) => row(place, tell, themes));
  const left = places.length - rows.length;
  const caption = `${count(places.length, 'place')}${left > 0 ? `; ${count(left, 'is', 'are')} only in the file that discover report places writes` : ', most voices first'}`;
  return html`<section class="places" aria-labelledby="places"><h2 id="places">Where it is said</h2>
<p class="quiet">The conversations belong to these places. Replies show whether people answer one another there or are only spoken to.</p>
${longTable({ id: 'places', caption, head: head(themes), rows }, count(rows.length - OPEN_ROWS, 'smaller place'))}</section>`;
}

function row(place: PageFigures['places'][number], tell: Tell, themes: boolean): Markup {
  // An offline meeting says so in its kind.
  const offline = place.channels.includes('offline') && place.kind !== 'offline meeting' ? 'offline' : null;
  const facts = [place.kind, place.owner, place.area, offline];
  const known = facts.filter((fact) => fact !== null).join(' · ');
  return html`<tr><th scope="row">${linkOut(place.url, foreign(place.name))}${known === '' ? null : html`<br><span class="quiet small">${foreign(known)}</span>`}</th>
<td class="num">${tell.cell(place.voices)}</td><td class="num">${figure(place.posts)}</td><td class="num">${place.replies === 0 ? 'none' : percent(place.replies, place.posts)}</td><td class="num">${figure(place.linksOut)}</td>
${themes ? html`<td>${place.topThemes.map((label, index) => [index === 0 ? '' : '; ', foreign(label)])}</td>` : null}<td class="date">${place.lastSeen === null ? 'no date' : tableDay(place.lastSeen)}</td></tr>`;
}
