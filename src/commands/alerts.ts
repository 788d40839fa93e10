/** `discover alerts`: what the rules of the project told of; or look now, without a crawl. */
import type { Alert } from '../alerts/alert.js';
import { UsageError } from '../errors.js';
import type { Telling } from '../store/alerts.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

const MOST = 10_000;
const NO_RULES =
  'There are no rules: name what to be told of under alerts.rules in the project file, such as `- surge`.';

export const alerts: Declare = (program, act) => {
  const parent = program
    .command('alerts')
    .description('what the rules under alerts in the project file told of, newest first')
    .option('--last <number>', 'how many', '20')
    .addHelpText('after', example('discover alerts', 'discover alerts --last 100 --json', 'discover alerts check'))
    .action(
      act<{ last: string }>(async (context, { last }): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { blockOf, listAlerts } = await import('../alerts/telling.js');
        const limit = parseCount(last);
        return withExistingProject(context, async ({ config, store }) => {
          const found = await listAlerts(store, limit);
          const blocks = found.map((alert) => `${blockOf(alert)}\n  ${toldWords(alert)}`);
          const nothing = config.alerts.rules.length === 0 ? NO_RULES : 'Nothing was told of so far.';
          return { json: found, text: found.length === 0 ? nothing : blocks.join('\n\n') };
        });
      }),
    );
  parent
    .command('check')
    .description('look now, without a crawl, and tell what is new')
    .addHelpText('after', example('discover alerts check'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { inRun, withExistingProject } = await import('../project.js');
        const { alertAfter, keysOf } = await import('../alerting.js');
        const { blockOf } = await import('../alerts/telling.js');
        return withExistingProject(context, (project) =>
          inRun(project, 'alerts', async (runId) => {
            const summary = await alertAfter(project, runId);
            const { new: fresh, feed, problems, notes } = summary;
            const { rules } = project.config.alerts;
            const parts = [
              section(
                'Alerts',
                rules.length === 0
                  ? `  ${NO_RULES}`
                  : `  ${count(fresh.length, 'new alert')}, by ${count(rules.length, 'rule')}`,
              ),
              ...fresh.map((alert: Alert) => blockOf(alert)),
              ...(problems.length === 0 ? [] : [section('Not told', ...problems.map((line) => `  ${line}`))]),
              ...(notes.length === 0 ? [] : [section('Rules without effect', ...notes.map((line) => `  ${line}`))]),
              ...(feed === null ? [] : [`Wrote ${feed}`]),
            ];
            const kept = { ...summary, new: keysOf(fresh) };
            return { json: summary, kept, text: parts.join('\n\n'), failed: problems.length > 0 };
          }),
        );
      }),
    );
};

function parseCount(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > MOST) {
    throw new UsageError(`--last ${text}: a number from 1 to ${MOST.toLocaleString('en-GB')}.`);
  }
  return number;
}

function toldWords({ told }: { told: readonly Telling[] }): string {
  if (told.length === 0) return 'No webhook or mail was set when it was seen.';
  const words = told.map(({ channel, toldAt }) =>
    toldAt === null ? `${channel}: waits for the next run` : `${channel}: told on ${toldAt.slice(0, 10)}`,
  );
  return `${words.join('; ')}.`;
}
