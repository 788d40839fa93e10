/** What a crawl would cost: platforms that charge are asked how much there is, and nothing is collected. */
import { contextOf } from './crawl/crawl.js';
import { createFetch } from './crawl/http.js';
import { loadCrawler } from './crawl/registry.js';
import { isoNow } from './effects.js';
import { type FailureSlug, SourceError } from './errors.js';
import type { Project } from './project.js';
import { readSpending } from './store/ledger.js';

export interface SourceEstimate {
  source: string;
  /** Posts there are, as the platform counts them; `null` when it could not be asked. */
  counted: number | null;
  /** How many of them one crawl would read, were there money for all. */
  posts: number | null;
  /** Millionths: every post by the same author, and every post by another. */
  leastMicros: number | null;
  mostMicros: number | null;
  slug: FailureSlug | null;
  message: string | null;
}

export interface CrawlEstimate {
  currency: string;
  pricesOf: string;
  sources: SourceEstimate[];
  /** Sources that cost nothing are not asked. */
  free: number;
  leastMicros: number;
  mostMicros: number;
  /** Left of today's and of this month's limit, after the counts this estimate has paid for. */
  leftTodayMicros: number;
  leftThisMonthMicros: number;
}

/** @param only names of sources, or `null` for all */
export async function estimateCrawl(project: Project, only: readonly string[] | null): Promise<CrawlEstimate> {
  const { config, store, effects } = project;
  const { x } = config;
  const { fetch, close } = createFetch({ ...config.http, version: project.version }, effects);
  const world = { store, fetch, folder: config.folder, effects, x };
  const wanted = config.sources.filter(({ name }) => only?.includes(name) ?? true);
  const sources: SourceEstimate[] = [];
  try {
    for (const source of wanted) {
      const crawler = await loadCrawler(source.crawler);
      if (crawler.estimate === undefined) continue;
      try {
        const { counted, posts } = await crawler.estimate(await contextOf(source, crawler, world, project));
        const leastMicros = posts * x.postMicros + Math.min(posts, 1) * x.userMicros;
        const mostMicros = posts * (x.postMicros + x.userMicros);
        sources.push({ source: source.name, counted, posts, leastMicros, mostMicros, slug: null, message: null });
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        const unknown = { counted: null, posts: null, leastMicros: null, mostMicros: null };
        sources.push({ source: source.name, ...unknown, slug: error.slug, message: error.message });
      }
    }
  } finally {
    await close();
  }
  const spent = await readSpending(store, isoNow(effects));
  return {
    ...{ currency: x.currency, pricesOf: x.pricesOf, sources, free: wanted.length - sources.length },
    leastMicros: sources.reduce((sum, { leastMicros }) => sum + (leastMicros ?? 0), 0),
    mostMicros: sources.reduce((sum, { mostMicros }) => sum + (mostMicros ?? 0), 0),
    leftTodayMicros: Math.max(0, x.nightlyMicros - spent.dayMicros),
    leftThisMonthMicros: Math.max(0, x.monthlyMicros - spent.monthMicros),
  };
}
