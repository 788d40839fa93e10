/** How much of what there is we took in, source by source, and what became of it. */
import { readSourceCoverage, type SourceCoverage } from '../store/source-coverage.js';
import { dateFor, defineReport, rounded } from './report.js';

const OF_RUNS = 'in the runs that began in the period';

export const coverage = defineReport({
  name: 'coverage',
  title: 'What was taken in',
  summary:
    'one row a source: posts taken in and refused, how many are in a theme, why the others are not, how full it is',
  columns: [
    { name: 'source', type: 'text', meaning: 'Its name; files that were brought in are sources too.' },
    {
      name: 'configured',
      type: 'text',
      meaning: 'yes where the project file of the latest run names it, else no; empty where that is not known.',
    },
    { name: 'crawler', type: 'text', meaning: 'What reads it.' },
    { name: 'place', type: 'text', meaning: 'The place it was set up to hear; empty where it is not configured.' },
    {
      name: 'posts',
      type: 'integer',
      meaning: 'Its posts of the period: the sum of grouped and the four columns after it.',
    },
    { name: 'share', type: 'number', meaning: 'Its posts as a share of those of all sources, 0 to 1.' },
    { name: 'voices', type: 'integer', people: [], meaning: 'Distinct accounts or authors of these posts.' },
    { name: 'grouped', type: 'integer', meaning: 'Those that are in a theme.' },
    { name: 'without_words', type: 'integer', meaning: 'In none: nothing in them that says what they are about.' },
    { name: 'waiting', type: 'integer', meaning: 'In none: not grouped yet.' },
    { name: 'set_aside', type: 'integer', meaning: 'In none: the pipeline could not clean them.' },
    { name: 'not_cleaned', type: 'integer', meaning: 'In none: not through the pipeline yet.' },
    { name: 'undated', type: 'integer', meaning: 'Posts without a date: they lie outside every set period.' },
    { name: 'oldest_post', type: 'date', meaning: 'Date of the oldest of these posts, UTC.' },
    { name: 'newest_post', type: 'date', meaning: 'Date of the newest of these posts, UTC.' },
    { name: 'crawls', type: 'integer', meaning: `How often it was read or tried ${OF_RUNS}.` },
    { name: 'failed_crawls', type: 'integer', meaning: 'How often that failed.' },
    { name: 'taken_new', type: 'integer', meaning: `Posts taken in ${OF_RUNS}, of whatever date.` },
    { name: 'taken_changed', type: 'integer', meaning: `Posts known before that came with other words ${OF_RUNS}.` },
    { name: 'duplicates', type: 'integer', meaning: `Posts that came again as they were ${OF_RUNS}.` },
    { name: 'refused', type: 'integer', meaning: `Posts that could not be used ${OF_RUNS}.` },
    { name: 'refused_because', type: 'text', meaning: 'How many for which reason; semicolons between.' },
    {
      name: 'platform_counted',
      type: 'integer',
      meaning: 'Posts that the platform says there were, up to now; empty where it does not say.',
    },
    {
      name: 'completeness',
      type: 'number',
      meaning:
        'Collected over counted, where the platform counted. Posts deleted in between and those of protected accounts make it less than 1.',
    },
    { name: 'missing', type: 'text', meaning: 'What can no longer be read, in words; semicolons between.' },
    { name: 'last_crawl', type: 'date', meaning: 'The day on which it was last tried, UTC.' },
    { name: 'last_read', type: 'date', meaning: 'The day on which it was last read without failing, UTC.' },
    { name: 'failures', type: 'integer', meaning: 'Tries in a row that failed, up to now.' },
    { name: 'last_failure', type: 'text', meaning: 'Why it was not read at the last try, as a short name.' },
  ],
  async *rows(store, scope) {
    const sources = await readSourceCoverage(store, scope);
    const all = sources.reduce((sum, { posts }) => sum + posts, 0);
    for (const source of sources) {
      const { name, crawler, place, posts, voices, grouped, withoutWords, waiting, setAside, notCleaned } = source;
      yield {
        ...{ source: name, configured: configuredWord(source), crawler, place },
        ...{ posts, share: all === 0 ? null : rounded(posts / all, 4), voices, grouped },
        ...{ without_words: withoutWords, waiting, set_aside: setAside, not_cleaned: notCleaned },
        undated: source.undated,
        oldest_post: dateFor(scope, source.oldest),
        newest_post: dateFor(scope, source.newest),
        ...{ crawls: source.crawls, failed_crawls: source.failed, taken_new: source.new },
        ...{ taken_changed: source.changed, duplicates: source.duplicate, refused: source.refused },
        refused_because: refusedWords(source),
        ...completenessColumns(source),
        last_crawl: source.health?.lastCrawledAt?.slice(0, 10) ?? null,
        last_read: source.health?.lastOkAt?.slice(0, 10) ?? null,
        ...{ failures: source.health?.failures ?? 0, last_failure: source.health?.lastSlug ?? null },
      };
    }
  },
});

function configuredWord({ isConfigured }: SourceCoverage): string | null {
  if (isConfigured === null) return null;
  return isConfigured ? 'yes' : 'no';
}

/** Most frequent first. */
function refusedWords({ refusals }: SourceCoverage): string {
  return Object.entries(refusals)
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1))
    .map(([reason, count]) => `${reason}: ${count}`)
    .join('; ');
}

function completenessColumns({ completeness }: SourceCoverage) {
  const share = completeness?.completeness ?? null;
  return {
    platform_counted: completeness?.counted ?? null,
    completeness: share === null ? null : rounded(share, 4),
    missing: completeness?.gaps.map(({ missing }) => missing).join('; ') ?? '',
  };
}
