/** Crawlers, found by their file names: a file in `crawlers/` that exports an object of its own name is one. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SourceError } from '../errors.js';
import type { Crawler } from './crawler.js';

// src/crawl/ and dist/src/crawl/ both have the crawlers two folders up.
const FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), '../../crawlers');
const CRAWLER_FILE = /^([a-z][a-z0-9-]*)\.(?:js|ts)$/;

/** Names of all crawlers there are, in alphabetical order. */
export function crawlerNames(): string[] {
  return readdirSync(FOLDER)
    .map((file) => CRAWLER_FILE.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/**
 * Loads one crawler.
 * @throws SourceError `bad-options` when there is none of that name
 */
export async function loadCrawler(name: string): Promise<Crawler> {
  const file = ['js', 'ts'].map((ending) => resolve(FOLDER, `${name}.${ending}`)).find((path) => existsSync(path));
  if (!crawlerNames().includes(name) || file === undefined) {
    throw new SourceError('bad-options', `there is no crawler "${name}"; there are ${crawlerNames().join(', ')}`);
  }
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return module[name] as Crawler;
}
