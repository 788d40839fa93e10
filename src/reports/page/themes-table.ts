/** Every theme of the page in one table: what the pictures and cards of the page are made from. */

import { foreign, html, type Markup } from '../../html/markup.js';
import { count, figure, percent, signed, tableDay } from '../../html/words.js';
import { collapsedPosts, type ThemeFigures } from '../../store/theme-figures.js';
import { whyKept } from '../kept-places.js';
import type { Tell } from '../tell.js';
import { bar, laneBadge } from './charts.js';
import { CARDS, type PageFigures } from './figures.js';
import { longTable, OPEN_ROWS } from './tables.js';

/** A page with thousands of rows helps nobody; the file `discover report themes` writes has them all. */
const MOST_ROWS = 200;
/** In cells without a number, or with one that is not told. */
const NOTHING = '–';

const HEAD = html`<th scope="col">Theme</th><th scope="col" class="num">Voices</th><td></td><th scope="col" class="num">Posts</th><th scope="col" class="num">Campaigns once</th><th scope="col" class="num">Rank by posts</th><th scope="col" class="num">Busiest voice</th><th scope="col" class="num">Effective voices</th><th scope="col" class="num">Change</th><th scope="col">Lane</th><th scope="col">Last heard</th>`;

export function themesTable(figures: PageFigures): Markup {
  const { themes, tell } = figures;
  const kept = figures.newcomers.map((card) => card.theme);
  const listed = listedThemes(figures);
  const left = themes.length - listed.length;
  const largest = Math.max(0, ...listed.map(({ voices }) => voices));
  const shown = new Set([...figures.cards, ...figures.newcomers].map((card) => card.theme.id));
  const open = OPEN_ROWS + kept.filter((theme) => themes.indexOf(theme) >= OPEN_ROWS).length;
  const why = new Map(kept.map((theme) => [theme.id, whyKept(theme, tell)]));
  const rows = listed.map((theme) =>
    row(theme, tell, largest, rankByPosts(theme, themes), {
      card: shown.has(theme.id),
      kept: why.get(theme.id) ?? null,
    }),
  );
  const caption =
    themes.length > OPEN_ROWS
      ? `The ${OPEN_ROWS} largest of ${count(themes.length, 'theme')}${open > OPEN_ROWS ? `, and ${count(open - OPEN_ROWS, 'small one')} in places kept for new voices` : ''}${left > 0 ? `; ${count(left, 'is', 'are')} only in the file that discover report themes writes` : ''}`
      : count(themes.length, 'theme');
  return html`<section aria-labelledby="themes"><h2 id="themes">All themes, by number of voices</h2>
<p class="quiet">Ranked by how many different voices speak, not by how much is written: one busy account cannot lift a theme. Equals stand in order of their posts, each campaign counted once. The rank by posts is given beside it.</p>
${longTable({ id: 'themes', caption, head: HEAD, rows }, count(rows.length - open, 'smaller theme'), open)}
${smallGroupsNote(figures)}${themes.length > CARDS ? null : html`<p class="quiet small">Every theme is described in full below.</p>`}</section>`;
}

/** The groups too small to be listed, in one line. */
export function smallGroupsNote({ smallGroups: { groups, posts } }: PageFigures): Markup | null {
  if (groups === 0) return null;
  return html`<p class="quiet small">Not listed: ${count(groups, 'small group')} of one or two posts, ${count(posts, 'post')} in all. The file that discover report themes writes has them.</p>`;
}

/** The rows that stand open, then the others; small new themes are among the open ones whatever is loud. */
export function listedThemes({ themes, newcomers }: Pick<PageFigures, 'themes' | 'newcomers'>): ThemeFigures[] {
  const kept = new Set(newcomers.map((card) => card.theme));
  const rest = themes.slice(OPEN_ROWS);
  const others = rest.filter((theme) => !kept.has(theme)).slice(0, MOST_ROWS - OPEN_ROWS);
  return [...themes.slice(0, OPEN_ROWS), ...rest.filter((theme) => kept.has(theme)), ...others];
}

/** @param its whether it is shown in full on the page, and why it has a place kept for it */
function row(
  theme: ThemeFigures,
  tell: Tell,
  largest: number,
  rank: number,
  its: { card: boolean; kept: string | null },
): Markup {
  const name = foreign(theme.label);
  const isSmall = tell.isSmall(theme.voices);
  return html`<tr id="row-${theme.id}"><th scope="row">${its.card ? html`<a href="#card-${theme.id}">${name}</a>` : name}<br><span class="quiet small">${theme.pinned ? 'pinned; ' : ''}${its.kept === null ? '' : `${its.kept}; `}${foreign(theme.chapterLabel)}</span></th>
<td class="num">${tell.cell(theme.voices)}</td><td class="bar">${isSmall ? null : bar(theme.voices, largest)}</td><td class="num">${figure(theme.posts)}</td>
<td class="num">${figure(collapsedPosts(theme))}</td><td class="num">${rank}</td><td class="num">${isSmall ? NOTHING : percent(theme.topVoicePosts, theme.posts)}</td>
<td class="num">${isSmall ? NOTHING : theme.effectiveVoices.toFixed(1)}</td><td class="num">${changeOf(theme, tell)}</td><td>${laneBadge(theme.lane)}</td><td class="date">${theme.lastSeen === null ? 'no date' : tableDay(theme.lastSeen)}</td></tr>`;
}

function changeOf({ change }: ThemeFigures, tell: Tell): string {
  if (change === null) return NOTHING;
  if (change.born) return 'new';
  return tell.isSmall(Math.abs(change.voices)) ? NOTHING : signed(change.voices);
}

function rankByPosts(theme: ThemeFigures, themes: readonly ThemeFigures[]): number {
  return 1 + themes.filter((other) => other.posts > theme.posts).length;
}
