/** Briefs as a page for people. */
import { foreign, html, linkOut, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { day } from '../html/words.js';
import { matterText } from '../store/action-words.js';
import type { Brief } from './brief.js';
import { countText } from './counts.js';
import { asOfText, decisionText, NOT_A_POLL, noSummary, placeText } from './words.js';

const STYLE = `
.brief h3 { margin: 1.6rem 0 .5rem; }
.brief ul { padding-left: 1.1rem; margin: 0 0 .9rem; max-width: 46rem; }
.brief li { margin-bottom: .35rem; }
.brief .summary { margin: 0 0 .9rem; padding-left: .9rem; border-left: .18rem solid var(--strong-line); max-width: 46rem; white-space: pre-line; }
.brief .quotes { padding-left: 0; }
.brief tbody th { font-weight: 400; }
.brief table { max-width: 40rem; }
.brief + .brief { border-top: 1px solid var(--line); }
@media print { .brief + .brief { break-before: page; } }
`;

/** One page with these themes under each other. */
export function briefPage(briefs: readonly Brief[], { purpose, fewest }: { purpose: string; fewest: number }): string {
  const title = briefs.length === 1 ? briefs[0]!.title : `${briefs.length} themes, as they are handed on`;
  return page(
    { title, skip: 'Skip to the themes', style: STYLE },
    html`<div class="sheet"><header><h1>${foreign(title)}</h1><p class="purpose">${purpose}</p>
<p class="asof">${briefs[0] === undefined ? '' : asOfText(briefs[0])} ${NOT_A_POLL}</p></header>
<main id="content">${briefs.map((brief) => section(brief, fewest, briefs.length > 1))}</main></div>`,
  );
}

function section(brief: Brief, fewest: number, named: boolean): Markup {
  const { questions } = brief;
  return html`<section class="brief" aria-labelledby="${brief.id}"><h2 id="${brief.id}">${named ? foreign(brief.title) : 'The theme'}</h2>
<p class="quiet small">${brief.id}, in the chapter “${foreign(brief.chapter)}”; ${brief.lane}.</p>
${brief.summary === null ? html`<p class="quiet">${noSummary(brief.id)}</p>` : html`<blockquote class="summary">${foreign(brief.summary.text)}</blockquote><p class="quiet small">Summary by ${foreign(brief.summary.author)}, ${day(brief.summary.at)}.</p>`}
<p>From the numbers: ${brief.facts}</p>
<h3>Where it is being talked about</h3>
${list(brief.places.map((place) => html`${linkOut(place.url, foreign(place.name))} <span class="quiet small">${placeText(place, fewest)}</span>`))}
<h3>Voices</h3>
<div class="scroll"><table><thead><tr><th scope="col">Measure</th><th scope="col" class="num">Number</th><th scope="col" class="num">Rank among themes</th></tr></thead>
<tbody>${brief.counts.map((line) => html`<tr><th scope="row">${line.label}</th><td class="num">${countText(line)}</td><td class="num">${line.rank ?? ''}</td></tr>`)}</tbody></table></div>
${brief.keptPlace === null ? null : html`<p>It has a place kept for it, though it is small: ${brief.keptPlace}.</p>`}
<h3>Evidence</h3><p class="quiet small">The posts nearest to its heart. Of individuals a few words, and no link.</p>
<ul class="quotes">${brief.evidence.map(evidence)}</ul>
<h3>Who can act</h3>
${list(
  brief.bodies.map(({ body, link }) => linkOut(link, foreign(body))),
  'Nobody has been named yet.',
)}
${brief.decision === null ? null : html`<h3>What was decided</h3><p>${foreign(decisionText(brief.decision))}</p>`}
${brief.outcomes.length === 0 ? null : html`<h3>What came of it</h3>${list(brief.outcomes.map(outcome))}`}
<h3>Open questions</h3>
${list([
  ...questions.asked.map(
    ({ text, author }) => html`${foreign(text)} <span class="quiet small">asked by ${foreign(author)}</span>`,
  ),
  ...questions.gaps.map((gap) => html`${gap}`),
])}</section>`;
}

function evidence({ organisation, words, url, place, date }: Brief['evidence'][number]): Markup {
  const by = [
    organisation ?? 'a voice',
    ...(place === null ? [] : [`in ${place}`]),
    ...(date === null ? [] : [day(date)]),
  ];
  return html`<li><blockquote>${foreign(words)}</blockquote><span class="by">${linkOut(url, foreign(by.join(', ')))}</span></li>`;
}

function outcome(matter: Brief['outcomes'][number]): Markup {
  return html`${foreign(matterText(matter))}${matter.reply === null ? null : html` “${foreign(matter.reply)}”`}${matter.link === null ? null : html` ${linkOut(matter.link, html`The page`)}`}`;
}

function list(items: readonly Markup[], none = 'None.'): Markup {
  return items.length === 0 ? html`<p>${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
