/** What posts cost after they are collected: time and memory of each step, and room on the disk, as a person would see it. */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../src/config.js';
import { inTemporaryFolder, measure } from './child.js';
import { madeUpPost } from './ingest.js';

const CLI = join(PACKAGE_FOLDER, 'dist/src/cli.js');
const POSTS = 20_000;
const STEPS = {
  import: ['import', 'posts.ndjson'],
  process: ['process'],
  themes: ['themes'],
  map: ['map', '--format', 'gexf'],
};

export interface FlowCost {
  posts: number;
  steps: Record<string, { seconds: number; peakMb: number }>;
  /** Of the database. */
  bytesPerPost: number;
}

/** Prints and returns the cost of each step. */
export async function benchFlow(): Promise<FlowCost> {
  console.log(`Flow: ${POSTS.toLocaleString('en-GB')} posts, each step as a command of its own, start-up included`);
  return inTemporaryFolder(async (folder) => {
    const lines = Array.from({ length: POSTS }, (_, index) => importLine(index));
    await writeFile(join(folder, 'posts.ndjson'), lines.join('\n'));
    const steps: FlowCost['steps'] = {};
    for (const [name, words] of Object.entries(STEPS)) {
      const { seconds, peakMb } = await measure(CLI, [...words, '--data', 'data'], folder);
      steps[name] = { seconds, peakMb };
      console.log(
        `  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s, at most ${peakMb.toFixed(0).padStart(4)} MB`,
      );
    }
    const { size } = await stat(join(folder, 'data/discover.db'));
    console.log(`  database   ${Math.round(size / POSTS).toLocaleString('en-GB')} bytes a post`);
    return { posts: POSTS, steps, bytesPerPost: size / POSTS };
  });
}

function importLine(index: number): string {
  const { externalId, text, createdAt, author, url } = madeUpPost(index);
  return JSON.stringify({ id: externalId, text, created_at: createdAt, author: author?.handle, url });
}
