/** `discover backup`: what every night does at its end, by hand. */
import { join } from 'node:path';
import { count } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

export const backup: Declare = (program, act) => {
  program
    .command('backup')
    .description('copy the store to backups/ in the data folder, check the copy, let go of outdated ones')
    .addHelpText('after', example('discover backup'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { inRun, withExistingProject } = await import('../project.js');
        const { makeBackup } = await import('../store/backup/backup.js');
        return withExistingProject(context, (project) =>
          inRun(project, 'backup', async () => {
            const { config, data, effects } = project;
            const made = await makeBackup(config.store.url, data, config.nightly.backups, effects);
            const posts = made.rows?.posts;
            const what =
              posts === undefined ? 'a dump of the database' : `opened and checked, ${count(posts, 'post')} in it`;
            const gone = made.removed.map((name) => `Let go of ${name}`);
            return {
              json: made,
              text: [`Wrote ${join(data, made.file)}: ${(made.bytes / 1e6).toFixed(1)} MB, ${what}.`, ...gone].join(
                '\n',
              ),
            };
          }),
        );
      }),
    );
};
