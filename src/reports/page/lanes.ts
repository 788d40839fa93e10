/** The urgent and the long-lasting, side by side: two lists that are never one score. */

import { html, type Markup } from '../../html/markup.js';
import { count, figure, signed } from '../../html/words.js';
import { collapsedPosts, type ThemeFigures } from '../../store/theme-figures.js';
import { surgeWords } from '../surge-words.js';
import { surging } from './changes.js';
import type { PageFigures } from './figures.js';
import { presenceWords } from './presence.js';
import { themeLink } from './theme-link.js';

const SHOWN = 8;

export function laneLists(figures: PageFigures): Markup {
  const surge = surging(figures.themes);
  const slow = figures.themes.filter((theme) => theme.lane === 'slow-burn');
  return html`<section aria-labelledby="lanes"><h2 id="lanes">Urgent, and lasting</h2>
<p class="quiet">A sudden rise and a steady presence are different news. Neither list outranks the other.</p>
<div class="lanes"><div class="surge"><h3>Surge</h3><p class="quiet small">Far above its own past. Most voices in the last seven days first.</p>
${list(figures, surge, 'No theme is far above its own past.')}</div>
<div class="slow-burn"><h3>Slow-burn</h3><p class="quiet small">Present week after week. Most voices first.</p>
${list(figures, slow, 'No theme has been present steadily for long enough.')}</div></div>
<details><summary>When a theme is in a list</summary>${RULES}</details></section>`;
}

// The numbers are those of src/themes/surge.ts and lanes.ts; a test holds them together.
const RULES = html`<p><strong>Surge:</strong> in the last 48 hours, or in the last 7 days, at least 5 voices speak of it, at least 2 times as many as expected, and so many more that chance alone would hardly do it. Expected is the mean of the same hours on the same weekdays of up to 12 weeks before, raised by as much as the middle theme is above its own past, so that a day on which everybody talks about everything is no surge of anything. All themes are tested together, at a false discovery rate of 1%: chance alone fills the list in one night of a hundred at most.</p>
<p><strong>Slow-burn:</strong> at least 3 voices in at least 6 of the last 8 weeks, none of them above 3 times the median week. A surge is never also a slow-burn.</p>
<p>Both lists speak of the days before the newest post of all, whatever period this page shows.</p>`;

function list(figures: PageFigures, themes: readonly ThemeFigures[], none: string): Markup {
  if (themes.length === 0) return html`<p>${none}</p>`;
  const items = themes.slice(0, SHOWN).map((theme) => html`<li>${itemOf(figures, theme)}</li>`);
  const more =
    themes.length > SHOWN
      ? html`<p class="small">${count(themes.length - SHOWN, 'more is', 'more are')} in the table of all themes.</p>`
      : null;
  return html`<ol>${items}</ol>${more}`;
}

/** The theme, why it is in its list, and how large it is. */
function itemOf(figures: PageFigures, theme: ThemeFigures): Markup {
  const { tell } = figures;
  const words =
    theme.surge === null ? presenceWords(theme, figures) : `${surgeWords(theme.surge, tell)}${copies(theme)}`;
  const why = words === null ? null : html`<span class="small">${words}</span><br>`;
  return html`${themeLink(theme, figures)}<br>${why}<span class="quiet small">${tell.amount(theme)}, ${recent(theme, tell)} in the last seven days${changed(theme, tell)}</span>`;
}

function changed({ change, voices }: ThemeFigures, tell: PageFigures['tell']): string {
  const by = voices === 0 ? 'posts' : 'voices';
  return change === null || (by === 'voices' && tell.isSmall(Math.abs(change.voices)))
    ? ''
    : ` (${signed(change[by])} since the previous reading)`;
}

/** A rise that is made of copies is still one, and its reader should know. */
function copies(theme: ThemeFigures): string {
  return theme.campaignPosts * 2 < theme.posts
    ? ''
    : `; mostly near-identical copies, ${count(collapsedPosts(theme), 'post')} instead of ${figure(theme.posts)} with each campaign counted once`;
}

function recent({ voices, recentVoices, recentPosts }: ThemeFigures, tell: PageFigures['tell']): string {
  return voices === 0 ? count(recentPosts, 'of them', 'of them') : tell.count(recentVoices, 'of them', 'of them');
}
