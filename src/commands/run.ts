/** `discover run`: the whole flow, for a person or a nightly cron job. */
import { UsageError } from '../errors.js';
import { type Declare, example, type Outcome } from './command.js';
import { noSources } from './crawl.js';

export const run: Declare = (program, act) => {
  program
    .command('run')
    .description('the whole flow: crawl, process, themes, map, reports')
    .addHelpText('after', example('discover run', 'discover run --data /srv/listening --json'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { findConfig, hasStore, inRun, withProject } = await import('../project.js');
        const { listen } = await import('../listen.js');
        const { checkOptions } = await import('./options.js');
        const { runText } = await import('./summaries.js');
        const { listMeasured } = await import('./measured-themes.js');
        const config = await findConfig(context);
        if (config.sources.length === 0 && !(await hasStore(context, config)))
          throw new UsageError(noSources(config.file));
        await checkOptions(config);
        return withProject(
          context,
          (project) =>
            inRun(project, 'run', async (runId) => {
              const summary = await listen(project, runId);
              return {
                json: summary,
                text: runText(summary, await listMeasured(project.store)),
                failed: summary.crawl.failed > 0,
              };
            }),
          config,
        );
      }),
    );
};
