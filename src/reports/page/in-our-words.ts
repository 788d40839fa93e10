/** The place for what people say a theme is about: a theme's own label is a machine's. Where nothing stands, there is room to write. */
import { foreign, html, type Markup } from '../../html/markup.js';
import { day } from '../../html/words.js';
import type { ThemeCard } from './figures.js';

/** @param isOurs whether the page stays with those who could write the words */
export function inOurWords({ theme, paraphrase }: ThemeCard, isOurs: boolean): Markup | null {
  if (paraphrase === null) {
    if (!isOurs) return null;
    return html`<div class="ours unwritten"><h4>In our words</h4><p class="rule">not written yet. <code>discover themes paraphrase ${theme.id} "…" --by NAME</code></p></div>`;
  }
  const { text, author, at } = paraphrase;
  return html`<div class="ours"><h4>In our words</h4><p>${foreign(text)}</p><p class="by">${foreign(author)}, ${day(at)}</p></div>`;
}
