/** Who is pointed at, by how many, and by whom that is pointed at itself. */
import type { Rows } from '../graph.js';

const DAMPING = 0.85;
const MOST_ROUNDS = 1_000;
/** Sum of all changes in a round at which it is good enough: far below what anybody reads. */
const TOLERANCE = 1e-12;

/**
 * PageRank (Brin and Page 1998, doi:10.1016/S0169-7552(98)00110-X), weighted, damping 0.85; who points at nobody gives to
 * everybody alike. The values add up to 1.
 */
export function pageRank({ offsets, targets, weights }: Rows): Float64Array {
  const order = offsets.length - 1;
  const out = strengthsOut({ offsets, targets, weights });
  let rank = new Float64Array(order).fill(1 / order);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = new Float64Array(order);
    let given = 0;
    for (let node = 0; node < order; node += 1) {
      if (out[node] === 0) continue;
      const share = (DAMPING * rank[node]!) / out[node]!;
      given += DAMPING * rank[node]!;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) next[targets[at]!]! += share * weights[at]!;
    }
    let change = 0;
    for (let node = 0; node < order; node += 1) {
      next[node]! += (1 - given) / order;
      change += Math.abs(next[node]! - rank[node]!);
    }
    rank = next;
    if (change < TOLERANCE) break;
  }
  return rank;
}

/** Sum of the weights that leave each node. */
export function strengthsOut({ offsets, weights }: Rows): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, node) => {
    let sum = 0;
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) sum += weights[at]!;
    return sum;
  });
}

/** Sum of the weights that arrive at each node, and from how many others. */
export function arrivals({ offsets, targets, weights }: Rows): { strengths: Float64Array; degrees: Uint32Array } {
  const order = offsets.length - 1;
  const [strengths, degrees] = [new Float64Array(order), new Uint32Array(order)];
  for (let at = 0; at < targets.length; at += 1) {
    strengths[targets[at]!]! += weights[at]!;
    degrees[targets[at]!]! += 1;
  }
  return { strengths, degrees };
}

/** For each node how many of those it points at point back. */
export function mutual({ offsets, targets }: Rows): Uint32Array {
  const order = offsets.length - 1;
  const counts = new Uint32Array(order);
  const pointsAt = (source: number, target: number) => {
    let [low, high] = [offsets[source]!, offsets[source + 1]!];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (targets[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return low < offsets[source + 1]! && targets[low] === target;
  };
  for (let node = 0; node < order; node += 1) {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) {
      if (pointsAt(targets[at]!, node)) counts[node]! += 1;
    }
  }
  return counts;
}
