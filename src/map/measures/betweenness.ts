/**
 * How many shortest ways between others lead through a node: betweenness, undirected, unweighted, not normalised.
 *
 * Exact: Brandes 2001, doi:10.1080/0022250X.2001.9990249. On larger graphs the ways from a sample of nodes stand for all
 * (Brandes and Pich 2007, doi:10.1142/S0218127407018403), each way counted by how far along it a node lies, so that nodes
 * beside a sampled one are not favoured (linear scaling: Geisberger, Sanders and Schultes 2008,
 * doi:10.1137/1.9781611972887.9).
 */

import { seededRandom } from '../../random.js';
import type { TieGraph } from '../graph.js';

/** Nodes times ties up to which it is exact: a second or two on one core. */
const MOST_EXACT = 2e8;
/** Nodes from which the ways are counted on larger graphs, and steps along ties beyond which they are fewer. */
export const PIVOTS = 500;
const FEWEST_PIVOTS = 50;
const MOST_STEPS = 4e8;

export interface Betweenness {
  /** By number of the node. */
  values: Float64Array;
  /** How many nodes the ways were counted from; `null`: from all, the values are exact. */
  pivots: number | null;
}

export function betweenness(graph: TieGraph, seed: number, pivots?: number): Betweenness {
  const isSmall = graph.order * (graph.order + graph.size) <= MOST_EXACT;
  const sampled = pivots ?? (isSmall ? graph.order : affordable(graph));
  const exact = sampled >= graph.order;
  const walk = new Walk(graph);
  const values = new Float64Array(graph.order);
  if (exact) {
    for (let source = 0; source < graph.order; source += 1) walk.add(values, source, false);
    // Every way was met from both of its ends.
    for (let node = 0; node < graph.order; node += 1) values[node]! /= 2;
    return { values, pivots: null };
  }
  for (const source of sample(graph.order, sampled, seed)) walk.add(values, source, true);
  for (let node = 0; node < graph.order; node += 1) values[node]! *= graph.order / sampled;
  return { values, pivots: sampled };
}

function affordable({ order, size }: TieGraph): number {
  return Math.max(FEWEST_PIVOTS, Math.min(PIVOTS, Math.floor(MOST_STEPS / (order + 2 * size))));
}

/** Different nodes, by the first steps of Fisher and Yates. */
function sample(order: number, count: number, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const nodes = Uint32Array.from({ length: order }, (_, node) => node);
  for (let at = 0; at < count; at += 1) {
    const other = at + Math.floor(random() * (order - at));
    const node = nodes[at]!;
    nodes[at] = nodes[other]!;
    nodes[other] = node;
  }
  return nodes.subarray(0, count);
}

/** Breadth first from one node, and back; the arrays are kept from walk to walk. */
class Walk {
  readonly #graph: TieGraph;
  readonly #reached: Uint32Array;
  readonly #distance: Int32Array;
  readonly #ways: Float64Array;
  readonly #share: Float64Array;

  constructor(graph: TieGraph) {
    this.#graph = graph;
    this.#reached = new Uint32Array(graph.order);
    this.#distance = new Int32Array(graph.order).fill(-1);
    this.#ways = new Float64Array(graph.order);
    this.#share = new Float64Array(graph.order);
  }

  add(values: Float64Array, source: number, linear: boolean): void {
    const { offsets, targets } = this.#graph;
    const [distance, ways, share, reached] = [this.#distance, this.#ways, this.#share, this.#reached];
    const count = this.#spread(source);
    for (let turn = count - 1; turn > 0; turn -= 1) {
      const node = reached[turn]!;
      const far = distance[node]!;
      const passedOn = ((linear ? 1 / far : 1) + share[node]!) / ways[node]!;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const nearer = targets[at]!;
        if (distance[nearer] === far - 1) share[nearer]! += ways[nearer]! * passedOn;
      }
      values[node]! += linear ? far * share[node]! : share[node]!;
    }
    for (let turn = 0; turn < count; turn += 1) {
      const node = reached[turn]!;
      distance[node] = -1;
      ways[node] = 0;
      share[node] = 0;
    }
  }

  /** Fills distances and numbers of shortest ways; returns how many nodes were reached. */
  #spread(source: number): number {
    const { offsets, targets } = this.#graph;
    const [distance, ways, reached] = [this.#distance, this.#ways, this.#reached];
    reached[0] = source;
    distance[source] = 0;
    ways[source] = 1;
    let count = 1;
    for (let turn = 0; turn < count; turn += 1) {
      const node = reached[turn]!;
      const far = distance[node]! + 1;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
        const next = targets[at]!;
        if (distance[next] === -1) {
          distance[next] = far;
          reached[count++] = next;
        }
        if (distance[next] === far) ways[next]! += ways[node]!;
      }
    }
    return count;
  }
}
