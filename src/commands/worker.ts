/** `discover worker`: does whatever jobs the queue has, until it is stopped. */
import { UsageError } from '../errors.js';
import type { Project } from '../project.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';
import { noSources } from './crawl.js';

export const worker: Declare = (program, act) => {
  program
    .command('worker')
    .description('do the jobs that runs put in the queue, until stopped; start as many as you like, here and elsewhere')
    .addHelpText('after', `${example('discover worker', 'discover worker --config discover.yaml')}\n${HELP}`)
    .action(
      act(async (context): Promise<Outcome> => {
        const { findConfig, withProject } = await import('../project.js');
        const { checkOptions } = await import('./options.js');
        const { keptNight, nightly } = await import('../nightly.js');
        const { keepSchedule } = await import('../schedule.js');
        const { workUntilStopped } = await import('../worker.js');
        const config = await findConfig(context);
        if (config.sources.length === 0) throw new UsageError(noSources(config.file));
        await checkOptions(config);
        const night = async (project: Project, runId: number) => {
          const summary = await nightly(project, runId);
          return { json: summary, kept: keptNight(summary), failed: summary.problems.length > 0 };
        };
        const work = async (project: Project) => {
          const { effects, abort, signal } = project;
          effects.log.info('At work; Ctrl-C or SIGTERM ends it.');
          // Trouble on either side ends both, and is thrown when both have ended.
          const nights = config.schedule === null ? null : keepSchedule(project, config.schedule, night).catch(abort);
          const jobs = await workUntilStopped(project);
          await nights;
          if (!context.signal.aborted) signal.throwIfAborted();
          const { crawl, ...analysis } = jobs;
          const all = [crawl, ...Object.values(analysis)];
          const analysed = Object.values(analysis).reduce((sum, { done }) => sum + done, 0);
          const failed = all.reduce((sum, one) => sum + one.failed, 0);
          const words = `${count(crawl.done, 'source')} crawled, ${count(analysed, 'job')} of analysis done, ${failed} given up`;
          return {
            json: { done: crawl.done + analysed, failed, jobs },
            text: section('Worker', `  ${words}`),
          };
        };
        return withProject(context, work, config);
      }),
    );
};

const HELP = `
The jobs are those of every run: sources to crawl, new posts to clean in blocks of 500, the look for near copies and
conversations, and the grouping into themes. The last two are one job each, which one worker does.
Workers on one machine share the project's data folder. Workers on several machines need a store and a queue that all
of them reach: store.url and queue.url in the project file, which is the same everywhere. With \`schedule:\` in the
project file the workers make the nights themselves, each of them once, whichever worker makes it.`;
