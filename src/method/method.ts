/**
 * Showing the working: as each stage of a run ends, what it did, from what, and the digests of what came of it are kept
 * with the run. Read from the store when the stage is over, so that no stage has to know of it.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PACKAGE_FOLDER } from '../config.js';
import type { CrawlSummary, ListenSummary } from '../listen.js';
import type { Project } from '../project.js';
import { lastGrouping, type MethodParts, partsBefore, type Sureness, saveMethodPart } from '../store/methods.js';
import { countPosts, type PostCounts, type SourceTaken, takenFromSources } from '../store/post-counts.js';
import { digestCampaigns, digestKnown, digestThemes } from '../store/result-digests.js';
import { digestInput, rememberThemes, takeInRest, themeMeetings } from '../store/run-posts.js';
import { adjustedRand } from '../themes/agreement.js';
import { PARAMETERS } from '../themes/parameters.js';
import type { ThemesSummary } from '../themes/themes.js';
import { fileDigest } from '../whole-file.js';

type Place = Pick<Project, 'store' | 'config'>;
type PipelineSummary = ListenSummary['process'];

/** What a crawl or an import brought, source by source. */
export async function noteCrawl({ store }: Place, runId: number, crawl: CrawlSummary): Promise<void> {
  const sources = crawl.sources.map(({ name, new: fresh, changed, duplicate, refused, refusals, slug }) => ({
    ...{ name, new: fresh, changed, duplicate, refused, slug },
    refusals: Object.fromEntries(Object.entries(refusals).map(([reason, { count }]) => [reason, count])),
  }));
  // Whichever site answered first.
  sources.sort((one, other) => (one.name < other.name ? -1 : 1));
  await saveMethodPart(store, runId, { crawl: { sources, articles: crawl.articles.read } });
}

/** What the pipeline did, and the input of all that follows. */
export async function noteProcess({ store }: Place, runId: number, process: PipelineSummary): Promise<void> {
  await takeInRest(store, runId);
  const { processed, skipped, setAside, campaigns, inCampaigns, languages } = process;
  const part = { processed, withoutText: skipped, setAside, campaigns, inCampaigns, languages };
  await saveMethodPart(store, runId, { process: part, vocabulary: await vocabularyDigests() });
}

/** What the grouping did, and how far it can be relied on. Where nothing was new, what the last grouping did still stands. */
export async function noteGrouping({ store, config }: Place, runId: number, themes: ThemesSummary): Promise<Sureness> {
  await takeInRest(store, runId);
  const before = await partsBefore(store, runId);
  const sources = await takenFromSources(store, before && { run: before.run, sources: before.input?.sources ?? [] });
  const counts = await countPosts(store);
  const digests = { campaigns: await digestCampaigns(store), known: await digestKnown(store) };
  const input = { ...(await digestInput(store)), ...digests, counts, sources };
  // Not this run where nothing was new, nor where one was killed when its themes were saved and nothing else.
  const madeBy = (await lastGrouping(store)) ?? runId;
  const standing = before?.grouping?.run === madeBy ? before.grouping : undefined;
  const grouping = standing ?? { run: madeBy, ...numbersOf(themes), digests: await digestThemes(store) };
  const stability = standing === undefined ? await stabilityOf(store, before) : before!.sureness!.stability;
  const coverage = { ...coverageOf(counts), sources: sourcesOf(config.sources, sources) };
  const sureness = { outlierShare: rounded(themes.outlierShare), stability, coverage };
  if (standing === undefined) await rememberThemes(store);
  const isNews = (part: 'sureness' | 'grouping', now: unknown) =>
    JSON.stringify(before?.[part]) !== JSON.stringify(now);
  const changed =
    before?.input?.digest !== input.digest || isNews('sureness', sureness) || isNews('grouping', grouping);
  await saveMethodPart(store, runId, { input, parameters: PARAMETERS, grouping, sureness }, { changed });
  return sureness;
}

/** The files that were written, with what they are known by. */
export async function noteFiles({ store }: Place, runId: number, files: readonly string[]): Promise<void> {
  const noted: NonNullable<MethodParts['files']> = [];
  for (const file of files) noted.push({ name: basename(file), sha256: await fileDigest(file) });
  await saveMethodPart(store, runId, { files: noted });
}

/** The lists of words in `config/`, by name. */
async function vocabularyDigests(): Promise<Record<string, string>> {
  const folder = join(PACKAGE_FOLDER, 'config');
  const stopwords = (await readdir(join(folder, 'stopwords'))).sort().map((name) => `stopwords/${name}`);
  const digests: Record<string, string> = {};
  for (const name of ['abbreviations.txt', ...stopwords]) digests[name] = await fileDigest(join(folder, name));
  return digests;
}

function numbersOf({ posts, themes, chapters, born, merged, split, gone, leftOut }: ThemesSummary) {
  return { posts, themes, chapters, born, merged, split, gone, leftOut };
}

async function stabilityOf(store: Place['store'], before: MethodParts | null): Promise<Sureness['stability']> {
  const meetings = await themeMeetings(store);
  const posts = meetings.reduce((sum, meeting) => sum + meeting.posts, 0);
  const since = before?.grouping?.run ?? null;
  return { index: posts === 0 ? null : rounded(adjustedRand(meetings)), posts, since: posts === 0 ? null : since };
}

function coverageOf(counts: PostCounts): Omit<Sureness['coverage'], 'sources'> {
  const { collected, cleaned, setAside, withoutWords, grouped } = counts;
  const leftOut = {
    notCleaned: collected - cleaned - setAside,
    setAside,
    withoutWords,
    waiting: Math.max(0, cleaned - withoutWords - grouped),
  };
  return { share: collected === 0 ? null : rounded(grouped / collected), collected, grouped, leftOut };
}

function sourcesOf(
  configured: readonly { name: string }[],
  taken: readonly SourceTaken[],
): Sureness['coverage']['sources'] {
  const known = new Map(taken.map((source) => [source.name, source]));
  const those = configured.map(({ name }) => known.get(name));
  return {
    configured: those.length,
    heard: those.filter((source) => source !== undefined && source.posts > 0).length,
    failing: those.filter((source) => source !== undefined && source.failures > 0).length,
  };
}

/** Four digits: what lies beyond says nothing. */
function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
