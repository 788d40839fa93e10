/** Find: one source crawled from where it stopped, page by page, each page saved together with its cursor. */
import type { SourceConfig } from '../config.js';
import { type Effects, fault, isoNow } from '../effects.js';
import { SourceError, slugOf, UserError } from '../errors.js';
import { beginCrawl, readCursor, recordFailure, recordSuccess, registerSource, savePage } from '../store/sources.js';
import type { Database } from '../store/store.js';
import type { Crawler, Cursor, Fetch, Refusal } from './crawler.js';
import { withPlausibleDates } from './plausible.js';
import { loadCrawler } from './registry.js';

/** What one crawl of one source brought in. */
export interface SourceCounts {
  pages: number;
  new: number;
  changed: number;
  duplicate: number;
  refused: number;
  /** How many were refused for which reason, with the first item of each as an example. */
  refusals: Record<string, { count: number; example: string }>;
}

export function noCounts(): SourceCounts {
  return { pages: 0, new: 0, changed: 0, duplicate: 0, refused: 0, refusals: {} };
}

const SOMEBODY_ELSE = 'its id is that of a post by somebody else';
const WITHDRAWN = 'its source has withdrawn it';

export interface CrawlWorld {
  store: Database;
  fetch: Fetch;
  /** Relative file names in options are meant from here. */
  folder: string;
  effects: Effects;
}

/**
 * Crawls one source. What was saved before a failure stays saved, and `counts` says how much that is.
 * With `again`, an import, the source is read from its beginning whatever was read before, its cursor becomes `again`,
 * and a failure leaves nothing behind: nobody will come back to mend it.
 * With `lease` nothing is saved once a crawl with another lease has begun: a worker that stalls must not write late.
 * @throws SourceError when the source failed; anything else is a bug
 */
export async function crawlSource(
  source: SourceConfig,
  world: CrawlWorld,
  counts: SourceCounts,
  how: { signal?: AbortSignal; again?: Cursor; lease?: string } = {},
): Promise<void> {
  const { store, effects } = world;
  if (how.again === undefined) await registerSource(store, source.name, source.crawler);
  if (how.lease !== undefined) await beginCrawl(store, source.name, how.lease);
  try {
    const crawler = await loadCrawler(source.crawler);
    const pages = crawler.crawl({
      source: source.name,
      options: parseOptions(crawler, source.options),
      cursor: how.again !== undefined ? null : await readCursor(store, source.name),
      // A page in hand is brought home; no further one is asked for.
      fetch: async (url, options) => {
        how.signal?.throwIfAborted();
        return world.fetch(url, options);
      },
      env: effects.env,
      folder: world.folder,
      now: effects.now,
      log: effects.log,
    });
    let stopped = how.signal?.aborted ?? false;
    for await (const page of pages) {
      if (stopped) how.signal?.throwIfAborted();
      if (how.again !== undefined) await registerSource(store, source.name, source.crawler);
      fault('parse', source.name);
      const posts = withPlausibleDates(page.posts, effects.now());
      const kept = how.again === undefined ? { ...page, posts } : { posts, cursor: how.again };
      const saved = await savePage(store, source.name, source.place, kept, isoNow(effects), how.lease);
      fault('commit', source.name);
      const strangers = saved.strangers.map((item) => ({ reason: SOMEBODY_ELSE, item }));
      const withdrawn = saved.withdrawn.map((item) => ({ reason: WITHDRAWN, item }));
      addPage(counts, saved, [...(page.refused ?? []), ...strangers, ...withdrawn]);
      stopped = how.signal?.aborted ?? false;
    }
    await recordSuccess(store, source.name, isoNow(effects), how.lease);
    fault('done', source.name);
  } catch (error) {
    // Stopped from outside, or the disk is full: that says nothing about the source.
    if (how.signal?.aborted || slugOf(error) === 'interrupted' || error instanceof UserError) throw error;
    if (how.again !== undefined) throw error;
    const failure = error instanceof SourceError ? error : new SourceError('bug', String(error), { cause: error });
    await recordFailure(store, source.name, failure, isoNow(effects), how.lease);
    throw error;
  }
}

/** Why the options of a source are wrong, key by key; empty when they are right. */
export async function optionProblems(source: SourceConfig): Promise<{ path: PropertyKey[]; message: string }[]> {
  try {
    const crawler = await loadCrawler(source.crawler);
    const parsed = crawler.options.safeParse(source.options);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => ({ path: ['options', ...path], message }));
  } catch (error) {
    if (error instanceof SourceError) return [{ path: ['crawler'], message: error.message }];
    throw error;
  }
}

function parseOptions(crawler: Crawler, options: Record<string, unknown>): unknown {
  const parsed = crawler.options.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'options'}: ${issue.message}`,
  );
  throw new SourceError('bad-options', problems.join('; '));
}

function addPage(
  counts: SourceCounts,
  saved: { new: number; changed: number; duplicate: number },
  refused: readonly Refusal[],
): void {
  counts.pages += 1;
  counts.new += saved.new;
  counts.changed += saved.changed;
  counts.duplicate += saved.duplicate;
  counts.refused += refused.length;
  for (const { reason, item } of refused) {
    const group = counts.refusals[reason];
    if (group === undefined) counts.refusals[reason] = { count: 1, example: item };
    else group.count += 1;
  }
}
