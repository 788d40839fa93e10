/**
 * A map as its page carries it: columns instead of objects, numbers instead of names, so that fifty thousand nodes fit.
 * What comes first matters most: nodes and edges are in the order in which a reader needs them, and the page draws as many
 * from the front as it can.
 */
import {
  type ConversationMap,
  EDGE_KINDS,
  type MapEdge,
  type MapNode,
  NODE_KINDS,
  type Omission,
  type OwnerKind,
  type PlaceKind,
} from '../model.js';
import { edgeId } from './fields.js';
import { byText } from './order.js';
import { type CommunitySummary, describeCommunities } from './summary.js';

/** A file of more is too large to open from a disk or a mail. */
export const MOST_PAGE_NODES = 50_000;
export const MOST_PAGE_EDGES = 90_000;

/** A post as it may be shown: of individuals a few words and no link, unless people are named. */
export interface PagePost {
  date: string | null;
  place: string | null;
  voice: string | null;
  words: string;
  url: string | null;
}

/** What is known beyond the map itself, by public ids of nodes and by `edgeId`. */
export interface MapDetails {
  /** Parts that voices have in the conversation. */
  roles: ReadonlyMap<string, readonly string[]>;
  /** The rule of each part, in words. */
  rules: Readonly<Record<string, string>>;
  /** Places in `posts`, of a node or an edge. */
  behind: ReadonlyMap<string, readonly number[]>;
  posts: readonly PagePost[];
  /** Where an asserted relation is known from. */
  knownFrom: ReadonlyMap<string, string>;
}

export const NO_DETAILS: MapDetails = {
  roles: new Map(),
  rules: {},
  behind: new Map(),
  posts: [],
  knownFrom: new Map(),
};

/** What only some nodes have. */
export interface NodeExtras {
  url?: string;
  placeKind?: PlaceKind;
  owner?: OwnerKind;
  area?: string;
  description?: string;
  asserted?: true;
  roles?: string[];
  posts?: number[];
}

export interface EdgeExtras {
  knownFrom?: string;
  posts?: number[];
}

export interface PageData {
  nodes: {
    /** Without the kind, which stands before it: `17` of `voice:17`. */
    id: string[];
    /** Place in `NODE_KINDS`. */
    kind: number[];
    /** Empty where it follows from the id, see `impliedLabel`. */
    label: string[];
    posts: number[];
    community: number[];
    x: number[];
    y: number[];
    extras: Record<number, NodeExtras>;
  };
  edges: {
    /** Places in the columns of the nodes. */
    source: number[];
    target: number[];
    /** Place in `EDGE_KINDS`. */
    kind: number[];
    weight: number[];
    /** Days after `firstDay`; -1 where no post carries a date. */
    first: number[];
    last: number[];
    extras: Record<number, EdgeExtras>;
  };
  /** `YYYY-MM-DD` of the first date there is. */
  firstDay: string;
  communities: CommunitySummary[];
  posts: readonly PagePost[];
  rules: Readonly<Record<string, string>>;
  omitted: Omission | null;
}

const DAY_MS = 86_400_000;

/** Takes the front of the map where it is larger than a file should be, and says so in `omitted`. */
export function pageData(map: ConversationMap, details: MapDetails): PageData {
  const nodes = nodesByImportance(map).slice(0, MOST_PAGE_NODES);
  const places = new Map(nodes.map(({ id }, place) => [id, place]));
  const edges = edgesByImportance(map.edges)
    .filter(({ source, target }) => places.has(source) && places.has(target))
    .slice(0, MOST_PAGE_EDGES);
  const firstDay = edges.reduce((least, { firstSeen }) => earlierDay(least, firstSeen), '9999-12-31');
  return {
    nodes: nodeColumns(nodes, details),
    edges: edgeColumns(edges, places, firstDay, details),
    firstDay,
    communities: describeCommunities(map),
    posts: details.posts,
    rules: details.rules,
    omitted: omittedFrom(map, nodes.length, edges.length),
  };
}

/** Whoever has most to do with others comes first, and counts for as much as it has posts. */
export function nodesByImportance({ nodes, edges }: ConversationMap): MapNode[] {
  const strengths = new Map<string, number>();
  for (const { source, target, strength } of edges) {
    for (const end of [source, target]) strengths.set(end, (strengths.get(end) ?? 0) + strength);
  }
  const importance = (node: MapNode) => (strengths.get(node.id) ?? 0) + node.posts;
  return [...nodes].sort((a, b) => importance(b) - importance(a) || byText(a.id, b.id));
}

/** What people assert first: it is little, and no post shows it. */
export function edgesByImportance(edges: readonly MapEdge[]): MapEdge[] {
  const asserted = ({ basis }: MapEdge) => Number(basis === 'asserted');
  return [...edges].sort((a, b) => asserted(b) - asserted(a) || b.strength - a.strength || b.weight - a.weight);
}

function earlierDay(least: string, moment: string | null): string {
  return moment !== null && moment.slice(0, 10) < least ? moment.slice(0, 10) : least;
}

function nodeColumns(nodes: readonly MapNode[], details: MapDetails): PageData['nodes'] {
  const extras: Record<number, NodeExtras> = {};
  for (const [place, node] of nodes.entries()) {
    const found = extrasOf(node, details);
    if (Object.keys(found).length > 0) extras[place] = found;
  }
  return {
    id: nodes.map(({ id }) => id.slice(id.indexOf(':') + 1)),
    kind: nodes.map(({ kind }) => NODE_KINDS.indexOf(kind)),
    label: nodes.map(({ id, label }) => (label === impliedLabel(id) ? '' : label)),
    posts: nodes.map(({ posts }) => posts),
    community: nodes.map(({ community }) => community),
    x: nodes.map(({ x }) => Math.round(x)),
    y: nodes.map(({ y }) => Math.round(y)),
    extras,
  };
}

function extrasOf(node: MapNode, { roles, behind }: MapDetails): NodeExtras {
  const { url, placeKind, owner, area, description, basis, id } = node;
  return {
    ...(url !== null && isWebAddress(url) ? { url } : {}),
    ...(placeKind === null ? {} : { placeKind }),
    ...(owner === null ? {} : { owner }),
    ...(area === null ? {} : { area }),
    ...(description === null ? {} : { description }),
    ...(basis === 'asserted' ? { asserted: true as const } : {}),
    ...((roles.get(id)?.length ?? 0) === 0 ? {} : { roles: [...roles.get(id)!] }),
    ...(behind.has(id) ? { posts: [...behind.get(id)!] } : {}),
  };
}

function edgeColumns(
  edges: readonly MapEdge[],
  places: ReadonlyMap<string, number>,
  firstDay: string,
  { behind, knownFrom }: MapDetails,
): PageData['edges'] {
  const start = Date.parse(firstDay);
  const dayOf = (moment: string | null) => {
    return moment === null ? -1 : Math.round((Date.parse(moment.slice(0, 10)) - start) / DAY_MS);
  };
  const extras: Record<number, EdgeExtras> = {};
  for (const [place, edge] of edges.entries()) {
    const [posts, known] = [behind.get(edgeId(edge)), knownFrom.get(edgeId(edge))];
    if (posts === undefined && known === undefined) continue;
    extras[place] = {
      ...(posts === undefined ? {} : { posts: [...posts] }),
      ...(known === undefined ? {} : { knownFrom: known }),
    };
  }
  return {
    source: edges.map(({ source }) => places.get(source)!),
    target: edges.map(({ target }) => places.get(target)!),
    kind: edges.map(({ kind }) => EDGE_KINDS.indexOf(kind)),
    weight: edges.map(({ weight }) => Math.round(weight * 100) / 100),
    first: edges.map(({ firstSeen }) => dayOf(firstSeen)),
    last: edges.map(({ lastSeen }) => dayOf(lastSeen)),
    extras,
  };
}

function omittedFrom(map: ConversationMap, nodes: number, edges: number): Omission | null {
  const [fewerNodes, fewerEdges] = [map.nodes.length - nodes, map.edges.length - edges];
  if (fewerNodes + fewerEdges === 0) return map.omitted ?? null;
  const { nodes: before = 0, edges: also = 0, rules = [] } = map.omitted ?? {};
  const rule = `This page holds ${MOST_PAGE_NODES.toLocaleString('en-GB')} nodes and ${MOST_PAGE_EDGES.toLocaleString('en-GB')} relations at most, those that matter most; the other formats have all.`;
  return { nodes: before + fewerNodes, edges: also + fewerEdges, rules: [...rules, rule] };
}

/** The label of a voice that nobody is named by. */
export function impliedLabel(id: string): string | null {
  const mentioned = /^voice:mentioned-(\d+)$/.exec(id);
  if (mentioned !== null) return `mentioned voice ${mentioned[1]}`;
  return /^voice:\d+$/.test(id) ? id.replace(':', ' ') : null;
}

/** Anything else (`javascript:`) is no link. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
