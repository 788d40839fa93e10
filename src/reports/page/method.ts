/** How the page came about, in enough detail to make it again. */

import { foreign, html, type Markup } from '../../html/markup.js';
import { count, day, figure, percent } from '../../html/words.js';
import { FIRST_TIME_DAYS } from '../../store/figures.js';
import type { Sureness } from '../../store/methods.js';
import { POSTS_PER_VOICE, TOP_THEMES } from '../../store/theme-figures.js';
import { handClause } from '../hand-words.js';
import { RESERVED } from '../kept-places.js';
import type { PageFigures } from './figures.js';

export interface Method {
  version: string;
  seed: number;
  /** The words of the project, which brought the posts together. */
  words: readonly string[];
}

export function methodSection(figures: PageFigures, method: Method): Markup {
  const facts = factsOf(figures, method);
  return html`<section class="method" aria-labelledby="method"><h2 id="method">How this was made</h2>
<p>Public posts were collected from the sources above, cleaned, and grouped into themes by the words they share. No names, places or traits of people were inferred, and nobody's accounts were joined across platforms. The same posts, version and seed give the same page.</p>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<ul><li><strong>Voices first.</strong> Themes are ranked by distinct voices; among equals, by posts with each campaign counted once; then the older comes first. Groups of one or two posts are not listed on this page; the file of themes has them.</li>
<li><strong>Effective voices</strong> tells how many equally busy voices would be as mixed as these: e to the power of the Shannon entropy of posts per voice. A theme of 20 voices in which one writes nearly everything has about 1.</li>
<li><strong>Capped posts:</strong> of a voice's posts on a theme, ${POSTS_PER_VOICE} count at most. Posts without an author cannot be capped, and all of them count.</li>
<li><strong>Kept places:</strong> below the first ${TOP_THEMES} themes, ${RESERVED} places are for smaller ones at least half of whose voices were first heard in the ${FIRST_TIME_DAYS} days before the newest post.</li>
<li><strong>Campaign:</strong> three or more near-identical posts. They stay in the data; both counts are shown.</li>
<li><strong>Last seven days</strong> end with the day of the newest post, in UTC; so do the weeks of the charts. The charts show a year at most${figures.earlier > 0 ? ` (${count(figures.earlier, 'older post is', 'older posts are')} not drawn)` : ''}.</li>
<li><strong>Change</strong> is counted from the previous reading that changed anything, whatever period the page shows; what people do to themes by hand belongs to the reading before it.</li></ul>${howSure(figures)}${byHand(figures)}</section>`;
}

/** Three figures that say how much weight the themes can bear. */
function howSure({ sureness }: PageFigures): Markup | null {
  if (sureness === null || sureness.coverage.share === null) return null;
  const { coverage, stability, outlierShare } = sureness;
  const agreement =
    stability.index === null
      ? 'These are the first themes of this project: there is nothing to compare them with.'
      : `Of the ${count(stability.posts, 'post')} that were grouped before as well, the pairs that belong together are the same to ${stability.index.toFixed(2)}, where 1 is the same grouping and 0 is chance (adjusted Rand index).`;
  const alone = Math.round(outlierShare * coverage.grouped);
  return html`<h3>How sure is this</h3><ul><li><strong>Coverage:</strong> ${figure(coverage.grouped)} of ${count(coverage.collected, 'post')} are in a theme or a small group (${percent(coverage.grouped, coverage.collected)})${leftWords(coverage)}.${heardWords(coverage)}</li>
<li><strong>Stability:</strong> ${agreement}</li>
<li><strong>Outliers:</strong> ${count(alone, 'post')} stand alone or in pairs (${percent(alone, Math.max(1, coverage.grouped))} of those grouped).</li></ul><p>These figures are about everything collected, whatever period the page shows.</p>`;
}

function leftWords({ leftOut }: Sureness['coverage']): string {
  const { withoutWords, notCleaned, setAside, waiting } = leftOut;
  const reasons: [number, string][] = [
    [withoutWords, 'have no words to go by'],
    [notCleaned, 'have not been processed yet'],
    [setAside, 'could not be processed'],
    [waiting, 'wait to be grouped'],
  ];
  const words = reasons.filter(([posts]) => posts > 0).map(([posts, why]) => `${figure(posts)} ${why}`);
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}

function heardWords({ sources }: Sureness['coverage']): string {
  const { configured, heard } = sources;
  return configured === 0 ? '' : ` Anything was ever heard from ${heard} of ${count(configured, 'source')}.`;
}

/** What people changed, openly: nobody should take a person's choice for a finding. */
function byHand({ hand }: PageFigures): Markup | null {
  if (hand.length === 0) return null;
  const items = hand.map(
    (entry) => html`<li>${day(entry.at)}: ${foreign(handClause(entry))}. Why: ${foreign(entry.reason)}</li>`,
  );
  return html`<h3>Changed by hand</h3><p>People changed the following about themes. All of it can be undone.</p><ul>${items}</ul>`;
}

/** How much of what came in is in themes. */
function outOf(
  { posts, unthemed }: PageFigures['totals'],
  themes: number,
  smallGroups: PageFigures['smallGroups'],
): [string, string] {
  return [
    'Out',
    `${count(posts - unthemed - smallGroups.posts, 'post')} in ${count(themes, 'theme')}${smallGroups.groups === 0 ? '' : `; ${count(smallGroups.posts, 'post')} in ${count(smallGroups.groups, 'small group')}`}${unthemed === 0 ? '' : `; ${count(unthemed, 'post')} in none`}`,
  ];
}

function factsOf(
  { totals, sources, scope, themes, smallGroups }: PageFigures,
  method: Method,
): [string, string | Markup][] {
  const { posts, unprocessed, campaigns, campaignPosts, languages } = totals;
  const period = [
    scope.since === null ? null : `from ${day(scope.since)}`,
    scope.until === null ? null : `before ${day(scope.until)}`,
  ].filter((bound) => bound !== null);
  return [
    ['Program', `discover ${method.version}, seed ${method.seed}`],
    [
      'Words',
      method.words.length === 0
        ? 'none given'
        : html`${method.words.map((word, index) => [index === 0 ? '' : ', ', foreign(word)])}`,
    ],
    ['Period', period.length === 0 ? 'everything collected' : period.join(', ')],
    [
      'In',
      scope.theme == null
        ? `${count(posts, 'post')} from ${count(sources.length, 'source')}`
        : `${count(posts, 'post')} about this theme`,
    ],
    [
      'Processed',
      `${count(posts - unprocessed, 'post')}${campaigns === 0 ? ', no campaign among them' : `; ${count(campaignPosts, 'post')} in ${count(campaigns, 'campaign')}`}`,
    ],
    ...(scope.theme == null ? [outOf(totals, themes.length, smallGroups)] : []),
    [
      'Languages',
      languages.length === 0
        ? 'not known yet'
        : languages
            .map(({ name, posts: of }) => `${name === 'und' ? 'too short to tell' : name} ${figure(of)}`)
            .join(', '),
    ],
  ];
}
