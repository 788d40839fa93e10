/**
 * What one machine can take: figures for docs/scale.md. `npm run bench:scale`, or `npm run bench:scale -- PART...`; they
 * are printed, and written to bench/results/.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { benchFeeds } from './feeds.js';
import { benchFlow } from './flow.js';
import { benchGrowth } from './growth.js';
import { benchIngest } from './ingest.js';
import { benchJobs } from './jobs.js';
import { benchThemes } from './themes-cost.js';

const RESULTS = join(PACKAGE_FOLDER, 'bench/results');

/** Each prints its own figures, and may return them to be kept. */
const PARTS: Record<string, () => Promise<unknown>> = {
  jobs: benchJobs,
  growth: benchGrowth,
  feeds: benchFeeds,
  ingest: benchIngest,
  flow: benchFlow,
  themes: benchThemes,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}.`);
await mkdir(RESULTS, { recursive: true });
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const [load] = loadavg();
  console.log(`${cpus().length} cores, ${load!.toFixed(1)} of them busy with other things before`);
  const figures = await PARTS[name]!();
  if (figures === undefined) continue;
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore: load, node: process.version };
  await writeFile(join(RESULTS, `scale-${name}.json`), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}
