/** `discover crawl`: sources -> queue -> store. */
import { UsageError } from '../errors.js';
import { type Declare, example, type Outcome } from './command.js';

interface Options {
  source?: string[];
  once?: boolean;
}

export const crawl: Declare = (program, act) => {
  program
    .command('crawl')
    .description('crawl the sources that are due into the store')
    .option('--source <name...>', 'these sources, due or not, and no others')
    .option('--once', 'one try each: what must wait for a retry is left to the next run')
    .addHelpText('after', example('discover crawl', 'discover crawl --source citizen-tweets'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { findConfig, inRun, withProject } = await import('../project.js');
        const { crawlSources } = await import('../listen.js');
        const { checkOptions } = await import('./options.js');
        const { crawlText } = await import('./summaries.js');
        const config = await findConfig(context);
        if (config.sources.length === 0) throw new UsageError(noSources(config.file));
        const unknown = options.source?.find((name) => !config.sources.some((source) => source.name === name));
        if (unknown !== undefined) {
          const names = config.sources.map((source) => source.name).join(', ');
          throw new UsageError(`There is no source "${unknown}" in ${config.file}; there are ${names}.`);
        }
        await checkOptions(config);
        return withProject(
          context,
          (project) =>
            inRun(project, 'crawl', async (runId) => {
              const only = options.source ?? null;
              const patienceMs = options.once ? 0 : config.queue.patienceMs;
              const summary = await crawlSources(project, runId, { only, patienceMs });
              return { json: summary, text: crawlText(summary), failed: summary.failed > 0 };
            }),
          config,
        );
      }),
    );
};

export function noSources(file: string | null): string {
  return file === null
    ? 'There is no project file, so there is nothing to crawl. `discover init` writes one to start from.'
    : `${file} names no sources. Add one under "sources:"; config/example.yaml shows how.`;
}
