/** `discover serve`: the report and the map, for the browser on this machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound, UsageError, wordsOf } from '../errors.js';
import type { Project } from '../project.js';
import { type Declare, example, type Outcome } from './command.js';

const USUAL_PORT = 8021;

interface Options {
  port: string;
}

export const serve: Declare = (program, act) => {
  program
    .command('serve')
    .description('the report and the map in the browser, on this machine only, until it is stopped')
    .option('--port <n>', 'where it listens on 127.0.0.1; 0 for any free port', String(USUAL_PORT))
    .addHelpText('after', example('discover serve', 'discover serve --port 9000'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { servePages } = await import('../serve/pages.js');
        const port = portOf(options);
        return withExistingProject(context, async (project) => {
          const report = () => newestReport(project);
          const map = await liveMap(project);
          const server = await servePages(port, {
            pages: new Map([
              ['/', report],
              ['/page.html', report],
              ['/map', map],
              ['/map.html', map],
            ]),
            failed: (path, error) => context.effects.log.warn(`${path}: ${wordsOf(error)}`),
          });
          const address = `http://127.0.0.1:${server.port}/`;
          context.effects.log.info(`The report is at ${address} and the map at ${address}map. Ctrl-C ends it.`);
          try {
            await aborted(context.signal);
          } finally {
            await server.close();
          }
          return { json: { address }, text: 'Stopped.' };
        });
      }),
    );
};

function portOf({ port }: Options): number {
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535) throw new UsageError(`--port ${port}: expected a number up to 65535.`);
  return number;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What the latest run has written; `null` before the first. */
async function newestReport({ data }: Project): Promise<string | null> {
  try {
    return await readFile(join(data, 'reports', 'page.html'), 'utf8');
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** The map of what is in the store, drawn again when something has changed. Nobody is named. */
async function liveMap(project: Project): Promise<() => Promise<string>> {
  const { renderRunMap } = await import('../work/map-page.js');
  const { recentRuns } = await import('../store/runs.js');
  const { readTotals } = await import('../store/totals.js');
  let drawn: { state: string; page: Promise<string> } | null = null;
  return async () => {
    const { store } = project;
    const state = JSON.stringify([await recentRuns(store, 1), await readTotals(store)]);
    if (drawn?.state !== state) {
      drawn = { state, page: renderRunMap(project) };
      drawn.page.catch(() => {
        drawn = null;
      });
    }
    return drawn.page;
  };
}
