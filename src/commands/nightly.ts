/** `discover nightly`: the whole flow, unattended, with a backup and one summary. */
import type { Config } from '../config.js';
import { isoNow } from '../effects.js';
import { LockedError, UsageError, UserError } from '../errors.js';
import { type Context, type Declare, example, type Outcome } from './command.js';
import { noSources } from './crawl.js';

export const nightly: Declare = (program, act) => {
  program
    .command('nightly')
    .description('the whole flow, unattended: crawl within nightly.minutes, analyse, back up, tell how it went')
    .addHelpText('after', example('discover nightly', 'discover nightly --data /srv/listening/data --json'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { findConfig, hasStore, inRun, withProject } = await import('../project.js');
        const { keptNight, nightly } = await import('../nightly.js');
        const { nightText } = await import('../notify/summary.js');
        const { checkOptions } = await import('./options.js');
        const config = await findConfig(context);
        if (config.sources.length === 0 && !(await hasStore(context, config)))
          throw new UsageError(noSources(config.file));
        await checkOptions(config);
        try {
          return await withProject(
            context,
            (project) =>
              inRun(
                project,
                'nightly',
                async (runId) => {
                  const summary = await nightly(project, runId);
                  const kept = keptNight(summary);
                  return { json: summary, kept, text: nightText(summary), failed: summary.problems.length > 0 };
                },
                { thorough: true },
              ),
            config,
          );
        } catch (error) {
          await tellOfFailure(context, config, error);
          throw error;
        }
      }),
    );
};

/** A night that could not even be summed up is the one its owner most needs to hear of. */
async function tellOfFailure(context: Context, config: Config, error: unknown): Promise<void> {
  if (!(error instanceof UserError) || error instanceof LockedError || context.signal.aborted) return;
  const { programVersion } = await import('../config.js');
  const { tell } = await import('../nightly.js');
  const { emptyNight } = await import('../notify/summary.js');
  const { effects } = context;
  const summary = { ...emptyNight(isoNow(effects)), problems: [error.message] };
  const failed = await tell({ config, effects, version: await programVersion() }, summary);
  for (const line of failed) effects.log.warn(line);
}
