/**
 * Whole nights over 10,000 feeds, as a person would start them: a first one, one on which nothing has changed, and one on
 * which every twentieth site asks to be left alone. `npm run bench:crawl`, or `npm run bench:crawl -- PART...`; figures are
 * printed, and written to bench/results/.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { benchNights } from './nights.js';
import { benchParsing } from './parsing.js';
import { benchReaders } from './readers.js';

const RESULTS = join(PACKAGE_FOLDER, 'bench/results');

/** Each prints its own figures and returns them to be kept. */
const PARTS: Record<string, () => Promise<unknown>> = {
  nights: benchNights,
  parsing: benchParsing,
  readers: benchReaders,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}.`);
await mkdir(RESULTS, { recursive: true });
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const [load] = loadavg();
  console.log(`${cpus().length} cores, ${load!.toFixed(1)} of them busy with other things before`);
  const figures = await PARTS[name]!();
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore: load, node: process.version };
  await writeFile(join(RESULTS, `crawl-${name}.json`), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}
