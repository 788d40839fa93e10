/**
 * The whole flow, top to bottom: crawlers find posts, the queue holds them, the pipeline cleans them, themes group them,
 * the map links the voices, reports show it (publish.ts). Stages meet in the store, so each part can be run alone.
 */
import { join } from 'node:path';
import { type AlertsSummary, alertAfter } from './alerting.js';
import { PACKAGE_FOLDER, type SourceConfig } from './config.js';
import { createExtractor } from './crawl/article/extractor.js';
import { type ArticlesSummary, fetchArticles } from './crawl/articles.js';
import type { SourceCounts } from './crawl/crawl.js';
import { type Due, sortDue } from './crawl/due.js';
import { outcomesOf, type SourceOutcome } from './crawl/outcomes.js';
import { type CrawlSummary, summed } from './crawl/summary.js';
import { noteCrawl, noteFiles, noteGrouping, noteProcess } from './method/method.js';
import {
  BLOCK,
  type CampaignCounts,
  type CleanCounts,
  loadStopwords,
  type PipelineSummary,
  pendingBlocks,
  pipelineResources,
  pipelineSummary,
  readWords,
} from './pipeline/pipeline.js';
import type { Project } from './project.js';
import { writeEverything } from './publish.js';
import { declarePlaces } from './store/declared-places.js';
import { forgiveHosts } from './store/hosts.js';
import type { Sureness } from './store/methods.js';
import { forgetOldRequests } from './store/requests.js';
import { type Appointment, appointments, stoppedForMoney } from './store/sources.js';
import type { ThemesSummary } from './themes/themes.js';
import { crawlJobs, runAnalysis, runStage } from './together.js';
import { openClient } from './work/client.js';
import { register } from './work/presence.js';

export interface ListenSummary {
  crawl: CrawlSummary;
  process: PipelineSummary;
  themes: GroupSummary;
  alerts: AlertsSummary;
  files: string[];
}

/** What the grouping did, and how far it can be relied on. */
export type GroupSummary = ThemesSummary & Sureness;

/** The main job: everything from the sources to the reports. */
export async function listen(project: Project, runId: number): Promise<ListenSummary> {
  const crawl = await crawlSources(project, runId, { only: null, patienceMs: project.config.queue.patienceMs });
  const process = await cleanPosts(project, runId);
  const themes = await groupPosts(project, runId);
  project.signal.throwIfAborted();
  const files = await writeEverything(project, runId);
  await noteFiles(project, runId, files);
  const alerts = await alertAfter(project, runId);
  return { crawl, process, themes, alerts, files };
}

export type { CrawlSummary, SourceOutcome };

/**
 * Find and hold: the sources as jobs in the queue, taken by this process and by every `discover worker` until nothing is
 * due, or until `enough` is aborted: then nobody takes more, and those at work stop after the page in hand.
 */
export async function crawlSources(
  project: Project,
  runId: number,
  how: { only: readonly string[] | null; patienceMs: number; enough?: AbortSignal },
): Promise<CrawlSummary> {
  const { store, effects } = project;
  const { patienceMs, enough } = how;
  const known = await appointments(store);
  const { due: wanted, resting } = await wantedSources(project, known, how.only);
  const jobs = crawlJobs(wanted, known, effects, await stoppedForMoney(store));
  await forgiveHosts(store);
  await forgetOldRequests(store);
  const { tries, dead } = await runStage<SourceCounts>(project, runId, { kind: 'crawl', jobs, patienceMs, enough });
  const stop = AbortSignal.any([project.signal, ...(enough === undefined ? [] : [enough])]);
  const articles = await readArticles(project, runId, wanted, stop);
  project.signal.throwIfAborted();
  await declarePlaces(
    store,
    project.config.sources.map(({ place }) => place),
  );
  const summary = summed(outcomesOf(wanted, tries, dead), articles, resting);
  await noteCrawl(project, runId, summary);
  return summary;
}

/** Posts of these sources whose feed gave a summary only are read from their pages. */
async function readArticles(
  project: Project,
  runId: number,
  sources: readonly SourceConfig[],
  stop: AbortSignal,
): Promise<ArticlesSummary> {
  const { config, store, effects } = project;
  const presence = await register(project, 'run');
  const client = await openClient({ project, stop, runId });
  const extractor = createExtractor();
  try {
    const world = { store, fetch: client.fetch, extractor, effects, limits: config.articles };
    const how = { concurrency: config.queue.concurrency, stop };
    return await presence.during('articles', () => fetchArticles(world, sources, how));
  } finally {
    await extractor.close();
    await client.close();
    await presence.end();
  }
}

/** Whoever names a source wants it now; otherwise each comes when it is due. */
async function wantedSources(
  { config, effects }: Project,
  known: ReadonlyMap<string, Appointment>,
  only: readonly string[] | null,
): Promise<Due> {
  if (only !== null) return { due: config.sources.filter(({ name }) => only.includes(name)), resting: [] };
  return sortDue(config.sources, known, effects.now(), config.http.allowPrivate);
}

/** Clean: the pipeline over what is new, block by block, and then one look across all of it. */
export async function cleanPosts(project: Project, runId: number): Promise<PipelineSummary> {
  const blocks = await pendingBlocks(project.store, BLOCK);
  const jobs = blocks.map((block) => ({ key: String(block), payload: { posts: BLOCK } }));
  const cleaned = jobs.length === 0 ? [] : await runAnalysis<CleanCounts>(project, runId, 'clean', jobs);
  const placed = await runAnalysis<CampaignCounts>(project, runId, 'campaigns', [{ key: ALL_POSTS, payload: {} }]);
  const summary = pipelineSummary(cleaned, placed.at(-1)!);
  await noteProcess(project, runId, summary);
  return summary;
}

/** Words that a person typed, as the pipeline leaves them in posts: one list of tokens for each that is asked for. */
export async function readTypedWords({ config }: Project, typed: string): Promise<string[][]> {
  const stopwords = await loadStopwords(join(PACKAGE_FOLDER, 'config/stopwords'));
  return readWords(typed, pipelineResources({ languages: config.languages, words: config.words, stopwords }));
}

/** Group: what is new joins the themes; `again` even where nothing is new. */
export async function groupPosts(
  project: Project,
  runId: number,
  { again = false }: { again?: boolean } = {},
): Promise<GroupSummary> {
  // A key of its own: what an earlier run has left in the queue must not stand for it.
  const jobs = [{ key: again ? ALL_POSTS_AGAIN : ALL_POSTS, payload: { run: runId, again } }];
  const summary = (await runAnalysis<ThemesSummary>(project, runId, 'themes', jobs)).at(-1)!;
  return { ...summary, ...(await noteGrouping(project, runId, summary)) };
}

/** The keys of jobs of which there is one. */
const ALL_POSTS = 'all posts';
const ALL_POSTS_AGAIN = 'all posts, again';
