/** What was listened to, and what could not be heard: silence of a source is not silence of the people there. */
import { FAILURES } from '../../errors.js';
import { foreign, html, type Markup } from '../../html/markup.js';
import { count, figure, tableDay } from '../../html/words.js';
import type { SourceHealth } from '../../store/sources.js';
import type { PageFigures } from './figures.js';
import { foldedTable, longTable, OPEN_ROWS } from './tables.js';

const HEAD = html`<th scope="col">Source</th><th scope="col">Kind</th><th scope="col" class="num">Posts</th><th scope="col">Newest post</th><th scope="col">State</th>`;

/** Sources that failed stand open; those that could be read are one line that opens. */
export function sourcesTable({ sources, failing }: PageFigures): Markup {
  const reasons = new Map<string, string[]>();
  for (const { source, slug } of failing) reasons.set(source, [...(reasons.get(source) ?? []), slug]);
  const known = new Set(sources.map((source) => source.name));
  const read = sources.filter((source) => !reasons.has(source.name)).map((source) => row(source, []));
  const failed = [
    ...sources.flatMap((source) => (reasons.has(source.name) ? [row(source, reasons.get(source.name)!)] : [])),
    ...[...reasons].filter(([name]) => !known.has(name)).map(([name, slugs]) => lostRow(name, slugs)),
  ];
  const caption = count(failed.length, 'source that failed', 'sources that failed');
  const others = count(failed.length - OPEN_ROWS, 'more source that failed', 'more sources that failed');
  return html`<section aria-labelledby="sources"><h2 id="sources">What was listened to</h2>
<p>${inWords(sources, reasons.size)}</p>
${failed.length === 0 ? null : longTable({ id: 'sources', caption, head: HEAD, rows: failed }, others)}
${read.length === 0 ? null : foldedTable({ head: HEAD, rows: read }, count(read.length, 'source that could be read', 'sources that could be read'))}</section>`;
}

/** A source that failed before it was ever registered. */
function lostRow(name: string, slugs: readonly string[]): Markup {
  return html`<tr><th scope="row">${foreign(name)}</th><td></td><td class="num">0</td><td>never</td><td>${slugs.map(reason)}</td></tr>`;
}

function inWords(sources: readonly SourceHealth[], failing: number): string {
  const silent = sources.filter((source) => source.posts === 0).length;
  const heard =
    failing === 0
      ? 'Every source could be read.'
      : `${count(failing, 'source')} could not be read in full at the last try.`;
  const empty = silent === 0 ? '' : ` ${count(silent, 'source has', 'sources have')} brought nothing yet.`;
  return `${heard}${empty} A source that fails or is quiet does not mean that nobody there has a concern.`;
}

function row(source: SourceHealth, slugs: readonly string[]): Markup {
  const state = slugs.length > 0 ? slugs.map(reason) : source.posts === 0 ? 'read, nothing found' : 'read';
  return html`<tr><th scope="row">${foreign(source.name)}</th><td>${source.crawler}</td><td class="num">${figure(source.posts)}</td><td class="date">${source.newestPost === null ? 'none dated' : tableDay(source.newestPost)}</td><td>${state}</td></tr>`;
}

function reason(slug: string): Markup {
  const words = (FAILURES as Record<string, string>)[slug];
  return html`<strong>Failed:</strong> ${words ?? 'an unknown reason'} <span class="quiet">(${slug})</span> `;
}
