/** `discover tweets comply`: what X has deleted since is removed here. */
import { UsageError, UserError, wordsOf } from '../errors.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

export const tweets: Declare = (program, act) => {
  const parent = program
    .command('tweets')
    .description('the posts from X')
    .addHelpText('after', example('discover tweets comply'));
  parent
    .command('comply')
    .description('ask X which stored posts were deleted, protected or suspended, and remove them; a night does it too')
    .addHelpText('after', example('discover tweets comply', 'discover tweets comply --json'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { findConfig, inRun, withProject } = await import('../project.js');
        const { comply } = await import('../compliance.js');
        const { checkOptions } = await import('./options.js');
        const { SourceError } = await import('../errors.js');
        const config = await findConfig(context);
        await checkOptions(config);
        return withProject(
          context,
          (project) =>
            inRun(project, 'tweets comply', async () => {
              const done = await comply(project).catch((error: unknown) => {
                if (error instanceof SourceError) throw new UserError(`X could not be asked: ${wordsOf(error)}.`);
                throw error;
              });
              if (done === null) throw new UsageError(NOBODY_TO_ASK);
              return { json: done, text: section('X', ...complianceLines(done)) };
            }),
          config,
        );
      }),
    );
  parent.action(() => {
    throw new UserError('Say what to do with them: `discover tweets comply`.', { exitCode: 2 });
  });
};

const NOBODY_TO_ASK =
  'No source on X is on, so there is no token to ask X with. `discover config check` says what is missing.';

export function complianceLines({
  checked,
  removed,
  pending,
  freshness,
}: {
  checked: number;
  removed: number;
  pending: number;
  freshness: { posts: number; checked: number; oldestCheck: string | null };
}): string[] {
  return [
    `  ${count(checked, 'post')} checked, ${removed} removed`,
    ...(pending > 0 ? [`  X is still at work on ${count(pending, 'post')}: the next night fetches its answer`] : []),
    `  ${freshness.checked} of ${count(freshness.posts, 'post')} checked so far${freshness.oldestCheck === null ? '' : `, the oldest check on ${freshness.oldestCheck.slice(0, 10)}`}`,
  ];
}
