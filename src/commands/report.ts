/** `discover report`: one table, or the page for people. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { Project } from '../project.js';
import type { Scope } from '../reports/report.js';
import type { ReportFormat } from '../reports/write.js';
import { ALREADY_WRITTEN, type Declare, example, type Outcome } from './command.js';
import { fewestTold, IDENTIFY, mayIdentify, REASON, SHAREABLE, type ShareOptions } from './disclose.js';
import { oneOf, SCOPE, type ScopeOptions, scopeOf } from './scope.js';

interface Options extends ShareOptions, ScopeOptions {
  format?: string;
  out?: string;
}

/** The page is no table: it is made of all of them. */
const PAGE = 'page';

export const report: Declare = (program, act) => {
  program
    .command('report <name>')
    .description('a report: themes, places, posts, talk or unbridged as a table, or page for people')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option('--format <name>', 'csv (with a dictionary beside it), json or ndjson; the page is html')
    .option(
      '--out <file>',
      'where to write it (default: reports/<name>.<format> in the data folder; - for standard output)',
    )
    .option(...SHAREABLE)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      example(
        'discover report themes',
        'discover report places --shareable --out places.csv',
        'discover report posts --since 7d --format ndjson --out -',
        'discover report page',
        'discover report page --theme theme-3 --shareable --out theme-3.html',
      ),
    )
    .action(
      act<Options>(async (context, options, ...[name]): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const made = await (name === PAGE ? pageMaker(options) : tableMaker(String(name), options));
        return withExistingProject(context, async (project) => {
          const fewest = fewestTold(project, options);
          const scope = {
            ...(await scopeOf(project, options)),
            fewest,
            identify: await mayIdentify(project, `report ${String(name)}`, options),
          };
          if (options.out === '-') {
            for await (const piece of await made.pieces(project, scope)) await context.write(piece);
            return ALREADY_WRITTEN;
          }
          const out = resolve(options.out ?? join(project.data, 'reports', `${String(name)}.${made.format}`));
          if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
          const files = await made.save(out, project, scope);
          return {
            json: { report: name, format: made.format, files },
            text: files.map((file) => `Wrote ${file}`).join('\n'),
          };
        });
      }),
    );
};

/** How one report is made in one format. */
interface Maker {
  format: string;
  pieces(project: Project, scope: Scope): Promise<AsyncIterable<string> | Iterable<string>>;
  /** The files written. */
  save(out: string, project: Project, scope: Scope): Promise<string[]>;
}

async function pageMaker({ format = 'html' }: Options): Promise<Maker> {
  if (format !== 'html') throw new UsageError(`--format ${format}: the page is html.`);
  const { renderProjectPage } = await import('../listen.js');
  const { saveWhole } = await import('../whole-file.js');
  return {
    format,
    pieces: async (project, scope) => [await renderProjectPage(project, scope)],
    save: async (out, project, scope) => {
      await saveWhole(out, [await renderProjectPage(project, scope)]);
      return [out];
    },
  };
}

async function tableMaker(name: string, options: Options): Promise<Maker> {
  const { findReport } = await import('../reports/reports.js');
  const { REPORT_FORMATS, writeReport } = await import('../reports/write.js');
  const { saveReport } = await import('../reports/save.js');
  const report = findReport(name);
  const format: ReportFormat = oneOf(REPORT_FORMATS, options.format ?? 'csv', '--format');
  return {
    format,
    pieces: async (project, scope) => writeReport(report, format, project.store, scope),
    save: (out, project, scope) => saveReport(out, report, format, project.store, scope),
  };
}
