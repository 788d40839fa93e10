/** `discover import`: posts from files into the store. */
import { basename, resolve } from 'node:path';
import { SOURCE_NAME, SOURCE_NAME_WORDS, type SourceConfig } from '../config.js';
import { UsageError } from '../errors.js';
import type { ImportFile } from '../import.js';
import { type Declare, example, type Outcome } from './command.js';
import { oneOf } from './scope.js';

interface Options {
  format: string;
  map?: string;
  source?: string;
}

export const importCommand: Declare = (program, act) => {
  program
    .command('import <file...>')
    .description('bring in posts from files, with no token: NDJSON, X API v2 or twarc pages, Mastodon statuses, CSV')
    .option('--format <name>', 'auto, ndjson, x-v2, mastodon or csv', 'auto')
    .option('--map <pairs>', 'columns of a CSV, or keys of JSON lines, by field: text=body,author=user')
    .option('--source <name>', 'name to keep the posts under (default: the name of the file)')
    .addHelpText(
      'after',
      example(
        'discover import posts.ndjson',
        'discover import feedback.csv --map text=comment,created_at=date --source feedback',
      ),
    )
    .action(
      act<Options>(async (context, options, files): Promise<Outcome> => {
        const { inRun, withProject } = await import('../project.js');
        const { importFiles } = await import('../import.js');
        const { importText } = await import('./summaries.js');
        const { SHAPES } = await import('../crawl/shapes/shape.js');
        const { IMPORT_FIELDS } = await import('../crawl/shapes/ndjson.js');
        oneOf([...SHAPES, 'csv'], options.format, '--format');
        const map = options.map === undefined ? {} : parseMap(options.map, IMPORT_FIELDS);
        checkName(options.source);
        const imports = (files as string[]).map((file) => importFile(file, options, map));
        return withProject(context, (project) =>
          inRun(project, 'import', async (runId) => {
            const summary = await importFiles(project, runId, imports);
            return { json: summary, text: importText(summary), failed: summary.failed > 0 };
          }),
        );
      }),
    );
};

function importFile(file: string, options: Options, map: Record<string, string>): ImportFile {
  const path = resolve(file);
  const name = options.source ?? (basename(path).replace(/\.(gz|jsonl|ndjson|json|csv)\b/gi, '') || basename(path));
  const source: SourceConfig = {
    name,
    crawler: 'archive',
    options: { file: path, format: options.format, map },
    place: { name, url: null, kind: null, owner: null, area: null },
  };
  return { source, path, named: options.source !== undefined };
}

function checkName(name: string | undefined): void {
  if (name !== undefined && !SOURCE_NAME.test(name)) {
    throw new UsageError(`--source ${JSON.stringify(name)}: ${SOURCE_NAME_WORDS}.`);
  }
}

function parseMap(text: string, fields: readonly string[]): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const [field, ...column] = pair.split('=');
    if (!field?.trim() || column.join('=').trim() === '') {
      throw new UsageError(
        `--map ${text}: expected field=column pairs separated by commas, such as text=body,author=user.`,
      );
    }
    return [oneOf(fields, field.trim(), '--map'), column.join('=').trim()] as const;
  });
  return Object.fromEntries(pairs);
}
