/** `discover evidence add | import | list | withdraw`: figures that others published, to stand beside what people say. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { TypedFigure } from '../reports/evidence-file.js';
import type { Figure, KeptFigure } from '../store/outside-evidence.js';
import { count, table } from '../terminal.js';
import { type Act, type Context, type Declare, example, type Outcome } from './command.js';
import { LOGGED_REASON } from './disclose.js';
import { readTextFile } from './text-file.js';

/** Lines with something wrong that are shown; the rest is counted. */
const MOST_PROBLEMS = 20;

export const evidence: Declare = (program, act) => {
  const parent = program
    .command('evidence')
    .description('figures that others published about a theme, to stand beside what people say of it')
    .addHelpText(
      'after',
      example(
        'discover evidence add theme-3 --measure "Seen within 4 hours" --value 71.4 --unit % --source "NHS England" --link https://www.england.nhs.uk/statistics/ --date 2026-03',
        'discover evidence list',
      ),
    );
  declareAdd(parent, act);
  declareImport(parent, act);
  declareList(parent, act);
  declareWithdraw(parent, act);
};

function declareAdd(parent: Command, act: Act): void {
  parent
    .command('add <theme>')
    .description('put one figure beside a theme')
    .option('--measure <text>', 'what it measures')
    .option('--value <number>', 'the figure')
    .option('--unit <text>', 'such as % or days')
    .option('--source <text>', 'who published it')
    .option('--link <url>', 'where it can be checked')
    .option('--date <when>', 'of the figure: 2026, 2026-03 or 2026-03-31')
    .option('--note <text>', 'what a reader has to know of it')
    .addHelpText(
      'after',
      example(
        'discover evidence add theme-3 --measure "Seen within 4 hours" --value 71.4 --unit % --source "NHS England"',
      ),
    )
    .action(
      act<TypedFigure>(async (context, options, theme): Promise<Outcome> => {
        const { EVIDENCE_COLUMNS } = await import('../reports/evidence-file.js');
        const missing = (['measure', 'value', 'source'] as const).filter((name) => !options[name]?.trim());
        if (missing.length > 0) {
          throw new UsageError(`A figure needs ${missing.map((name) => `--${name}`).join(' and ')} to be of any use.`);
        }
        const said = Object.fromEntries(EVIDENCE_COLUMNS.map((name) => [name, options[name] ?? '']));
        return inProjectRun(context, 'evidence add', async ({ store, effects }) => {
          const { checkFigure, themeProblems } = await import('../reports/evidence-file.js');
          const { addFigures } = await import('../store/outside-evidence.js');
          const { readHeirs } = await import('../store/theme-heirs.js');
          const { isoNow } = await import('../effects.js');
          const heirOf = await readHeirs(store);
          const [notThere] = themeProblems(String(theme), heirOf);
          if (notThere !== undefined) throw new UserError(notThere);
          const { figure, problems } = checkFigure({ ...said, theme: String(theme) }, heirOf);
          if (figure === null) throw new UsageError(problems.map((problem) => `--${problem}`).join('\n'));
          const [kept] = await addFigures(store, [figure], isoNow(effects));
          if (!kept!.isNew) throw new UserError(`This figure stands already, as number ${kept!.id}.`);
          return {
            json: { id: kept!.id, ...figure },
            text: `Number ${kept!.id}: ${figureWords(figure)}, beside ${figure.themeId}. \`discover report scorecard\` shows it.`,
          };
        });
      }),
    );
}

function declareImport(parent: Command, act: Act): void {
  parent
    .command('import <file>')
    .description('put in a CSV of figures: theme, measure, value, unit, source, link, date, note')
    .addHelpText('after', example('discover evidence import waiting-times.csv'))
    .action(
      act(async (context, _options, file): Promise<Outcome> => {
        const path = resolve(String(file));
        const text = await readTextFile(path);
        return inProjectRun(context, 'evidence import', async ({ store, effects }) => {
          const { readEvidenceFile } = await import('../reports/evidence-file.js');
          const { addFigures } = await import('../store/outside-evidence.js');
          const { readHeirs } = await import('../store/theme-heirs.js');
          const { isoNow } = await import('../effects.js');
          const { figures, problems } = readEvidenceFile(text, await readHeirs(store));
          if (problems.length > 0) throw new UserError(problemText(path, problems));
          const kept = await addFigures(store, figures, isoNow(effects));
          const fresh = kept.filter(({ isNew }) => isNew).length;
          return {
            json: { file: path, figures: figures.length, new: fresh },
            text: `Read ${count(figures.length, 'figure')}: ${fresh} new, ${figures.length - fresh} there already. \`discover report scorecard\` shows them.`,
          };
        });
      }),
    );
}

function problemText(path: string, problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return [
    `Nothing was put in from ${path}: ${count(problems.length, 'problem')}.`,
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ].join('\n');
}

function declareList(parent: Command, act: Act): void {
  parent
    .command('list')
    .description('every figure that was put in, those that were withdrawn too')
    .option('--theme <id>', 'only those that stand beside this theme, such as theme-3')
    .addHelpText('after', example('discover evidence list', 'discover evidence list --theme theme-3 --json'))
    .action(
      act<{ theme?: string }>(async (context, { theme }): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readFigures } = await import('../store/outside-evidence.js');
        const { readHeirs } = await import('../store/theme-heirs.js');
        return withExistingProject(context, async ({ store }) => {
          const heirOf = await readHeirs(store);
          const asked = theme === undefined ? null : heirOf(theme);
          if (theme !== undefined && asked === null) {
            throw new UserError(`There is no theme ${theme}. \`discover themes\` lists them.`);
          }
          const figures = (await readFigures(store)).filter(
            ({ standsWith }) => asked === null || standsWith === asked.id,
          );
          const labels = (id: string) => heirOf(id)?.label ?? '';
          return {
            json: figures,
            text: figures.length === 0 ? nothingText(asked?.id ?? null) : listText(figures, labels),
          };
        });
      }),
    );
}

function nothingText(theme: string | null): string {
  const where = theme === null ? 'any theme' : theme;
  return `No outside evidence has been recorded beside ${where}. \`discover evidence add --help\` shows how.`;
}

function listText(figures: readonly KeptFigure[], labelOf: (id: string) => string): string {
  return table(
    [
      { title: 'no.', align: 'right' },
      ...['id', 'theme', 'measure'].map((title) => ({ title })),
      { title: 'value', align: 'right' },
      ...['source', 'date', 'link', 'withdrawn'].map((title) => ({ title })),
    ],
    figures.map((figure) => [
      ...[figure.id, figure.standsWith, labelOf(figure.standsWith), figure.measure, valueWords(figure), figure.source],
      ...[figure.dated ?? '', figure.link ?? ''],
      figure.withdrawnAt === null ? '' : `${figure.withdrawnAt.slice(0, 10)}: ${figure.withdrawnReason}`,
    ]),
  );
}

function declareWithdraw(parent: Command, act: Act): void {
  parent
    .command('withdraw <number>')
    .description('take a figure off the scorecard; the list keeps it, with the reason')
    .option(...LOGGED_REASON)
    .addHelpText('after', example('discover evidence withdraw 4 --reason "revised by its publisher in May"'))
    .action(
      act<{ reason?: string }>(async (context, options, number): Promise<Outcome> => {
        const reason = options.reason?.trim();
        if (!reason) throw new UsageError('Withdrawing a figure changes what others see: say why with --reason "…".');
        return inProjectRun(context, 'evidence withdraw', async ({ store, effects }) => {
          const { readFigures, withdrawFigure } = await import('../store/outside-evidence.js');
          const { isoNow } = await import('../effects.js');
          const figure = (await readFigures(store)).find(
            ({ id, withdrawnAt }) => String(id) === number && withdrawnAt === null,
          );
          if (figure === undefined) {
            throw new UserError(`No figure stands under ${number}. \`discover evidence list\` has the numbers.`);
          }
          await withdrawFigure(store, figure.id, reason, isoNow(effects));
          return {
            json: { withdrawn: figure.id, reason },
            text: `Withdrawn: ${figureWords(figure)}, from beside ${figure.standsWith}.`,
          };
        });
      }),
    );
}

function figureWords(figure: Figure): string {
  return `"${figure.measure}", ${valueWords(figure)} (${figure.source})`;
}

/** `71.4%`, `12 days` */
function valueWords({ value, unit }: Figure): string {
  return unit === null ? String(value) : `${value}${unit === '%' ? '' : ' '}${unit}`;
}

async function inProjectRun(
  context: Context,
  command: string,
  work: (project: Project) => Promise<Outcome>,
): Promise<Outcome> {
  const { inRun, withExistingProject } = await import('../project.js');
  return withExistingProject(context, (project) => inRun(project, command, () => work(project)));
}
