/** Reading a whole file into a crawl: pages of posts, and a cursor by which an unchanged file is left alone. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { SourceError } from '../../errors.js';
import type { Post } from '../../model.js';
import type { CrawlContext, CrawlPage, Refusal } from '../crawler.js';
import { contentId, type Reading } from '../shapes/fields.js';

const PAGE = 500;

/**
 * Reads the file of a source unless it is the one that was read last time with the same options.
 * The cursor is saved with the last page, so that a crawl that broke off reads the file again.
 * @throws SourceError `file-missing`, or `bad-file` when it is no file (but a folder, say) or not one post was found in it
 */
export async function* readFileOnce(
  context: CrawlContext<{ file: string }>,
  read: (path: string) => AsyncIterable<Reading>,
): AsyncGenerator<CrawlPage, void, void> {
  const path = resolve(context.folder, context.options.file);
  const fingerprint = await fingerprintOf(path, context.options);
  if (context.cursor?.fingerprint === fingerprint) return;
  let posts: Post[] = [];
  let refused: Refusal[] = [];
  let found = 0;
  for await (const reading of read(path)) {
    if ('post' in reading) posts.push(reading.post);
    else refused.push(reading.refused);
    if (posts.length + refused.length < PAGE) continue;
    found += posts.length;
    yield { posts, refused };
    [posts, refused] = [[], []];
  }
  found += posts.length;
  if (found > 0) yield { posts, refused, cursor: { fingerprint } };
  else throw yield* nothingUsable(path, refused);
}

/** Shows what was refused before giving up. */
async function* nothingUsable(path: string, refused: Refusal[]): AsyncGenerator<CrawlPage, SourceError, void> {
  if (refused.length > 0) yield { posts: [], refused };
  const [first] = refused;
  const why = first === undefined ? 'it holds nothing' : `${first.item}: ${first.reason}`;
  return new SourceError('bad-file', `there is no post in ${path} (${why})`);
}

async function fingerprintOf(path: string, options: unknown): Promise<string> {
  const stats = await statOf(path);
  const instead = whatElse(stats);
  if (instead !== null) throw new SourceError('bad-file', `${path} is ${instead}`);
  return contentId([stats.size, stats.mtimeMs, options]);
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    // Elsewhere a dash stands for standard input; a file of that name was looked for first.
    if (basename(path) === '-') {
      throw new SourceError('bad-file', 'standard input is not read; save it to a file and name that', {
        cause: error,
      });
    }
    throw new SourceError('file-missing', `${path} (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

/** What cannot be read as a file, in words. Opening a pipe waits for a writer, and a device may never end. */
function whatElse(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a folder; name a file in it';
  if (stats.isFIFO()) return 'a pipe; save what comes out of it to a file and name that';
  return stats.isSocket() ? 'a socket; name a file' : 'a device; name a file';
}
