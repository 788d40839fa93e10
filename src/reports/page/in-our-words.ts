/** The place for what people say a theme is about: a theme's own label is a machine's. Where nothing stands, there is room to write. */
import { foreign, html, type Markup } from '../../html/markup.js';
import { day } from '../../html/words.js';
import type { ThemeCard } from './figures.js';

export function inOurWords({ theme, paraphrase }: Pick<ThemeCard, 'theme' | 'paraphrase'>): Markup {
  if (paraphrase === null) {
    return html`<div class="ours unwritten"><h4>In our words</h4><p class="rule">Not written yet. <code>discover themes paraphrase ${theme.id} "…" --by NAME</code></p></div>`;
  }
  const { text, author, at } = paraphrase;
  return html`<div class="ours"><h4>In our words</h4><p>${foreign(text)}</p><p class="by">${foreign(author)}, ${day(at)}</p></div>`;
}
