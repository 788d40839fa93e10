/** The guarded client for commands that look at sites outside a run. */
import type { Config } from '../../config.js';
import type { Fetch } from '../../crawl/crawler.js';
import type { Context } from '../command.js';

/** A turn may last as long as a request, and a little. */
const TURN_MARGIN_MS = 5_000;

/**
 * Opens the client for as long as `work` takes. Where the project has a store, turns at hosts are taken there, so that a
 * crawl that is under way and this command do not ask one host at the same time. Looking makes no store.
 */
export async function withClient<T>(context: Context, config: Config, work: (fetch: Fetch) => Promise<T>): Promise<T> {
  const { programVersion } = await import('../../config.js');
  const { createFetch } = await import('../../crawl/http.js');
  const { sharedTurns } = await import('../../crawl/shared-turns.js');
  const { createTurns } = await import('../../crawl/turns.js');
  const { hasStore, withProject } = await import('../../project.js');
  const { http } = config;
  const { effects, signal } = context;
  const settings = { ...http, version: await programVersion() };

  async function withTurns(turns: ReturnType<typeof createTurns>): Promise<T> {
    const client = createFetch(settings, effects, turns);
    try {
      return await work(async (url, options) => {
        signal.throwIfAborted();
        return client.fetch(url, options);
      });
    } finally {
      await client.close();
    }
  }

  if (!(await hasStore(context, config))) return withTurns(createTurns(http.delayMs, effects));
  const turn = { delayMs: http.delayMs, leaseMs: http.totalMs + TURN_MARGIN_MS, signal };
  return withProject(context, ({ store }) => withTurns(sharedTurns(store, turn, effects)), config);
}
