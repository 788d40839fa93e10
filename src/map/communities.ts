/** Communities: groups of nodes that are more related among themselves than with the rest. */
import type { TieGraph } from './graph.js';
import { bestPartition } from './leiden.js';
import { byText } from './order.js';

/**
 * Communities by modularity, the best of several seeded runs of Leiden (see `leiden.ts`), each split into its connected
 * parts, which Leiden promises to be already. Numbered from 0, largest first, between equals the one with the smallest
 * node id.
 */
export function detectCommunities(graph: TieGraph, seed: number): Map<string, number> {
  const labels = graph.size === 0 ? null : bestPartition(graph, seed);
  const parts = connectedParts(graph, labels).map((part) => part.map((node) => graph.names[node]!).sort(byText));
  parts.sort((a, b) => b.length - a.length || byText(a[0]!, b[0]!));
  return new Map(parts.flatMap((part, number) => part.map((node) => [node, number] as const)));
}

/** The connected components of each community. */
function connectedParts(graph: TieGraph, labels: Uint32Array | null): number[][] {
  const seen = new Uint8Array(graph.order);
  const parts: number[][] = [];
  for (let start = 0; start < graph.order; start += 1) {
    if (seen[start] === 1) continue;
    seen[start] = 1;
    const part = [start];
    for (let next = 0; next < part.length; next += 1) {
      const node = part[next]!;
      for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) {
        const neighbour = graph.targets[at]!;
        if (seen[neighbour] === 1 || labels?.[neighbour] !== labels?.[start]) continue;
        seen[neighbour] = 1;
        part.push(neighbour);
      }
    }
    parts.push(part);
  }
  return parts;
}
