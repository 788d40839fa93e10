/** What every file format says of nodes and edges, in this order and under these names. */
import type { EdgeKind, MapEdge, MapNode } from '../model.js';

export interface Field<Item> {
  name: string;
  /** In the words that GEXF and XML Schema share. */
  type: 'string' | 'integer' | 'double' | 'boolean';
  /** `null`: not known, or does not apply. */
  valueOf(item: Item): string | number | boolean | null;
}

export const NODE_FIELDS: readonly Field<MapNode>[] = [
  { name: 'label', type: 'string', valueOf: (node) => node.label },
  { name: 'kind', type: 'string', valueOf: (node) => node.kind },
  { name: 'posts', type: 'integer', valueOf: (node) => node.posts },
  { name: 'community', type: 'integer', valueOf: (node) => node.community },
  { name: 'basis', type: 'string', valueOf: (node) => node.basis },
  { name: 'place_kind', type: 'string', valueOf: (node) => node.placeKind },
  { name: 'owner', type: 'string', valueOf: (node) => node.owner },
  { name: 'area', type: 'string', valueOf: (node) => node.area },
  { name: 'description', type: 'string', valueOf: (node) => node.description },
  { name: 'url', type: 'string', valueOf: (node) => node.url },
  { name: 'x', type: 'double', valueOf: (node) => node.x },
  { name: 'y', type: 'double', valueOf: (node) => node.y },
];

export const EDGE_FIELDS: readonly Field<MapEdge>[] = [
  { name: 'kind', type: 'string', valueOf: (edge) => edge.kind },
  { name: 'basis', type: 'string', valueOf: (edge) => edge.basis },
  { name: 'weight', type: 'double', valueOf: (edge) => edge.weight },
  { name: 'strength', type: 'double', valueOf: (edge) => edge.strength },
  { name: 'symmetric', type: 'boolean', valueOf: isSymmetric },
  { name: 'first_seen', type: 'string', valueOf: (edge) => edge.firstSeen },
  { name: 'last_seen', type: 'string', valueOf: (edge) => edge.lastSeen },
];

/** Relations that hold both ways. */
const SYMMETRIC_KINDS: ReadonlySet<EdgeKind> = new Set(['shares-people', 'shares-themes', 'partners-with']);

/** True where source and target could as well be swapped. */
export function isSymmetric(edge: Pick<MapEdge, 'kind'>): boolean {
  return SYMMETRIC_KINDS.has(edge.kind);
}

/** Unique in a map: parallel edges differ in kind, or in being observed or asserted. */
export function edgeId(edge: MapEdge): string {
  return `${edge.source} ${edge.kind} ${edge.target}${edge.basis === 'asserted' ? ' asserted' : ''}`;
}
