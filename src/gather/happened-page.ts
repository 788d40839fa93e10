/** The public page of what happened, in plain words: nothing on it was written by, or leads to, an individual. */
import { foreign, html, linkOut, listed, type Markup } from '../html/markup.js';
import { page } from '../html/page.js';
import { day } from '../html/words.js';
import type { Matter, OutcomeEntry } from '../store/outcomes.js';
import { voicesText } from './counts.js';
import type { Happened, HappenedTheme } from './happened.js';
import { decisionText, entryText, NOT_A_POLL } from './words.js';

const STYLE = `
.happened { border-top: 1px solid var(--line); padding: 1.3rem 0 .6rem; }
.happened h3 { margin-bottom: .4rem; }
.happened h4 { font-size: 1rem; margin: 1.1rem 0 .3rem; }
.happened ol { list-style: none; margin: 0 0 .9rem; padding: 0 0 0 1rem; border-left: .18rem solid var(--strong-line); max-width: 46rem; }
.happened li { margin-bottom: .6rem; }
.happened blockquote { margin: .3rem 0 0; white-space: pre-line; }
.late { border-left: .3rem solid var(--note-line); background: var(--note); padding: .9rem 1.1rem .4rem; margin: 1.6rem 0 0; }
.late h2 { font-size: 1.2rem; }
`;

/** @param fewest counts of fewer people than this are told as such */
export function happenedPage(happened: Happened, { purpose, fewest }: { purpose: string; fewest: number }): string {
  const { themes, matters, overdue } = happened;
  const late = matters.filter(({ number }) => overdue.has(number));
  // Where nobody has decided, somebody was asked all the same.
  const asked = themes.filter(({ decision }) => decision === null || decision.decision === 'forward');
  const others = themes.filter((theme) => !asked.includes(theme));
  const last = themes[0];
  return page(
    { title: 'What happened to what was said', skip: 'Skip to what happened', style: STYLE },
    html`<div class="sheet"><header><h1>What happened to what was said</h1><p class="purpose">${purpose}</p>
<p class="asof">${last === undefined ? 'Nothing has been decided yet.' : `Last change on ${day(last.changedAt)}.`} This page comes as a feed too: <a href="what-happened.xml">what-happened.xml</a>.</p>
${late.length === 0 ? null : html`<section class="late" aria-labelledby="late"><h2 id="late">Waiting for a reply</h2><ul>${late.map(lateLine)}</ul></section>`}</header>
<main id="content"><section aria-labelledby="forward"><h2 id="forward">Taken forward, or asked about</h2>
${asked.length === 0 ? html`<p>Nothing so far.</p>` : asked.map((theme) => themeSection(theme, overdue, fewest))}</section>
<section aria-labelledby="others"><h2 id="others">Not taken forward, and why</h2>
${others.length === 0 ? html`<p>Nothing was turned down.</p>` : others.map((theme) => themeSection(theme, overdue, fewest))}</section>
<section aria-labelledby="how"><h2 id="how">How to read this</h2><p>${NOT_A_POLL} Themes are found in what people wrote in public and in what was said in meetings; nobody is named here, and nobody’s words are quoted but those of the bodies that were asked.</p></section></main></div>`,
  );
}

function lateLine({ owner, label, due, themeId }: Matter): Markup {
  return html`<li><a href="#${themeId}">${foreign(label)}</a>: ${foreign(owner)} was to reply by ${day(due!)}, and has not.</li>`;
}

function themeSection(theme: HappenedTheme, overdue: ReadonlySet<number>, fewest: number): Markup {
  const { id, label, summary, decision, bodies, matters } = theme;
  const able = listed(bodies.map(({ body, link }) => linkOut(link, foreign(body))));
  return html`<article class="happened" aria-labelledby="${id}"><h3 id="${id}">${foreign(label)}</h3>
<p class="quiet">${heardText(theme, fewest)}</p>
${summary === null ? null : html`<p>${foreign(summary)}</p>`}
${decision === null ? null : html`<p>${foreign(decisionText(decision))}</p>`}
${bodies.length === 0 ? null : html`<p class="small">Able to act: ${able}.</p>`}
${matters.map((matter) => matterSection(matter, overdue.has(matter.number)))}</article>`;
}

/** How much it was heard; one that nobody speaks of any more is still accounted for. */
export function heardText({ voices, posts, firstSeen }: HappenedTheme, fewest: number): string {
  if (posts === 0) return 'What was said about it is no longer there.';
  const who = voices === 0 ? 'posts without an author' : voicesText(voices, fewest);
  return `Said by ${who}${firstSeen === null ? '' : `, since ${day(firstSeen)}`}.`;
}

function matterSection(matter: Matter, isLate: boolean): Markup {
  const { owner, due, entries } = matter;
  return html`<h4>${foreign(owner)}</h4><ol>${entries.map(entryLine)}</ol>
${isLate ? html`<p><strong>No reply has come. It was due by ${day(due!)}.</strong></p>` : null}`;
}

function entryLine(entry: OutcomeEntry): Markup {
  const { reply, link } = entry;
  return html`<li>${foreign(entryText(entry))}${link === null ? null : html` ${linkOut(link, html`Read more`)}`}${reply === null ? null : html`<blockquote>${foreign(reply)}</blockquote>`}</li>`;
}
