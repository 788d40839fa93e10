/** The client as a project has it: its manners are kept in a store, and every request is written down. */
import { onTestFinished } from 'vitest';
import type { Fetch } from '../../src/crawl/crawler.js';
import type { Hosts } from '../../src/crawl/hosts.js';
import { createFetch, type HttpSettings } from '../../src/crawl/http.js';
import { politeHosts } from '../../src/crawl/polite-hosts.js';
import { requestLog } from '../../src/crawl/request-log.js';
import { sharedTurns } from '../../src/crawl/shared-turns.js';
import type { Effects } from '../../src/effects.js';
import type { Database } from '../../src/store/store.js';
import { type TestServer, testSettings } from './server.js';

export interface PoliteClient {
  fetch: Fetch;
  hosts: Hosts;
  /** Writes the log; nothing is to be asked afterwards. */
  end(): Promise<void>;
}

/** One process of a project; closed after the test. */
export function politeClient(
  store: Database,
  effects: Effects,
  servers: readonly TestServer[] = [],
  more: Partial<HttpSettings> = {},
): PoliteClient {
  const settings = testSettings(servers, more);
  const turns = sharedTurns(store, { delayMs: settings.delayMs, leaseMs: 60_000 }, effects);
  const log = requestLog(store, null, effects.log);
  const hosts = politeHosts({ store, turns, log, effects }, settings);
  const { fetch, close } = createFetch(settings, effects, hosts);
  const end = async () => {
    await close();
    await log.close();
  };
  onTestFinished(end);
  return { fetch, hosts, end };
}
