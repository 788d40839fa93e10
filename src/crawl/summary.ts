/** What became of a crawl as a whole. */
import { restOf } from '../errors.js';
import type { ArticlesSummary } from './articles.js';
import type { Rest } from './due.js';
import type { SourceOutcome } from './outcomes.js';

export interface CrawlSummary {
  sources: SourceOutcome[];
  new: number;
  /** Sources whose last try failed, given up or to be tried again; not those that are off or wait for money. */
  failed: number;
  waiting: number;
  /** Sources left alone because they are not due yet. */
  notDue: number;
  /** The one of them that is due first. */
  nextDue: Rest | null;
  /** Full texts read from the pages of posts whose feed gave a summary. */
  articles: ArticlesSummary;
  off: number;
}

export function summed(
  sources: SourceOutcome[],
  articles: ArticlesSummary,
  resting: readonly Rest[] = [],
): CrawlSummary {
  return {
    sources,
    new: sources.reduce((sum, source) => sum + source.new, 0),
    failed: sources.filter(({ slug }) => slug !== null && restOf(slug) === null).length,
    waiting: sources.filter((source) => source.state === 'waiting').length,
    notDue: resting.length,
    nextDue: resting[0] ?? null,
    articles,
    off: sources.filter((source) => source.state === 'off').length,
  };
}
