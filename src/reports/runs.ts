/** What we did, run by run. */
import { restOf } from '../errors.js';
import { eachRun, type ListedRun } from '../store/run-list.js';
import { defineReport, rounded } from './report.js';

const MICROS = 1_000_000;
const ONLY_GROUPING = 'Empty where the run made no new grouping.';

export const runs = defineReport({
  name: 'runs',
  title: 'Runs',
  summary: 'one row a run: how long it took, what it took in, what became of the themes, how sure they are',
  columns: [
    { name: 'run', type: 'integer', meaning: 'Its number, the latest first. `discover method` with it tells more.' },
    { name: 'command', type: 'text', meaning: 'What it was started as.' },
    { name: 'started_at', type: 'date', meaning: 'When it began, UTC.' },
    {
      name: 'finished_at',
      type: 'date',
      meaning: 'When it ended, UTC; empty while it is at work, or if it was killed.',
    },
    { name: 'seconds', type: 'number', meaning: 'From its beginning to its end.' },
    {
      name: 'status',
      type: 'text',
      meaning: 'done; failed: a part of it went wrong, what succeeded is kept; interrupted; running: or killed since.',
    },
    { name: 'version', type: 'text', meaning: 'Of the program.' },
    { name: 'seed', type: 'integer', meaning: 'From which everything that is drawn by lot is drawn.' },
    { name: 'sources_asked', type: 'integer', meaning: 'Sources and files that it read or tried to.' },
    { name: 'sources_failed', type: 'integer', meaning: 'Those of them that failed.' },
    { name: 'posts_new', type: 'integer', meaning: 'Posts taken in.' },
    { name: 'posts_changed', type: 'integer', meaning: 'Posts known before, with other words now.' },
    { name: 'posts_duplicate', type: 'integer', meaning: 'Posts that were here as they are.' },
    {
      name: 'posts_refused',
      type: 'integer',
      meaning: 'Posts that could not be used; the coverage report has the reasons.',
    },
    { name: 'articles', type: 'integer', meaning: 'Pages read in full because their feed gave a summary.' },
    { name: 'processed', type: 'integer', meaning: 'Posts cleaned.' },
    { name: 'set_aside', type: 'integer', meaning: 'Posts that could not be cleaned.' },
    { name: 'campaigns', type: 'integer', meaning: 'Campaigns there were when it had looked for them.' },
    {
      name: 'changed',
      type: 'text',
      meaning: 'yes where posts or themes were other after it than before, else no; empty where it grouped nothing.',
    },
    {
      name: 'grouped_in',
      type: 'integer',
      meaning: 'The run that made the themes it ended with: itself or an earlier one.',
    },
    { name: 'themes', type: 'integer', meaning: 'Themes there were when it ended.' },
    { name: 'chapters', type: 'integer', meaning: 'Chapters there were when it ended.' },
    { name: 'themes_born', type: 'integer', meaning: `Themes that it made. ${ONLY_GROUPING}` },
    { name: 'themes_merged', type: 'integer', meaning: `Themes that became part of others. ${ONLY_GROUPING}` },
    { name: 'themes_split', type: 'integer', meaning: `Themes that parted from others. ${ONLY_GROUPING}` },
    { name: 'themes_gone', type: 'integer', meaning: `Themes of which no post is left. ${ONLY_GROUPING}` },
    {
      name: 'stability',
      type: 'number',
      meaning:
        'How far posts that were grouped before are grouped alike: the adjusted Rand index (Hubert and Arabie, 1985), 1 for the same and 0 for chance; empty on the first grouping.',
    },
    { name: 'outlier_share', type: 'number', meaning: 'Share of grouped posts in themes of fewer than three, 0 to 1.' },
    { name: 'coverage_share', type: 'number', meaning: 'Share of collected posts that are in a theme, 0 to 1.' },
    {
      name: 'spent',
      type: 'number',
      meaning:
        'On platforms that charge, while it was at work, in the currency of the project file (x.currency). Empty where nothing was asked of them.',
    },
  ],
  async *rows(store, scope) {
    for await (const run of eachRun(store, scope)) {
      const { id, command, startedAt, finishedAt, status, settings, parts, micros } = run;
      const { sureness, grouping } = parts;
      const isOwn = grouping?.run === id;
      yield {
        ...{ run: id, command, started_at: startedAt, finished_at: finishedAt, seconds: secondsOf(run), status },
        ...{ version: settings.version ?? null, seed: settings.seed ?? null },
        ...crawlColumns(run),
        ...{ processed: parts.process?.processed ?? null, set_aside: parts.process?.setAside ?? null },
        ...{
          campaigns: parts.process?.campaigns ?? null,
          changed: changedWord(run),
          grouped_in: grouping?.run ?? null,
        },
        ...{ themes: grouping?.themes ?? null, chapters: grouping?.chapters ?? null },
        ...{ themes_born: isOwn ? grouping.born : null, themes_merged: isOwn ? grouping.merged : null },
        ...{ themes_split: isOwn ? grouping.split : null, themes_gone: isOwn ? grouping.gone : null },
        ...{ stability: sureness?.stability.index ?? null, outlier_share: sureness?.outlierShare ?? null },
        ...{ coverage_share: sureness?.coverage.share ?? null, spent: micros === null ? null : micros / MICROS },
      };
    }
  },
});

function secondsOf({ startedAt, finishedAt }: ListedRun): number | null {
  return finishedAt === null ? null : rounded((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000, 1);
}

function changedWord({ changed, parts }: ListedRun): string | null {
  if (changed === null || parts.grouping === undefined) return null;
  return changed ? 'yes' : 'no';
}

/** Empty for a run that read no source. */
function crawlColumns({ parts: { crawl } }: ListedRun) {
  const sum = (key: 'new' | 'changed' | 'duplicate' | 'refused') =>
    crawl?.sources.reduce((all, source) => all + source[key], 0) ?? null;
  return {
    sources_asked: crawl?.sources.length ?? null,
    sources_failed: crawl?.sources.filter(({ slug }) => slug !== null && restOf(slug) === null).length ?? null,
    ...{ posts_new: sum('new'), posts_changed: sum('changed'), posts_duplicate: sum('duplicate') },
    ...{ posts_refused: sum('refused'), articles: crawl?.articles ?? null },
  };
}
