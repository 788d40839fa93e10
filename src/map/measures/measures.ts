/** A map in figures: every node, every community, what joins communities, and which of them never meet. */
import type { MapEdge } from '../../model.js';
import { EVERYTHING, type MapScope } from '../../store/map-scope.js';
import { newVoices } from '../../store/network.js';
import type { Database } from '../../store/store.js';
import { detectCommunities } from '../communities.js';
import { isSymmetric } from '../fields.js';
import { arcRows, type Rows, type TieGraph } from '../graph.js';
import { modularity } from '../leiden.js';
import { readGraph } from '../map.js';
import type { PublicNode } from '../publish.js';
import { strengthGraph } from '../strongest.js';
import type { MapView } from '../views.js';
import {
  type CommunityPair,
  joinedCommunities,
  type Talk,
  type UnbridgedCommunities,
  unbridgedCommunities,
} from './between.js';
import { betweenness } from './betweenness.js';
import { arrivals, mutual, pageRank } from './centrality.js';
import { type Role, rolesOf, type VoiceFigures } from './roles.js';

export interface MeasureSettings {
  seed: number;
  view: MapView;
  identify: boolean;
  scope?: MapScope;
}

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

export interface MeasuredCommunity {
  community: number;
  nodes: number;
  voices: number;
  posts: number;
  /** Strength of the ties within it as a share of that of all ties of its members. */
  inwardShare: number;
  /** Themes that most of its voices talk about, three at most. */
  themes: string[];
}

export interface Measures {
  nodes: MeasuredNode[];
  /** Of two nodes or more, by number. */
  communities: MeasuredCommunity[];
  joined: CommunityPair[];
  unbridged: UnbridgedCommunities[];
  summary: {
    nodes: number;
    edges: number;
    communities: number;
    modularity: number;
    /** Of the pairs in which one points at the other, the share that goes both ways. */
    reciprocity: number;
    /** Nodes from which shortest ways were counted; `null`: from all. */
    pivots: number | null;
  };
}

/** The same store, settings and seed give the same figures. An empty store gives none. */
export async function measureMap(store: Database, settings: MeasureSettings): Promise<Measures> {
  const { seed, scope = EVERYTHING } = settings;
  const { nodes, edges } = await readGraph(store, settings);
  const graph = strengthGraph({ nodes, edges });
  const found = detectCommunities(graph, seed);
  const communityOf = (node: number) => found.get(graph.names[node]!)!;
  const arcs = arcRows(graph.names, [...eachArc(edges)]);
  const between = betweenness(graph, seed);
  const figures = figuresOf({
    graph,
    arcs,
    nodes,
    communityOf,
    between: between.values,
    fresh: await freshVoices(store),
  });
  const joined = joinedCommunities(graph, communityOf);
  const talk = await communityTalk(store, scope, found);
  const labels = Uint32Array.from({ length: graph.order }, (_, node) => communityOf(node));
  return {
    nodes: figures,
    communities: describeCommunities(figures, graph, talk),
    joined,
    unbridged: unbridgedCommunities(talk, joined),
    summary: {
      ...{ nodes: nodes.length, edges: edges.length, communities: new Set(found.values()).size },
      ...{ modularity: modularity(graph, labels), reciprocity: reciprocityOf(arcs), pivots: between.pivots },
    },
  };
}

/** Public ids of voices by whom nothing old is known. */
async function freshVoices(store: Database): Promise<Set<string>> {
  return new Set((await newVoices(store)).map((number) => `voice:${number}`));
}

/** What holds both ways points both ways. */
function* eachArc(edges: readonly MapEdge[]) {
  for (const edge of edges) {
    const { source, target, strength: weight } = edge;
    yield { source, target, weight };
    if (isSymmetric(edge)) yield { source: target, target: source, weight };
  }
}

interface Ingredients {
  graph: TieGraph;
  arcs: Rows;
  nodes: readonly PublicNode[];
  communityOf: (node: number) => number;
  between: Float64Array;
  /** Public ids of voices that are new. */
  fresh: ReadonlySet<string>;
}

function figuresOf({ graph, arcs, nodes, communityOf, between, fresh }: Ingredients): MeasuredNode[] {
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

function communitiesAround(graph: TieGraph, node: number, communityOf: (node: number) => number): number {
  const around = new Set([communityOf(node)]);
  for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1)
    around.add(communityOf(graph.targets[at]!));
  return around.size;
}

function reciprocityOf(arcs: Rows): number {
  const both = mutual(arcs).reduce((sum, count) => sum + count, 0) / 2;
  const pairs = arcs.targets.length - both;
  return pairs === 0 ? 0 : both / pairs;
}

/** How many voices of each community talk about each theme. */
async function communityTalk(
  store: Database,
  scope: MapScope,
  communities: ReadonlyMap<string, number>,
): Promise<Talk[]> {
  const { nodes, edges } = await readGraph(store, { view: 'voice-theme', identify: false, scope });
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  const talk = new Map<string, Talk>();
  for (const { source, target } of edges) {
    const community = communities.get(source);
    if (community === undefined) continue;
    const key = `${community} ${target}`;
    const known = talk.get(key);
    if (known === undefined) talk.set(key, { community, theme: labels.get(target)!, voices: 1 });
    else known.voices += 1;
  }
  return [...talk.values()];
}

function describeCommunities(
  nodes: readonly MeasuredNode[],
  graph: TieGraph,
  talk: readonly Talk[],
): MeasuredCommunity[] {
  const inside = new Map<number, number>();
  for (const { source, target, weight } of graph.ties()) {
    const { community } = nodes[source]!;
    if (community === nodes[target]!.community) inside.set(community, (inside.get(community) ?? 0) + 2 * weight);
  }
  const members = byCommunity(nodes);
  const themes = byCommunity(talk);
  return [...members]
    .filter(([, those]) => those.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([community, those]) => ({
      community,
      nodes: those.length,
      voices: those.filter(({ kind }) => kind === 'voice').length,
      posts: those.reduce((sum, { posts }) => sum + posts, 0),
      inwardShare: (inside.get(community) ?? 0) / those.reduce((sum, { strength }) => sum + strength, 0),
      themes: (themes.get(community) ?? [])
        .toSorted((a, b) => b.voices - a.voices || (a.theme < b.theme ? -1 : 1))
        .slice(0, 3)
        .map(({ theme }) => theme),
    }));
}

function byCommunity<Item extends { community: number }>(items: readonly Item[]): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const known = groups.get(item.community);
    if (known === undefined) groups.set(item.community, [item]);
    else known.push(item);
  }
  return groups;
}
