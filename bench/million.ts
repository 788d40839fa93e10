/**
 * The whole way of a large conversation: brought in, cleaned and grouped from nothing; and then a night that brings in some
 * thousands of new posts on top of it. Each step is a command of its own, start-up included, as a person would see it.
 */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { inTemporaryFolder, measure } from './child.js';
import { writeConversation } from './conversation.js';
import type { TableCost } from './tables-child.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const TABLES = join(import.meta.dirname, 'tables-child.js');
const NEW = 5_000;
/** A night that hears nothing new says so with a 1. */
const WELL = [0, 1];
const NO_SOURCES = 'purpose: to measure\nsources: []\n';
/** A night reads the new posts from a file, as it would from a site. */
const ONE_SOURCE = `purpose: to measure
sources:
  - name: posts
    crawler: archive
    options: { file: new.ndjson }
`;

export interface MillionCost {
  posts: number;
  steps: Record<string, { seconds: number; cpuSeconds: number; peakMb: number }>;
  /** Each of those that a night writes, and the memory that all of them take. */
  tables: { costs: TableCost[]; peakMb: number };
  /** Of the database, when all is done. */
  bytesPerPost: number;
}

/** Prints and returns the cost of each step. */
export async function benchMillion(posts = 100_000): Promise<MillionCost> {
  console.log(
    `${posts.toLocaleString('en-GB')} posts from nothing, and a night of ${NEW.toLocaleString('en-GB')} more`,
  );
  return inTemporaryFolder(async (folder) => {
    const project = join(folder, 'discover.yaml');
    await writeConversation(join(folder, 'posts.ndjson'), 0, posts);
    await writeConversation(join(folder, 'new.ndjson'), posts, posts + NEW);
    await writeFile(project, NO_SOURCES);
    const steps: MillionCost['steps'] = {};
    const step = async (name: string, ...words: string[]) => {
      const { seconds, cpuSeconds, peakMb } = await measure(CLI, [...words, '--data', 'data'], folder, WELL);
      steps[name] = { seconds, cpuSeconds, peakMb };
      const took = `${seconds.toFixed(1).padStart(7)} s, ${cpuSeconds.toFixed(1).padStart(7)} s of processor`;
      console.log(`  ${name.padEnd(12)} ${took}, at most ${peakMb.toFixed(0).padStart(5)} MB`);
    };
    await step('import', 'import', 'posts.ndjson');
    await step('process', 'process');
    await step('themes', 'themes');
    await step('first night', 'nightly');
    const tables = await benchTables(folder);
    await writeFile(project, ONE_SOURCE);
    await step('nightly', 'nightly');
    await step('backup', 'backup');
    const { size } = await stat(join(folder, 'data/discover.db'));
    console.log(`  database     ${Math.round(size / posts).toLocaleString('en-GB')} bytes a post`);
    return { posts, steps, tables, bytesPerPost: size / posts };
  });
}

/** What the tables of that night take, one by one. */
async function benchTables(folder: string): Promise<MillionCost['tables']> {
  const { output, peakMb } = await measure(TABLES, ['data', 'tables'], folder);
  const costs = JSON.parse(output) as TableCost[];
  for (const { name, rows, cpuSeconds } of costs) {
    const written = `${rows.toLocaleString('en-GB')} rows`;
    console.log(`    ${name.padEnd(15)} ${cpuSeconds.toFixed(1).padStart(5)} s of processor, ${written}`);
  }
  const sum = costs.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
  console.log(`    all tables      ${sum.toFixed(1).padStart(5)} s of processor, at most ${peakMb.toFixed(0)} MB`);
  return { costs, peakMb };
}
