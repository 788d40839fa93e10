/** Who was not heard, and what that means: silence is never read as content. Of sources, places and areas, not of people. */
import { foreign, html, linkOut, type Markup } from '../../html/markup.js';
import { capital, count, day } from '../../html/words.js';
import type { SilenceRow } from '../../store/silence.js';
import { SILENCE_STATES, SILENCE_WORDS, SILENCES, type Silence, type SilenceUnit } from '../../store/silences.js';
import { few } from './few.js';
import type { PageFigures } from './figures.js';

/** Names of one state; the others are in the file. */
const NAMED = 4;
/** Whole sorts of places have their rows in the file. */
const SHOWN: readonly SilenceUnit[] = ['source', 'place', 'organisation', 'area'];

/** Whatever period or theme the page is about; `null` where everything that is listened to is heard. */
export function silenceSection({ silence }: PageFigures): Markup | null {
  if (silence.length === 0) return null;
  const end = silence.find(({ state }) => state === 'ended');
  const told = silence.filter(({ unit }) => SHOWN.includes(unit));
  const groups = SILENCE_STATES.map((state) => ({ state, rows: told.filter((row) => row.state === state) }));
  const lines = groups.filter(({ rows }) => rows.length > 0).map(({ state, rows }) => groupLine(state, rows));
  return html`<section aria-labelledby="silence"><h2 id="silence">Not heard from</h2>
<p>${end === undefined ? null : endWords(end)}Not to be heard is not to be content: nothing here says that nobody there has a concern.</p>
<ul class="silence">${lines}${moreLine(silence, groups)}</ul></section>`;
}

function endWords({ lastHeard }: SilenceRow): string {
  return `Nothing new has come from any source since ${day(lastHeard!)}: what we listened to has come to an end, or we no longer hear it. The rest is told as of that day. `;
}

function groupLine(state: Silence, rows: readonly SilenceRow[]): Markup {
  return html`<li><strong>${capital(SILENCE_WORDS[state])}:</strong> ${few(rows.map(nameOf), NAMED)}. <span class="quiet">${SILENCES[state]}</span></li>`;
}

/** Of a source its place, which is what readers know it by. */
function nameOf({ unit, name, place, url, lastHeard, state }: SilenceRow): Markup {
  const called = linkOut(url, foreign(unit === 'source' ? (place ?? name) : name));
  const since = state === 'silent' && lastHeard !== null ? `last heard on ${day(lastHeard)}` : null;
  const facts = [unit === 'area' ? 'area' : null, since].filter((fact) => fact !== null).join(', ');
  return facts === '' ? called : html`${called} (${facts})`;
}

/** Where all of them are. */
function moreLine(silence: readonly SilenceRow[], groups: readonly { rows: readonly SilenceRow[] }[]): Markup {
  const named = groups.reduce((sum, { rows }) => sum + Math.min(rows.length, NAMED), 0);
  const rest = silence.filter(({ state }) => state !== 'ended').length - named;
  const words =
    rest > 0 ? `And ${count(rest, 'more row')}, sorts of owners and of places among them: ` : 'All of them: ';
  return html`<li class="quiet">${words}<code>discover report silence</code>, or silence.csv.</li>`;
}

/** For the paragraph of what changed: names of sources only, and the way to the section. */
export function unheard({ silence, failing }: Pick<PageFigures, 'silence' | 'failing'>): (Markup | null)[] {
  const sources = (state: Silence) =>
    silence.filter((row) => row.unit === 'source' && row.state === state).map(({ name }) => name);
  const failed = [...new Set(failing.map(({ source }) => source))];
  const never = sources('never-heard').length;
  const words = [
    named('Fallen silent', sources('silent')),
    named('Much quieter than usual', sources('quiet')),
    named('Not heard in full, because reading failed', failed),
    never === 0
      ? null
      : html`${never === 1 ? 'One source has' : `${count(never, 'source')} have`} brought nothing yet.`,
  ];
  return [...words, silence.length === 0 ? null : html`<a href="#silence">Who is not heard.</a>`];
}

function named(words: string, names: readonly string[]): Markup | null {
  return names.length === 0 ? null : html`${words}: ${few(names.map(foreign))}.`;
}
