/** The report in one paragraph: what, by how many, where, since when, and what is different now. */

import { foreign, html, listed, type Markup } from '../../html/markup.js';
import { amount, count, figure, signed, span } from '../../html/words.js';
import type { Lane } from '../../model.js';
import type { ThemeFigures } from '../../store/theme-figures.js';
import type { PageFigures } from './figures.js';

const NAMED = 3;

export function opening(figures: PageFigures): Markup {
  return html`<section aria-labelledby="summary"><h2 id="summary">In short</h2>
<p class="lead">${[howMuch(figures), what(figures), lanes(figures), where(figures), change(figures)].map((part) => (part === null ? null : [part, ' ']))}</p>
${keyFacts(figures)}</section>`;
}

function howMuch(figures: PageFigures): Markup {
  const { totals } = figures;
  const { firstSeen, asOf } = totals;
  const when = firstSeen === null || asOf === null ? '' : ` ${span(firstSeen, asOf)}`;
  const places = totals.places === 0 ? '' : ` in ${count(totals.places, 'place')}`;
  const nobody = totals.voices === 0 ? ' No author is named.' : '';
  return html`${whose(totals)}${places}${when}${about(figures)}.${nobody}`;
}

/** Who wrote how much. What names no author must not be laid at the door of those who are named. */
function whose({ voices, posts, withoutVoice }: PageFigures['totals']): Markup {
  const all = html`<strong>${count(posts, 'post')}</strong>`;
  if (withoutVoice === 0) return html`<strong>${count(voices, 'voice')}</strong> wrote ${all}`;
  if (voices === 0) return all;
  return html`<strong>${count(voices, 'named voice')}</strong> wrote <strong>${count(posts - withoutVoice, 'post')}</strong>; another ${count(withoutVoice, 'post names', 'posts name')} no author. In all, ${all}`;
}

function about({ themes, smallGroups }: PageFigures): string {
  if (themes.length > 0) return `, about ${count(themes.length, 'theme')}`;
  return smallGroups.groups > 0
    ? `, in ${count(smallGroups.groups, 'small group')} of one or two posts`
    : ', which have not been grouped into themes yet';
}

function what({ themes }: PageFigures): Markup | null {
  if (themes.length === 0) return null;
  const top = loudest(themes).map((theme) => html`${themeLink(theme, true)} (${amount(theme)})`);
  return html`${ranked('theme', top.length, themes[0]!.voices)} ${listed(top)}.`;
}

/** The first few; where voices are known, none of those without. */
function loudest<Item extends { voices: number }>(items: readonly Item[]): Item[] {
  return items.filter(({ voices }) => voices > 0 || items[0]!.voices === 0).slice(0, NAMED);
}

/** "Most voices" alone would claim a majority. */
function ranked(what: string, named: number, voices: number): string {
  return `The ${what}${named === 1 ? '' : 's'} with most ${voices === 0 ? 'posts' : 'voices'} ${named === 1 ? 'is' : 'are'}`;
}

const LANE_WORDS: Record<Exclude<Lane, 'steady'>, string> = {
  surge: 'Rising well above its usual level',
  'slow-burn': 'Present week after week',
};

function lanes({ themes }: PageFigures): Markup | null {
  const sentences = (['surge', 'slow-burn'] as const).flatMap((lane) => {
    const found = themes.filter((theme) => theme.lane === lane);
    if (found.length === 0) return [];
    const names = found.slice(0, NAMED).map((theme) => themeLink(theme));
    const more = found.length > NAMED ? html` and ${count(found.length - NAMED, 'other')}` : null;
    const named =
      more === null ? listed(names) : html`${names.map((name, index) => [index === 0 ? '' : ', ', name])}${more}`;
    return [html`${LANE_WORDS[lane]}: ${named}. `];
  });
  return sentences.length === 0 ? null : html`${sentences}`;
}

function where({ places }: PageFigures): Markup | null {
  if (places.length < 2) return null;
  const top = loudest(places).map((place) => html`${foreign(place.name)} (${amount(place)})`);
  return html`${ranked('place', top.length, places[0]!.voices)} ${listed(top)}.`;
}

function change({ news, themes }: PageFigures): Markup {
  if (news === null) return html`There is no earlier run to compare with yet.`;
  const since = 'Since the previous run';
  const grown = themes
    .filter((theme) => theme.change !== null && !theme.change.born && theme.change.voices > 0)
    .sort((a, b) => b.change!.voices - a.change!.voices)[0];
  const born = themes.filter((theme) => theme.change?.born === true);
  if (news.posts === 0 && grown === undefined && born.length === 0) return html`${since}, nothing new has come in.`;
  const gained =
    grown === undefined
      ? null
      : html` The theme that gained most voices is ${themeLink(grown)} (${signed(grown.change!.voices)}).`;
  const appeared =
    born.length === 0
      ? null
      : html` New ${born.length === 1 ? 'is' : 'are'} ${listed(born.slice(0, NAMED).map((theme) => themeLink(theme)))}${born.length > NAMED ? ` and ${count(born.length - NAMED, 'other')}` : ''}.`;
  return html`${since}, ${count(news.posts, 'post')} and ${count(news.voices, 'voice')} are new.${gained}${appeared}`;
}

/** The name of a theme; it leads to its line in the table of all themes. */
export function themeLink(theme: ThemeFigures, strong = false): Markup {
  const name = foreign(theme.label);
  return html`<a href="#row-${theme.id}">${strong ? html`<strong>${name}</strong>` : name}</a>`;
}

function keyFacts({ totals, themes, smallGroups, news }: PageFigures): Markup {
  const voices = totals.withoutVoice > 0 ? 'named voices' : 'voices';
  const anonymous = totals.withoutVoice > 0 ? [`${figure(totals.withoutVoice)} without an author`] : [];
  const counted = totals.posts - totals.campaignPosts + totals.campaigns;
  const facts: [string, string][] = [
    [
      figure(totals.voices),
      totals.organisations > 0 ? `${voices}, ${figure(totals.organisations)} of them organisations` : voices,
    ],
    [
      figure(totals.posts),
      [
        'posts',
        ...anonymous,
        ...(totals.campaigns > 0 ? [`${figure(counted)} with each campaign counted once`] : []),
      ].join('; '),
    ],
    [
      figure(themes.length),
      smallGroups.groups > 0 ? `themes; ${count(smallGroups.groups, 'small group')} of one or two posts` : 'themes',
    ],
    [figure(totals.places), totals.offline > 0 ? `places; ${count(totals.offline, 'post')} said offline` : 'places'],
    ...(news === null ? [] : [[signed(news.posts), 'posts since the previous run'] as [string, string]]),
  ];
  return html`<dl class="facts">${facts.map(([number, words]) => html`<div><dt>${words}</dt><dd>${number}</dd></div>`)}</dl>`;
}
