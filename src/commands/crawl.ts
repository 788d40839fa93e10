/** `discover crawl`: sources -> queue -> store. */
import type { Config } from '../config.js';
import { restOf, UsageError } from '../errors.js';
import { type Context, type Declare, example, type Outcome } from './command.js';

interface Options {
  source?: string[];
  once?: boolean;
  estimate?: boolean;
}

export const crawl: Declare = (program, act) => {
  program
    .command('crawl')
    .description('crawl the sources that are due into the store')
    .option('--source <name...>', 'these sources, due or not, and no others')
    .option('--once', 'one try each: what must wait for a retry is left to the next run')
    .option('--estimate', 'only ask what there is and what it would cost; each count costs a little itself')
    .addHelpText(
      'after',
      example('discover crawl', 'discover crawl --source citizen-tweets', 'discover crawl --estimate'),
    )
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
        if (options.estimate) return estimate(context, config, options.source ?? null);
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

async function estimate(context: Context, config: Config, only: string[] | null): Promise<Outcome> {
  const { withProject } = await import('../project.js');
  const { estimateCrawl } = await import('../estimate.js');
  const { estimateText } = await import('./money.js');
  const found = await withProject(context, (project) => estimateCrawl(project, only), config);
  const failed = found.sources.some(({ slug }) => slug !== null && restOf(slug) === null);
  return { json: found, text: estimateText(found), failed };
}

export function noSources(file: string | null): string {
  return file === null
    ? 'There is no project file, so there is nothing to crawl. `discover init` writes one to start from.'
    : `${file} names no sources. Add one under "sources:"; config/example.yaml shows how.`;
}
