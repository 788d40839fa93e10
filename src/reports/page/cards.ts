/** The themes in full, each on a card, and the small new ones that keep their places. */
import { html, type Markup } from '../../html/markup.js';
import { RESERVED } from '../kept-places.js';
import { themeCard } from './card.js';
import { CARDS, type PageFigures } from './figures.js';

export function cardSections(figures: PageFigures): Markup {
  const { cards, themes } = figures;
  const title =
    themes.length > CARDS
      ? `The ${CARDS} themes with most ${themes[0]!.voices === 0 ? 'posts' : 'voices'}`
      : 'The themes in full';
  return html`<section aria-labelledby="cards"><h2 id="cards">${title}</h2>${excerptNote(figures)}
<div class="cards">${cards.map((card) => themeCard(card, figures))}</div></section>${newcomerSection(figures)}`;
}

/** The one theme that the page is about; `null` where it is in no list, because it is hidden or was not spoken of. */
export function oneCard(figures: PageFigures): Markup {
  const [card] = figures.cards;
  const body =
    card === undefined
      ? html`<p>This theme is in no list: somebody has hidden it, or nothing was said about it in this period.</p>`
      : html`${excerptNote(figures)}<div class="cards one">${themeCard(card, figures)}</div>`;
  return html`<section aria-labelledby="cards"><h2 id="cards">The theme in full</h2>${body}</section>`;
}

function excerptNote({ scope, tell }: PageFigures): Markup {
  if (tell.keepsBack)
    return html`<p class="quiet">Nobody is quoted in this copy; follow the links to the places to read and join in there.</p>`;
  return scope.identify
    ? html`<p class="quiet">Quotations carry names and lead to the post.</p>`
    : html`<p class="quiet">Individuals are quoted by a few words only, without a name or a link; follow the links to the places to read and join in there.</p>`;
}

function newcomerSection(figures: PageFigures): Markup | null {
  if (figures.themes.length <= CARDS) return null;
  const body =
    figures.newcomers.length === 0
      ? html`<p>None of the smaller themes is carried by first-time voices now.</p>`
      : html`<div class="cards">${figures.newcomers.map((card) => themeCard(card, figures))}</div>`;
  return html`<section aria-labelledby="newcomers"><h2 id="newcomers">New and small</h2>
<p class="quiet">${RESERVED} places kept, whatever is loud, for smaller themes at least half of whose voices were first heard in the last four weeks.</p>${body}</section>`;
}
