/** Evidence beside voice: what is known of each theme, each measure on its own line, gaps named, and no score of it all. */
import { remembering } from '../store/remembering.js';
import { readThemes } from '../store/theme-figures.js';
import { defineReport } from './report.js';
import { SCORE_GROUPS } from './score-lines.js';

export const scorecard = defineReport({
  name: 'scorecard',
  title: 'Scorecard: evidence beside voice',
  summary:
    'one row a theme and measure: voice, movement, spread, conversation, outside evidence, action, and what is missing',
  beyondPosts: true,
  columns: [
    { name: 'theme_id', type: 'text', meaning: 'Stays the same from run to run.' },
    { name: 'theme_label', type: 'text', meaning: 'What the theme is about, in its own words.' },
    {
      name: 'group',
      type: 'text',
      meaning:
        'voice, movement, spread, conversation: from what people said; evidence: figures that others published; action: what was decided and asked. Measures are never added up to one score: they do not measure the same.',
    },
    {
      name: 'measure',
      type: 'text',
      meaning: 'What is measured; the dictionaries of the themes and talk reports say how.',
    },
    {
      name: 'value',
      type: 'number',
      meaning:
        'The figure. Empty where it is not known (gap says why), where it was left out (note says so), and for what is a word: the lane, a decision, how a matter stands (in note).',
    },
    { name: 'unit', type: 'text', meaning: 'Of the value.' },
    { name: 'counted_over', type: 'text', meaning: 'What is counted; empty for figures of others.' },
    {
      name: 'rank',
      type: 'integer',
      meaning: 'Place of the theme among all themes by this measure, ties sharing one; empty where none is reckoned.',
    },
    {
      name: 'as_of',
      type: 'text',
      meaning:
        'Day of the newest post (UTC); of figures of others the year, month or day they are of; of action the day on which it was written down, and of a reply that is overdue the day of the latest run.',
    },
    { name: 'source', type: 'text', meaning: 'Who says so: this project, or who published the figure.' },
    {
      name: 'link',
      type: 'text',
      meaning: 'Where a figure of others, a body able to act or its reply can be looked at.',
    },
    { name: 'note', type: 'text', meaning: 'What a reader has to know of the figure.' },
    { name: 'gap', type: 'text', meaning: 'What is not known, and why; empty where nothing is missing.' },
  ],
  async *rows(store, scope) {
    // Places among themes are places among all of them.
    const all = { ...scope, theme: null };
    const groups = [];
    // More than one group asks for the figures of all themes.
    const moment = remembering(store);
    for (const read of SCORE_GROUPS) groups.push(await read(moment, all));
    for (const { id, label } of await readThemes(moment, all)) {
      if (typeof scope.theme === 'string' && scope.theme !== id) continue;
      for (const line of groups.flatMap((linesOf) => linesOf(id))) {
        const { group, measure, value, unit, of, rank, asOf, source, link, note, gap } = line;
        yield {
          ...{ theme_id: id, theme_label: label, group, measure, value, unit, counted_over: of, rank },
          ...{ as_of: asOf, source, link, note, gap },
        };
      }
    }
  },
});
