/** Files that a person brings in, beside what is crawled. */
import type { SourceConfig } from './config.js';
import { noArticles } from './crawl/articles.js';
import { importSource } from './crawl/crawl.js';
import { freshOutcome, type SourceOutcome } from './crawl/outcomes.js';
import { type CrawlSummary, summed } from './crawl/summary.js';
import { isoNow } from './effects.js';
import { failureWords, SourceError, UsageError } from './errors.js';
import { noteCrawl } from './method/method.js';
import type { Project } from './project.js';
import { recordRunFailure } from './store/runs.js';
import { readCursor } from './store/sources.js';

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
      await importSource(source, world, outcome, { imported: path }, project.signal);
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
  const summary = summed(outcomes, noArticles());
  await noteCrawl(project, runId, summary);
  return summary;
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
