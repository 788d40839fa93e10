/** What of a map fits on a page, and where it goes on the paper. */
import type { ConversationMap, MapEdge, MapNode } from '../model.js';
import { paletteOf, radiusScale } from './appearance.js';
import { byText } from './order.js';

/** More than this is a blot, not a picture; the files hold everything. */
export const MOST_NODES = 400;
export const MOST_EDGES = 1_500;

/** Paper, in drawing units. */
export const PAPER = { width: 1200, height: 900, margin: 60 } as const;

// The paper is wider than a layout, which is about as high as wide: it may be stretched this much to fill it.
const MOST_STRETCH = 1.35;
const GAP = 3;
const PUSHES = 80;

export interface DrawnNode {
  node: MapNode;
  x: number;
  y: number;
  radius: number;
  /** Place in the palette; `undefined`: drawn in the colour of the others. */
  colour: number | undefined;
}

export interface DrawnEdge {
  edge: MapEdge;
  source: DrawnNode;
  target: DrawnNode;
}

export interface Picture {
  /** The nodes with the most posts come first: they are labelled first and drawn last. */
  nodes: DrawnNode[];
  edges: DrawnEdge[];
  /** What the map has and the picture has not. */
  hiddenNodes: number;
  hiddenEdges: number;
}

/** The backbone of a map, the nodes with most posts and the strongest edges between them, fitted to the paper. */
export function drawPicture(map: ConversationMap): Picture {
  const palette = paletteOf(map.nodes);
  const backbone = backboneNodes(map);
  const radiusOf = radiusScale(backbone);
  const nodes = backbone.map((node) => ({
    ...{ node, x: node.x, y: node.y, radius: radiusOf(node.posts) },
    colour: palette.get(node.community),
  }));
  fitToPaper(nodes);
  pushApart(nodes);
  const drawn = new Map(nodes.map((node) => [node.node.id, node]));
  const edges = backboneEdges(map.edges, drawn);
  const hiddenNodes = map.nodes.length - nodes.length;
  return { nodes, edges, hiddenNodes, hiddenEdges: map.edges.length - edges.length };
}

function backboneNodes(map: ConversationMap): MapNode[] {
  const strength = new Map<string, number>();
  for (const { source, target, weight } of map.edges) {
    for (const end of [source, target]) strength.set(end, (strength.get(end) ?? 0) + weight);
  }
  const strengthOf = (node: MapNode) => strength.get(node.id) ?? 0;
  return [...map.nodes]
    .sort((a, b) => b.posts - a.posts || strengthOf(b) - strengthOf(a) || byText(a.id, b.id))
    .slice(0, MOST_NODES);
}

function backboneEdges(edges: readonly MapEdge[], drawn: ReadonlyMap<string, DrawnNode>): DrawnEdge[] {
  return edges
    .flatMap((edge) => {
      const [source, target] = [drawn.get(edge.source), drawn.get(edge.target)];
      return source === undefined || target === undefined ? [] : [{ edge, source, target }];
    })
    .sort((a, b) => b.edge.weight - a.edge.weight)
    .slice(0, MOST_EDGES);
}

function fitToPaper(nodes: DrawnNode[]): void {
  const [left, right] = extent(nodes.map((node) => node.x));
  const [top, bottom] = extent(nodes.map((node) => node.y));
  const acrossFits = (PAPER.width - 2 * PAPER.margin) / (right - left || 1);
  const downFits = (PAPER.height - 2 * PAPER.margin) / (bottom - top || 1);
  const least = Math.min(acrossFits, downFits);
  const across = right === left ? 0 : Math.min(acrossFits, least * MOST_STRETCH);
  const down = bottom === top ? 0 : Math.min(downFits, least * MOST_STRETCH);
  for (const node of nodes) {
    node.x = PAPER.width / 2 + (node.x - (left + right) / 2) * across;
    node.y = PAPER.height / 2 + (node.y - (top + bottom) / 2) * down;
  }
}

function extent(values: readonly number[]): [number, number] {
  return values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];
}

/** Moves overlapping nodes away from each other, a little at a time, without leaving the paper. */
function pushApart(nodes: DrawnNode[]): void {
  for (let round = 0; round < PUSHES; round += 1) {
    let moved = false;
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) moved = separate(nodes[i]!, nodes[j]!) || moved;
    }
    for (const node of nodes) {
      node.x = Math.max(PAPER.margin / 2, Math.min(PAPER.width - PAPER.margin / 2, node.x));
      node.y = Math.max(PAPER.margin / 2, Math.min(PAPER.height - PAPER.margin / 2, node.y));
    }
    if (!moved) return;
  }
}

function separate(a: DrawnNode, b: DrawnNode): boolean {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy);
  const overlap = a.radius + b.radius + GAP - distance;
  if (overlap <= 0) return false;
  const [ux, uy] = distance === 0 ? [1, 0] : [dx / distance, dy / distance];
  // The larger node gives way less.
  const share = b.radius / (a.radius + b.radius);
  a.x -= ux * overlap * share;
  a.y -= uy * overlap * share;
  b.x += ux * overlap * (1 - share);
  b.y += uy * overlap * (1 - share);
  return true;
}
