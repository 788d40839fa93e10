/** `discover report`: one table, or the page for people; which there are; whether files are as they were written. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { Project } from '../project.js';
import type { Report, Scope } from '../reports/report.js';
import type { Piece } from '../whole-file.js';
import { ALREADY_WRITTEN, type Context, type Declare, example, type Outcome } from './command.js';
import { parsePeriod } from './dates.js';
import { fewestTold, IDENTIFY, mayIdentify, REASON, SHAREABLE, type ShareOptions } from './disclose.js';
import { checkReports, emptyWords, listReports } from './report-words.js';
import { oneOf, SCOPE, type ScopeOptions, themeAsked } from './scope.js';

interface Options extends ShareOptions, ScopeOptions {
  columns?: string;
  format?: string;
  out?: string;
  bom?: true;
  check?: string;
}

/** The page is no table: it is made of all of them. */
const PAGE = 'page';

export const report: Declare = (program, act) => {
  program
    .command('report [name]')
    .description('a report as a table, or page for people; without a name: which reports there are, and their columns')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option('--columns <names>', 'only these, in this order, with commas between')
    .option('--format <name>', 'csv (with a dictionary beside it), json, ndjson, html or xlsx; the page is html')
    .option('--bom', 'begin a csv with a byte order mark, so that Excel reads it as UTF-8')
    .option(
      '--out <file>',
      'where to write it (default: reports/<name>.<format> in the data folder, <name>.theme-3.<format> of a theme, and so on; - for standard output)',
    )
    .option(...SHAREABLE)
    .option(...IDENTIFY)
    .option(...REASON)
    .option('--check <manifest>', 'instead: whether the files listed in it are as they were written')
    .addHelpText(
      'after',
      example(
        'discover report',
        'discover report themes --since 4w --format xlsx',
        'discover report places --theme theme-3 --columns place,voices,posts',
        'discover report places --shareable --out places.csv',
        'discover report posts --since 7d --format ndjson --out -',
        'discover report page',
        'discover report page --theme theme-3 --shareable --out theme-3.html',
        'discover report --check data/reports/manifest.json',
      ),
    )
    .action(
      act<Options>(async (context, options, ...[name]): Promise<Outcome> => {
        if (name === undefined) return withoutName(options);
        if (options.check !== undefined) throw new UsageError('--check goes without the name of a report.');
        return written(context, String(name), options);
      }),
    );
};

async function withoutName({ check, ...options }: Options): Promise<Outcome> {
  const [other] = Object.keys(options);
  if (other !== undefined) {
    throw new UsageError(
      `--${other}${check === undefined ? ': of which report? `discover report` lists them.' : ' does not go with --check.'}`,
    );
  }
  return check === undefined ? listReports() : checkReports(check);
}

async function written(context: Context, name: string, options: Options): Promise<Outcome> {
  const { withExistingProject } = await import('../project.js');
  const made = await (name === PAGE ? pageMaker(options) : tableMaker(name, options, context.signal));
  const period = parsePeriod(options, context.effects.now());
  return withExistingProject(context, async (project) => {
    const theme = options.theme === undefined ? null : await themeAsked(project, options.theme);
    const fewest = fewestTold(project, options);
    const scope = { ...period, theme, fewest, identify: await mayIdentify(project, `report ${name}`, options) };
    if (options.out === '-') {
      for await (const piece of made.pieces(project, scope)) await context.write(piece);
      return ALREADY_WRITTEN;
    }
    const out = resolve(options.out ?? join(project.data, 'reports', `${usualName(name, options)}.${made.format}`));
    if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
    const { files, manifest, rows } = await made.save(out, project, scope);
    const empty = rows === 0 ? await emptyWords(project.store, scope) : null;
    return {
      json: { report: name, format: made.format, rows, files, manifest, ...(empty === null ? {} : { empty }) },
      text: [...(empty === null ? [] : [empty]), ...[...files, manifest].map((file) => `Wrote ${file}`)].join('\n'),
    };
  });
}

/** What a run has written stays as it is: a part of it, and what names people, goes by a name of its own. */
function usualName(name: string, { identify, shareable, theme, since, until, columns }: Options): string {
  const isPart = (since ?? until ?? columns) !== undefined;
  const marks = [
    identify ? 'named' : undefined,
    shareable ? 'shareable' : undefined,
    theme,
    isPart ? 'part' : undefined,
  ];
  return [name, ...marks.filter((mark) => mark !== undefined)].join('.');
}

/** How one report is made in one format. */
interface Maker {
  format: string;
  pieces(project: Project, scope: Scope): AsyncIterable<Piece>;
  /** The files written; `rows`: `null` for the page. */
  save(
    out: string,
    project: Project,
    scope: Scope,
  ): Promise<{ files: string[]; manifest: string; rows: number | null }>;
}

async function pageMaker({ format = 'html', columns, bom }: Options): Promise<Maker> {
  if (columns !== undefined || bom) throw new UsageError('--columns and --bom are for tables.');
  if (format !== 'html') throw new UsageError(`--format ${format}: the page is html.`);
  const { renderProjectPage, saveProjectPage } = await import('../publish.js');
  return {
    format,
    async *pieces(project, scope) {
      yield await renderProjectPage(project, scope);
    },
    save: saveProjectPage,
  };
}

async function tableMaker(name: string, options: Options, stop: AbortSignal): Promise<Maker> {
  const { findReport } = await import('../reports/reports.js');
  const { chooseColumns } = await import('../reports/columns.js');
  const { REPORT_FORMATS, writeReport } = await import('../reports/write.js');
  const { exportReport } = await import('../reports/save.js');
  const report = findReport(name);
  refuseIgnored(report, options);
  const format = oneOf(REPORT_FORMATS, options.format ?? 'csv', '--format');
  const bom = options.bom ?? false;
  if (bom && format !== 'csv') throw new UsageError(`--bom is for csv: leave it out for ${format}.`);
  const columns = options.columns === undefined ? {} : { columns: chooseColumns(report, options.columns) };
  const wish = { ...columns, bom, stop };
  return {
    format,
    pieces: (project, scope) => writeReport(report, format, project.store, scope, wish),
    save: (out, project, scope) => exportReport(out, report, format, project.store, scope, wish),
  };
}

/** @throws UsageError for what makes no difference to this report */
export function refuseIgnored(
  { name, ignores = [] }: Pick<Report, 'name' | 'ignores'>,
  { since, until, theme }: ScopeOptions,
): void {
  if (theme !== undefined && ignores.includes('theme')) {
    throw new UsageError(`--theme: the report ${name} is not about single themes. Leave it out.`);
  }
  if ((since !== undefined || until !== undefined) && ignores.includes('period')) {
    throw new UsageError(`--since and --until: the report ${name} is the same whatever the period. Leave them out.`);
  }
}
