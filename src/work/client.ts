/** The guarded client of a process, taking turns at sites with every other of the project, its requests in the log. */
import type { Fetch } from '../crawl/crawler.js';
import { createFetch } from '../crawl/http.js';
import { politeHosts } from '../crawl/polite-hosts.js';
import { requestLog } from '../crawl/request-log.js';
import { sharedTurns } from '../crawl/shared-turns.js';
import type { Project } from '../project.js';
import { forgetWaits } from '../store/hosts.js';
import { forgetRobots } from '../store/robots.js';
import { forgetRestedHosts } from '../store/turns.js';
import type { Tools } from './work.js';

/** A turn may last as long as a request, and a little: the store has to be told before and after. */
const TURN_MARGIN_MS = 5_000;
/** How long requests under way may still take when the program is asked to stop; it leaves three seconds later. */
const LET_FINISH_MS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A robots.txt that nobody asked for in so long is of no use, not even as an old copy. */
const ROBOTS_KEPT_MS = 30 * DAY_MS;

export interface Client {
  fetch: Fetch;
  close(): Promise<void>;
}

export async function openClient({ project, stop, runId }: Omit<Tools, 'presence'>): Promise<Client> {
  const { config, store, effects } = project;
  const { http } = config;
  const turnSettings = { delayMs: http.delayMs, leaseMs: http.totalMs + TURN_MARGIN_MS, signal: stop };
  const turns = sharedTurns(store, turnSettings, effects);
  const log = requestLog(store, runId, effects.log);
  const hosts = politeHosts({ store, turns, log, effects }, http);
  const client = createFetch({ ...http, version: project.version }, effects, hosts);
  const breakOff = () => setTimeout(() => void client.close(), LET_FINISH_MS).unref();
  project.signal.addEventListener('abort', breakOff, { once: true });
  await forgetRestedHosts(store, effects.now() - DAY_MS);
  await forgetWaits(store, effects.now());
  await forgetRobots(store, effects.now() - ROBOTS_KEPT_MS);
  return {
    fetch: introduced(client.fetch, project),
    async close() {
      project.signal.removeEventListener('abort', breakOff);
      await client.close();
      await log.close();
    },
  };
}

/** Projects whose user has been told. */
const told = new WeakSet<Project>();

/** Says once, when the first site is asked, that sites cannot tell whom to write to. */
function introduced(fetch: Fetch, project: Project): Fetch {
  return (url, options) => {
    if (project.config.http.contact === null && !told.has(project)) {
      project.effects.log.warn('Sites are not told whom to write to: set http.contact to a page or a mailbox.');
      told.add(project);
    }
    return fetch(url, options);
  };
}
