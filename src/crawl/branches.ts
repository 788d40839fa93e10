/** A source of several parts, such as the tags of several servers: one that fails does not stop the others. */
import { SourceError } from '../errors.js';
import type { CrawlPage, Refusal } from './crawler.js';

export interface Branch {
  /** How people call it. */
  name: string;
  pages(): AsyncGenerator<CrawlPage, void, void>;
}

/**
 * Pages of all branches, one after the other.
 * @throws what the first branch threw, when all of them failed; else those that failed are refusals
 */
export async function* readBranches(branches: readonly Branch[]): AsyncGenerator<CrawlPage, void, void> {
  const failures: SourceError[] = [];
  const refused: Refusal[] = [];
  for (const { name, pages } of branches) {
    try {
      yield* pages();
    } catch (error) {
      if (!(error instanceof SourceError) || error.slug === 'interrupted') throw error;
      failures.push(error);
      refused.push({ reason: `not read (${error.slug})`, item: `${name}: ${error.message}` });
    }
  }
  if (failures.length > 0 && failures.length === branches.length) throw failures[0];
  if (refused.length > 0) yield { posts: [], refused };
}

/** A server that sends the same page for ever would otherwise be asked for ever. */
export function repeatedPage(name: string): SourceError {
  return new SourceError('unknown-shape', `${name}: the server sends the same page again and again; stopped there`);
}
