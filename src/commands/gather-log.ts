/** `discover gather log`: what was taken forward, by whom, when and why, what was not, and what nobody has looked at. */

import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import type { Undecided } from '../gather/selection-log.js';
import type { Selection } from '../store/selections.js';
import { count, section, table } from '../terminal.js';
import { type Act, ALREADY_WRITTEN, example, type Outcome } from './command.js';
import { standingsOf } from './gather-common.js';

interface Options {
  open?: true;
  format?: string;
  out?: string;
}

export function declareLog(parent: Command, act: Act): void {
  parent
    .command('log')
    .description('what was taken forward and what was not, by whom and why')
    .option('--open', 'only the themes that nobody has decided on though they stand high, or have a place kept')
    .option('--format <name>', 'csv: a table as a file')
    .option('--out <file>', 'of a csv: where to (default: gather/log.csv in the data folder; - for standard output)')
    .addHelpText(
      'after',
      example('discover gather log', 'discover gather log --open', 'discover gather log --format csv --out -'),
    )
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        if (options.format !== undefined && options.format !== 'csv') {
          throw new UsageError(`--format ${options.format}: the log is csv, or --json.`);
        }
        if (options.out !== undefined && options.format === undefined)
          throw new UsageError('--out goes with --format csv.');
        const { withExistingProject } = await import('../project.js');
        return withExistingProject(context, async (project) => {
          const { readSelections } = await import('../store/selections.js');
          const { readHeirs } = await import('../store/theme-heirs.js');
          const { logDictionary, logTable, undecided } = await import('../gather/selection-log.js');
          const all = await readSelections(project.store, await readHeirs(project.store));
          const open = undecided(await standingsOf(project), all);
          const decisions = options.open ? [] : all;
          if (options.format === undefined) {
            const json = options.open ? { undecided: open } : { decisions, undecided: open };
            return { json, text: options.open ? openText(open) : logText(decisions, open) };
          }
          if (options.out === '-') {
            await context.write(logTable(decisions, open));
            return ALREADY_WRITTEN;
          }
          const { saveWhole } = await import('../whole-file.js');
          const file = resolve(options.out ?? join(project.data, 'gather', 'log.csv'));
          if (options.out === undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
          const dictionary = `${file.replace(/\.csv$/i, '')}.dictionary.csv`;
          await saveWhole(file, [logTable(decisions, open)]);
          await saveWhole(dictionary, [logDictionary()]);
          return { json: { files: [file, dictionary] }, text: `Wrote ${file}\nWrote ${dictionary}` };
        });
      }),
    );
}

function logText(decisions: readonly Selection[], open: readonly Undecided[]): string {
  const rows = decisions.map(({ id, at, themeId, decidedAs, label, decision, author, reason, stands, standing }) => [
    ...[id, at.slice(0, 10), decidedAs === themeId ? themeId : `${themeId} (was ${decidedAs})`, label],
    ...[stands ? decision : `${decision} (until later)`, standing.voices, standing.ranks.voices, standing.ranks.posts],
    ...[author, reason],
  ]);
  const columns = [
    ...[{ title: 'no.', align: 'right' as const }, { title: 'date' }, { title: 'id' }, { title: 'theme' }],
    ...[{ title: 'decision' }, { title: 'voices then', align: 'right' as const }],
    ...[
      { title: 'rank', align: 'right' as const },
      { title: 'by posts', align: 'right' as const },
    ],
    ...[{ title: 'by' }, { title: 'why' }],
  ];
  const log =
    decisions.length === 0 ? '  Nothing was decided yet: `discover gather select THEME`.' : table(columns, rows);
  return `${section('Decided', log)}\n\n${openText(open)}`;
}

function openText(open: readonly Undecided[]): string {
  if (open.length === 0) return 'Every theme at the head of the list, and every one with a place kept, was decided on.';
  return section(
    `Not decided on (${count(open.length, 'theme')})`,
    table(
      [
        ...[{ title: 'rank', align: 'right' as const }, { title: 'id' }, { title: 'theme' }],
        ...[{ title: 'voices', align: 'right' as const }, { title: 'why it is here' }],
      ],
      open.map(({ rank, id, label, voices, why }) => [rank, id, label, voices, why]),
    ),
  );
}
