/** Tables that scroll sideways on a narrow screen, the longer ones with their lower rows folded away. */
import { html, type Markup } from '../../html/markup.js';

/** Rows that stand open. */
export const OPEN_ROWS = 30;

interface Table {
  /** Id of the heading above it. */
  id: string;
  caption: string;
  /** Header cells. */
  head: Markup;
  rows: readonly Markup[];
}

/** @param folded what the rows beyond the open ones are, in a few words */
export function longTable(table: Table, folded: string, open: number = OPEN_ROWS): Markup {
  const { head, rows } = table;
  const rest = rows.slice(open);
  const more = rest.length === 0 ? null : foldedTable({ head, rows: rest }, folded);
  return html`${scrolling(html`aria-labelledby="${table.id}"`, { ...table, rows: rows.slice(0, open) })}${more}`;
}

/** A table behind a line that opens it; a link to one of its rows opens it too. */
export function foldedTable({ head, rows }: Pick<Table, 'head' | 'rows'>, words: string): Markup {
  return html`<details><summary>${words}</summary>${scrolling(html`aria-label="${words}"`, { head, rows, caption: words })}</details>`;
}

function scrolling(name: Markup, { caption, head, rows }: Omit<Table, 'id'>): Markup {
  return html`<div class="scroll" tabindex="0" role="region" ${name}><table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
