/** Communities: groups of nodes that are more related among themselves than with the rest. */
import { UndirectedGraph } from 'graphology';
import { seededRandom } from '../random.js';
import { louvain } from './interop.js';
import { byText } from './order.js';

/** A relation as communities and layout see it: no direction, no kind. */
export interface Tie {
  source: string;
  target: string;
  weight: number;
}

export type TieGraph = UndirectedGraph<Record<string, never>, { weight: number }>;

/** Louvain stops at a local optimum that depends on its dice: it is thrown this often, less often on large graphs. */
const MOST_RESTARTS = 20;
const RESTART_BUDGET = 1_000_000;

/** One undirected tie per pair of different nodes, weights added up. Nodes without ties are in the graph too. */
export function tieGraph(nodes: readonly string[], ties: Iterable<Tie>): TieGraph {
  const graph: TieGraph = new UndirectedGraph();
  for (const node of nodes) graph.addNode(node);
  for (const { source, target, weight } of ties) {
    if (source === target) continue;
    graph.updateUndirectedEdge(source, target, (known) => ({ weight: (known.weight ?? 0) + weight }));
  }
  return graph;
}

/**
 * Communities by modularity (Louvain: Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008), the best of several
 * seeded runs. Louvain can leave a community in pieces (Traag et al. 2019, doi:10.1038/s41598-019-41695-z), so each is
 * split into its connected parts. Numbered from 0, largest first, between equals the one with the smallest node id.
 */
export function detectCommunities(graph: TieGraph, seed: number): Map<string, number> {
  const labels = graph.size === 0 ? new Map<string, number>() : bestPartition(graph, seed);
  const parts = connectedParts(graph, labels);
  for (const part of parts) part.sort(byText);
  parts.sort((a, b) => b.length - a.length || byText(a[0]!, b[0]!));
  return new Map(parts.flatMap((part, number) => part.map((node) => [node, number] as const)));
}

function bestPartition(graph: TieGraph, seed: number): Map<string, number> {
  const rng = seededRandom(seed);
  const restarts = Math.max(1, Math.min(MOST_RESTARTS, Math.floor(RESTART_BUDGET / (graph.order + graph.size))));
  let best = louvain.detailed(graph, { rng });
  for (let run = 1; run < restarts; run += 1) {
    const next = louvain.detailed(graph, { rng });
    if (next.modularity > best.modularity) best = next;
  }
  return new Map(Object.entries(best.communities));
}

/** The connected components of each community; nodes without a label stand alone. */
function connectedParts(graph: TieGraph, labels: ReadonlyMap<string, number>): string[][] {
  const seen = new Set<string>();
  const parts: string[][] = [];
  for (const start of graph.nodes()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const part = [start];
    for (let next = 0; next < part.length; next += 1) {
      for (const neighbour of graph.neighbors(part[next]!)) {
        if (seen.has(neighbour) || labels.get(neighbour) !== labels.get(start)) continue;
        seen.add(neighbour);
        part.push(neighbour);
      }
    }
    parts.push(part);
  }
  return parts;
}
