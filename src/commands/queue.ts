/** `discover queue retry`: sources that were given up get fresh tries without waiting for the next run. */
import { UsageError, UserError } from '../errors.js';
import type { Queue } from '../queue/queue.js';
import { count } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

export const queue: Declare = (program, act) => {
  const parent = program
    .command('queue')
    .description('the jobs of the project; `discover status` lists them')
    .addHelpText('after', example('discover queue retry'));
  parent
    .command('retry [source...]')
    .description('put sources that were given up back into the queue: all of them, or those named')
    .addHelpText('after', example('discover queue retry', 'discover queue retry citizen-tweets'))
    .action(
      act(async (context, _options, sources): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { openProjectQueues } = await import('../worker.js');
        const { letStageGoOn } = await import('../store/stages.js');
        const wanted = sources as string[];
        return withExistingProject(context, async (project) => {
          const [jobs] = (await openProjectQueues(project, ['crawl'])) as [Queue];
          try {
            const dead = await jobs.dead();
            const unknown = wanted.find((name) => !dead.some(({ key }) => key === name));
            if (unknown !== undefined) {
              throw new UsageError(`"${unknown}" is not given up; \`discover status\` lists the sources that are.`);
            }
            const again = dead.filter(({ key }) => wanted.length === 0 || wanted.includes(key));
            await jobs.put(again.map(({ key }) => ({ key, payload: { source: key } })));
            // Whoever asks for it does not want to wait for the next run.
            if (again.length > 0) await letStageGoOn(project.store, 'crawl');
            const keys = again.map(({ key }) => key);
            return { json: { retried: keys }, text: retriedText(keys) };
          } finally {
            await jobs.close();
          }
        });
      }),
    );
  parent.action(() => {
    throw new UserError('Say what to do with it: `discover queue retry`.', { exitCode: 2 });
  });
};

function retriedText(keys: readonly string[]): string {
  if (keys.length === 0) return 'No source is given up.';
  return `${count(keys.length, 'source')} put back: ${keys.join(', ')}. A worker or the next \`discover crawl\` takes them.`;
}
