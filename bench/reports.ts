/**
 * What it takes to write reports: every format over a made-up table, and the posts report over a store. Memory is not to
 * grow with the rows. `npm run bench:reports`, or `npm run bench:reports -- table 1000000 store 200000`.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { REPORT_FORMATS } from '../src/reports/write.js';
import { inTemporaryFolder, type Measured, measure } from './child.js';
import { runParts } from './parts.js';
import { fillStore } from './report-store.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const CHILD = join(import.meta.dirname, 'report-child.js');
/** What a report may take, whatever its length. */
const MOST_MB = 300;

interface Cost extends Pick<Measured, 'seconds' | 'cpuSeconds' | 'peakMb'> {
  what: string;
  rows: number;
  megabytes: number;
}

await runParts('reports', { table: benchTable, store: benchStore }, process.argv.slice(2));

/** Rows out of nowhere: what writing alone costs. */
async function benchTable(rows = 1_000_000): Promise<Cost[]> {
  console.log(`A made-up report of ${grouped(rows)} rows and 12 columns, start-up, digest and manifest included`);
  return eachFormat(async (folder, format, file) => measure(CHILD, [format, String(rows), file], folder));
}

/** The whole way from the store, as somebody at the terminal has it. */
async function benchStore(posts = 200_000): Promise<Cost[]> {
  console.log(`\`discover report posts\` over ${grouped(posts)} posts in SQLite`);
  return inTemporaryFolder(async (data) => {
    await fillStore(data, posts);
    const words = (format: string, file: string) => ['report', 'posts', '--format', format, '--out', file];
    return eachFormat(async (folder, format, file) =>
      measure(CLI, [...words(format, file), '--data', data], folder).then((cost) => ({
        ...cost,
        output: String(posts),
      })),
    );
  });
}

/** @param make returns what it took, with the number of rows as its output */
async function eachFormat(make: (folder: string, format: string, file: string) => Promise<Measured>): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const format of REPORT_FORMATS) {
    const cost = await inTemporaryFolder(async (folder): Promise<Cost> => {
      const file = join(folder, `made.${format}`);
      const { seconds, cpuSeconds, peakMb, output } = await make(folder, format, file);
      const { size } = await stat(file);
      return { what: format, rows: Number(output), seconds, cpuSeconds, peakMb, megabytes: size / 1e6 };
    });
    costs.push(cost);
    const rate = grouped(Math.round(cost.rows / cost.seconds)).padStart(8);
    const verdict = cost.peakMb <= MOST_MB ? '' : `  (at most ${MOST_MB} asked for: NO)`;
    console.log(
      `  ${format.padEnd(7)} ${rate} rows a second, ${cost.seconds.toFixed(1).padStart(6)} s, ${cost.cpuSeconds.toFixed(1).padStart(6)} s of processor, at most ${cost.peakMb.toFixed(0).padStart(4)} MB; file ${cost.megabytes.toFixed(0).padStart(5)} MB${verdict}`,
    );
  }
  return costs;
}

function grouped(value: number): string {
  return value.toLocaleString('en-GB');
}
