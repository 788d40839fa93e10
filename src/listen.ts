/**
 * The whole flow, top to bottom: crawlers find posts, the queue holds them, the pipeline cleans them, themes group them,
 * the map links the voices, reports show it. Stages meet in the store, so each part can be run alone.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER, type SourceConfig } from './config.js';
import { crawlSource, type SourceCounts } from './crawl/crawl.js';
import { freshOutcome, outcomesOf, type SourceOutcome } from './crawl/outcomes.js';
import { isoNow } from './effects.js';
import { failureWords, SourceError, UsageError } from './errors.js';
import { describeMap, drawMap, type MapFormat, type MapView, writeMap } from './map/map.js';
import type { ConversationMap } from './model.js';
import { loadStopwords, type PipelineSummary, processPosts } from './pipeline/pipeline.js';
import type { Project } from './project.js';
import type { DeadJob, QueueCounts } from './queue/queue.js';
import { readPage, renderPage } from './reports/page.js';
import type { Scope } from './reports/report.js';
import { REPORTS } from './reports/reports.js';
import { saveReport, saveWhole } from './reports/save.js';
import { forgetCrawls, readCrawls } from './store/crawls.js';
import { forgiveHosts } from './store/hosts.js';
import { forgetOldRequests } from './store/requests.js';
import { type Run, recentRuns, recordRunFailure } from './store/runs.js';
import { lastCrawls, readCursor, type SourceHealth, sourceHealth } from './store/sources.js';
import { readTotals, type Totals } from './store/totals.js';
import { liveWorkers, type Worker } from './store/workers.js';
import { groupThemes, type ThemesSummary } from './themes/themes.js';
import { crawlJobs, crawlTogether } from './together.js';
import { openProjectQueue, withCrew } from './worker.js';

export interface ListenSummary {
  crawl: CrawlSummary;
  process: PipelineSummary;
  themes: ThemesSummary;
  files: string[];
}

/** The main job: everything from the sources to the reports. */
export async function listen(project: Project, runId: number): Promise<ListenSummary> {
  const crawl = await crawlSources(project, runId, { only: null, patienceMs: project.config.queue.patienceMs });
  const process = await cleanPosts(project);
  project.signal.throwIfAborted();
  const themes = await groupPosts(project, runId);
  project.signal.throwIfAborted();
  const files = await writeEverything(project);
  return { crawl, process, themes, files };
}

export type { SourceOutcome };

export interface CrawlSummary {
  sources: SourceOutcome[];
  new: number;
  /** Sources whose last try failed, given up or to be tried again. */
  failed: number;
  waiting: number;
}

/**
 * Find and hold: the sources as jobs in the queue, taken by this process and by every `discover worker` until nothing is
 * due, or until `enough` is aborted: then this process takes no more, and stops those at work after the page in hand.
 */
export async function crawlSources(
  project: Project,
  runId: number,
  how: { only: readonly string[] | null; patienceMs: number; enough?: AbortSignal },
): Promise<CrawlSummary> {
  const { config, store, effects } = project;
  const stop = AbortSignal.any([project.signal, ...(how.enough === undefined ? [] : [how.enough])]);
  const wanted = config.sources.filter((source) => how.only?.includes(source.name) ?? true);
  const jobs = crawlJobs(wanted, await lastCrawls(store), effects.now());
  await forgetCrawls(store);
  await forgiveHosts(store);
  await forgetOldRequests(store);
  const outcomes = await withCrew(project, { name: 'run', stop, runId }, async (crew) => {
    await crawlTogether(project, crew, jobs, how.patienceMs);
    return outcomesOf(wanted, await readCrawls<SourceCounts>(store), await crew.queue.dead());
  });
  project.signal.throwIfAborted();
  return summed(outcomes);
}

/** A file to import, as a source. */
export interface ImportFile {
  source: SourceConfig;
  /** Absolute. */
  path: string;
  /** Whether a person chose the name of the source; else it is that of the file. */
  named: boolean;
}

/** Files read as sources of their own, outside the queue: somebody is waiting for the answer. */
export async function importFiles(
  project: Project,
  runId: number,
  files: readonly ImportFile[],
): Promise<CrawlSummary> {
  const { config, store, effects } = project;
  await refuseStrangers(project, files);
  const noNetwork = async (): Promise<never> => {
    throw new SourceError('bad-options', 'an import reads files only');
  };
  const outcomes: SourceOutcome[] = [];
  for (const { source, path } of files) {
    const outcome = freshOutcome(source.name);
    outcomes.push(outcome);
    try {
      const world = { store, fetch: noNetwork, folder: config.folder, effects };
      await crawlSource(source, world, outcome, { signal: project.signal, again: { imported: path } });
      outcome.state = 'done';
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      Object.assign(outcome, { state: 'failed', slug: error.slug, message: error.message });
      effects.log.warn(`${source.name}: ${failureWords(error.slug, error.message)}`);
      await recordRunFailure(
        store,
        runId,
        { source: source.name, slug: error.slug, message: error.message },
        isoNow(effects),
      );
    }
  }
  return summed(outcomes);
}

/**
 * Ids are unique in a source only. Two files that merely happen to be called the same may number their posts alike, and
 * the second would be taken for edits of the first.
 * @throws UsageError naming both files
 */
async function refuseStrangers({ store }: Project, files: readonly ImportFile[]): Promise<void> {
  const known = new Map<string, string>();
  for (const { source, path, named } of files) {
    const imported = (await readCursor(store, source.name))?.imported;
    const other = known.get(source.name) ?? (typeof imported === 'string' ? imported : path);
    if (!named && other !== path) {
      throw new UsageError(
        `${path} would be kept as "${source.name}", and so is ${other}. Say with --source which name it is to have.`,
      );
    }
    known.set(source.name, path);
  }
}

/** Clean: the pipeline over what is new. */
export async function cleanPosts({ config, store, effects }: Project): Promise<PipelineSummary> {
  const stopwords = await loadStopwords(join(PACKAGE_FOLDER, 'config/stopwords'));
  return processPosts(store, { languages: config.languages, words: config.words, stopwords }, effects.log);
}

/** Group: what is new joins the themes. */
export async function groupPosts({ config, store, effects }: Project, runId: number): Promise<ThemesSummary> {
  const stopwords = await loadStopwords(join(PACKAGE_FOLDER, 'config/stopwords'));
  const small = new Set(config.languages.flatMap((language) => [...stopwords(language)]));
  return groupThemes(store, { words: config.words, stopwords: small }, runId, effects.log);
}

/** Everything in a run is shown without names: whoever needs them asks one report at a time, with a reason. */
const PUBLIC: Scope = { since: null, until: null, identify: false };
/** Everybody and everything in one picture: what a run writes, and the page shows. */
const RUN_VIEW: MapView = 'all';
const MAP_FILES: readonly MapFormat[] = ['html', 'gexf', 'graphml', 'json'];

/** Link and show: the map in each format, the tables with their dictionaries, the page. Returns the files, page first. */
export async function writeEverything(project: Project): Promise<string[]> {
  const { data, config, store } = project;
  const folder = join(data, 'reports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tables: string[] = [];
  for (const report of REPORTS) {
    tables.push(...(await saveReport(join(folder, `${report.name}.csv`), report, 'csv', store, PUBLIC)));
  }
  const map = await drawMap(store, { seed: config.seed, view: RUN_VIEW, identify: false });
  const maps: string[] = [];
  for (const { suffix, content } of MAP_FILES.flatMap((format) => writeMap(map, format))) {
    const file = join(folder, `map.${suffix}`);
    await saveWhole(file, [content]);
    maps.push(file);
  }
  const page = join(folder, 'page.html');
  await saveWhole(page, [await renderProjectPage(project, PUBLIC, map)]);
  return [page, ...maps, ...tables];
}

/** The page for people, with the picture of the map in it. */
export async function renderProjectPage(project: Project, scope: Scope, drawn?: ConversationMap): Promise<string> {
  const { config, store, version } = project;
  const map = drawn ?? (await drawMap(store, { seed: config.seed, view: RUN_VIEW, identify: scope.identify }));
  const picture = { svg: writeMap(map, 'svg')[0]!.content, description: describeMap(map), table: 'map.html' };
  return renderPage({
    figures: await readPage(store, scope),
    purpose: config.purpose,
    method: { version, seed: config.seed, words: config.words },
    map: map.nodes.length === 0 ? null : picture,
  });
}

export interface Status {
  totals: Totals;
  queue: QueueCounts;
  dead: DeadJob[];
  workers: Worker[];
  sources: SourceHealth[];
  runs: Run[];
}

/** How things stand. */
export async function readStatus(project: Project): Promise<Status> {
  const queue = await openProjectQueue(project);
  try {
    return {
      totals: await readTotals(project.store),
      queue: await queue.counts(),
      dead: await queue.dead(),
      workers: await liveWorkers(project.store, project.effects.now()),
      sources: await sourceHealth(project.store),
      runs: await recentRuns(project.store, 5),
    };
  } finally {
    await queue.close();
  }
}

function summed(sources: SourceOutcome[]): CrawlSummary {
  return {
    sources,
    new: sources.reduce((sum, source) => sum + source.new, 0),
    failed: sources.filter((source) => source.slug !== null).length,
    waiting: sources.filter((source) => source.state === 'waiting').length,
  };
}
