/** Keeps the stored posts of X as X keeps them: what was deleted, protected or suspended there goes here. */
import { contextOf } from './crawl/crawl.js';
import { createFetch } from './crawl/http.js';
import { loadCrawler } from './crawl/registry.js';
import type { XAccount } from './crawl/x/client.js';
import { type ComplianceSummary, complyWithX } from './crawl/x/compliance.js';
import { restOf, slugOf } from './errors.js';
import type { Project } from './project.js';
import { type Freshness, readFreshness } from './store/removal.js';

export interface Compliance extends ComplianceSummary {
  freshness: Freshness;
}

/**
 * Asks X about posts with the token of the first source that is on; `null` where none is.
 * @throws SourceError when X cannot be asked
 */
export async function comply(project: Project): Promise<Compliance | null> {
  const { config, store, effects, signal } = project;
  const { fetch, close } = createFetch({ ...config.http, version: project.version }, effects);
  try {
    const account = await firstAccount(project, fetch);
    if (account === null) return null;
    const summary = await complyWithX(account, { store, fetch, effects, signal });
    return { ...summary, freshness: await readFreshness(store, 'x') };
  } finally {
    await close();
  }
}

async function firstAccount(
  { config, store, effects }: Project,
  fetch: ReturnType<typeof createFetch>['fetch'],
): Promise<XAccount | null> {
  const world = { store, fetch, folder: config.folder, effects, x: config.x };
  for (const source of config.sources.filter(({ crawler }) => crawler === 'tweets')) {
    try {
      return (await contextOf(source, await loadCrawler(source.crawler), world)).options as XAccount;
    } catch (error) {
      if (restOf(slugOf(error)) !== 'off') throw error;
    }
  }
  return null;
}
