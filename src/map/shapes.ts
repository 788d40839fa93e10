/** Shapes of nodes and ways of edges, shared by the picture and its legend. */
import type { EdgeKind, NodeKind } from '../model.js';

/** A point of the paper, in drawing units. */
export interface Point {
  x: number;
  y: number;
}

/** What people assert looks like no observed relation: a chain of long and short. */
const ASSERTED_DASH = '12 3 3 3 3 3';

/** Kinds of edges differ in their dashes and in how far they bend, so that parallel ones stay apart. */
export const EDGE_DASHES: Readonly<Record<EdgeKind, string>> = {
  reply: 'none',
  mention: '5 2',
  quote: '9 3 2 3',
  repost: '2 2',
  link: '10 4',
  'shares-people': 'none',
  'shares-themes': 'none',
  'talks-about': '1.5 3',
  funds: ASSERTED_DASH,
  commissions: ASSERTED_DASH,
  'member-of': ASSERTED_DASH,
  'partners-with': ASSERTED_DASH,
  represents: ASSERTED_DASH,
  'reports-to': ASSERTED_DASH,
};
/** How far an edge bends, as a share of its length. */
export const BENDS: Readonly<Record<EdgeKind, number>> = {
  reply: 0.14,
  mention: 0.2,
  quote: 0.26,
  repost: 0.32,
  link: 0.14,
  'shares-people': 0,
  'shares-themes': 0,
  'talks-about': 0.06,
  funds: 0.1,
  commissions: 0.18,
  'member-of': 0.22,
  'partners-with': 0,
  represents: 0.28,
  'reports-to': 0.34,
};

/** How far a shape reaches to the sides, in radii of the circle of the same area. */
export const REACH: Readonly<Record<NodeKind, number>> = {
  voice: 1,
  place: Math.sqrt(Math.PI) / 2,
  theme: Math.sqrt(Math.PI / 2),
  organisation: Math.sqrt(Math.PI / Math.sqrt(3)),
};

/** Circles, squares, diamonds and triangles of the same area. */
export const SHAPES: Readonly<Record<NodeKind, (at: Point & { radius: number }) => string>> = {
  voice: ({ x, y, radius }) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}"/>`,
  place: ({ x, y, radius }) => {
    const side = 2 * radius * REACH.place;
    const corner = `x="${(x - side / 2).toFixed(1)}" y="${(y - side / 2).toFixed(1)}"`;
    return `<rect ${corner} width="${side.toFixed(1)}" height="${side.toFixed(1)}" rx="2"/>`;
  },
  theme: ({ x, y, radius }) => {
    const reach = radius * REACH.theme;
    return `<path d="M${inPath({ x, y: y - reach })}L${inPath({ x: x + reach, y })}L${inPath({ x, y: y + reach })}L${inPath({ x: x - reach, y })}Z"/>`;
  },
  organisation: ({ x, y, radius }) => {
    // Half a side; the middle of an equilateral triangle is a third of its height above its base.
    const half = radius * REACH.organisation;
    const height = half * Math.sqrt(3);
    return `<path d="M${inPath({ x, y: y - (2 * height) / 3 })}L${inPath({ x: x + half, y: y + height / 3 })}L${inPath({ x: x - half, y: y + height / 3 })}Z"/>`;
  },
};

/** Coordinates as a path writes them, to a tenth of a unit. */
export function inPath({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
