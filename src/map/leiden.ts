/**
 * Leiden (Traag, Waltman and van Eck 2019, doi:10.1038/s41598-019-41695-z) for modularity, on plain arrays: nodes move
 * to the neighbouring community that gains most, communities are refined from within, and the refined parts are the
 * nodes of the next, smaller graph. Where the paper throws dice in the refinement, the best part is taken; several
 * seeded orders of the nodes take the place of those dice.
 */

import { seededRandom } from '../random.js';
import { type Rows, rowsOf, type TieGraph } from './graph.js';

/** A local optimum depends on the order in which nodes are visited: it is tried this often, less often on large graphs. */
const MOST_RESTARTS = 20;
const RESTART_BUDGET = 320_000;
/** Passes of one run at most; the later ones hardly change anything. */
const MOST_PASSES = 10;
/** Gains below this are noise of the arithmetic. */
const LEAST_GAIN = 1e-10;

/** A graph of one level: what was drawn together into a node leaves its inner ties in `within`. */
interface Level extends Rows {
  order: number;
  /** Strength of each node: its ties and, twice, those within. */
  strengths: Float64Array;
  /** Weight of the ties within each node. */
  within: Float64Array;
  /** Twice the weight of all ties. */
  total: number;
}

/** The partition with the highest modularity among several seeded runs: a label for each node. */
export function bestPartition(graph: TieGraph, seed: number): Uint32Array {
  const random = seededRandom(seed);
  const level = levelOf(graph.order, graph, new Float64Array(graph.order));
  const restarts = Math.max(1, Math.min(MOST_RESTARTS, Math.floor(RESTART_BUDGET / (graph.order + graph.size))));
  let best: { labels: Uint32Array; quality: number } = {
    labels: identity(graph.order),
    quality: Number.NEGATIVE_INFINITY,
  };
  for (let run = 0; run < restarts; run += 1) {
    const labels = leiden(level, random);
    const quality = modularity(level, labels);
    if (quality > best.quality + LEAST_GAIN) best = { labels, quality };
  }
  return best.labels;
}

/** Newman's modularity of a partition; 0 without ties. */
export function modularity(graph: Rows & Partial<Pick<Level, 'within'>>, labels: ArrayLike<number>): number {
  const order = graph.offsets.length - 1;
  const inside = new Float64Array(order);
  const strengths = new Float64Array(order);
  let total = 0;
  for (let node = 0; node < order; node += 1) {
    const label = labels[node]!;
    const own = 2 * (graph.within?.[node] ?? 0);
    inside[label]! += own;
    strengths[label]! += own;
    total += own;
    for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) {
      const weight = graph.weights[at]!;
      if (labels[graph.targets[at]!] === label) inside[label]! += weight;
      strengths[label]! += weight;
      total += weight;
    }
  }
  if (total === 0) return 0;
  let sum = 0;
  for (let label = 0; label < order; label += 1) sum += inside[label]! / total - (strengths[label]! / total) ** 2;
  return sum;
}

/** Passes from the nodes up, each begun with what the last one found, until one changes nothing. */
function leiden(bottom: Level, random: () => number): Uint32Array {
  let labels = identity(bottom.order);
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = modularity(bottom, labels);
    labels = onePass(bottom, labels, random);
    if (modularity(bottom, labels) <= before + LEAST_GAIN) break;
  }
  return labels;
}

function onePass(bottom: Level, start: Uint32Array, random: () => number): Uint32Array {
  let level = bottom;
  let labels = start.slice();
  /** Node of the present level that each node of the bottom is in. */
  let holder = identity(bottom.order);
  for (;;) {
    moveNodes(level, labels, random);
    const parts = refine(level, labels, random);
    const count = renumber(parts);
    if (count === level.order) break;
    const next = new Uint32Array(count);
    for (let node = 0; node < level.order; node += 1) next[parts[node]!] = labels[node]!;
    holder = holder.map((node) => parts[node]!);
    level = aggregate(level, parts, count);
    // A label is the number of a community, and there are no more communities than parts.
    renumber(next);
    labels = next;
  }
  return holder.map((node) => labels[node]!);
}

/** Moves each node to the community that gains most, again whenever a neighbour has moved away, until all are content. */
function moveNodes(level: Level, labels: Uint32Array, random: () => number): void {
  const { order, offsets, targets, strengths, total } = level;
  const sums = new Float64Array(order);
  for (let node = 0; node < order; node += 1) sums[labels[node]!]! += strengths[node]!;
  const queue = shuffled(order, random);
  const waits = new Uint8Array(order).fill(1);
  const near = new Neighbourhood(order);
  // A ring: nobody waits in it twice.
  for (let head = 0, length = order; length > 0; length -= 1) {
    const node = queue[head]!;
    head = head + 1 === order ? 0 : head + 1;
    waits[node] = 0;
    const own = labels[node]!;
    const strength = strengths[node]!;
    near.read(level, labels, node);
    sums[own]! -= strength;
    let best = own;
    let most = near.weight[own]! - (strength * sums[own]!) / total;
    for (let at = 0; at < near.count; at += 1) {
      const label = near.labels[at]!;
      const gain = near.weight[label]! - (strength * sums[label]!) / total;
      if (gain > most + LEAST_GAIN) {
        best = label;
        most = gain;
      }
    }
    sums[best]! += strength;
    near.clear();
    if (best === own) continue;
    labels[node] = best;
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
      const neighbour = targets[at]!;
      if (waits[neighbour] === 1 || labels[neighbour] === best) continue;
      waits[neighbour] = 1;
      queue[(head + length - 1) % order] = neighbour;
      length += 1;
    }
  }
}

/** Parts of the communities, each connected: nodes that are well connected to their community join a well connected part. */
function refine(level: Level, labels: Uint32Array, random: () => number): Uint32Array {
  const { order, offsets, targets, weights, strengths, total } = level;
  const parts = identity(order);
  const sums = new Float64Array(order);
  for (let node = 0; node < order; node += 1) sums[labels[node]!]! += strengths[node]!;
  const partSums = strengths.slice();
  /** Weight of the ties of a part with the rest of its community. */
  const outward = new Float64Array(order);
  for (let node = 0; node < order; node += 1) {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
      if (labels[targets[at]!] === labels[node]) outward[node]! += weights[at]!;
    }
  }
  const isWellConnected = (part: number, community: number) =>
    outward[part]! >= (partSums[part]! * (sums[community]! - partSums[part]!)) / total - LEAST_GAIN;
  const isAlone = new Uint8Array(order).fill(1);
  const near = new Neighbourhood(order);
  for (const node of shuffled(order, random)) {
    const community = labels[node]!;
    if (isAlone[node] === 0 || !isWellConnected(node, community)) continue;
    near.read(level, parts, node, labels);
    let best = node;
    let most = 0;
    for (let at = 0; at < near.count; at += 1) {
      const part = near.labels[at]!;
      const gain = near.weight[part]! - (strengths[node]! * partSums[part]!) / total;
      if (part !== node && gain > most + LEAST_GAIN && isWellConnected(part, community)) {
        best = part;
        most = gain;
      }
    }
    if (best !== node) {
      parts[node] = best;
      isAlone[best] = 0;
      isAlone[node] = 0;
      partSums[best]! += strengths[node]!;
      outward[best]! += outward[node]! - 2 * near.weight[best]!;
    }
    near.clear();
  }
  return parts;
}

/** How strongly a node is tied to each community around it. */
class Neighbourhood {
  readonly weight: Float64Array;
  readonly labels: Uint32Array;
  count = 0;
  readonly #seen: Uint8Array;

  constructor(order: number) {
    this.weight = new Float64Array(order);
    this.labels = new Uint32Array(order);
    this.#seen = new Uint8Array(order);
  }

  /** @param fence where given, neighbours of another label in it are passed over */
  read({ offsets, targets, weights }: Rows, labels: Uint32Array, node: number, fence?: Uint32Array): void {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
      const neighbour = targets[at]!;
      if (fence !== undefined && fence[neighbour] !== fence[node]) continue;
      const label = labels[neighbour]!;
      if (this.#seen[label] === 0) {
        this.#seen[label] = 1;
        this.labels[this.count++] = label;
      }
      this.weight[label]! += weights[at]!;
    }
  }

  clear(): void {
    for (let at = 0; at < this.count; at += 1) {
      this.weight[this.labels[at]!] = 0;
      this.#seen[this.labels[at]!] = 0;
    }
    this.count = 0;
  }
}

/** The graph whose nodes are the parts. */
function aggregate(level: Level, parts: Uint32Array, count: number): Level {
  const within = new Float64Array(count);
  const arcs = { sources: [] as number[], targets: [] as number[], weights: [] as number[] };
  for (let node = 0; node < level.order; node += 1) {
    const part = parts[node]!;
    within[part]! += level.within[node]!;
    for (let at = level.offsets[node]!; at < level.offsets[node + 1]!; at += 1) {
      const other = parts[level.targets[at]!]!;
      if (other === part) {
        // Met once from each end.
        within[part]! += level.weights[at]! / 2;
        continue;
      }
      arcs.sources.push(part);
      arcs.targets.push(other);
      arcs.weights.push(level.weights[at]!);
    }
  }
  return levelOf(count, rowsOf(count, arcs), within);
}

function levelOf(order: number, { offsets, targets, weights }: Rows, within: Float64Array): Level {
  const strengths = new Float64Array(order);
  let total = 0;
  for (let node = 0; node < order; node += 1) {
    strengths[node] = 2 * within[node]!;
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) strengths[node]! += weights[at]!;
    total += strengths[node]!;
  }
  return { order, offsets, targets, weights, strengths, within, total };
}

/** Gives labels the numbers from 0 up in order of first appearance; returns how many there are. */
function renumber(labels: Uint32Array): number {
  const numbers = new Map<number, number>();
  for (let node = 0; node < labels.length; node += 1) {
    let number = numbers.get(labels[node]!);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(labels[node]!, number);
    }
    labels[node] = number;
  }
  return numbers.size;
}

function identity(order: number): Uint32Array {
  return Uint32Array.from({ length: order }, (_, node) => node);
}

/** Fisher and Yates. */
function shuffled(order: number, random: () => number): Uint32Array {
  const nodes = identity(order);
  for (let last = order - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const node = nodes[last]!;
    nodes[last] = nodes[other]!;
    nodes[other] = node;
  }
  return nodes;
}
