/** The measures of a theme below its card, folded away: no rule of counting is the only one. */

import { html, type Markup } from '../../html/markup.js';
import { figure } from '../../html/words.js';
import { type MeasureLine, measureLines } from '../measure-lines.js';
import { themeWeeksTable } from './charts.js';
import type { PageFigures, ThemeCard } from './figures.js';

export function measuresTables({ theme, measures, weeks }: ThemeCard, figures: PageFigures): Markup {
  const perWeek = weeks.length < 2 ? null : themeWeeksTable(figures.weeks, weeks);
  return html`<details class="measures"><summary>In numbers</summary><table><caption>Every measure by itself, and the rank among all themes by it</caption>
<thead><tr><th scope="col">Measure</th><th scope="col" class="num">Number</th><th scope="col" class="num">Rank</th></tr></thead><tbody>${measureLines(theme, measures, figures.tell).map(row)}</tbody></table>${perWeek}</details>`;
}

function row({ name, number, rank }: MeasureLine): Markup {
  return html`<tr><th scope="row">${name}</th><td class="num">${number}</td><td class="num">${rank === null ? '' : figure(rank)}</td></tr>`;
}
