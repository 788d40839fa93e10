/** A table as a page of its own: what it is made of, the rows, what the columns mean, what it cannot tell. */
import { foreign, html, linkOut, Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { count } from '../html/words.js';
import { aboutLines, NOT_A_POLL } from './about.js';
import type { Cell, Column, Row } from './report.js';
import type { Table } from './table.js';

/** Where the rows go. No text of anybody's can look like it: they are escaped. */
const ROWS = '<!-- rows -->';
const NUMBERS = ['integer', 'number'];
const ADDRESS = /^https?:\/\/\S+$/i;
const STYLE = `
.sheet { max-width: none; }
.meanings { display: grid; grid-template-columns: minmax(10rem, max-content) 1fr; gap: .3rem 1.6rem; font-size: .925rem; }
.meanings dd { margin: 0; max-width: 46rem; }
table { width: max-content; min-width: 100%; }
td, tbody th { max-width: 26rem; min-width: 0; white-space: pre-line; }
thead th { position: sticky; top: 0; background: var(--paper); }
.scroll { max-height: 90vh; }
@media print { table { width: 100%; } .scroll { max-height: none; } thead { display: table-header-group; } thead th { position: static; } }
`;

export async function* htmlTable(table: Table): AsyncIterable<string> {
  const { about, columns, rows } = table;
  const facts = aboutLines(about).map(([what, value]) => html`<dt>${what}</dt><dd>${value}</dd>`);
  const head = columns.map(({ name, type }) => html`<th scope="col"${numeric(type)}>${name}</th>`);
  const shell = page(
    { title: about.title, skip: 'Skip to the table', style: STYLE },
    html`<header><div class="sheet"><h1>${about.title}</h1><dl class="meanings">${facts}</dl></div></header>
<main class="sheet" id="content"><div class="scroll" tabindex="0" role="region" aria-label="${about.title}"><table>
<caption>${sentence(about.summary)}. What the columns mean is told below.</caption>
<thead><tr>${head}</tr></thead><tbody>
${new Markup(ROWS)}</main>
<footer><div class="sheet">${NOT_A_POLL}</div></footer>`,
  );
  const [before, after] = shell.split(ROWS) as [string, string];
  yield before;
  for await (const row of rows) yield rowOf(columns, row);
  const meanings = columns.map(({ name, meaning }) => html`<dt>${name}</dt><dd>${meaning}</dd>`);
  yield html`</tbody></table></div><p>${sentence(count(table.read(), 'row'))}.</p>
<section aria-labelledby="meanings"><h2 id="meanings">What the columns mean</h2><dl class="meanings">${meanings}</dl></section>`
    .text;
  yield after;
}

function rowOf(columns: Table['columns'], row: Row): string {
  const cells = columns.map(({ name, type }, index) => {
    const content = cellOf(row[name] ?? null);
    return index === 0 ? html`<th scope="row">${content}</th>` : html`<td${numeric(type)}>${content}</td>`;
  });
  return html`<tr>${cells}</tr>\n`.text;
}

function cellOf(cell: Cell): Markup | string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  return ADDRESS.test(cell) ? linkOut(cell, foreign(cell)) : foreign(cell);
}

function numeric(type: Column['type']): Markup | null {
  return NUMBERS.includes(type) ? new Markup(' class="num"') : null;
}

function sentence(words: string): string {
  return words[0]!.toUpperCase() + words.slice(1);
}
