/** `discover crawl`: sources -> queue -> store. */
import type { Config } from '../config.js';
import { restOf, UsageError } from '../errors.js';
import { type Context, type Declare, example, type Outcome } from './command.js';

interface Options {
  source?: string[];
  once?: boolean;
  estimate?: boolean;
  politenessReport?: boolean;
}

export const crawl: Declare = (program, act) => {
  program
    .command('crawl')
    .description('crawl the sources that are due into the store')
    .option('--source <name...>', 'these sources, due or not, and no others')
    .option('--once', 'one try each: what must wait for a retry is left to the next run')
    .option('--estimate', 'only ask what there is and what it would cost; each count costs a little itself')
    .option('--politeness-report', 'how the last crawl treated its sites, from its log; asks no site')
    .addHelpText(
      'after',
      `${example('discover crawl', 'discover crawl --source citizen-tweets', 'discover crawl --estimate', 'discover crawl --politeness-report')}\n${HELP}`,
    )
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { findConfig, inRun, withExistingProject, withProject } = await import('../project.js');
        if (options.politenessReport) {
          const { politenessReport } = await import('./politeness.js');
          if (options.source !== undefined || options.once) throw new UsageError(REPORT_ALONE);
          return withExistingProject(context, politenessReport);
        }
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
const HELP = `
One request at a time, and http.delay_s seconds between two, to all hosts of one registrable domain (ann.tumblr.com and
bob.tumblr.com count as one, sites such as ann.github.io as their own; IP addresses, localhost and what http.allow_private
names go by host and port). A site that answers 429, or 503 with Retry-After, is left alone until the moment it names, from
a minute to a day, by every process and later run; its sources are shown as waiting. A host that does not answer four
times in a row (a timeout counts twice) is left alone until the next run. Addresses that were found, not configured, are
read only where the site's robots.txt lets "Discover" read them, at the pace of its Crawl-delay (up to 120 s). Feeds that
you name yourself are read without asking it, as feed readers do.

--politeness-report shows for the last run that crawled (crawl, run or nightly, with its workers), per registrable
domain: requests, the smallest pause, how many were under way at once, repeats that were conditional, and what was held
back. Its exit code is 1 if two were under way at once, or one was sent before a wait was over. The log of the last seven
runs is kept.`;
const REPORT_ALONE =
  '--politeness-report tells of the last crawl and makes none: leave out --source and --once, or crawl first.';

export function noSources(file: string | null): string {
  return file === null
    ? 'There is no project file, so there is nothing to crawl. `discover init` writes one to start from.'
    : `${file} names no sources. Add one under "sources:"; config/example.yaml shows how.`;
}
