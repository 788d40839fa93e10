/** Find: one source crawled from where it stopped, page by page, each page saved together with its cursor. */
import type { SourceConfig, XConfig } from '../config.js';
import { type Effects, isoNow } from '../effects.js';
import { restOf, SourceError, slugOf, UserError } from '../errors.js';
import {
  beginCrawl,
  readCursor,
  recordFailure,
  recordRest,
  recordSuccess,
  registerSource,
  savePage,
} from '../store/sources.js';
import type { Database } from '../store/store.js';
import type { CrawlContext, Crawler, Cursor, Fetch, Refusal } from './crawler.js';
import { loadCrawler } from './registry.js';
import { openPurse } from './x/purse.js';

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

export interface CrawlWorld {
  store: Database;
  fetch: Fetch;
  /** Relative file names in options are meant from here. */
  folder: string;
  effects: Effects;
  /** What may be spent on X. Absent where nothing that costs money is read. */
  x?: XConfig;
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
    const context = await contextOf(source, crawler, world, how);
    const pages = crawler.crawl(context);
    let stopped = how.signal?.aborted ?? false;
    for await (const page of pages) {
      if (stopped) how.signal?.throwIfAborted();
      if (how.again !== undefined) await registerSource(store, source.name, source.crawler);
      const kept = how.again === undefined ? page : { posts: page.posts, cursor: how.again };
      const saved = await savePage(store, source.name, source.place, kept, isoNow(effects), how.lease);
      const strangers = saved.strangers.map((item) => ({ reason: SOMEBODY_ELSE, item }));
      addPage(counts, saved, [...(page.refused ?? []), ...strangers]);
      stopped = how.signal?.aborted ?? false;
    }
    await recordSuccess(store, source.name, isoNow(effects), how.lease);
  } catch (error) {
    // Stopped from outside, or the disk is full: that says nothing about the source.
    if (how.signal?.aborted || slugOf(error) === 'interrupted' || error instanceof UserError) throw error;
    if (how.again !== undefined) throw error;
    const failure = error instanceof SourceError ? error : new SourceError('bug', String(error), { cause: error });
    if (restOf(failure.slug) === null) await recordFailure(store, source.name, failure, isoNow(effects), how.lease);
    // A source that got nothing keeps its place before those that got something.
    else await recordRest(store, source.name, failure, counts.pages === 0 ? null : isoNow(effects), how.lease);
    throw error;
  }
}

/**
 * The world as one crawl of a source sees it.
 * @throws SourceError when the options are wrong, or the source is off
 */
export async function contextOf(
  source: SourceConfig,
  crawler: Crawler,
  world: CrawlWorld,
  how: { signal?: AbortSignal; again?: Cursor } = {},
): Promise<CrawlContext<unknown>> {
  const { store, effects } = world;
  const { x } = world;
  const options = parseOptions(crawler, source.options);
  const off = crawler.whyOff?.(options, effects.env) ?? null;
  if (off !== null) throw off;
  return {
    source: source.name,
    options,
    cursor: how.again !== undefined ? null : await readCursor(store, source.name),
    // A page in hand is brought home; no further one is asked for.
    fetch: async (url, request) => {
      how.signal?.throwIfAborted();
      return world.fetch(url, request);
    },
    ...(x === undefined
      ? {}
      : { purse: (account: string) => openPurse(store, x, { source: source.name, account }, effects) }),
    env: effects.env,
    folder: world.folder,
    now: effects.now,
    log: effects.log,
  };
}

/** Why a source with right options is off; `null` when it is not. */
export async function whyOff(source: SourceConfig, env: Effects['env']): Promise<SourceError | null> {
  const crawler = await loadCrawler(source.crawler);
  return crawler.whyOff?.(parseOptions(crawler, source.options), env) ?? null;
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
