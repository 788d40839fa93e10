/** `discover map`: who is talking about what, where, in one of several formats. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { count } from '../terminal.js';
import { ALREADY_WRITTEN, type Declare, example, type Outcome } from './command.js';
import { fewestTold, IDENTIFY, mayIdentify, REASON, SHAREABLE, type ShareOptions } from './disclose.js';
import { declareCoordination } from './map-coordination.js';
import { declareDiff } from './map-diff.js';
import { declareEvidence } from './map-evidence.js';
import { declareKnown } from './map-known.js';
import { declareMeasures } from './map-measures.js';
import { oneOf, SCOPE, type ScopeOptions, scopeOf } from './scope.js';

interface Options extends ShareOptions, ScopeOptions {
  view: string;
  format: string;
  minWeight?: string;
  backbone?: string | true;
  html?: string | true;
  out?: string;
}

/** Of the disparity filter, where none is named: as in the paper's examples. */
const USUAL_ALPHA = 0.05;
/** Formats in which nodes carry their figures. */
const FOR_PROGRAMS: ReadonlySet<string> = new Set(['gexf', 'graphml', 'csv', 'json']);

export const map: Declare = (program, act) => {
  const parent = program
    .command('map')
    .description('the map of voices, places, themes and organisations')
    .option('--view <name>', 'voices, places, themes, voice-theme, shared-themes, organisations or all', 'all')
    .option('--format <name>', 'gexf, graphml, csv, json, svg or html', 'html')
    .option('--html [file]', 'the page that opens from disk, with nothing to load: short for --format html --out FILE')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option('--min-weight <n>', 'leave out relations behind which there are fewer posts, people or themes')
    .option('--backbone [alpha]', `only relations that are no work of chance (disparity filter; ${USUAL_ALPHA})`)
    .option(
      '--out <file>',
      'where to write it (default: reports/map.<format> in the data folder; - for standard output)',
    )
    .option(...SHAREABLE)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      example(
        'discover map --html map.html',
        'discover map --format gexf',
        'discover map --view places --format csv --out places.csv',
        'discover map --view themes --since 4w --backbone',
      ),
    )
    .action(
      act<Options>(async (context, asked): Promise<Outcome> => {
        const options = withHtml(asked);
        const { MAP_FORMATS, MAP_VIEWS, drawMap, writeMap } = await import('../map/map.js');
        const { withExistingProject } = await import('../project.js');
        const { readLayout } = await import('../store/positions.js');
        const { saveWhole } = await import('../whole-file.js');
        const { renderMapPage } = await import('../work/map-page.js');
        const view = oneOf(MAP_VIEWS, options.view, '--view');
        const format = oneOf(MAP_FORMATS, options.format, '--format');
        if (format === 'csv' && options.out === '-') {
          throw new UsageError('--format csv makes several files; name one with --out, not -.');
        }
        const limits = {
          minWeight: minWeightOf(options),
          backbone: alphaOf(options),
          figures: FOR_PROGRAMS.has(format),
        };
        return withExistingProject(context, async (project) => {
          const scope = await scopeOf(project, options);
          const fewest = fewestTold(project, options);
          const identify = await mayIdentify(project, `map ${view} ${format}`, options);
          const drawn = await drawMap(project.store, {
            ...{ seed: project.config.seed, view, identify, scope, fewest },
            ...limits,
            before: await readLayout(project.store),
          });
          const page = format === 'html' ? await renderMapPage(project, drawn, { identify, scope }) : null;
          const written = page === null ? writeMap(drawn, format) : [{ suffix: 'html', pieces: () => [page] }];
          if (options.out === '-') {
            for (const piece of written[0]!.pieces()) await context.write(piece);
            return ALREADY_WRITTEN;
          }
          const out = resolve(options.out ?? join(project.data, 'reports', `map.${format}`));
          if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
          const files = written.map(({ suffix }) => fileFor(out, format, suffix));
          for (const [index, file] of files.entries()) await saveWhole(file, written[index]!.pieces());
          const { nodes, edges, omitted } = drawn;
          return {
            json: { view, format, nodes: nodes.length, edges: edges.length, omitted: omitted ?? null, files },
            text: [
              `${count(nodes.length, 'node')}, ${count(edges.length, 'edge')}`,
              ...(omitted === undefined
                ? []
                : [`Left out: ${count(omitted.nodes, 'node')}, ${count(omitted.edges, 'edge')}.`, ...omitted.rules]),
              ...files.map((file) => `  ${file}`),
            ].join('\n'),
          };
        });
      }),
    );
  declareEvidence(parent, act);
  declareDiff(parent, act);
  declareMeasures(parent, act);
  declareCoordination(parent, act);
  declareKnown(parent, act);
};

/** `--html FILE` in the words of the other options. */
function withHtml(options: Options): Options {
  const { html, ...rest } = options;
  if (html === undefined) return options;
  if (html !== true && rest.out !== undefined)
    throw new UsageError('Name the file with --html or with --out, not both.');
  if (rest.format !== 'html') throw new UsageError(`--html and --format ${rest.format} are two formats: name one.`);
  return html === true ? rest : { ...rest, out: html };
}

function minWeightOf({ minWeight }: Options): number {
  if (minWeight === undefined) return 1;
  const least = Number(minWeight);
  if (!Number.isFinite(least) || least < 1) throw new UsageError(`--min-weight ${minWeight}: expected 1 or more.`);
  return least;
}

function alphaOf({ backbone }: Options): number | null {
  if (backbone === undefined) return null;
  const alpha = backbone === true ? USUAL_ALPHA : Number(backbone);
  if (!(alpha > 0 && alpha <= 1)) {
    throw new UsageError(`--backbone ${backbone}: expected a significance above 0, at most 1, such as ${USUAL_ALPHA}.`);
  }
  return alpha;
}

/** `places.csv` becomes `places.nodes.csv` and `places.edges.csv`; one file keeps the name it was given. */
function fileFor(out: string, format: string, suffix: string): string {
  return suffix === format ? out : `${out.replace(new RegExp(`\\.${format}$`), '')}.${suffix}`;
}
