/** Counts of people that are too small to be told: in a small group one finds each other. */
import type { EdgeKind, MapEdge } from '../model.js';

/** Whether the weight of such an edge counts people. */
export function countsPeople(kind: EdgeKind): boolean {
  return kind === 'shares-people';
}

/** Edges with the weights taken away that count fewer than `fewest` people; the edges themselves stay. */
export function withheld(edges: MapEdge[], fewest: number): MapEdge[] {
  if (fewest <= 1) return edges;
  return edges.map((edge) =>
    countsPeople(edge.kind) && edge.weight < fewest ? { ...edge, weight: 1, strength: 1, fewerThan: fewest } : edge,
  );
}
