/** How nodes look in every picture: the colour tells the community, the size the posts, the shape the kind. */
import type { MapNode } from '../model.js';

/**
 * Paul Tol's "muted" scheme for a light ground and, community by community, his "light" scheme for a dark one: made to be
 * told apart with any colour vision (https://personal.sron.nl/~pault/, technical note SRON/EPS/TN/09-002).
 */
export const COMMUNITY_COLOURS = [
  { light: '#332288', dark: '#77aadd' },
  { light: '#44aa99', dark: '#44bb99' },
  { light: '#cc6677', dark: '#ffaabb' },
  { light: '#117733', dark: '#bbcc33' },
  { light: '#882255', dark: '#ee8866' },
  { light: '#88ccee', dark: '#99ddff' },
  { light: '#999933', dark: '#aaaa00' },
  { light: '#ddcc77', dark: '#eedd88' },
] as const;

/** Communities beyond the palette, and nodes that stand alone. */
export const OTHER_COLOUR = { light: '#bbbbbb', dark: '#888888' } as const;

const SMALLEST_RADIUS = 4;
const LARGEST_RADIUS = 26;
const MOST_PER_POST = 3.5;
/** Room that all nodes together may take, in square drawing units: a good tenth of the paper. */
const INK = 120_000;

/** Radius in drawing units: the area of a node grows with its posts, by a measure that suits the nodes beside it. */
export function radiusScale(nodes: readonly Pick<MapNode, 'posts'>[]): (posts: number) => number {
  let most = 1;
  let sum = 1;
  for (const { posts } of nodes) {
    most = Math.max(most, posts);
    sum += posts;
  }
  const measure = Math.min(MOST_PER_POST, LARGEST_RADIUS / Math.sqrt(most), Math.sqrt(INK / (Math.PI * sum)));
  return (posts) => Math.max(SMALLEST_RADIUS, measure * Math.sqrt(posts));
}

/** Place of each community in the palette: the largest first, those of one node never. */
export function paletteOf(nodes: readonly Pick<MapNode, 'community'>[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const { community } of nodes) sizes.set(community, (sizes.get(community) ?? 0) + 1);
  const coloured = [...sizes.keys()].filter((community) => sizes.get(community)! > 1).sort((a, b) => a - b);
  return new Map(coloured.slice(0, COMMUNITY_COLOURS.length).map((community, index) => [community, index]));
}

/** Red, green and blue of a `#rrggbb` colour, 0 to 255. */
export function channels(colour: string): { r: number; g: number; b: number } {
  const value = Number.parseInt(colour.slice(1), 16);
  return { r: value >> 16, g: (value >> 8) & 0xff, b: value & 0xff };
}

/** Colour of a node where there is no dark ground to think of: Gephi and other graph programs. */
export function colourOf(node: Pick<MapNode, 'community'>, palette: ReadonlyMap<number, number>): string {
  const index = palette.get(node.community);
  return (index === undefined ? OTHER_COLOUR : COMMUNITY_COLOURS[index]!).light;
}
