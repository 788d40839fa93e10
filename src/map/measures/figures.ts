/** The figures of each node: how many it is tied to, how central it is, and of voices what part they have. */
import type { MapEdge, NodeFigures } from '../../model.js';
import { newVoices } from '../../store/network.js';
import type { Database } from '../../store/store.js';
import { isSymmetric } from '../fields.js';
import { arcRows, type Rows, type TieGraph } from '../graph.js';
import type { PublicNetwork, PublicNode } from '../publish.js';
import { strengthGraph } from '../strongest.js';
import { VIEWS } from '../views.js';
import { betweenness } from './betweenness.js';
import { arrivals, mutual, pageRank } from './centrality.js';
import { type Role, rolesOf, type VoiceFigures } from './roles.js';

export interface MeasuredNode extends PublicNode, VoiceFigures {
  community: number;
  /** Sum of the strengths of its ties. */
  strength: number;
  /** Sum of the weights that point at it. */
  inStrength: number;
  pageRank: number;
  /** Of voices; else empty. */
  roles: Role[];
}

/** Public ids of voices by whom nothing old is known. */
export async function freshVoices(store: Database): Promise<Set<string>> {
  return new Set((await newVoices(store)).map((number) => `voice:${number}`));
}

/** What holds both ways points both ways. */
export function* eachArc(edges: readonly MapEdge[]) {
  for (const edge of edges) {
    const { source, target, strength: weight } = edge;
    yield { source, target, weight };
    if (isSymmetric(edge)) yield { source: target, target: source, weight };
  }
}

export interface Ingredients {
  graph: TieGraph;
  arcs: Rows;
  nodes: readonly PublicNode[];
  communityOf: (node: number) => number;
  between: Float64Array;
  /** Public ids of voices that are new. */
  fresh: ReadonlySet<string>;
}

export function figuresOf({ graph, arcs, nodes, communityOf, between, fresh }: Ingredients): MeasuredNode[] {
  const ranks = pageRank(arcs);
  const { strengths, degrees } = arrivals(arcs);
  const both = mutual(arcs);
  const measured = nodes.map((node, number) => ({
    ...node,
    community: communityOf(number),
    ...{ degree: graph.degree(number), strength: graph.strength(number) },
    ...{ inDegree: degrees[number]!, inStrength: strengths[number]! },
    ...{ outDegree: arcs.offsets[number + 1]! - arcs.offsets[number]!, mutual: both[number]! },
    ...{ pageRank: ranks[number]!, betweenness: between[number]! },
    communities: communitiesAround(graph, number, communityOf),
    isNew: fresh.has(node.id),
    roles: [] as Role[],
  }));
  const voices = measured.filter(({ kind }) => kind === 'voice');
  for (const [place, roles] of rolesOf(voices).entries()) voices[place]!.roles = roles;
  return measured;
}

export function communitiesAround(graph: TieGraph, node: number, communityOf: (node: number) => number): number {
  const around = new Set([communityOf(node)]);
  for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1)
    around.add(communityOf(graph.targets[at]!));
  return around.size;
}

/** A network whose nodes are in communities. */
export interface SortedNetwork extends PublicNetwork {
  communities: ReadonlyMap<string, number>;
  seed: number;
}

/**
 * The figures that files of the map show, by id. Parts of voices go by what voices do with each other, whatever else is
 * on the map; without any such relation nobody has a part.
 */
export async function fileFigures(store: Database, network: SortedNetwork): Promise<Map<string, NodeFigures>> {
  const fresh = await freshVoices(store);
  const roles = new Map(measured(conversationOf(network), fresh).map((node) => [node.id, node.roles]));
  return new Map(
    measured(network, fresh).map(({ id, degree, inDegree, outDegree, pageRank: rank, betweenness: between }) => [
      id,
      {
        ...{ degree, inDegree, outDegree, pageRank: digits(rank), betweenness: digits(between) },
        roles: roles.get(id) ?? [],
      },
    ]),
  );
}

function measured({ nodes, edges, communities, seed }: SortedNetwork, fresh: ReadonlySet<string>): MeasuredNode[] {
  const graph = strengthGraph({ nodes, edges });
  return figuresOf({
    ...{ graph, arcs: arcRows(graph.names, [...eachArc(edges)]), nodes, fresh },
    communityOf: (node) => communities.get(graph.names[node]!)!,
    between: betweenness(graph, seed).values,
  });
}

/** Voices, and what they do with each other. */
function conversationOf(network: SortedNetwork): SortedNetwork {
  const kinds = new Set(VIEWS.voices.edges);
  const voices = new Set(network.nodes.filter(({ kind }) => kind === 'voice').map(({ id }) => id));
  const edges = network.edges.filter(
    ({ kind, source, target }) => kinds.has(kind) && voices.has(source) && voices.has(target),
  );
  const nodes = edges.length === 0 ? [] : network.nodes.filter(({ id }) => voices.has(id));
  return { ...network, nodes, edges };
}

/** To six decimals: the digits beyond differ between machines and say nothing. */
export function digits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
