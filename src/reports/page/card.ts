/** One theme in full: what it is in our words, how many speak and how evenly, since when, where to go, and what weakens it. */

import { foreign, html, linkOut, type Markup } from '../../html/markup.js';
import { count, day, figure, percent, span } from '../../html/words.js';
import type { DirectoryEntry } from '../../store/directory.js';
import { collapsedPosts, POSTS_PER_VOICE, type ThemeFigures } from '../../store/theme-figures.js';
import type { Ranks } from '../../store/theme-measures.js';
import { whyKept } from '../kept-places.js';
import { surgeWords } from '../surge-words.js';
import { NOT_TOLD, type Tell, tellSplit } from '../tell.js';
import { laneBadge, sparkline } from './charts.js';
import { doneLine } from './done.js';
import type { Quote } from './evidence.js';
import type { PageFigures, ThemeCard } from './figures.js';
import { inOurWords } from './in-our-words.js';
import { measuresTables } from './measures.js';
import { presenceWords } from './presence.js';
import { weaknesses } from './weaknesses.js';

export function themeCard(card: ThemeCard, figures: PageFigures): Markup {
  const { theme, measures, places, quotes } = card;
  const { tell } = figures;
  return html`<article class="card" id="card-${theme.id}" aria-labelledby="name-${theme.id}">
<h3 id="name-${theme.id}">${foreign(theme.label)}</h3><p class="quiet small">${foreign(theme.chapterLabel)} · ${laneBadge(theme.lane)}${theme.change?.born === true ? ' · new' : ''}${measures.keptPlace === null ? '' : ` · ${whyKept(theme, tell)}`}</p>
<div class="head"><p class="counts"><b>${tell.figure(theme.voices)}</b> ${theme.voices === 1 && !tell.isSmall(1) ? 'voice' : 'voices'}<br><span class="quiet">${count(theme.posts, 'post')}</span></p>${sparkline(figures.weeks, card.weeks)}</div>
${inOurWords(card, !tell.keepsBack)}${doneLine(card.action)}
<p>${evenness(theme, tell)} ${who(theme, tell)} ${when(theme)}</p>${theme.surge === null ? null : html`<p><strong>Surge:</strong> ${surgeWords(theme.surge, tell)}.</p>`}${presence(card, figures)}${campaignNote(theme)}
${weakBox(weaknesses(card, figures))}${whereSaid(places, tell)}${ranksBox(measures.ranks)}
${quotes.length === 0 ? null : html`<h4>What it sounds like</h4><ul class="quotes">${quotes.map(quotation)}</ul>`}
${theme.why === null ? null : html`<h4>Why this name</h4><p class="quiet small">${foreign(theme.why)}.</p>`}
${measuresTables(card, figures)}</article>`;
}

/** How much of the theme is one voice, in words and numbers. */
export function evenness(
  theme: Pick<ThemeFigures, 'posts' | 'voices' | 'topVoicePosts' | 'effectiveVoices'>,
  tell: Tell,
): string {
  const { posts, voices, topVoicePosts, effectiveVoices } = theme;
  if (voices === 0) return 'Nobody is named as the author.';
  if (tell.isSmall(voices)) return '';
  if (voices === 1) return 'One account wrote all of it.';
  if (topVoicePosts === 1) return 'Every voice spoke once.';
  const share = `${figure(topVoicePosts)} of ${figure(posts)} posts (${percent(topVoicePosts, posts)})`;
  const mixed = ` Together they weigh as ${effectiveVoices.toFixed(1)} equally busy voices.`;
  if (topVoicePosts * 2 >= posts) return `One account wrote ${share}.${mixed}`;
  if (topVoicePosts * 4 >= posts) return `The busiest account wrote ${share}.${mixed}`;
  return `Evenly spoken: nobody wrote more than ${share}.${mixed}`;
}

/** Who the voices are, as far as that is known and may be told. */
function who(theme: ThemeFigures, tell: Tell): string {
  const split = tellSplit(theme.voices, theme, tell);
  const isKnown = theme.individuals + theme.organisations > 0;
  const clauses: [string, string, string][] = [
    [split.individuals, 'is an individual', 'are individuals'],
    [split.organisations, 'is an organisation', 'are organisations'],
    [isKnown ? split.unknown : '0', 'is not known to be either', 'are not known to be either'],
    [split.firstTime, 'was first heard in the last four weeks', 'were first heard in the last four weeks'],
  ];
  const told = clauses.filter(([number]) => number !== '0' && number !== NOT_TOLD);
  if (told.length === 0) return '';
  const words = told.map(([number, one, many]) => `${number} ${number === '1' ? one : many}`);
  return `Of ${count(theme.voices, 'voice')}, ${words.join(', ')}.`;
}

function when({ firstSeen, lastSeen }: ThemeFigures): string {
  return firstSeen === null || lastSeen === null ? '' : `Heard ${span(firstSeen, lastSeen)}.`;
}

function presence({ theme }: ThemeCard, figures: PageFigures): Markup | null {
  const words = presenceWords(theme, figures);
  return words === null ? null : html`<p><strong>Slow-burn:</strong> ${words}.</p>`;
}

function campaignNote(theme: ThemeFigures): Markup | null {
  if (theme.campaigns === 0) return null;
  return html`<p><strong>Campaign:</strong> ${percent(theme.campaignPosts, theme.posts)} (${count(theme.campaignPosts, 'post')}) are near-identical copies in ${count(theme.campaigns, 'campaign')}. Counted once each, the theme has ${count(collapsedPosts(theme), 'post')} instead of ${figure(theme.posts)}.</p>`;
}

/** Where the theme stands among all when they are counted in other ways, side by side. */
function ranksBox(ranks: Ranks): Markup {
  const rules: [string, number][] = [
    ['voices', ranks.voices],
    [`posts, ${POSTS_PER_VOICE} a voice`, ranks.cappedPosts],
    ['posts', ranks.posts],
    ['first-time voices', ranks.firstTimeVoices],
  ];
  return html`<h4>Place among all themes, by</h4><dl class="ranks">${rules.map(([rule, rank]) => html`<div><dt>${rule}</dt><dd>${figure(rank)}</dd></div>`)}</dl>`;
}

/** Places on a card; the directory has all. */
const PLACES = 4;

/** Where to go and read, who runs it, and how one joins where somebody said so. */
function whereSaid(places: readonly DirectoryEntry[], tell: Tell): Markup | null {
  if (places.length === 0) return null;
  const lines = places.slice(0, PLACES).map(({ place, url, kind, owner, howToJoin, voices, posts }) => {
    const known = [kind, owner].filter((fact) => fact !== null).join(', ');
    const join = howToJoin === null ? '' : html`; to join: ${foreign(howToJoin)}`;
    return html`<li>${linkOut(url, foreign(place))} <span class="quiet">${known === '' ? '' : `${known}; `}${tell.amount({ voices, posts })}${join}</span></li>`;
  });
  const others = places.length - lines.length;
  const more = others > 0 ? html`<li class="quiet">and ${count(others, 'other place')}</li>` : null;
  return html`<h4>Said in</h4><ul class="where">${lines}${more}</ul>`;
}

function weakBox(sentences: readonly string[]): Markup | null {
  if (sentences.length === 0) return null;
  return html`<div class="weak"><h4>Limits of this theme</h4><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></div>`;
}

function quotation(quote: Quote): Markup {
  const by = [
    quote.voice === null ? null : foreign(quote.voice),
    quote.place === null ? null : foreign(quote.place),
    quote.date === null ? null : html`${day(quote.date)}`,
  ].filter((part) => part !== null);
  const source = html`${by.map((part, index) => [index === 0 ? '' : ', ', part])}`;
  return html`<li><blockquote>${foreign(quote.words)}</blockquote><span class="by">${by.length === 0 && quote.url !== null ? linkOut(quote.url, html`the post`) : linkOut(quote.url, source)}</span></li>`;
}
