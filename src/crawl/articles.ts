/** Full texts: posts whose feed gave only a summary are read from their own pages, each page asked for with care. */
import type { SourceConfig } from '../config.js';
import { type Effects, isoNow } from '../effects.js';
import { type FailureSlug, SourceError, slugOf, wordsOf } from '../errors.js';
import {
  type ArticleResult,
  judgePosts,
  readSummary,
  type Summary,
  saveArticle,
  type WantedArticle,
  wantedArticles,
} from '../store/articles.js';
import type { Database } from '../store/database.js';
import { plainAddress } from './address.js';
import type { Extractor } from './article/extractor.js';
import { compare, isSummary } from './article/summary.js';
import type { Answer, Fetch } from './crawler.js';
import { failureOf } from './failures.js';
import { loadCrawler } from './registry.js';

const DAY_MS = 86_400_000;
/** A page that failed is not asked for again sooner, however often a person runs the program. */
const REST_MS = 6 * 60 * 60 * 1000;
/** Common Crawl's own limit for a page. */
const MOST_BYTES = 5 * 1024 * 1024;
const ACCEPT = 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1';
const PAGE_TYPE = /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i;
/** After these the host is left alone for the rest of the run. */
const HOST_TROUBLE: readonly FailureSlug[] = [
  ...(['rate-limited', 'unknown-host', 'connection-refused', 'tls-error', 'timeout', 'refused-address'] as const),
];

export interface ArticleLimits {
  /** Posts older than this many days are left as they are. */
  days: number;
  /** Pages of each source in one run. */
  most: number;
  /** Tries of one page, over all runs. */
  tries: number;
}

export interface ArticleWorld {
  store: Database;
  fetch: Fetch;
  extractor: Extractor;
  effects: Effects;
  limits: ArticleLimits;
}

export interface ArticleOutcome {
  /** `whole`: the page says no more than the feed; `wanted`: to be tried again. */
  state: ArticleResult['state'];
  /** Why there is no article. */
  failure: SourceError | null;
}

/**
 * Decides which posts of a source want their article, and names those that are due, newest first. Nothing for a source
 * whose crawler has no option `articles`, or whose option is `never`.
 */
export async function dueArticles(
  { store, effects, limits }: Pick<ArticleWorld, 'store' | 'effects' | 'limits'>,
  source: SourceConfig,
): Promise<WantedArticle[]> {
  if (limits.days === 0 || limits.most === 0 || !(await wantsArticles(source))) return [];
  const ago = (milliseconds: number) => new Date(effects.now() - milliseconds).toISOString();
  const since = ago(limits.days * DAY_MS);
  await judgePosts(store, source.name, since, isSummary);
  return wantedArticles(store, source.name, { since, asked: ago(REST_MS), most: limits.most });
}

async function wantsArticles(source: SourceConfig): Promise<boolean> {
  const { options } = await loadCrawler(source.crawler);
  const checked = options.safeParse(source.options);
  return checked.success && (checked.data as { articles?: unknown }).articles === 'auto';
}

/**
 * Reads the article of one post from its page and keeps it; the summary stays where that fails. Safe to repeat.
 * @returns `null` when the article is not wanted (any more)
 * @throws whatever is not the page's doing: a full disk, a bug, the end of the program
 */
export async function fetchArticle(
  world: ArticleWorld,
  postId: number,
  signal?: AbortSignal,
): Promise<ArticleOutcome | null> {
  const summary = await readSummary(world.store, postId);
  if (summary === undefined) return null;
  const result = await resultOf(world, summary, signal);
  const { failure, ...kept } = result;
  await saveArticle(world.store, summary, { ...kept, slug: failure?.slug ?? null }, isoNow(world.effects));
  return { state: kept.state, failure };
}

type Result = Omit<ArticleResult, 'slug'> & { failure: SourceError | null };
const NOTHING = { html: null, publishedAt: null };

async function resultOf(world: ArticleWorld, summary: Summary, signal?: AbortSignal): Promise<Result> {
  try {
    return await readArticle(world, summary);
  } catch (error) {
    // Stopped from outside: that says nothing about the page.
    signal?.throwIfAborted();
    if (!(error instanceof SourceError) || error.slug === 'interrupted') throw error;
    const again = error.retryable && summary.tries + 1 < world.limits.tries;
    return { ...NOTHING, state: again ? 'wanted' : 'failed', failure: error };
  }
}

async function readArticle({ fetch, extractor, effects }: ArticleWorld, summary: Summary): Promise<Result> {
  const answer = await fetch(summary.url, { headers: { accept: ACCEPT }, maxBytes: MOST_BYTES, robots: true });
  const failure = failureOf(answer, effects.now());
  if (failure !== null) throw failure;
  if (!isPage(answer)) throw new SourceError('not-a-page', plainAddress(answer.url));
  const article = await extractor.extract(answer);
  const likeness = article === null ? 'other' : compare(summary, article.text);
  if (likeness === 'same') return { ...NOTHING, state: 'whole', failure: null };
  if (article === null || likeness === 'other') throw new SourceError('no-article', plainAddress(answer.url));
  const { html, publishedAt } = article;
  return { state: 'done', html, publishedAt, failure: null };
}

/** What has no type is a page when it begins like one. */
function isPage({ headers, body }: Answer): boolean {
  const type = headers['content-type'];
  return type === undefined
    ? body.subarray(0, 500).toString('latin1').trimStart().startsWith('<')
    : PAGE_TYPE.test(type);
}

export interface ArticlesSummary {
  /** Pages asked for. */
  asked: number;
  /** Articles read, and posts whose feed turned out to give it all. */
  read: number;
  whole: number;
  /** Wanted, and left for a later run. */
  left: number;
  /** Pages that gave no article, by reason; those to be tried again among them. */
  failures: Partial<Record<FailureSlug, number>>;
}

export function noArticles(): ArticlesSummary {
  return { asked: 0, read: 0, whole: 0, left: 0, failures: {} };
}

/**
 * The due articles of these sources, several hosts at a time and one page of each after the other. A page that fails
 * costs nobody else anything; a host in trouble is left for a later run. Ends early, and quietly, when `stop` is aborted.
 */
export async function fetchArticles(
  world: ArticleWorld,
  sources: readonly SourceConfig[],
  how: { concurrency: number; stop: AbortSignal },
): Promise<ArticlesSummary> {
  const summary = noArticles();
  const hosts = new Map<string, WantedArticle[]>();
  for (const source of sources) {
    for (const article of await dueArticles(world, source)) {
      const host = URL.canParse(article.url) ? new URL(article.url).host : '';
      hosts.set(host, [...(hosts.get(host) ?? []), article]);
      summary.left += 1;
    }
  }
  if (summary.left > 0) world.effects.log.info(`full texts to read from their pages: ${summary.left}`);
  const waiting = [...hosts.values()];
  const turn = async () => {
    for (let pages = waiting.shift(); pages !== undefined; pages = waiting.shift()) {
      await fetchFromHost(world, pages, summary, how.stop);
    }
  };
  await Promise.all(Array.from({ length: how.concurrency }, turn));
  return summary;
}

async function fetchFromHost(
  world: ArticleWorld,
  pages: readonly WantedArticle[],
  summary: ArticlesSummary,
  stop: AbortSignal,
): Promise<void> {
  for (const { id, source } of pages) {
    if (stop.aborted) return;
    let outcome: ArticleOutcome | null;
    try {
      outcome = await fetchArticle(world, id, stop);
    } catch (error) {
      if (stop.aborted) return;
      throw error;
    }
    summary.left -= 1;
    if (outcome === null) continue;
    count(summary, outcome);
    if (outcome.failure === null) continue;
    world.effects.log.info(`${source}: no full text: ${wordsOf(outcome.failure)}`);
    if (HOST_TROUBLE.includes(slugOf(outcome.failure))) return;
  }
}

function count(summary: ArticlesSummary, { state, failure }: ArticleOutcome): void {
  summary.asked += 1;
  if (state === 'done') summary.read += 1;
  if (state === 'whole') summary.whole += 1;
  if (failure !== null) summary.failures[failure.slug] = (summary.failures[failure.slug] ?? 0) + 1;
}
