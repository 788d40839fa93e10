/**
 * Graphs as numbers in rows (compressed sparse rows): node `i` has the neighbours `targets[offsets[i]]` up to, not
 * including, `targets[offsets[i + 1]]`, ascending. A million ties take 24 MB, where objects would take a gigabyte.
 */

/** A relation as communities, measures and layout see it: no kind, and in a `TieGraph` no direction. */
export interface Tie {
  source: string;
  target: string;
  weight: number;
}

export interface Rows {
  /** One longer than there are nodes. */
  offsets: Uint32Array;
  targets: Uint32Array;
  weights: Float64Array;
}

/** Every tie is in it once in each direction. */
export class TieGraph implements Rows {
  readonly names: readonly string[];
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;

  constructor(names: readonly string[], rows: Rows) {
    this.names = names;
    this.offsets = rows.offsets;
    this.targets = rows.targets;
    this.weights = rows.weights;
  }

  /** Number of nodes. */
  get order(): number {
    return this.names.length;
  }

  /** Number of ties. */
  get size(): number {
    return this.targets.length / 2;
  }

  degree(node: number): number {
    return this.offsets[node + 1]! - this.offsets[node]!;
  }

  /** Sum of the weights of a node's ties. */
  strength(node: number): number {
    let sum = 0;
    for (let at = this.offsets[node]!; at < this.offsets[node + 1]!; at += 1) sum += this.weights[at]!;
    return sum;
  }

  /** Each tie once, `source` before `target` in the order of the names. */
  *ties(): Generator<{ source: number; target: number; weight: number }> {
    for (let source = 0; source < this.order; source += 1) {
      for (let at = this.offsets[source]!; at < this.offsets[source + 1]!; at += 1) {
        if (this.targets[at]! > source) yield { source, target: this.targets[at]!, weight: this.weights[at]! };
      }
    }
  }
}

/** One undirected tie per pair of different nodes, weights added up. Nodes without ties are in the graph too. */
export function tieGraph(nodes: readonly string[], ties: Iterable<Tie>): TieGraph {
  const { sources, targets, weights } = numbered(nodes, ties);
  const both = {
    sources: [...sources, ...targets],
    targets: [...targets, ...sources],
    weights: [...weights, ...weights],
  };
  return new TieGraph(nodes, rowsOf(nodes.length, both));
}

/** One arc per ordered pair of different nodes, weights added up: for measures that ask who points at whom. */
export function arcRows(nodes: readonly string[], ties: Iterable<Tie>): Rows {
  return rowsOf(nodes.length, numbered(nodes, ties));
}

interface Arcs {
  sources: ArrayLike<number>;
  targets: ArrayLike<number>;
  weights: ArrayLike<number>;
}

function numbered(nodes: readonly string[], ties: Iterable<Tie>) {
  const numbers = new Map(nodes.map((name, number) => [name, number]));
  const arcs = { sources: [] as number[], targets: [] as number[], weights: [] as number[] };
  for (const { source, target, weight } of ties) {
    if (source === target) continue;
    arcs.sources.push(numbers.get(source)!);
    arcs.targets.push(numbers.get(target)!);
    arcs.weights.push(weight);
  }
  return arcs;
}

/** Sorts arcs by target, then, keeping that order, by source, and adds up the equal ones: linear in their number. */
export function rowsOf(order: number, arcs: Arcs): Rows {
  const byTarget = countingOrder(order, arcs.targets, null);
  const sorted = countingOrder(order, arcs.sources, byTarget);
  const offsets = new Uint32Array(order + 1);
  const targets = new Uint32Array(sorted.length);
  const weights = new Float64Array(sorted.length);
  let last = -1;
  let lastSource = -1;
  for (const arc of sorted) {
    const [source, target] = [arcs.sources[arc]!, arcs.targets[arc]!];
    if (source === lastSource && targets[last] === target) {
      weights[last]! += arcs.weights[arc]!;
      continue;
    }
    last += 1;
    lastSource = source;
    targets[last] = target;
    weights[last] = arcs.weights[arc]!;
    offsets[source + 1]! += 1;
  }
  for (let node = 0; node < order; node += 1) offsets[node + 1]! += offsets[node]!;
  return { offsets, targets: targets.slice(0, last + 1), weights: weights.slice(0, last + 1) };
}

/** Numbers of the arcs in order of `keys`; equal ones as in `before`, or as they came. */
function countingOrder(most: number, keys: ArrayLike<number>, before: Uint32Array | null): Uint32Array {
  const starts = new Uint32Array(most + 1);
  for (let arc = 0; arc < keys.length; arc += 1) starts[keys[arc]! + 1]! += 1;
  for (let key = 0; key < most; key += 1) starts[key + 1]! += starts[key]!;
  const order = new Uint32Array(keys.length);
  for (let turn = 0; turn < keys.length; turn += 1) {
    const arc = before === null ? turn : before[turn]!;
    order[starts[keys[arc]!]!++] = arc;
  }
  return order;
}
