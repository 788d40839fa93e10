/** ForceAtlas2 (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679) over nodes that stand somewhere already. */
import { UndirectedGraph } from 'graphology';
import type { Tie } from './graph.js';
import { forceAtlas2 } from './interop.js';

/** Drawing units. */
export interface Position {
  x: number;
  y: number;
}

/** From here on the far field is approximated (Barnes-Hut): faster than exact above about a thousand nodes. */
const BARNES_HUT_FROM = 800;

/**
 * Where the nodes of `start` go in so many steps. The same ties, start and number of steps give the same positions.
 * @param fixed nodes that push and pull, and do not move
 */
export function simulate(
  ties: readonly Tie[],
  start: ReadonlyMap<string, Position>,
  iterations: number,
  fixed: ReadonlySet<string> = new Set(),
): Map<string, Position> {
  if (start.size < 3) return new Map([...start].map(([node, { x, y }]) => [node, { x, y }]));
  const plane = new UndirectedGraph();
  for (const [node, { x, y }] of start) plane.addNode(node, { x, y, fixed: fixed.has(node) });
  // A tie of a hundred posts should draw its ends nearer than a tie of one, not on top of each other.
  for (const { source, target, weight } of ties) plane.addEdge(source, target, { weight: Math.log2(1 + weight) });
  const found = forceAtlas2(plane, {
    iterations,
    settings: { ...forceAtlas2.inferSettings(start.size), barnesHutOptimize: start.size > BARNES_HUT_FROM },
  });
  return new Map(Object.entries(found));
}
