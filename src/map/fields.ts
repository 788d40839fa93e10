/** What every file format says of nodes and edges, in this order and under these names. */
import type { EdgeKind, MapEdge, MapNode } from '../model.js';

export interface Field<Item> {
  name: string;
  /** In the words that GEXF and XML Schema share. */
  type: 'string' | 'integer' | 'double' | 'boolean';
  /** For the data dictionary. */
  meaning: string;
  /** `null`: not known, or does not apply. */
  valueOf(item: Item): string | number | boolean | null;
}

export const NODE_FIELDS: readonly Field<MapNode>[] = [
  {
    ...{ name: 'label', type: 'string', valueOf: (node) => node.label },
    meaning: 'Its name. Individuals are numbered, unless people are named.',
  },
  {
    ...{ name: 'kind', type: 'string', valueOf: (node) => node.kind },
    meaning: 'voice (an account as one platform knows it), place, theme or organisation.',
  },
  { ...{ name: 'posts', type: 'integer', valueOf: (node) => node.posts }, meaning: 'Posts behind it.' },
  {
    ...{ name: 'community', type: 'integer', valueOf: (node) => node.community },
    meaning: 'Number of the community it was found in; the largest is 0.',
  },
  {
    ...{ name: 'basis', type: 'string', valueOf: (node) => node.basis },
    meaning: 'observed in posts, or asserted: no post shows it, a person has put it on the map.',
  },
  {
    ...{ name: 'role', type: 'string', valueOf: ({ figures }) => figures?.roles.join('; ') || null },
    meaning:
      'Parts of a voice in the conversation, semicolons between; `discover map measures --table nodes` has the rule of each in its dictionary.',
  },
  {
    ...{ name: 'degree', type: 'integer', valueOf: ({ figures }) => figures?.degree ?? null },
    meaning: 'Different nodes it has a relation with; as the next four, counted before anything was left out for room.',
  },
  {
    ...{ name: 'in_degree', type: 'integer', valueOf: ({ figures }) => figures?.inDegree ?? null },
    meaning: 'Different nodes that point at it.',
  },
  {
    ...{ name: 'out_degree', type: 'integer', valueOf: ({ figures }) => figures?.outDegree ?? null },
    meaning: 'Different nodes it points at.',
  },
  {
    ...{ name: 'pagerank', type: 'double', valueOf: ({ figures }) => figures?.pageRank ?? null },
    meaning: 'PageRank, weighted, damping 0.85.',
  },
  {
    ...{ name: 'betweenness', type: 'double', valueOf: ({ figures }) => figures?.betweenness ?? null },
    meaning: 'Shortest ways between others that lead through it; on large maps estimated from a sample of nodes.',
  },
  {
    ...{ name: 'place_kind', type: 'string', valueOf: (node) => node.placeKind },
    meaning: 'Of a place: blog, forum, hashtag and so on, as declared.',
  },
  {
    ...{ name: 'owner', type: 'string', valueOf: (node) => node.owner },
    meaning: 'What sort of body it is, or runs it, as declared.',
  },
  {
    ...{ name: 'area', type: 'string', valueOf: (node) => node.area },
    meaning: 'The area it speaks for, as declared, never guessed.',
  },
  {
    ...{ name: 'description', type: 'string', valueOf: (node) => node.description },
    meaning: 'In the words of those who know it.',
  },
  {
    ...{ name: 'url', type: 'string', valueOf: (node) => node.url },
    meaning: 'Where the talk is: address of a place or an organisation, never of a voice.',
  },
  { ...{ name: 'x', type: 'double', valueOf: (node) => node.x }, meaning: 'Position, in drawing units, to the right.' },
  { ...{ name: 'y', type: 'double', valueOf: (node) => node.y }, meaning: 'Position, downwards.' },
];

export const EDGE_FIELDS: readonly Field<MapEdge>[] = [
  {
    ...{ name: 'kind', type: 'string', valueOf: (edge) => edge.kind },
    meaning: 'What the source does to the target: reply, mention, link, funds and so on.',
  },
  {
    ...{ name: 'basis', type: 'string', valueOf: (edge) => edge.basis },
    meaning: 'observed in posts, or asserted by people.',
  },
  {
    ...{ name: 'weight', type: 'double', valueOf: (edge) => (isWithheld(edge) ? null : edge.weight) },
    meaning:
      'Posts behind it; of shares-people the voices two places or themes share, of shares-themes the themes, of asserted ones 1.',
  },
  {
    ...{ name: 'strength', type: 'double', valueOf: (edge) => (isWithheld(edge) ? null : edge.strength) },
    meaning:
      'How near it brings its ends: the weight, except that what is shared with few counts more than what is shared with many.',
  },
  {
    ...{ name: 'fewer_than', type: 'integer', valueOf: (edge) => edge.fewerThan ?? null },
    meaning: 'Where weight and strength are empty because they count fewer people than this; else empty.',
  },
  {
    ...{ name: 'symmetric', type: 'boolean', valueOf: isSymmetric },
    meaning: 'true where source and target could as well be swapped.',
  },
  {
    ...{ name: 'first_seen', type: 'string', valueOf: (edge) => edge.firstSeen },
    meaning:
      'Date of the first post behind it, UTC; of what people assert, since when it holds. A day only, unless people are named.',
  },
  {
    ...{ name: 'last_seen', type: 'string', valueOf: (edge) => edge.lastSeen },
    meaning: 'Date of the last; of what people assert, until when it held, empty while it holds.',
  },
];

/** Relations that hold both ways. */
const SYMMETRIC_KINDS: ReadonlySet<EdgeKind> = new Set(['shares-people', 'shares-themes', 'partners-with']);

/** True where source and target could as well be swapped. */
export function isSymmetric(edge: Pick<MapEdge, 'kind'>): boolean {
  return SYMMETRIC_KINDS.has(edge.kind);
}

/** Whether the weight of an edge counts too few people to be told. */
export function isWithheld(edge: MapEdge): boolean {
  return edge.fewerThan !== undefined;
}

/** The weight as people read it. */
export function weightWords(edge: MapEdge): string {
  return isWithheld(edge) ? `fewer than ${edge.fewerThan}` : String(edge.weight);
}

/** Unique in a map: parallel edges differ in kind, or in being observed or asserted. */
export function edgeId(edge: MapEdge): string {
  return `${edge.source} ${edge.kind} ${edge.target}${edge.basis === 'asserted' ? ' asserted' : ''}`;
}
