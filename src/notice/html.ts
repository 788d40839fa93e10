/** The document as a page for people: one file, no script, nothing asked of the network. */
import { foreign, html, linkOut, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import type { Block, Document, Inline, Line, Section } from './document.js';

/** Lines of a cell that stand open. */
const OPEN_LINES = 3;
const STYLE = `
main h2 { margin-bottom: .7rem; }
.notice dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .45rem 1.6rem; margin: 0 0 1rem; max-width: 52rem; }
.notice dt { color: var(--quiet); }
.notice dd { margin: 0; }
.notice ul { padding-left: 1.1rem; margin: 0 0 .9rem; max-width: 46rem; }
.notice li { margin-bottom: .4rem; }
.notice ul.cell { list-style: none; padding: 0; margin: 0; }
.notice ul.cell li { margin-bottom: .25rem; }
.notice tbody th li + li { font-weight: 400; color: var(--quiet); }
.notice td:nth-of-type(1) { min-width: 10rem; }
.notice td:nth-of-type(2) { min-width: 14rem; overflow-wrap: anywhere; }
.notice th:nth-child(5), .notice td:nth-child(5) { text-align: right; font-variant-numeric: tabular-nums; }
.notice td details { margin: 0; }
.notice td summary { font-size: inherit; }
@media (max-width: 40rem) { .notice dl { grid-template-columns: 1fr; gap: 0; } .notice dd { margin-bottom: .6rem; } .notice tbody th { min-width: 8rem; } }
@media print { .notice dl { gap: .2rem 1rem; } .notice tbody th { min-width: 7rem; } .notice td:nth-of-type(n) { min-width: 0; } }
`;

export function htmlOf({ title, lead, sections, foot }: Document): string {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return page(
    { title, skip: 'Skip to the notice', style: STYLE },
    html`<header><div class="sheet"><h1>${title}</h1>${lead.map((line, index) => html`<p class="${index === 0 ? 'purpose' : 'asof'}">${lineOf(line)}</p>`)}</div></header>
<nav aria-label="On this page"><div class="sheet"><ul>${links}</ul></div></nav>
<main class="sheet notice" id="content">
${sections.map(sectionOf)}</main>
<footer><div class="sheet">${lineOf(foot)}</div></footer>`,
  );
}

function sectionOf({ id, title, blocks }: Section): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${blocks.map((block) => blockOf(block, id))}</section>
`;
}

function blockOf(block: Block, id: string): Markup {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${lineOf(block.line)}</p>
`;
    case 'note':
      return html`<p class="named">${lineOf(block.line)}</p>
`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${lineOf(item)}</li>`)}</ul>
`;
    case 'facts':
      return html`<dl>${block.rows.map(([name, line]) => html`<dt>${name}</dt><dd>${lineOf(line)}</dd>`)}</dl>
`;
    case 'table':
      return tableOf(block, id);
  }
}

function tableOf({ caption, head, rows }: Extract<Block, { kind: 'table' }>, id: string): Markup {
  const bodies = rows.map(
    ([first, ...others]) =>
      html`<tr><th scope="row">${cellOf(first!)}</th>${others.map((cell) => html`<td>${cellOf(cell)}</td>`)}</tr>
`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><caption>${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>
${bodies}</tbody></table></div>
`;
}

function cellOf(lines: readonly Line[]): Markup {
  if (lines.length <= 1) return html`${lines.map(lineOf)}`;
  const items = (some: readonly Line[]) =>
    html`<ul class="cell">${some.map((line) => html`<li>${lineOf(line)}</li>`)}</ul>`;
  const rest = lines.slice(OPEN_LINES);
  const folded =
    rest.length === 0 ? null : html`<details><summary>${rest.length} more</summary>${items(rest)}</details>`;
  return html`${items(lines.slice(0, OPEN_LINES))}${folded}`;
}

function lineOf(line: Line): Markup {
  return html`${line.map(inline)}`;
}

function inline(piece: Inline): Markup | string {
  if (typeof piece === 'string') return piece;
  const { said, to } = piece;
  // Mailboxes were checked where they were made; of web addresses only safe ones become links.
  return to?.startsWith('mailto:') ? html`<a href="${to}">${foreign(said)}</a>` : linkOut(to, foreign(said));
}
