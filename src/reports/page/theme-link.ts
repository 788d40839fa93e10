/** Names of themes in running text. */
import { foreign, html, type Markup } from '../../html/markup.js';
import type { NamedTheme } from '../../store/theme-changes.js';
import type { PageFigures } from './figures.js';
import { listedThemes } from './themes-table.js';

/** The name of a theme; it leads to its line in the table of all themes, where it has one. */
export function themeLink(theme: NamedTheme, figures: PageFigures, { strong = false } = {}): Markup {
  const name = strong ? html`<strong>${foreign(theme.label)}</strong>` : foreign(theme.label);
  const hasRow = figures.scope.theme == null && listedThemes(figures).some(({ id }) => id === theme.id);
  return hasRow ? html`<a href="#row-${theme.id}">${name}</a>` : name;
}

/** A theme that is no more leads nowhere. */
export function formerTheme({ label }: NamedTheme): Markup {
  return html`“${foreign(label)}”`;
}
