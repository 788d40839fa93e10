/** `discover run`: the whole flow, for a person or a nightly cron job. */
import { UsageError } from '../errors.js';
import { section, table } from '../terminal.js';
import type { Verification } from '../verify/verify.js';
import { type Context, type Declare, example, type Outcome } from './command.js';
import { noSources } from './crawl.js';
import { runNumber } from './method.js';

interface Options {
  verify?: string;
}

export const run: Declare = (program, act) => {
  program
    .command('run')
    .description('the whole flow: crawl, process, themes, map, reports')
    .option('--verify <run>', 'make a run again in a temporary store and compare; `latest`, or its number')
    .addHelpText(
      'after',
      example('discover run', 'discover run --data /srv/listening --json', 'discover run --verify 12'),
    )
    .action(
      act<Options>(async (context, { verify }): Promise<Outcome> => {
        if (verify !== undefined) return verified(context, verify);
        const { findConfig, hasStore, inRun, withProject } = await import('../project.js');
        const { keysOf } = await import('../alerting.js');
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
                kept: { ...summary, alerts: { ...summary.alerts, new: keysOf(summary.alerts.new) } },
                text: runText(summary, await listMeasured(project.store)),
                failed: summary.crawl.failed > 0,
              };
            }),
          config,
        );
      }),
    );
};

async function verified(context: Context, which: string): Promise<Outcome> {
  const { withExistingProject } = await import('../project.js');
  const { verifyRun } = await import('../verify/verify.js');
  return withExistingProject(context, async (project) => {
    const result = await verifyRun(project, await runNumber(project.store, which));
    return { json: result, text: verificationText(result), failed: !result.verified };
  });
}

const STATES = { agrees: 'agrees', differs: 'DIFFERS', unknown: '-' } as const;

function verificationText({ run, backup, replayed, versions, checks, verified }: Verification): string {
  const from = backup === null ? 'from the beginning' : `from the backup ${backup}`;
  const runs = replayed.length === 1 ? `run ${replayed[0]}` : `${replayed.length} runs`;
  const made = replayed.length === 0 ? '' : `  Made again in a temporary store: ${runs}, ${from}.`;
  return [
    section(
      `Run ${run}`,
      ...(made === '' ? [] : [made]),
      ...versions.map((words) => `  Not the same program: ${words}.`),
    ),
    table(
      [{ title: 'stage' }, { title: 'state' }, { title: 'what' }],
      checks.map(({ stage, state, words }) => [stage, STATES[state], words]),
    ),
    verified ? `Run ${run} is verified: made again it comes out the same.` : `Run ${run} is not verified.`,
  ].join('\n\n');
}
