/** Find: one source crawled from where it stopped, page by page, each page saved together with its cursor. */
import type { SourceConfig, XConfig } from '../config.js';
import { type Effects, fault, isoNow } from '../effects.js';
import { restOf, SourceError, slugOf, UserError } from '../errors.js';
import type { SaveCounts } from '../store/posts.js';
import {
  beginCrawl,
  recordFailure,
  recordRest,
  recordSuccess,
  registerSource,
  type Standing,
  savePage,
} from '../store/sources.js';
import type { Database } from '../store/store.js';
import { recordTry } from '../store/tries.js';
import { followProblems } from './accounts.js';
import type { CrawlContext, Crawler, CrawlPage, Cursor, Fetch, Refusal } from './crawler.js';
import { optionsFingerprint } from './due.js';
import { dueAfterSuccess } from './interval.js';
import { hear, newsAt, nothingHeard } from './news.js';
import { withPlausibleDates } from './plausible.js';
import { loadCrawler } from './registry.js';
import { dueInTrouble, troubleOf, worse } from './trouble.js';
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
const WITHDRAWN = 'its source has withdrawn it';

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
 * With `lease` nothing is saved once a crawl with another lease has begun: a worker that stalls must not write late; and
 * success is told to the run at work in the transaction that records it.
 * @throws SourceError when the source failed; anything else is a bug
 */
export async function crawlSource(
  source: SourceConfig,
  world: CrawlWorld,
  counts: SourceCounts,
  how: { signal?: AbortSignal; lease?: string } = {},
): Promise<void> {
  const { store, effects } = world;
  const standing = await beginCrawl(store, source.name, source.crawler, how.lease);
  const heard = nothingHeard();
  const known = () => ({ standing, news: newsAt(standing, counts, heard, effects.now()), lease: how.lease });
  try {
    const crawler = await loadCrawler(source.crawler);
    const pages = crawler.crawl(contextOf(source, crawler, world, { cursor: standing.cursor, ...how }));
    await savePages(pages, how.signal, async (page) => {
      hear(heard, page);
      if (isEmpty(page)) return;
      fault('parse', source.name);
      const kept = { ...page, posts: withPlausibleDates(page.posts, effects.now()) };
      const saved = await savePage(store, source.name, source.place, kept, isoNow(effects), how.lease);
      fault('commit', source.name);
      addPage(counts, saved, page.refused);
    });
    const { reachMs = Number.POSITIVE_INFINITY } = crawler;
    await succeed(source, world, counts, { ...known(), askedMs: heard.restMs ?? 0, reachMs });
    fault('done', source.name);
  } catch (error) {
    // Stopped from outside, or the disk is full: that says nothing about the source.
    if (how.signal?.aborted || slugOf(error) === 'interrupted' || error instanceof UserError) throw error;
    const failure = error instanceof SourceError ? error : new SourceError('bug', String(error), { cause: error });
    // A source that is off or waits for money has not failed; one that got nothing keeps its place in the order.
    if (restOf(failure.slug) === null) await fail(source, world, failure, known());
    else await recordRest(store, source.name, failure, counts.pages === 0 ? null : isoNow(effects), how.lease);
    throw error;
  }
}

async function succeed(
  source: SourceConfig,
  { store, effects }: CrawlWorld,
  counts: SourceCounts,
  { news, lease, ...said }: { news: number; askedMs: number; reachMs: number; lease: string | undefined },
): Promise<void> {
  const now = effects.now();
  const outlook = {
    dueAt: iso(dueAfterSuccess({ now, newsAt: news, ...said })),
    newsAt: iso(news),
    optionsSeen: optionsFingerprint(source),
  };
  await store.transaction(async (tx) => {
    await recordSuccess(tx, source.name, iso(now), lease, outlook);
    if (lease !== undefined) await recordTry(tx, 'crawl', { key: source.name, slug: null, message: null, counts });
  });
}

async function fail(
  source: SourceConfig,
  { store, effects }: CrawlWorld,
  failure: SourceError,
  { standing, news, lease }: { standing: Standing; news: number; lease: string | undefined },
): Promise<void> {
  const now = effects.now();
  const trouble = worse(troubleOf(standing), failure, now);
  const dueAt = dueInTrouble(trouble, failure, now);
  await recordFailure(store, source.name, failure, iso(now), lease, {
    dueAt: dueAt === null ? null : iso(dueAt),
    newsAt: iso(news),
    optionsSeen: optionsFingerprint(source),
    errors: trouble.errors,
    errorNights: trouble.nights,
    erredAt: iso(trouble.countedAt),
  });
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}

/**
 * Reads a source from its beginning, whatever was read before; its cursor becomes `cursor`. A failure leaves nothing
 * behind: nobody will come back to mend it.
 * @throws SourceError when the source failed; anything else is a bug
 */
export async function importSource(
  source: SourceConfig,
  world: CrawlWorld,
  counts: SourceCounts,
  cursor: Cursor,
  signal?: AbortSignal,
): Promise<void> {
  const { store, effects } = world;
  const crawler = await loadCrawler(source.crawler);
  const pages = crawler.crawl(contextOf(source, crawler, world, { signal }));
  await savePages(pages, signal, async (page) => {
    await registerSource(store, source.name, source.crawler);
    const posts = withPlausibleDates(page.posts, effects.now());
    const saved = await savePage(store, source.name, source.place, { ...page, posts, cursor }, isoNow(effects));
    addPage(counts, saved, page.refused);
  });
  await recordSuccess(store, source.name, isoNow(effects));
}

/**
 * The world as one crawl of a source sees it.
 * @throws SourceError when the options are wrong, or the source is off
 */
export function contextOf(
  source: SourceConfig,
  crawler: Crawler,
  { store, fetch, folder, effects, x }: CrawlWorld,
  how: { cursor?: Cursor | null; signal?: AbortSignal | undefined } = {},
): CrawlContext<unknown> {
  const options = parseOptions(crawler, source);
  const off = crawler.whyOff?.(options, effects.env) ?? null;
  if (off !== null) throw off;
  return {
    source: source.name,
    options,
    cursor: how.cursor ?? null,
    // A page in hand is brought home; no further one is asked for.
    fetch: async (url, request) => {
      how.signal?.throwIfAborted();
      return fetch(url, request);
    },
    ...(x === undefined
      ? {}
      : { purse: (account: string) => openPurse(store, x, { source: source.name, account }, effects) }),
    env: effects.env,
    folder,
    now: effects.now,
    log: effects.log,
  };
}

/** A step that only had something to tell about the site. */
function isEmpty({ posts, cursor, refused = [] }: CrawlPage): boolean {
  return posts.length === 0 && cursor === undefined && refused.length === 0;
}

async function savePages(
  pages: AsyncIterable<CrawlPage>,
  signal: AbortSignal | undefined,
  save: (page: CrawlPage) => Promise<void>,
): Promise<void> {
  let stopped = signal?.aborted ?? false;
  for await (const page of pages) {
    if (stopped) signal?.throwIfAborted();
    await save(page);
    stopped = signal?.aborted ?? false;
  }
}

/** Why a source with right options is off; `null` when it is not. */
export async function whyOff(source: SourceConfig, env: Effects['env']): Promise<SourceError | null> {
  const crawler = await loadCrawler(source.crawler);
  return crawler.whyOff?.(parseOptions(crawler, source), env) ?? null;
}

/** Why the options of a source are wrong, key by key; empty when they are right. */
export async function optionProblems(source: SourceConfig): Promise<{ path: PropertyKey[]; message: string }[]> {
  try {
    const { problems } = readOptions(await loadCrawler(source.crawler), source);
    return problems.map(({ path, message }) => ({ path: ['options', ...path], message }));
  } catch (error) {
    if (error instanceof SourceError) return [{ path: ['crawler'], message: error.message }];
    throw error;
  }
}

function parseOptions(crawler: Crawler, source: SourceConfig): unknown {
  const { options, problems } = readOptions(crawler, source);
  if (problems.length === 0) return options;
  const words = problems.map(({ path, message }) => `${path.map(String).join('.') || 'options'}: ${message}`);
  throw new SourceError('bad-options', words.join('; '));
}

/** The options as the crawler takes them, and what is wrong with them: their shape, or whom they are aimed at. */
function readOptions(
  crawler: Crawler,
  { options, place }: SourceConfig,
): { options: unknown; problems: { path: PropertyKey[]; message: string }[] } {
  const parsed = crawler.options.safeParse(options);
  return parsed.success
    ? { options: parsed.data, problems: followProblems(place.owner, crawler.follows?.(parsed.data) ?? []) }
    : { options: null, problems: parsed.error.issues };
}

function addPage(counts: SourceCounts, saved: SaveCounts, given: readonly Refusal[] = []): void {
  const strangers = saved.strangers.map((item) => ({ reason: SOMEBODY_ELSE, item }));
  const withdrawn = saved.withdrawn.map((item) => ({ reason: WITHDRAWN, item }));
  const refused = [...given, ...strangers, ...withdrawn];
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
