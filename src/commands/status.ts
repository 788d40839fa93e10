/** `discover status`: what is there, what waits, what failed. */
import type { MovedFeed } from '../crawl/health.js';
import type { Status } from '../status.js';
import type { STATES } from '../store/source-state.js';
import type { Stage } from '../store/stages.js';
import { count, section, table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

export const status: Declare = (program, act) => {
  program
    .command('status')
    .description('what is there, what waits, what failed')
    .addHelpText('after', example('discover status', 'discover status --json'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readStatus } = await import('../status.js');
        const { STATES } = await import('../store/source-state.js');
        const { dayOf } = await import('./nameless.js');
        const { restOf } = await import('../errors.js');
        const { completenessSection, spendingSection } = await import('./money.js');
        const { effects } = context;
        return withExistingProject(context, async (project) => {
          const state = await readStatus(project);
          const { totals, queue, dead, runs, workers, stages } = state;
          const failing = state.sources.filter(({ lastSlug }) => lastSlug !== null && restOf(lastSlug) === null);
          const resting = state.sources.filter(({ lastSlug }) => restOf(lastSlug) !== null);
          const parts = [
            section(
              'Collected',
              `  ${count(totals.posts, 'post')} by ${count(totals.voices, 'voice')} in ${count(totals.places, 'place')}, ${count(totals.themes, 'theme')}`,
              ...(totals.unprocessed > 0
                ? [`  ${count(totals.unprocessed, 'post')} not processed yet: run \`discover process\``]
                : []),
            ),
            section('Queue', `  ${queue.waiting} waiting, ${queue.taken} at work, ${queue.dead} given up`),
            ...(dead.length > 0
              ? [
                  table(
                    [{ title: 'given up' }, { title: 'tries', align: 'right' }, { title: 'why' }],
                    dead.map((job) => [nameOf(job), job.attempts, `${job.slug}: ${job.message}`]),
                  ),
                ]
              : []),
            ...(stages.length > 0
              ? [
                  section(
                    'Latest run',
                    table(
                      [
                        { title: 'stage' },
                        { title: 'done', align: 'right' },
                        { title: 'of', align: 'right' },
                        { title: '' },
                      ],
                      stages.map((stage) => [stage.kind, stage.done, stage.total, stageWords(stage, runs[0]?.status)]),
                    ),
                  ),
                ]
              : []),
            ...(workers.length > 0
              ? [
                  section(
                    'Workers',
                    table(
                      [{ title: 'worker' }, { title: 'started' }, { title: 'heard of' }, { title: 'at work on' }],
                      workers.map(({ name, startedAt, heardAt, jobs }) => [
                        ...[name, startedAt, secondsAgo(effects.now() - heardAt), jobs.join(', ') || 'nothing'],
                      ]),
                    ),
                  ),
                ]
              : []),
            ...(failing.length > 0
              ? [
                  section(
                    'Failing sources',
                    table(
                      [{ title: 'source' }, { title: 'in a row', align: 'right' }, { title: 'why' }],
                      failing.map((source) => [
                        source.name,
                        source.failures,
                        `${source.lastSlug}: ${source.lastMessage}`,
                      ]),
                    ),
                  ),
                ]
              : []),
            ...worthALook(state.sources, STATES),
            ...(resting.length > 0
              ? [
                  section(
                    'Off, or waiting for money',
                    table(
                      [{ title: 'source' }, { title: 'why' }],
                      resting.map((source) => [source.name, `${source.lastSlug}: ${source.lastMessage}`]),
                    ),
                  ),
                ]
              : []),
            ...spendingSection(state.spending, project.config.x),
            ...completenessSection(state.completeness),
            section(
              'Runs',
              table(
                [{ title: 'run', align: 'right' }, { title: 'command' }, { title: 'started' }, { title: 'state' }],
                runs.map((run) => [run.id, run.command, run.startedAt, run.status]),
              ),
            ),
          ];
          const sources = state.sources.map((source) => ({ ...source, newestPost: dayOf(source.newestPost) }));
          const period = { firstPost: dayOf(totals.firstPost), lastPost: dayOf(totals.lastPost) };
          return { json: { ...state, totals: { ...totals, ...period }, sources }, text: parts.join('\n\n') };
        });
      }),
    );
};

/** A source by its name, any other job with its kind. */
function nameOf({ kind, key }: { kind: string; key: string }): string {
  return kind === 'crawl' ? key : `${kind} ${key}`;
}

function stageWords({ endedAt, stopped }: Stage, run: string | undefined): string {
  if (stopped) return 'its time was over';
  if (endedAt !== null) return 'ended';
  return run === 'running' ? 'at work' : 'broken off';
}

/** Sources that did not fail at the last try, and yet are not as their owner may think. */
function worthALook(sources: Status['sources'], words: typeof STATES): string[] {
  const odd = sources.filter(({ state }) => ['blocked', 'gone', 'silent', 'quiet'].includes(state));
  const lines = [
    ...odd.map(
      ({ name, state, dueAt }) =>
        `  ${name}: ${words[state]}${dueAt === null ? '' : ` (due from ${dueAt.slice(0, 16).replace('T', ' ')} UTC)`}`,
    ),
    ...sources.flatMap(({ name, moved }) => moved.map((feed) => movedWords(name, feed))),
  ];
  return lines.length === 0 ? [] : [section('Sources worth a look', ...lines)];
}

function movedWords(name: string, { from, to }: MovedFeed): string {
  return `  ${name}: ${from} has moved for good to ${to} and is read there; put that in the project file`;
}

function secondsAgo(milliseconds: number): string {
  return `${Math.max(0, Math.round(milliseconds / 1000))} s ago`;
}
