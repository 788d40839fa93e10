/** Who was not heard: of sources, places and organisations, never of people. */
import { FAILURES } from '../errors.js';
import { readSilence, type SilenceRow } from '../store/silence.js';
import { SILENCE_STATES, SILENCES } from '../store/silences.js';
import { dateFor, defineReport, rounded } from './report.js';

const DAY_MS = 86_400_000;

export const silence = defineReport({
  name: 'silence',
  title: 'Not heard from',
  summary:
    'one row a source, place, organisation, area or sort of place from which nothing is heard, and what that means',
  beyondPosts: true,
  columns: [
    {
      name: 'of',
      type: 'text',
      meaning:
        'all (nothing new comes from any source); source; place (that people registered, or that posts came from); organisation (registered); area, owner, kind: none of the places that have it is heard. What is heard has no row.',
    },
    { name: 'name', type: 'text', meaning: 'Of the source, the place, the organisation, the area or the sort.' },
    {
      name: 'state',
      type: 'text',
      meaning: `${SILENCE_STATES.join(', ')}: the rows are in this order. Those first in which nobody was able to listen.`,
    },
    { name: 'what_it_means', type: 'text', meaning: 'What may be concluded from this state, and what may not.' },
    { name: 'place', type: 'text', meaning: 'Of a source: the place it was set up to hear.' },
    { name: 'kind', type: 'text', meaning: 'Blog, forum, hashtag and so on, as declared; empty where nobody said.' },
    { name: 'owner', type: 'text', meaning: 'What sort of body runs it, as declared; empty where nobody said.' },
    { name: 'area', type: 'text', meaning: 'The area it speaks for, as declared; nobody is ever located.' },
    { name: 'url', type: 'text', meaning: 'Address of the place or the organisation, where people may be found.' },
    {
      name: 'heard_through',
      type: 'text',
      meaning: 'Sources through which it could be heard; semicolons between. Empty: none listens there.',
    },
    {
      name: 'registered',
      type: 'integer',
      meaning: 'Of an area, an owner or a kind: registered places and organisations that have it. Empty for all else.',
    },
    {
      name: 'posts',
      type: 'integer',
      meaning:
        'In the period; without one, in the days after which the project calls a source silent (nightly.quiet_days). A post without a date counts for the day on which it was collected.',
    },
    {
      name: 'last_heard',
      type: 'date',
      meaning: 'Date of the newest post from there, UTC. Empty: there never was one.',
    },
    { name: 'days_silent', type: 'integer', meaning: 'Days from last_heard to as_of; empty where nothing ever came.' },
    {
      name: 'usual_week_low',
      type: 'number',
      meaning:
        'Of a source: posts in one of its quieter weeks (the 10th percentile of its last twelve). Empty where it was heard for less than four.',
    },
    {
      name: 'usual_week_high',
      type: 'number',
      meaning: 'Of a source: posts in one of its busier weeks (the 90th percentile of its last twelve).',
    },
    {
      name: 'posts_last_7_days',
      type: 'integer',
      meaning: 'Of a source: posts, of any theme, in the seven days up to as_of. Empty for a period that is over.',
    },
    {
      name: 'failed_nights',
      type: 'integer',
      meaning: 'Of a source: nights in a row on which it failed as it did last; several tries of a night count once.',
    },
    {
      name: 'last_failure',
      type: 'text',
      meaning: 'Of a source: why it was not read at the last try, as a short name.',
    },
    { name: 'last_failure_means', type: 'text', meaning: 'The same in words.' },
    {
      name: 'last_read',
      type: 'date',
      meaning: 'Of a source: the day on which it was last read without failing, UTC.',
    },
    {
      name: 'as_of',
      type: 'date',
      meaning:
        'The last day on which anybody listened, or the end of a period that is over. Where there is a row of all: in the other rows the day of the newest post.',
    },
  ],
  async *rows(store, scope) {
    for (const row of await readSilence(store, scope)) {
      const { unit, name, state, place, kind, owner, area, url, registered, posts, asOf } = row;
      yield {
        ...{ of: unit, name, state, what_it_means: SILENCES[state] },
        ...{ place, kind, owner, area, url, heard_through: row.sources.join('; '), registered, posts },
        ...{ last_heard: dateFor(scope, row.lastHeard), days_silent: daysSilent(row) },
        ...crawlColumns(row),
        last_read: row.crawled?.lastOkAt?.slice(0, 10) ?? null,
        as_of: asOf.slice(0, 10),
      };
    }
  },
});

/** From calendar day to calendar day. */
function daysSilent({ lastHeard, asOf }: Pick<SilenceRow, 'lastHeard' | 'asOf'>): number | null {
  if (lastHeard === null) return null;
  return Math.max(0, (Date.parse(asOf.slice(0, 10)) - Date.parse(lastHeard.slice(0, 10))) / DAY_MS);
}

function crawlColumns({ crawled }: SilenceRow) {
  const slug = crawled?.lastSlug ?? null;
  return {
    usual_week_low: crawled?.usual ? rounded(crawled.usual.low, 1) : null,
    usual_week_high: crawled?.usual ? rounded(crawled.usual.high, 1) : null,
    posts_last_7_days: crawled?.lastWeek ?? null,
    failed_nights: crawled?.failedNights ?? null,
    last_failure: slug,
    last_failure_means: slug === null ? null : ((FAILURES as Record<string, string>)[slug] ?? null),
  };
}
