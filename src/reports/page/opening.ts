/** What there is, in one paragraph and a few figures: how much, by how many, where and since when. */

import { foreign, html, listed, type Markup } from '../../html/markup.js';
import { capital, count, figure, signed, span } from '../../html/words.js';
import type { PageFigures } from './figures.js';
import { themeLink } from './theme-link.js';

const NAMED = 3;

export function opening(figures: PageFigures): Markup {
  return html`<section aria-labelledby="summary"><h2 id="summary">In short</h2>
<p class="lead">${[howMuch(figures), what(figures), where(figures)].map((part) => (part === null ? null : [part, ' ']))}</p>
${keyFacts(figures)}</section>`;
}

function howMuch(figures: PageFigures): Markup {
  const { totals } = figures;
  const { firstSeen, asOf } = totals;
  const when = firstSeen === null || asOf === null ? '' : ` ${span(firstSeen, asOf)}`;
  const places = totals.places === 0 ? '' : ` in ${count(totals.places, 'place')}`;
  const nobody = totals.voices === 0 ? ' No author is named.' : '';
  return html`${whose(figures)}${places}${when}${about(figures)}.${nobody}`;
}

/** Who wrote how much. What names no author must not be laid at the door of those who are named. */
function whose({ totals: { voices, posts, withoutVoice }, tell }: PageFigures): Markup {
  const all = html`<strong>${count(posts, 'post')}</strong>`;
  if (withoutVoice === 0) return html`<strong>${capital(tell.count(voices, 'voice'))}</strong> wrote ${all}`;
  if (voices === 0) return all;
  return html`<strong>${capital(tell.count(voices, 'named voice'))}</strong> wrote <strong>${count(posts - withoutVoice, 'post')}</strong>; another ${withoutVoice === 1 ? 'post names' : count(withoutVoice, 'post names', 'posts name')} no author. In all, ${all}`;
}

function about({ scope, themes, smallGroups }: PageFigures): string {
  if (scope.theme != null) return ', about this theme';
  if (themes.length > 0) return `, about ${count(themes.length, 'theme')}`;
  return smallGroups.groups > 0
    ? `, in ${count(smallGroups.groups, 'small group')} of one or two posts`
    : ', which have not been grouped into themes yet';
}

function what(figures: PageFigures): Markup | null {
  const { themes, scope, tell } = figures;
  if (themes.length === 0 || scope.theme != null) return null;
  const top = loudest(themes).map(
    (theme) => html`${themeLink(theme, figures, { strong: true })} (${tell.amount(theme)})`,
  );
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

function where({ places, tell }: PageFigures): Markup | null {
  if (places.length < 2) return null;
  const top = loudest(places).map((place) => html`${foreign(place.name)} (${tell.amount(place)})`);
  return html`${ranked('place', top.length, places[0]!.voices)} ${listed(top)}.`;
}

function keyFacts({ totals, themes, scope, smallGroups, changes, tell }: PageFigures): Markup {
  const voices = totals.withoutVoice > 0 ? 'named voices' : 'voices';
  const anonymous = totals.withoutVoice > 0 ? [`${figure(totals.withoutVoice)} without an author`] : [];
  const counted = totals.posts - totals.campaignPosts + totals.campaigns;
  const ofThem = totals.organisations > 0 && !tell.isSmall(totals.voices - totals.organisations);
  const grouped: [string, string] = [
    figure(themes.length),
    smallGroups.groups > 0 ? `themes; ${count(smallGroups.groups, 'small group')} of one or two posts` : 'themes',
  ];
  const facts: [string, string][] = [
    [
      tell.figure(totals.voices),
      ofThem
        ? `${voices}, ${figure(totals.organisations)} of them ${totals.organisations === 1 ? 'an organisation' : 'organisations'}`
        : voices,
    ],
    [
      figure(totals.posts),
      [
        'posts',
        ...anonymous,
        ...(totals.campaigns > 0 ? [`${figure(counted)} with each campaign counted once`] : []),
      ].join('; '),
    ],
    ...(scope.theme == null ? [grouped] : []),
    [figure(totals.places), totals.offline > 0 ? `places; ${count(totals.offline, 'post')} said offline` : 'places'],
    ...(changes === null || scope.theme != null
      ? []
      : [[signed(changes.posts), 'posts since the previous reading'] as [string, string]]),
  ];
  return html`<dl class="facts">${facts.map(([number, words]) => html`<div><dt>${words}</dt><dd>${number}</dd></div>`)}</dl>`;
}
