/** The guarded client for commands that look at sites outside a run. */
import type { Config } from '../../config.js';
import type { Fetch } from '../../crawl/crawler.js';
import type { Hosts } from '../../crawl/hosts.js';
import type { Project } from '../../project.js';
import type { Context } from '../command.js';

/** A turn may last as long as a request, and a little. */
const TURN_MARGIN_MS = 5_000;

/**
 * Opens the client for as long as `work` takes. Where the project has a store, turns at hosts are taken there, so that a
 * crawl that is under way and this command do not ask one host at the same time, and what sites asked for is kept. Looking
 * makes no store.
 */
export async function withClient<T>(context: Context, config: Config, work: (fetch: Fetch) => Promise<T>): Promise<T> {
  const { programVersion } = await import('../../config.js');
  const { createFetch } = await import('../../crawl/http.js');
  const { passingHosts } = await import('../../crawl/hosts.js');
  const { politeHosts } = await import('../../crawl/polite-hosts.js');
  const { requestLog } = await import('../../crawl/request-log.js');
  const { sharedTurns } = await import('../../crawl/shared-turns.js');
  const { createTurns } = await import('../../crawl/turns.js');
  const { hasStore, withProject } = await import('../../project.js');
  const { http } = config;
  const { effects, signal } = context;
  const settings = { ...http, version: await programVersion() };

  async function withHosts(hosts: Hosts): Promise<T> {
    const client = createFetch(settings, effects, hosts);
    try {
      return await work(async (url, options) => {
        signal.throwIfAborted();
        return client.fetch(url, options);
      });
    } finally {
      await client.close();
    }
  }

  if (!(await hasStore(context, config))) {
    return withHosts(passingHosts(createTurns(http.delayMs, effects), http.allowPrivate));
  }
  const turn = { delayMs: http.delayMs, leaseMs: http.totalMs + TURN_MARGIN_MS, signal };
  const inProject = async ({ store }: Project): Promise<T> => {
    const log = requestLog(store, null, effects.log);
    try {
      return await withHosts(politeHosts({ store, turns: sharedTurns(store, turn, effects), log, effects }, http));
    } finally {
      await log.close();
    }
  };
  return withProject(context, inProject, config);
}
