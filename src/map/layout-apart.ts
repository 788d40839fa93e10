/** Laying out a large map in a thread of its own: it takes seconds, and locks and leases have to be renewed meanwhile. */
import { Worker } from 'node:worker_threads';
import type { TieGraph } from './graph.js';
import { layOutFrom, type Standing } from './layout.js';
import type { LayoutOrders } from './layout-thread.js';

const FILE = new URL('./layout-thread.js', import.meta.url);
/** Run from source, as tests do, a thread has to be told again how to read TypeScript. */
const FROM_SOURCE = import.meta.url.endsWith('.ts')
  ? `import('tsx/esm/api').then(({ tsImport }) => tsImport('./layout-thread.ts', '${import.meta.url}'))`
  : null;
/** Smaller maps are done before a thread has started. */
const LARGE = 1_000;

/** As `layOutFrom`, to the byte. */
export async function layOutApart(
  graph: TieGraph,
  communities: ReadonlyMap<string, number>,
  seed: number,
  before: Standing | null,
): Promise<Standing> {
  if (graph.order < LARGE) return layOutFrom(graph, communities, seed, before);
  const { names, offsets, targets, weights } = graph;
  const orders: LayoutOrders = { names, rows: { offsets, targets, weights }, communities, seed, before };
  const thread = new Worker(FROM_SOURCE ?? FILE, { workerData: orders, eval: FROM_SOURCE !== null });
  return new Promise<Standing>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread that lays out the map ended without a word')));
  });
}
