/** The thread that `layout-apart.ts` starts: it lays out one map, reports, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Rows, TieGraph } from './graph.js';
import { layOutFrom, type Standing } from './layout.js';

export interface LayoutOrders {
  names: readonly string[];
  rows: Rows;
  communities: ReadonlyMap<string, number>;
  seed: number;
  before: Standing | null;
}

const { names, rows, communities, seed, before } = workerData as LayoutOrders;
parentPort!.postMessage(layOutFrom(new TieGraph(names, rows), communities, seed, before));
