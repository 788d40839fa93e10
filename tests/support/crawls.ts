/** Runs a crawler on files without a store, and puts its pages together. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Crawler, CrawlPage, Cursor, Refusal } from '../../src/crawl/crawler.js';
import type { Post } from '../../src/model.js';
import { testEffects } from './project.js';

export interface Crawled {
  pages: CrawlPage[];
  posts: Post[];
  refused: Refusal[];
  cursor: Cursor | null;
}

/** Crawls with options as they stand in a project file. */
export async function crawlFile<Options>(
  crawler: Crawler<Options>,
  folder: string,
  options: Record<string, unknown>,
  cursor: Cursor | null = null,
): Promise<Crawled> {
  const pages: CrawlPage[] = [];
  const { now, env, log } = testEffects();
  const fetch = () => Promise.reject(new Error('a file needs no network'));
  const context = { source: 'files', options: crawler.options.parse(options), cursor, fetch, env, folder, now, log };
  for await (const page of crawler.crawl(context)) pages.push(page);
  return {
    pages,
    posts: pages.flatMap((page) => page.posts),
    refused: pages.flatMap((page) => page.refused ?? []),
    cursor: pages.at(-1)?.cursor ?? null,
  };
}

/** A folder with these files in it, gone after the test. */
export async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'discover-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
