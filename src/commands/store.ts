/** `discover store copy`: a project from SQLite to PostgreSQL, and back. */
import { resolve } from 'node:path';
import { isoNow } from '../effects.js';
import { UsageError, UserError } from '../errors.js';
import { count, table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

/** One end of a copy. */
interface End {
  url: string;
  folder: string;
  /** As it may be shown. */
  shown: string;
}

const FILE = 'sqlite:';

export const store: Declare = (program, act) => {
  const parent = program
    .command('store')
    .description('where a project keeps what it collects')
    .addHelpText('after', example('discover store copy sqlite:data postgres://discover@db.example.org/discover'));
  parent
    .command('copy <from> <to>')
    .description('copy a project into an empty store; run again, it goes on where it stopped')
    .addHelpText(
      'after',
      `\nA store is sqlite:FOLDER (a data folder) or postgres://user@host/database; passwords come from PGPASSWORD.\n${example(
        'discover store copy sqlite:data postgres://discover@db.example.org/discover',
        'discover store copy postgres://discover@db.example.org/discover sqlite:back',
      )}`,
    )
    .action(
      act(async (context, _options, ...ends): Promise<Outcome> => {
        const { openCopy, openStore, storeExists } = await import('../store/store.js');
        const { copyStore } = await import('../store/copy.js');
        const [from, to] = (await Promise.all(ends.slice(0, 2).map((end) => endOf(String(end))))) as [End, End];
        if (from.url === to.url && from.folder === to.folder) throw new UsageError('Both ends are the same store.');
        if (!(await storeExists(from.url, from.folder))) throw new UserError(`There is no project in ${from.shown}.`);
        const at = isoNow(context.effects);
        const source = await openStore(from.url, from.folder, at);
        try {
          const target = await openCopy(to.url, to.folder, at);
          try {
            const summary = await copyStore(source, target, context.effects);
            return { json: { from: from.shown, to: to.shown, ...summary }, text: copyText(summary, to) };
          } finally {
            await target.close();
          }
        } finally {
          await source.close();
        }
      }),
    );
  parent.action(() => {
    throw new UsageError('Say what to do with it: `discover store copy FROM TO`.');
  });
};

async function endOf(text: string): Promise<End> {
  if (text.startsWith(FILE) && text !== FILE) {
    const { SQLITE } = await import('../store/store.js');
    const folder = resolve(text.slice(FILE.length));
    return { url: SQLITE, folder, shown: FILE + folder };
  }
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new UsageError('A store is sqlite:FOLDER, such as sqlite:data, or postgres://user@host/database.');
  }
  const { withoutPassword } = await import('../store/postgres-connection.js');
  return { url: text, folder: '', shown: withoutPassword(text) };
}

function copyText(
  summary: { tables: readonly { name: string; rows: number }[]; rows: number; copied: string },
  to: End,
): string {
  const filled = summary.tables.filter(({ rows }) => rows > 0);
  const words = summary.copied === 'none' ? 'were there already' : 'copied';
  const url = to.url.startsWith('postgres') ? to.shown : to.url;
  return [
    table(
      [{ title: 'table' }, { title: 'rows', align: 'right' }],
      filled.map(({ name, rows }) => [name, rows]),
    ),
    `${count(summary.rows, 'row')} ${words}; both stores have the same number in every table.`,
    `Next: set store.url in discover.yaml to ${url}, and keep the old store until you have seen the new one work.`,
  ].join('\n\n');
}
