/** `discover map`: who is talking about what, where, in one of several formats. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { count } from '../terminal.js';
import { ALREADY_WRITTEN, type Declare, example, type Outcome } from './command.js';
import { IDENTIFY, type IdentifyOptions, mayIdentify, REASON } from './disclose.js';

interface Options extends IdentifyOptions {
  view: string;
  format: string;
  out?: string;
}

export const map: Declare = (program, act) => {
  program
    .command('map')
    .description('the map of voices, places and themes')
    .option('--view <name>', 'voices, places, themes, voice-theme or all', 'all')
    .option('--format <name>', 'gexf, graphml, csv, json, svg or html', 'html')
    .option(
      '--out <file>',
      'where to write it (default: reports/map.<format> in the data folder; - for standard output)',
    )
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      example('discover map --format gexf', 'discover map --view places --format csv --out places.csv'),
    )
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { MAP_FORMATS, MAP_VIEWS, drawMap, writeMap } = await import('../map/map.js');
        const { withExistingProject } = await import('../project.js');
        const { saveWhole } = await import('../reports/save.js');
        const view = oneOf(MAP_VIEWS, options.view, '--view');
        const format = oneOf(MAP_FORMATS, options.format, '--format');
        if (format === 'csv' && options.out === '-') {
          throw new UsageError('--format csv makes several files; name one with --out, not -.');
        }
        return withExistingProject(context, async (project) => {
          const identify = await mayIdentify(project, `map ${view} ${format}`, options);
          const drawn = await drawMap(project.store, { seed: project.config.seed, view, identify });
          const written = writeMap(drawn, format);
          if (options.out === '-') {
            await context.write(written[0]!.content);
            return ALREADY_WRITTEN;
          }
          const out = resolve(options.out ?? join(project.data, 'reports', `map.${format}`));
          if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
          const files = written.map(({ suffix }) => fileFor(out, format, suffix));
          for (const [index, file] of files.entries()) await saveWhole(file, [written[index]!.content]);
          const { nodes, edges } = drawn;
          return {
            json: { view, format, nodes: nodes.length, edges: edges.length, files },
            text: `${count(nodes.length, 'node')}, ${count(edges.length, 'edge')}\n${files.map((file) => `  ${file}`).join('\n')}`,
          };
        });
      }),
    );
};

/** @throws UsageError listing what there is */
export function oneOf<const Name extends string>(names: readonly Name[], name: string, option: string): Name {
  const found = names.find((candidate) => candidate === name);
  if (found === undefined) throw new UsageError(`${option} ${name}: there are ${names.join(', ')}.`);
  return found;
}

/** `places.csv` becomes `places.nodes.csv` and `places.edges.csv`; one file keeps the name it was given. */
function fileFor(out: string, format: string, suffix: string): string {
  return suffix === format ? out : `${out.replace(new RegExp(`\\.${format}$`), '')}.${suffix}`;
}
