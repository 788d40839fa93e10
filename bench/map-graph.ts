/** A made conversation for measuring the map: communities that talk among themselves, a few voices known to everybody. */
import { detectCommunities } from '../src/map/communities.js';
import { tieGraph } from '../src/map/graph.js';
import { layOut } from '../src/map/layout.js';
import type { ConversationMap, EdgeKind, MapEdge, MapNode, NodeKind } from '../src/model.js';
import { seededRandom } from '../src/random.js';

const TOPICS = ['bus routes', 'hearing aids', 'night trains', 'waiting lists', 'school meals', 'park benches'];
const KINDS: readonly EdgeKind[] = ['reply', 'mention', 'quote', 'talks-about'];
const PLACES = 0.02;
const THEMES = 0.03;
const INSIDE = 0.85;
const DAYS = 300;

/** The same sizes and seed give the same map. */
export function madeMap(size: { nodes: number; edges: number }, seed = 1): ConversationMap {
  const random = seededRandom(seed);
  const groups = Math.max(3, Math.round(Math.sqrt(size.nodes) / 4));
  const nodes = Array.from({ length: size.nodes }, (_, index) => madeNode(index, size.nodes, random));
  const groupOf = nodes.map(() => Math.floor(groups * random() ** 1.4));
  const members = Array.from({ length: groups }, (_, group) => nodes.filter((_, index) => groupOf[index] === group));
  const edges = new Map<string, MapEdge>();
  while (edges.size < size.edges) {
    const from = Math.floor(random() * nodes.length);
    const pool = random() < INSIDE ? members[groupOf[from]!]! : nodes;
    // The front of each group is known to most.
    const to = pool[Math.floor(pool.length * random() ** 2.2)]!;
    const edge = madeEdge(nodes[from]!, to, random);
    if (edge !== null) edges.set(`${edge.source} ${edge.kind} ${edge.target}`, edge);
  }
  return placed(nodes, [...edges.values()], seed);
}

function madeNode(index: number, all: number, random: () => number): MapNode {
  const dice = index / all;
  const kind: NodeKind = dice < PLACES ? 'place' : dice < PLACES + THEMES ? 'theme' : 'voice';
  const label = kind === 'voice' ? `voice ${index}` : `${TOPICS[index % TOPICS.length]} ${index}`;
  const posts = 1 + Math.floor(3 / (0.02 + random()) ** 0.9);
  const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null };
  return {
    ...{ id: `${kind}:${index}`, kind, label, posts, basis: 'observed' as const },
    ...unsaid,
    ...{ community: 0, x: 0, y: 0 },
  };
}

function madeEdge(source: MapNode, target: MapNode, random: () => number): MapEdge | null {
  if (source === target) return null;
  const weight = 1 + Math.floor(1 / (0.1 + random()));
  const first = Math.floor(random() * DAYS);
  const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
  return {
    ...{ source: source.id, target: target.id, kind: KINDS[Math.floor(random() * KINDS.length)]!, basis: 'observed' },
    ...{ weight, strength: weight, firstSeen: dayOf(first), lastSeen: dayOf(first + Math.floor(random() * 60)) },
  };
}

function placed(nodes: readonly MapNode[], edges: MapEdge[], seed: number): ConversationMap {
  const ties = edges.map(({ source, target, strength: weight }) => ({ source, target, weight }));
  const graph = tieGraph(
    nodes.map(({ id }) => id),
    ties,
  );
  const communities = detectCommunities(graph, seed);
  const positions = layOut(graph, communities, seed);
  return {
    nodes: nodes.map((node) => ({ ...node, community: communities.get(node.id)!, ...positions.get(node.id)! })),
    edges,
  };
}
