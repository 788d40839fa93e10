/** One theme in full: how many, how evenly, since when, where to go and read it, and what it sounds like. */

import { foreign, html, linkOut, listed, type Markup } from '../../html/markup.js';
import { amount, count, day, figure, percent, span } from '../../html/words.js';
import { collapsedPosts, type ThemeFigures, type ThemePlace } from '../../store/theme-figures.js';
import { RESERVED } from '../kept-places.js';
import { surgeWords } from '../surge-words.js';
import { laneBadge, sparkline } from './charts.js';
import type { Quote } from './evidence.js';
import { CARDS, type PageFigures, type ThemeCard } from './figures.js';
import { measuresTable } from './measures.js';

export function cardSections(figures: PageFigures): Markup {
  const { cards, newcomers, themes } = figures;
  const title =
    themes.length > CARDS
      ? `The ${CARDS} themes with most ${themes[0]!.voices === 0 ? 'posts' : 'voices'}`
      : 'The themes in full';
  return html`<section aria-labelledby="cards"><h2 id="cards">${title}</h2>${excerptNote(figures)}
<div class="cards">${cards.map(card)}</div></section>${newcomerSection(newcomers, themes.length)}`;
}

function excerptNote({ scope }: PageFigures): Markup {
  return scope.identify
    ? html`<p class="quiet">Quotations carry names and lead to the post.</p>`
    : html`<p class="quiet">Individuals are quoted by a few words only, without a name or a link; follow the links to the places to read and join in there.</p>`;
}

function newcomerSection(newcomers: readonly ThemeCard[], themes: number): Markup | null {
  if (themes <= CARDS) return null;
  const body =
    newcomers.length === 0
      ? html`<p>None of the smaller themes is carried by first-time voices now.</p>`
      : html`<div class="cards">${newcomers.map(card)}</div>`;
  return html`<section aria-labelledby="newcomers"><h2 id="newcomers">New and small</h2>
<p class="quiet">${RESERVED} places kept, whatever is loud, for smaller themes at least half of whose voices were first heard in the last four weeks.</p>${body}</section>`;
}

function card({ theme, measures, weeks, places, quotes }: ThemeCard): Markup {
  return html`<article class="card" id="card-${theme.id}" aria-labelledby="name-${theme.id}">
<h3 id="name-${theme.id}">${foreign(theme.label)}</h3><p class="quiet small">${foreign(theme.chapterLabel)} · ${laneBadge(theme.lane)}${theme.change?.born === true ? ' · new' : ''}${measures.keptPlace === null ? '' : ` · ${measures.keptPlace}`}</p>
<div class="head"><p class="counts"><b>${figure(theme.voices)}</b> ${theme.voices === 1 ? 'voice' : 'voices'}<br><span class="quiet">${count(theme.posts, 'post')}</span></p>${sparkline(weeks)}</div>
${theme.why === null ? null : html`<p class="quiet small">Why this name: ${foreign(theme.why)}.</p>`}
<p>${evenness(theme)} ${who(theme)} ${when(theme)}</p>${theme.surge === null ? null : html`<p><strong>Surge:</strong> ${surgeWords(theme.surge)}.</p>`}${campaignNote(theme)}
${whereSaid(theme, places)}
${quotes.length === 0 ? null : html`<h4>What it sounds like</h4><ul class="quotes">${quotes.map(quotation)}</ul>`}
${measuresTable({ theme, measures })}</article>`;
}

function whereSaid(theme: ThemeFigures, places: readonly ThemePlace[]): Markup | null {
  if (places.length === 0) return null;
  const named = places.map(({ name, url, voices, posts }, index) => {
    const number = index === 0 || voices === 0 ? amount({ voices, posts }) : figure(voices);
    return html`${linkOut(url, foreign(name))} (${number})`;
  });
  const others = theme.places - places.length;
  return others > 0
    ? html`<p>Said in ${named.map((place) => [place, ', '])}and ${count(others, 'other place')}.</p>`
    : html`<p>Said in ${listed(named)}.</p>`;
}

/** How much of the theme is one voice, in words. */
export function evenness(theme: Pick<ThemeFigures, 'posts' | 'voices' | 'topVoicePosts'>): string {
  const { posts, voices, topVoicePosts } = theme;
  if (voices === 0) return 'Nobody is named as the author.';
  if (voices === 1) return 'One account wrote all of it.';
  if (topVoicePosts === 1) return 'Every voice spoke once.';
  if (topVoicePosts * 2 >= posts) return `One account wrote ${figure(topVoicePosts)} of ${figure(posts)} posts.`;
  if (topVoicePosts * 4 >= posts)
    return `The busiest account wrote ${figure(topVoicePosts)} of ${figure(posts)} posts.`;
  return `Evenly spoken: nobody wrote more than ${figure(topVoicePosts)} of ${figure(posts)} posts.`;
}

function who(theme: ThemeFigures): string {
  const organisations =
    theme.organisations === 0
      ? ''
      : `${count(theme.organisations, 'voice is an organisation', 'voices are organisations')}. `;
  return theme.firstTimeVoices > 0 && theme.firstTimeVoices < theme.voices
    ? `${organisations}${count(theme.firstTimeVoices, 'voice was', 'voices were')} first heard in the last four weeks.`
    : organisations.trim();
}

function when({ firstSeen, lastSeen }: ThemeFigures): string {
  return firstSeen === null || lastSeen === null ? '' : `Heard ${span(firstSeen, lastSeen)}.`;
}

function campaignNote(theme: ThemeFigures): Markup | null {
  if (theme.campaigns === 0) return null;
  return html`<p><strong>Campaign:</strong> ${percent(theme.campaignPosts, theme.posts)} (${count(theme.campaignPosts, 'post')}) are near-identical copies in ${count(theme.campaigns, 'campaign')}. Counted once each, the theme has ${count(collapsedPosts(theme), 'post')} instead of ${figure(theme.posts)}.</p>`;
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
