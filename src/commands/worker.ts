/** `discover worker`: crawls whatever the queue has, until it is stopped. */
import { UsageError } from '../errors.js';
import type { Project } from '../project.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';
import { noSources } from './crawl.js';

export const worker: Declare = (program, act) => {
  program
    .command('worker')
    .description('crawl what runs put in the queue, until stopped; start as many as you like, here and elsewhere')
    .addHelpText('after', `${example('discover worker', 'discover worker --config discover.yaml')}\n${HELP}`)
    .action(
      act(async (context): Promise<Outcome> => {
        const { findConfig, withProject } = await import('../project.js');
        const { checkOptions } = await import('./options.js');
        const { nightly } = await import('../nightly.js');
        const { keepSchedule } = await import('../schedule.js');
        const { withCrew } = await import('../worker.js');
        const config = await findConfig(context);
        if (config.sources.length === 0) throw new UsageError(noSources(config.file));
        await checkOptions(config);
        const night = async (project: Project, runId: number) => {
          const summary = await nightly(project, runId);
          return { json: summary, failed: summary.problems.length > 0 };
        };
        const work = (project: Project) =>
          withCrew(project, { name: 'worker', stop: project.signal }, async (crew) => {
            const { effects, abort, signal } = project;
            effects.log.info('At work; Ctrl-C or SIGTERM ends it.');
            // Trouble on either side ends both, and is thrown when both have ended.
            const nights = config.schedule === null ? null : keepSchedule(project, config.schedule, night).catch(abort);
            const counts = await crew.crawl(null).catch(abort);
            await nights;
            if (!context.signal.aborted) signal.throwIfAborted();
            const { done, failed } = counts ?? { done: 0, failed: 0 };
            return {
              json: { done, failed },
              text: section('Worker', `  ${count(done, 'source')} crawled, ${failed} given up`),
            };
          });
        return withProject(context, work, config);
      }),
    );
};

const HELP = `
Workers on one machine share the project's data folder. Workers on several machines need a store and a queue that all
of them reach: store.url and queue.url in the project file, which is the same everywhere. With \`schedule:\` in the
project file the workers make the nights themselves, each of them once, whichever worker makes it.`;
