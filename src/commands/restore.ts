/** `discover restore`: a backup in the place of the store, which is kept aside. */
import { UsageError } from '../errors.js';
import { count } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

export const restore: Declare = (program, act) => {
  program
    .command('restore <backup>')
    .description('put a backup in the place of the store: a file, or latest for the newest good one')
    .addHelpText(
      'after',
      example('discover restore latest', 'discover restore data/backups/discover-2026-03-02T0423.db'),
    )
    .action(
      act(async (context, _options, which): Promise<Outcome> => {
        const { findConfig, withExistingProject } = await import('../project.js');
        const { restoreBackup } = await import('../store/backup/restore.js');
        const { SQLITE } = await import('../store/store.js');
        const { readTotals } = await import('../store/totals.js');
        const config = await findConfig(context);
        if (config.store.url !== SQLITE) {
          throw new UsageError(
            'A PostgreSQL store is restored by PostgreSQL: pg_restore --clean --if-exists --dbname=… backups/discover-….dump',
          );
        }
        const restored = await restoreBackup(context.data, String(which), context.effects);
        // Opened as every command opens it: a backup of an older version is brought up to date now, not in the night.
        const totals = await withExistingProject(context, ({ store }) => readTotals(store));
        const kept = restored.keptAs === null ? [] : [`What was there before is kept as ${restored.keptAs}`];
        return {
          json: { ...restored, totals },
          text: [
            `Restored ${restored.from}: ${count(totals.posts, 'post')}, ${count(totals.themes, 'theme')}.`,
            ...kept,
          ].join('\n'),
        };
      }),
    );
};
