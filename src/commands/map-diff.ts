/** `discover map diff`: what is different between the maps of two runs, or of two days. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import type { Comparison } from '../map/diff/compare.js';
import type { Project } from '../project.js';
import type { Report } from '../reports/report.js';
import { listSnapshots, type SnapshotRun } from '../store/map-snapshots.js';
import { findRun } from '../store/runs.js';
import { type Act, ALREADY_WRITTEN, example, type Outcome } from './command.js';
import { diffText } from './map-diff-words.js';
import { oneOf } from './scope.js';

interface Options {
  format?: string;
  out?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const RUN = /^[1-9]\d{0,8}$/;

export function declareDiff(parent: Command, act: Act): void {
  parent
    .command('diff [before] [after]')
    .description('what is different between two maps: of runs by number, of days by date; default: the last two')
    .option('--format <name>', 'write a table: csv (with a dictionary beside it), json, ndjson, html or xlsx')
    .option('--out <file>', 'where to write it (default: reports/map-diff.<format>; - for standard output)')
    .addHelpText(
      'after',
      example('discover map diff', 'discover map diff 12 40', 'discover map diff 2026-03-01 2026-04-01 --format csv'),
    )
    .action(
      act<Options>(async (context, options, ...[before, after]): Promise<Outcome> => {
        const { compareMaps } = await import('../map/diff/compare.js');
        const { REPORT_FORMATS, writeReport } = await import('../reports/write.js');
        const { saveReport } = await import('../reports/save.js');
        const { withExistingProject } = await import('../project.js');
        if (before !== undefined && after === undefined) {
          throw new UsageError(`map diff ${String(before)}: name two runs or two days, or none for the last two.`);
        }
        const format = oneOf(REPORT_FORMATS, options.format ?? 'csv', '--format');
        return withExistingProject(context, async (project) => {
          const two = await twoMaps(project, before?.toString(), after?.toString());
          const { seed, sharing } = project.config;
          const diff = await compareMaps(project.store, two, { seed, fewest: sharing.fewestPeople });
          if (options.format === undefined && options.out === undefined) return { json: diff, text: diffText(diff) };
          const [report, scope] = [await reportOf(diff), { since: null, until: null, identify: false }];
          if (options.out === '-') {
            for await (const piece of writeReport(report, format, project.store, scope)) await context.write(piece);
            return ALREADY_WRITTEN;
          }
          const out = resolve(options.out ?? join(project.data, 'reports', `map-diff.${format}`));
          if (options.out === undefined) await mkdir(dirname(out), { recursive: true, mode: 0o700 });
          const files = await saveReport(out, report, format, project.store, scope);
          return { json: { maps: diff.maps, format, files }, text: files.map((file) => `Wrote ${file}`).join('\n') };
        });
      }),
    );
}

async function reportOf(diff: Comparison): Promise<Report> {
  const { DIFF_COLUMNS, diffRows } = await import('../map/diff/table.js');
  return {
    ...{ name: 'map-diff', title: 'What changed on the map', summary: 'one row a change', columns: DIFF_COLUMNS },
    async *rows() {
      yield* diffRows(diff);
    },
  };
}

/** @throws UsageError or UserError that says which maps there are */
async function twoMaps(
  { store }: Project,
  before: string | undefined,
  after: string | undefined,
): Promise<[SnapshotRun, SnapshotRun]> {
  const kept = await listSnapshots(store);
  if (kept.length === 0) {
    throw new UserError(
      'No run has kept a map yet. `discover run` and `discover nightly` do; two of them can be compared.',
    );
  }
  if (before === undefined || after === undefined) {
    const [one, other] = kept.slice(-2);
    if (other === undefined)
      throw new UserError(`Only one map is kept yet: ${runWords(one!)}. The next run keeps another.`);
    return [one!, other];
  }
  if (DAY.test(before) && DAY.test(after) && before > after) throw wrongWayRound(before, after);
  const [one, other] = [await mapOf(store, kept, before), await mapOf(store, kept, after)];
  if (one.runId === other.runId) {
    const words = before === after ? '' : `: ${before} and ${after} both lead to it`;
    throw new UsageError(`That is the same map twice, of ${runWords(one)}${words}. ${listWords(kept)}`);
  }
  if (one.runId > other.runId) throw wrongWayRound(before, after);
  return [one, other];
}

function wrongWayRound(before: string, after: string): UsageError {
  return new UsageError(`The earlier map comes first: \`discover map diff ${after} ${before}\`.`);
}

async function mapOf(store: Project['store'], kept: readonly SnapshotRun[], asked: string): Promise<SnapshotRun> {
  if (RUN.test(asked)) return mapOfRun(store, kept, Number(asked));
  if (!DAY.test(asked) || Number.isNaN(Date.parse(asked)) || !new Date(asked).toISOString().startsWith(asked)) {
    throw new UsageError(`map diff ${asked}: expected the number of a run, or a day such as 2026-03-01.`);
  }
  const found = kept.filter(({ takenAt }) => takenAt.slice(0, 10) <= asked).at(-1);
  if (found === undefined) throw new UserError(`No map is kept of ${asked} or before. ${listWords(kept)}`);
  return found;
}

async function mapOfRun(store: Project['store'], kept: readonly SnapshotRun[], runId: number): Promise<SnapshotRun> {
  const found = kept.find((one) => one.runId === runId);
  if (found !== undefined) return found;
  const run = await findRun(store, runId);
  if (run === undefined) throw new UserError(`There is no run ${runId}. ${listWords(kept)}`);
  throw new UserError(
    `Of run ${runId} (${run.command}, ${run.startedAt.slice(0, 10)}) no map is kept: it drew none, or it was let go to make room (map.snapshots). ${listWords(kept)}`,
  );
}

/** How many are named at each end of a long list. */
const NAMED = 4;

function listWords(kept: readonly SnapshotRun[]): string {
  const words = kept.map(runWords);
  const some = words.length <= 2 * NAMED ? words : [...words.slice(0, NAMED), '…', ...words.slice(-NAMED)];
  return `Maps are kept of ${some.join(', ')}.`;
}

function runWords({ runId, takenAt }: SnapshotRun): string {
  return `run ${runId} (${takenAt.slice(0, 10)})`;
}
