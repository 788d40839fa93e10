/**
 * Files of posts: the import format (one JSON object a line), answers of the X API v2 or tweets as twarc saves them,
 * Mastodon statuses or an account's outbox, and CSV.
 *
 * In CSV, and in JSON where `map` names the key of `created_at`, dates are read day first (30/09/2021), and a post whose
 * date cannot be read is kept without it and counted in a warning. In the import format itself dates are ISO 8601, and a
 * line with another is refused.
 */
import { z } from 'zod';
import { type CrawlContext, defineCrawler } from '../src/crawl/crawler.js';
import { readEntries } from '../src/crawl/files/entries.js';
import { readFileOnce } from '../src/crawl/files/intake.js';
import { type ColumnMap, rowReader } from '../src/crawl/shapes/csv.js';
import type { Reading } from '../src/crawl/shapes/fields.js';
import { IMPORT_FIELDS, readImportLine } from '../src/crawl/shapes/ndjson.js';
import { SHAPES, valueReader } from '../src/crawl/shapes/shape.js';
import { tableDates } from '../src/crawl/shapes/table-dates.js';

const options = z.strictObject({
  /** Plain or gzip; relative to the folder of the project file. */
  file: z.string().min(1),
  /** By default seen from the content. */
  format: z.enum([...SHAPES, 'csv']).default('auto'),
  /** Column or key of each field, where it has another name; a number from 1 in a table without a header row. */
  map: z.partialRecord(z.enum(IMPORT_FIELDS), z.string().min(1)).default({}),
  /** What authors and ids belong to, when the posts do not show it: `x`, or a host name. */
  platform: z.string().min(1).max(200).optional(),
});
export type ArchiveOptions = z.output<typeof options>;

export const archive = defineCrawler<ArchiveOptions>({
  name: 'archive',
  summary: 'posts in files: NDJSON, X API v2 or twarc, Mastodon, CSV; plain or gzip',
  options,
  notice: {
    keeps:
      'what a file given to the project says of each post: its words, date, address, place, language, hashtags, links, mentions and the post it answers; of its author the identifier, handle, name and address',
    honours:
      'A file is read once, as it was given. Posts from X in it are removed when X no longer shows them, if the project reads X too; other platforms are not asked.',
    thirdParty: null,
  },
  async *crawl(context) {
    yield* readFileOnce(context, (path) => readPosts(path, context));
  },
});

async function* readPosts(path: string, context: CrawlContext<ArchiveOptions>): AsyncGenerator<Reading, void, void> {
  const { options, source } = context;
  const dates = tableDates();
  const ours = { source, platform: options.platform ?? null };
  const theirs = { ...ours, dates };
  const map = options.map as ColumnMap;
  const named = map.created_at === undefined ? ours : theirs;
  const readValue = valueReader(options.format === 'csv' ? 'auto' : options.format, named, map);
  const readRow = rowReader(map, IMPORT_FIELDS, 'text');
  const layout = options.format === 'csv' ? 'table' : options.format === 'auto' ? 'auto' : 'json';
  for await (const entry of readEntries(path, layout)) {
    if ('problem' in entry) yield { refused: { reason: entry.problem, item: entry.item } };
    else if ('value' in entry) yield* readValue(entry.value, entry.item);
    else {
      const line = readRow(entry.row);
      if (line !== null) yield readImportLine(line, entry.item, theirs);
    }
  }
  const warning = dates.warning();
  if (warning !== null) context.log.warn(`${source}: ${warning}`);
}
