/** Pictures of numbers as inline SVG. Words stay outside the drawing, so that they keep their size on a narrow screen. */

import { html, type Markup } from '../../html/markup.js';
import { count, day, figure, shortDay } from '../../html/words.js';
import type { Lane } from '../../model.js';
import type { Tell } from '../tell.js';
import type { Week } from './weeks.js';

const HEIGHT = 100;
const STEP = 10;
const BAR = 7;

/** Posts as bars and voices as a line, week by week, with the same numbers as a table below. */
export function weeksChart(weeks: readonly Week[], tell: Tell): Markup {
  const top = niceTop(Math.max(...weeks.map((week) => week.posts)));
  const width = weeks.length * STEP;
  const high = (value: number) => decimal(HEIGHT - (value / top) * HEIGHT);
  const bars = weeks.map(
    (week, index) =>
      html`<rect class="fill-posts" x="${decimal(index * STEP + (STEP - BAR) / 2)}" y="${high(week.posts)}" width="${BAR}" height="${decimal((week.posts / top) * HEIGHT)}"/>`,
  );
  const lines = told(weeks, tell).map((part) => {
    const points = part.map((index) => `${index * STEP + STEP / 2},${high(weeks[index]!.voices)}`);
    return html`<polyline class="line-voices" points="${points.join(' ')}"/>`;
  });
  const grid = [0, 0.5].map(
    (part) => html`<line class="grid-line" x1="0" x2="${width}" y1="${part * HEIGHT}" y2="${part * HEIGHT}"/>`,
  );
  return html`<figure class="chart"><figcaption>${inWords(weeks, tell)}</figcaption>
<ul class="legend"><li><svg viewBox="0 0 11 7" aria-hidden="true"><rect class="fill-posts" width="11" height="7"/></svg>posts</li>
<li><svg viewBox="0 0 11 7" aria-hidden="true"><rect class="fill-voices" y="2" width="11" height="3"/></svg>voices</li></ul>
<div class="plot"><div class="up" aria-hidden="true"><span>${figure(top)}</span><span>${figure(top / 2)}</span><span>0</span></div>
<svg viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="weeks-title" aria-describedby="weeks-desc">
<title id="weeks-title">Posts and voices per week</title><desc id="weeks-desc">Bars for posts, a line for voices, ${count(weeks.length, 'week')}. ${inWords(weeks, tell)}</desc>
${grid}${bars}${lines}<line class="base-line" x1="0" x2="${width}" y1="${HEIGHT}" y2="${HEIGHT}"/></svg>
<div class="along" aria-hidden="true">${ticks(weeks)}</div></div>
<details><summary>The same as a table</summary>${weeksTable(weeks, tell)}</details></figure>`;
}

/** Weeks by number, in stretches without one whose voices are too few to be told. */
function told(weeks: readonly Week[], tell: Tell): number[][] {
  const stretches: number[][] = [[]];
  for (const [index, { voices }] of weeks.entries()) {
    if (tell.isSmall(voices)) stretches.push([]);
    else stretches.at(-1)!.push(index);
  }
  return stretches.filter((stretch) => stretch.length > 0);
}

function inWords(weeks: readonly Week[], tell: Tell): string {
  const busiest = weeks.reduce((most, week) => (week.posts > most.posts ? week : most));
  const last = weeks.at(-1)!;
  return (
    `The busiest week began on ${day(busiest.from)}: ${count(busiest.posts, 'post')} by ` +
    `${tell.count(busiest.voices, 'voice')}.${busiest === last ? ' It is also the last.' : ` The last: ${count(last.posts, 'post')} by ${tell.count(last.voices, 'voice')}.`}`
  );
}

/** First, middle and last week; fewer when there are fewer. */
function ticks(weeks: readonly Week[]): Markup[] {
  const wanted = new Set([0, Math.floor((weeks.length - 1) / 2), weeks.length - 1]);
  return [...wanted].map((index) => html`<span>${shortDay(weeks[index]!.from)}</span>`);
}

function weeksTable(weeks: readonly Week[], tell: Tell): Markup {
  const rows = weeks.map(
    (week) =>
      html`<tr><th scope="row">${day(week.from)} to ${day(week.to)}</th><td class="num">${figure(week.posts)}</td><td class="num">${tell.cell(week.voices)}</td></tr>`,
  );
  return html`<table><caption>Posts and distinct voices of each week</caption><thead><tr><th scope="col">Week</th><th scope="col" class="num">Posts</th><th scope="col" class="num">Voices</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/**
 * Posts per week as a row of small bars, against the theme's own busiest week, with what it shows in words below.
 * @param posts of each of the weeks
 */
export function sparkline(weeks: readonly Week[], posts: readonly number[]): Markup | null {
  if (posts.length < 2) return null;
  const top = Math.max(1, ...posts);
  const bars = posts.map((value, index) => {
    // A week with a single post among weeks of hundreds is still a week with a post.
    const height = value === 0 ? 0 : Math.max(4, (value / top) * HEIGHT);
    return html`<rect class="fill-posts" x="${decimal(index * STEP + (STEP - BAR) / 2)}" y="${decimal(HEIGHT - height)}" width="${BAR}" height="${decimal(height)}"/>`;
  });
  const width = posts.length * STEP;
  const words = rhythm(weeks, posts);
  return html`<figure class="spark"><svg viewBox="0 0 ${width} ${HEIGHT + 2}" preserveAspectRatio="none" role="img" aria-label="Posts per week, ${count(posts.length, 'week')}. ${words}">${bars}<line class="base-line" x1="0" x2="${width}" y1="${HEIGHT + 1}" y2="${HEIGHT + 1}"/></svg><figcaption>${words}</figcaption></figure>`;
}

/** `Most in the week of 23 Feb: 12 posts. Last week: 3.` */
function rhythm(weeks: readonly Week[], posts: readonly number[]): string {
  const most = Math.max(...posts);
  if (most === 0) return 'Nothing in the weeks drawn.';
  const week = posts.indexOf(most);
  const busiest = `Most in the week of ${shortDay(weeks[week]!.from)}: ${count(most, 'post')}`;
  return week === posts.length - 1 ? `${busiest}, the last week.` : `${busiest}. Last week: ${figure(posts.at(-1)!)}.`;
}

/** What a sparkline shows, number by number. */
export function themeWeeksTable(weeks: readonly Week[], posts: readonly number[]): Markup {
  const rows = weeks.map(
    (week, index) =>
      html`<tr><th scope="row">${day(week.from)}</th><td class="num">${figure(posts[index] ?? 0)}</td></tr>`,
  );
  return html`<table class="per-week"><caption>Posts of each week</caption><thead><tr><th scope="col">Week from</th><th scope="col" class="num">Posts</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** One value against the largest of its column; the number itself stands beside it. */
export function bar(value: number, largest: number): Markup {
  const width = largest === 0 ? 0 : (value / largest) * HEIGHT;
  return html`<svg viewBox="0 0 ${HEIGHT} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-bar" width="${decimal(width)}" height="10"/></svg>`;
}

const SHAPES: Record<Lane, string> = {
  surge: 'M5 0 L10 10 L0 10 Z',
  'slow-burn': 'M5 0 A5 5 0 1 0 5 10 A5 5 0 1 0 5 0 Z',
  steady: 'M0 3.5 H10 V6.5 H0 Z',
};

/** The name of a lane with a shape of its own, so that colour is not the only sign. */
export function laneBadge(lane: Lane): Markup {
  return html`<span class="badge"><svg viewBox="0 0 10 10" aria-hidden="true"><path class="fill-${lane}" d="${SHAPES[lane]}"/></svg>${lane}</span>`;
}

/** The smallest of 2, 4, 6, 8, 10, 12, 16, 20, 40 … that holds a value: its half is a whole number too. */
export function niceTop(value: number): number {
  for (let scale = 1; ; scale *= 10) {
    const fits = [2, 4, 6, 8, 10, 12, 16].find((step) => step * scale >= value);
    if (fits !== undefined) return fits * scale;
  }
}

function decimal(value: number): number {
  return Math.round(value * 100) / 100;
}
