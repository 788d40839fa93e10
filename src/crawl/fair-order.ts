/** Whose turn it is: nobody is passed over for ever, however early each run breaks off. */

/**
 * The sources in the order in which they fall due: never crawled first, then the one whose last crawl is longest ago.
 * A last crawl in the future was written by a clock since put right and says nothing.
 * @param lastCrawls ISO 8601 by name of source
 * @param now milliseconds since 1970
 * @returns each source with the moment from which it is due: all of them now, and one millisecond between any two
 */
export function inFairOrder<Source extends { name: string }>(
  sources: readonly Source[],
  lastCrawls: ReadonlyMap<string, string | null>,
  now: number,
): (Source & { runAt: number })[] {
  const crawledAt = (source: Source) => {
    const moment = Date.parse(lastCrawls.get(source.name) ?? '');
    return moment <= now ? moment : 0;
  };
  return [...sources]
    .sort((one, other) => crawledAt(one) - crawledAt(other))
    .map((source, index) => ({ ...source, runAt: now - sources.length + index }));
}
