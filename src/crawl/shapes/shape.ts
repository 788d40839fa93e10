/** From one JSON value of a file to posts: which shape it has, and the adapter for it. */
import { SourceError } from '../../errors.js';
import { type Fields, isFields, type Reading } from './fields.js';
import { isActivity, isStatus, readActivity, readStatus, serverOf, statusesIn } from './mastodon.js';
import { type ImportSettings, readImportLine, renameKeys } from './ndjson.js';
import { isXPage, isXTweet, parseXPage, readXTweet } from './x.js';
import { isV1Tweet, toV2 } from './x-v1.js';

export const SHAPES = ['auto', 'ndjson', 'x-v2', 'mastodon'] as const;
export type Shape = (typeof SHAPES)[number];

/** Reads one value; `item` says where it stands, such as `line 17`. */
export type ReadValue = (value: unknown, item: string) => Iterable<Reading>;

/**
 * A reader of one file. It remembers which Mastodon server the file comes from, as not every status shows it.
 * @param map keys of import lines that have other names in the file
 */
export function valueReader(shape: Shape, settings: ImportSettings, map: Readonly<Record<string, string>>): ReadValue {
  let server = settings.platform;
  const readers: Record<Shape, (value: Fields, item: string) => Iterable<Reading>> = {
    ndjson: (value, item) => [readImportLine(renameKeys(value, map), item, settings)],
    'x-v2': (value, item) => {
      if (isV1Tweet(value)) return [readXTweet(toV2(value), item)];
      return 'text' in value ? [readXTweet(value, item)] : readPage(value, item);
    },
    mastodon: (value, item) => {
      if (isActivity(value)) return [readActivity(value)];
      if (!isStatus(value)) return [refuse('not a status', item)];
      server ??= serverOf(value);
      return [readStatus(value, server ?? settings.source)];
    },
    auto: (value, item) => readers[shapeOf(value)](value, item),
  };
  const read: ReadValue = (value, item) => {
    const inside = Array.isArray(value) ? value : shape === 'ndjson' || shape === 'x-v2' ? null : statusesIn(value);
    if (inside !== null) return inside.flatMap((one) => [...read(one, item)]);
    return isFields(value) ? readers[shape](value, item) : [refuse('not an object', item)];
  };
  return read;
}

function shapeOf(value: Fields): Exclude<Shape, 'auto'> {
  if (isStatus(value) || isActivity(value)) return 'mastodon';
  return isXTweet(value) || isXPage(value) || isV1Tweet(value) ? 'x-v2' : 'ndjson';
}

/** An answer that cannot be read is one bad line of a file, not the end of it. */
function readPage(value: Fields, item: string): Reading[] {
  try {
    const { posts, refused } = parseXPage(value, item);
    return [...posts.map((post) => ({ post })), ...refused.map((one) => ({ refused: one }))];
  } catch (error) {
    if (error instanceof SourceError) return [refuse(error.message, item)];
    throw error;
  }
}

function refuse(reason: string, item: string): Reading {
  return { refused: { reason, item } };
}
