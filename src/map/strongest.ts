/** What of a large map is kept when only the strongest is wanted: by a least weight, by the backbone, by a number. */
import type { MapEdge, Omission } from '../model.js';
import { type TieGraph, tieGraph } from './graph.js';
import { byText } from './order.js';
import type { PublicNetwork, PublicNode } from './publish.js';

export interface Limits {
  /** Edges of less weight are left out; 1 or 0 leaves out none. */
  minWeight: number;
  /** Significance from 0 to 1 that a tie must reach to stay; `null` keeps all. */
  backbone: number | null;
  /** The strongest so many are kept; `null` keeps all. */
  most: { nodes: number; edges: number } | null;
}

/** A map that is drawn without anybody asking for all of it. */
export const RUN_MAP = { nodes: 2_000, edges: 5_000 } as const;

/** Leaves out weak edges and what the disparity filter finds insignificant, and then the nodes that lost every edge. */
export function thinned(network: PublicNetwork, { minWeight, backbone }: Limits): PublicNetwork & { rules: string[] } {
  const rules: string[] = [];
  let edges = network.edges;
  if (minWeight > 1) {
    edges = edges.filter(({ weight, basis }) => weight >= minWeight || basis === 'asserted');
    rules.push(`Relations with a weight below ${minWeight} are left out.`);
  }
  if (backbone !== null) {
    const graph = strengthGraph({ ...network, edges });
    const kept = significantTies(graph, backbone);
    edges = edges.filter((edge) => edge.basis === 'asserted' || kept.has(pairOf(edge)));
    rules.push(
      `Only the backbone is shown: relations that carry more of one end's weight than chance would give them (disparity filter, alpha ${backbone}).`,
    );
  }
  if (rules.length === 0) return { ...network, rules };
  const related = endsOf(edges);
  return { nodes: network.nodes.filter(({ id }) => related.has(id)), edges, rules };
}

/** The strongest nodes and the strongest edges between them. Asserted edges go first: they are few, and somebody's word. */
export function strongestOf(network: PublicNetwork, most: Limits['most']): PublicNetwork & { rules: string[] } {
  if (most === null || (network.nodes.length <= most.nodes && network.edges.length <= most.edges)) {
    return { ...network, rules: [] };
  }
  const nodes = strongestNodes(network, most.nodes);
  const ids = new Set(nodes.map(({ id }) => id));
  const isAsserted = ({ basis }: MapEdge) => Number(basis === 'asserted');
  const ranked = network.edges
    .filter(({ source, target }) => ids.has(source) && ids.has(target))
    .map((edge, place) => ({ edge, place }))
    .sort((a, b) => isAsserted(b.edge) - isAsserted(a.edge) || b.edge.strength - a.edge.strength || a.place - b.place)
    .slice(0, most.edges)
    .sort((a, b) => a.place - b.place);
  const words = `This map holds the ${most.nodes.toLocaleString('en-GB')} nodes that have most to do with others and the ${most.edges.toLocaleString('en-GB')} strongest relations between them; \`discover map\` writes all.`;
  return { nodes, edges: ranked.map(({ edge }) => edge), rules: [words] };
}

/** What is gone between two networks, in words. */
export function omission(before: PublicNetwork, after: PublicNetwork, rules: string[]): Omission | undefined {
  const nodes = before.nodes.length - after.nodes.length;
  const edges = before.edges.length - after.edges.length;
  return rules.length === 0 ? undefined : { nodes, edges, rules };
}

/** Themes, places and organisations before voices: there are few of them, and they say where one is. */
function strongestNodes({ nodes, edges }: PublicNetwork, most: number): PublicNode[] {
  const strengths = new Map<string, number>();
  for (const { source, target, strength } of edges) {
    for (const end of [source, target]) strengths.set(end, (strengths.get(end) ?? 0) + strength);
  }
  const strengthOf = ({ id, posts }: PublicNode) => (strengths.get(id) ?? 0) + posts;
  const ranked = [...nodes].sort((a, b) => strengthOf(b) - strengthOf(a) || byText(a.id, b.id));
  return ranked.slice(0, most).sort((a, b) => byText(a.id, b.id));
}

/** A network as an undirected graph: everything that joins two nodes is one tie, strengths added up. */
export function strengthGraph({ nodes, edges }: PublicNetwork): TieGraph {
  return tieGraph(
    nodes.map(({ id }) => id),
    edges.map(({ source, target, strength }) => ({ source, target, weight: strength })),
  );
}

/**
 * The disparity filter (Serrano, Boguñá and Vespignani 2009, doi:10.1073/pnas.0808904106): of a node with k ties, one that
 * carries the share p of its strength would be as strong by chance with probability (1 - p) ^ (k - 1). Ties that are
 * below `alpha` for one of their ends stay. To a node with one tie, that tie says nothing.
 * @returns see `pairOf`
 */
export function significantTies(graph: TieGraph, alpha: number): Set<string> {
  const strengths = Float64Array.from({ length: graph.order }, (_, node) => graph.strength(node));
  const chance = (node: number, weight: number) =>
    graph.degree(node) < 2 ? 1 : (1 - weight / strengths[node]!) ** (graph.degree(node) - 1);
  const kept = new Set<string>();
  for (const { source, target, weight } of graph.ties()) {
    if (Math.min(chance(source, weight), chance(target, weight)) >= alpha) continue;
    kept.add(pairOf({ source: graph.names[source]!, target: graph.names[target]! }));
  }
  return kept;
}

/** Names two ends, whatever the direction. */
export function pairOf({ source, target }: { source: string; target: string }): string {
  return source < target ? `${source}\n${target}` : `${target}\n${source}`;
}

function endsOf(edges: readonly MapEdge[]): Set<string> {
  const ends = new Set<string>();
  for (const { source, target } of edges) ends.add(source).add(target);
  return ends;
}
