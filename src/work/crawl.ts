/** Crawl jobs: one source each, by its name. */
import { crawlSource, noCounts } from '../crawl/crawl.js';
import { LostStoreError, restOf, SourceError, slugOf, UserError, wordsOf } from '../errors.js';
import { recordTry } from '../store/tries.js';
import { openClient } from './client.js';
import type { Work } from './work.js';

export const crawling: Work = {
  name: 'source',
  hands: ({ config }) => config.queue.concurrency,
  async open({ project, presence, stop, runId }) {
    const { config, store, effects } = project;
    const client = await openClient({ project, stop, runId });
    const sources = new Map(config.sources.map((source) => [source.name, source]));
    return {
      async handle({ key, lease }, signal) {
        const source = sources.get(key);
        // A job left over from a project file that has since lost its source: nothing to do any more.
        if (source === undefined)
          return effects.log.warn(`${key}: no such source in ${config.file}; its job is dropped`);
        const counts = noCounts();
        const world = { store, fetch: client.fetch, folder: config.folder, effects, x: config.x };
        const how = { signal: AbortSignal.any([signal, stop]), lease };
        try {
          await presence.during(key, () => crawlSource(source, world, counts, how));
        } catch (error) {
          // Nothing of the source's making, and no better with the next one: a full disk ends the run.
          if (error instanceof UserError && !(error instanceof LostStoreError) && !stop.aborted) project.abort(error);
          // Whoever has the job now tells what becomes of it.
          if (!signal.aborted) await recordTry(store, 'crawl', { key, ...wordsFor(error, stop), counts });
          // Nothing to mend and nothing to try again: the job is done, and the next run asks anew.
          if (restOf(slugOf(error)) !== null) return effects.log.warn(`${key}: ${wordsOf(error)}`);
          throw error;
        }
        effects.log.info(`${source.name}: ${counts.new} new`);
      },
      close: () => client.close(),
    };
  },
};

function wordsFor(error: unknown, stop: AbortSignal): { slug: string; message: string } {
  if (stop.aborted) return { slug: 'interrupted', message: 'the run was stopped' };
  if (error instanceof LostStoreError) return { slug: 'interrupted', message: error.message };
  return { slug: slugOf(error), message: error instanceof SourceError ? error.message : wordsOf(error) };
}
