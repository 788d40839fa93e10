/** What this page cannot tell. */

import { html, type Markup } from '../../html/markup.js';
import { count } from '../../html/words.js';
import type { PageFigures } from './figures.js';
import { anyIndividual } from './weaknesses.js';

export function limitsBox(figures: PageFigures): Markup {
  return html`<section aria-labelledby="limits"><div class="limits"><h2 id="limits">What this cannot tell</h2>
<p><strong>Not a poll.</strong> Nobody was asked, and nobody was chosen at random. The numbers say how many voices were heard in the places listened to; they say nothing about how many people in the country think so.</p>
<ul>${gaps(figures).map((gap) => html`<li>${gap}</li>`)}</ul></div></section>`;
}

function gaps({ totals, themes, failing, scope }: PageFigures): string[] {
  const { undated, ahead, unthemed, unprocessed, withoutVoice, platforms } = totals;
  const said: [boolean, string][] = [
    [
      true,
      'People who do not speak in public online, or whose words nobody brought in from a room, are not here. Nor is anything private, deleted or behind a login.',
    ],
    [
      true,
      'A voice is an account or author as one platform knows it. One person with two accounts counts as two; an account shared by many counts as one.',
    ],
    [
      true,
      'Machines group posts by the words in them. Irony, pictures and rare words are often missed, so read what is behind a number before relying on it.',
    ],
    [
      themes.length > 0 && totals.voices > totals.organisations && !anyIndividual(themes),
      'No source tells which voices are individuals: all that are not known to be organisations may be either.',
    ],
    [
      platforms.some(({ name }) => name === 'x'),
      'Keyword search on X returns no reposts since 4 May 2026: who repeats whom there is missing from the counts and the map.',
    ],
    [
      failing.length > 0,
      `${count(new Set(failing.map(({ source }) => source)).size, 'source')} could not be read in full; see what was listened to.`,
    ],
    [
      unthemed > 0,
      `${count(unthemed, 'post belongs', 'posts belong')} to no theme${unprocessed > 0 ? `, ${unprocessed === unthemed ? 'all' : String(unprocessed)} of them because they have not been processed yet` : ''}.`,
    ],
    [
      withoutVoice > 0,
      `${count(withoutVoice, 'post has', 'posts have')} no author and ${withoutVoice === 1 ? 'adds' : 'add'} to no count of voices.`,
    ],
    [
      undated > 0,
      `${count(undated, 'post carries', 'posts carry')} no date and ${undated === 1 ? 'is' : 'are'} in no week${scope.since === null && scope.until === null ? '' : ' and in no period'}.`,
    ],
    [
      ahead > 0,
      `${count(ahead, 'post is', 'posts are')} dated in the future and ${ahead === 1 ? 'is' : 'are'} in no week.`,
    ],
  ];
  return said.filter(([applies]) => applies).map(([, words]) => words);
}
