/** `discover map measures`: the map in figures. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Measures } from '../map/measures/measures.js';
import type { MeasureTable } from '../map/measures/tables.js';
import type { Report } from '../reports/report.js';
import { count, section, table } from '../terminal.js';
import { type Act, ALREADY_WRITTEN, example, type Outcome } from './command.js';
import { IDENTIFY, type IdentifyOptions, mayIdentify, REASON } from './disclose.js';
import { oneOf, SCOPE, type ScopeOptions, scopeOf } from './scope.js';

interface Options extends IdentifyOptions, ScopeOptions {
  view: string;
  table?: string;
  format?: string;
  out?: string;
}

const SHOWN = 10;

export function declareMeasures(parent: Command, act: Act): void {
  parent
    .command('measures')
    .description('the map in figures: communities, who is central, what part voices have, which communities never meet')
    .option('--view <name>', 'of which map: voices, places, themes and so on', 'voices')
    .option('--table <name>', 'write one table: nodes, communities, overlap or unbridged')
    .option('--format <name>', 'of the table: csv (with a dictionary beside it), json, ndjson, html or xlsx')
    .option('--out <file>', 'where to write it (default: reports/map-<table>.<format>; - for standard output)')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      example('discover map measures', 'discover map measures --view places --table nodes --format csv'),
    )
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { MAP_VIEWS } = await import('../map/map.js');
        const { measureMap } = await import('../map/measures/measures.js');
        const { MEASURE_TABLES } = await import('../map/measures/tables.js');
        const { REPORT_FORMATS, writeReport } = await import('../reports/write.js');
        const { saveReport } = await import('../reports/save.js');
        const { withExistingProject } = await import('../project.js');
        const view = oneOf(MAP_VIEWS, options.view, '--view');
        const format = oneOf(REPORT_FORMATS, options.format ?? 'csv', '--format');
        const names = MEASURE_TABLES.map(({ name }) => name);
        const asked = options.table ?? (options.format === undefined && options.out === undefined ? null : 'nodes');
        const name = asked === null ? null : oneOf(names, asked, '--table');
        return withExistingProject(context, async (project) => {
          const scope = await scopeOf(project, options);
          const identify = await mayIdentify(project, `map measures ${view}`, options);
          const fewest = identify ? 1 : project.config.sharing.fewestPeople;
          const measures = await measureMap(project.store, { seed: project.config.seed, view, identify, scope });
          if (name === null) return { json: summaryOf(measures), text: textOf(measures, fewest) };
          const report = reportOf(MEASURE_TABLES.find((one) => one.name === name)!, measures);
          const period = { ...scope, identify, fewest };
          if (options.out === '-') {
            for await (const piece of writeReport(report, format, project.store, period)) await context.write(piece);
            return ALREADY_WRITTEN;
          }
          const out = resolve(options.out ?? join(project.data, 'reports', `map-${name}.${format}`));
          if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
          const files = await saveReport(out, report, format, project.store, period);
          return { json: { view, table: name, format, files }, text: files.map((file) => `Wrote ${file}`).join('\n') };
        });
      }),
    );
}

/** A table of measures as the reports know tables. */
function reportOf({ name, title, summary, columns, rows }: MeasureTable, measures: Measures): Report {
  return {
    ...{ name, title, summary, columns },
    async *rows() {
      yield* rows(measures);
    },
  };
}

/** Numbers only: how many voices have which part, and nothing of any one of them. */
function summaryOf({ summary, nodes, communities, joined, unbridged }: Measures) {
  return {
    ...summary,
    ...{ roles: roleCounts(nodes), communitiesOfSeveral: communities.length, joined: joined.length },
    unbridged: unbridged.length,
  };
}

function roleCounts(nodes: Measures['nodes']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { roles } of nodes) for (const role of roles) counts[role] = (counts[role] ?? 0) + 1;
  return counts;
}

function textOf(measures: Measures, fewest: number): string {
  const { summary, nodes, communities, unbridged } = measures;
  const share = (value: number) => `${Math.round(value * 100)}%`;
  const roles = Object.entries(roleCounts(nodes)).map(([role, number]) => `${count(number, role)}`);
  const ways =
    summary.pivots === null ? '' : ` Betweenness is estimated from the shortest ways of ${summary.pivots} nodes.`;
  const parts = [
    `${count(summary.nodes, 'node')}, ${count(summary.edges, 'relation')} in ${count(summary.communities, 'community', 'communities')} (modularity ${summary.modularity.toFixed(3)}); ${share(summary.reciprocity)} of pairs go both ways.${ways}`,
    ...(roles.length === 0 ? [] : [`Parts of voices: ${roles.join(', ')}. \`--table nodes\` has the rule of each.`]),
    ...(communities.length === 0
      ? []
      : [
          section(
            'Communities',
            table(
              [
                { title: 'no.', align: 'right' },
                { title: 'nodes', align: 'right' },
                { title: 'inward' },
                { title: 'talk about' },
              ],
              communities
                .slice(0, SHOWN)
                .map(({ community, nodes: size, inwardShare, themes }) => [
                  ...[community, size < fewest ? 'few' : size, share(inwardShare), themes.join('; ')],
                ]),
            ),
          ),
        ]),
    ...(unbridged.length === 0
      ? []
      : [
          section(
            'Talk about the same and have nothing to do with each other',
            table(
              [{ title: 'theme' }, { title: 'community', align: 'right' }, { title: 'community', align: 'right' }],
              unbridged.slice(0, SHOWN).map(({ theme, one, other }) => [theme, one, other]),
            ),
          ),
        ]),
  ];
  return parts.join('\n\n');
}
