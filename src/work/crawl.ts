/** Crawl jobs: one source each, by its name. */
import { crawlSource, noCounts, type SourceCounts } from '../crawl/crawl.js';
import { createFetch } from '../crawl/http.js';
import { sharedTurns } from '../crawl/shared-turns.js';
import { LostStoreError, SourceError, slugOf, UserError, wordsOf } from '../errors.js';
import { recordTry } from '../store/tries.js';
import { forgetRestedHosts } from '../store/turns.js';
import type { Work } from './work.js';

/** A turn may last as long as a request, and a little: the store has to be told before and after. */
const TURN_MARGIN_MS = 5_000;
/** How long requests under way may still take when the program is asked to stop; it leaves three seconds later. */
const LET_FINISH_MS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export const crawling: Work = {
  name: 'source',
  hands: ({ config }) => config.queue.concurrency,
  async open({ project, presence, stop }) {
    const { config, store, effects } = project;
    const { http } = config;
    const turnSettings = { delayMs: http.delayMs, leaseMs: http.totalMs + TURN_MARGIN_MS, signal: stop };
    const turns = sharedTurns(store, turnSettings, effects);
    const client = createFetch({ ...http, version: project.version }, effects, turns);
    const breakOff = () => setTimeout(() => void client.close(), LET_FINISH_MS).unref();
    project.signal.addEventListener('abort', breakOff, { once: true });
    await forgetRestedHosts(store, effects.now() - DAY_MS);
    const sources = new Map(config.sources.map((source) => [source.name, source]));
    return {
      async handle({ key, lease }, signal) {
        const source = sources.get(key);
        // A job left over from a project file that has since lost its source: nothing to do any more.
        if (source === undefined)
          return effects.log.warn(`${key}: no such source in ${config.file}; its job is dropped`);
        const counts = noCounts();
        const world = { store, fetch: client.fetch, folder: config.folder, effects };
        const how = { signal: AbortSignal.any([signal, stop]), lease };
        try {
          await presence.during(key, () => crawlSource(source, world, counts, how));
        } catch (error) {
          // Nothing of the source's making, and no better with the next one: a full disk ends the run.
          if (error instanceof UserError && !(error instanceof LostStoreError) && !stop.aborted) project.abort(error);
          // Whoever has the job now tells what becomes of it.
          if (!signal.aborted) await recordTry(store, 'crawl', { key, ...wordsFor(error, stop), counts });
          throw error;
        }
        await recordTry<SourceCounts>(store, 'crawl', { key, slug: null, message: null, counts });
        effects.log.info(`${source.name}: ${counts.new} new`);
      },
      async close() {
        project.signal.removeEventListener('abort', breakOff);
        await client.close();
      },
    };
  },
};

function wordsFor(error: unknown, stop: AbortSignal): { slug: string; message: string } {
  if (stop.aborted) return { slug: 'interrupted', message: 'the run was stopped' };
  if (error instanceof LostStoreError) return { slug: 'interrupted', message: error.message };
  return { slug: slugOf(error), message: error instanceof SourceError ? error.message : wordsOf(error) };
}
