/** What was decided on a theme and what came of it, in one line of its card. Who decided stays in the log. */
import { foreign, html, linkOut, listed, type Markup } from '../../html/markup.js';
import type { Action } from '../../store/action.js';
import { decidedText, matterText } from '../../store/action-words.js';

/** `null` while nobody has decided anything, named anybody or asked. */
export function doneLine({ decision, bodies, matters }: Action): Markup | null {
  const sentences = [
    ...(decision === null ? [] : [html`<strong>${decidedText(decision)}.</strong>`]),
    // Who was asked stands in the next sentence.
    ...(bodies.length === 0 || matters.length > 0
      ? []
      : [html`Able to act: ${listed(bodies.map(({ body, link }) => linkOut(link, foreign(body))))}.`]),
    ...matters.map(matterLine),
  ];
  if (sentences.length === 0) return null;
  return html`<p class="done">${sentences.map((sentence, index) => [index === 0 ? '' : ' ', sentence])}</p>`;
}

function matterLine(matter: Action['matters'][number]): Markup {
  const page = matter.link === null ? null : html` (${linkOut(matter.link, html`the page`)})`;
  const isOver = matter.daysOver !== null;
  return html`${foreign(matterText(matter).slice(0, -1))}${page}.${isOver ? ' That reply is overdue.' : ''}`;
}
