/** Whose turn it is: nobody is passed over for ever, however early each run breaks off. */
import type { Effects } from '../effects.js';

/**
 * The sources in the order in which they fall due: never crawled first, then the one whose last crawl is longest ago;
 * equals in an order that chance gives, so that no run begins at the same sites as every other.
 * A last crawl in the future was written by a clock since put right and says nothing.
 * @param lastCrawl ISO 8601; `null` for a source that was never crawled
 * @returns each source with the moment from which it is due: all of them now, and one millisecond between any two
 */
export function inFairOrder<Source extends { name: string }>(
  sources: readonly Source[],
  lastCrawl: (name: string) => string | null,
  { now, random }: Pick<Effects, 'now' | 'random'>,
): (Source & { runAt: number })[] {
  const start = now();
  const crawledAt = (source: Source) => {
    const moment = Date.parse(lastCrawl(source.name) ?? '');
    return moment <= start ? moment : 0;
  };
  return sources
    .map((source) => ({ source, at: crawledAt(source), lot: random() }))
    .sort((one, other) => one.at - other.at || one.lot - other.lot)
    .map(({ source }, index) => ({ ...source, runAt: start - sources.length + index }));
}
