/** Which part of a large map is drawn: the most important of what is in sight, and whatever was asked for by name. */
import type { EdgeInfo, NodeInfo } from './data.js';
import type { View } from './view.js';

/** A browser without a graphics card draws so much in well under a second. */
export const MOST_DRAWN_NODES = 2_000;
export const MOST_DRAWN_EDGES = 5_000;
/** Of those found by a search or around a selection, so many are drawn wherever they are. */
const MOST_WANTED = 500;

/** A part of the plane, in the units of the layout. */
export interface Sight {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export const EVERYWHERE: Sight = { left: -Infinity, right: Infinity, bottom: -Infinity, top: Infinity };

export interface Choice {
  nodes: NodeInfo[];
  edges: EdgeInfo[];
  /** In sight, shown by the filters, and not drawn for want of room. */
  waiting: number;
}

/** Whether all of a map can be drawn at once, wherever the reader looks. */
export function isSmall({ data }: View): boolean {
  return data.nodes.length <= MOST_DRAWN_NODES && data.edges.length <= MOST_DRAWN_EDGES;
}

export function choose(view: View, inSight: Sight): Choice {
  const sight = isSmall(view) ? EVERYWHERE : inSight;
  const chosen = new Set<number>();
  const take = (index: number) => {
    if (view.nodeShown[index] === 1) chosen.add(index);
  };
  for (const node of wanted(view)) take(node.index);
  let waiting = 0;
  for (const { index, x, y } of view.data.nodes) {
    if (view.nodeShown[index] !== 1 || chosen.has(index)) continue;
    if (x < sight.left || x > sight.right || y < sight.bottom || y > sight.top) continue;
    if (chosen.size < MOST_DRAWN_NODES) chosen.add(index);
    else waiting += 1;
  }
  const nodes = [...chosen].sort((a, b) => a - b).map((index) => view.data.nodes[index]!);
  return { nodes, edges: chosenEdges(view, chosen), waiting };
}

/** The selection with what is around it, then what the search has found. */
function wanted(view: View): NodeInfo[] {
  const { nodes } = view.data;
  const focus = [...(view.focus() ?? [])].sort((a, b) => a - b).slice(0, MOST_WANTED);
  const found = view.found().slice(0, MOST_WANTED);
  const first = view.selection?.what === 'node' ? [view.selection.node] : [];
  return [...first, ...focus.map((index) => nodes[index]!), ...found];
}

function chosenEdges(view: View, nodes: ReadonlySet<number>): EdgeInfo[] {
  const { edges } = view.data;
  const own = view.selection?.what === 'node' ? view.selection.node.edges : [];
  const chosen = new Set<number>();
  const take = (edge: EdgeInfo) => {
    const isDrawn = nodes.has(edge.source.index) && nodes.has(edge.target.index);
    if (isDrawn && view.edgeShown[edge.index] === 1) chosen.add(edge.index);
  };
  if (view.selection?.what === 'edge') take(view.selection.edge);
  for (const index of own) take(edges[index]!);
  for (let index = 0; index < edges.length && chosen.size < MOST_DRAWN_EDGES; index += 1) take(edges[index]!);
  return [...chosen].sort((a, b) => a - b).map((index) => edges[index]!);
}
