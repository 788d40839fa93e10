/** The map that the page carries, as objects again. Index 0 matters most, of nodes and of edges. */

import { shownLabel } from '../src/map/markup.js';
import { impliedLabel, type NodeExtras, type PageData, type PagePost } from '../src/map/page-data.js';
import type { CommunitySummary } from '../src/map/summary.js';
import { ASSERTED_KINDS, EDGE_KINDS, type EdgeKind, NODE_KINDS, type NodeKind } from '../src/model.js';

export interface NodeInfo extends Omit<NodeExtras, 'posts'> {
  index: number;
  id: string;
  kind: NodeKind;
  /** One line, fit to be shown. */
  label: string;
  posts: number;
  community: number;
  x: number;
  y: number;
  /** Indexes of its edges. */
  edges: number[];
  /** Places in `MapData.posts`. */
  behind: number[];
}

export interface EdgeInfo {
  index: number;
  source: NodeInfo;
  target: NodeInfo;
  kind: EdgeKind;
  asserted: boolean;
  weight: number;
  /** Days after `firstDay`, -1 for never. */
  first: number;
  last: number;
  knownFrom: string | null;
  behind: number[];
}

export interface MapData {
  nodes: NodeInfo[];
  edges: EdgeInfo[];
  communities: CommunitySummary[];
  /** Place in the palette of a community's colour; -1 for the grey of the others. */
  colourOf(node: NodeInfo): number;
  posts: readonly PagePost[];
  rules: Readonly<Record<string, string>>;
  /** Days from the first to the last date there is; 0 without dates. */
  days: number;
  /** `YYYY-MM-DD` of so many days after the first. */
  dateOf(day: number): string;
}

const DAY_MS = 86_400_000;

export function readData(text: string): MapData {
  const page = JSON.parse(text) as PageData;
  const nodes = page.nodes.id.map((_, index) => nodeOf(page, index));
  const edges = page.edges.source.map((_, index) => edgeOf(page, nodes, index));
  for (const edge of edges) {
    edge.source.edges.push(edge.index);
    if (edge.target !== edge.source) edge.target.edges.push(edge.index);
  }
  const colours = new Map(page.communities.map(({ number, colour }) => [number, colour ?? -1]));
  const start = Date.parse(page.firstDay);
  return {
    nodes,
    edges,
    communities: page.communities,
    colourOf: ({ community }) => colours.get(community) ?? -1,
    posts: page.posts,
    rules: page.rules,
    days: edges.reduce((most, { last }) => Math.max(most, last), 0),
    dateOf: (day) => new Date(start + day * DAY_MS).toISOString().slice(0, 10),
  };
}

function nodeOf({ nodes }: PageData, index: number): NodeInfo {
  const kind = NODE_KINDS[nodes.kind[index]!]!;
  const id = `${kind}:${nodes.id[index]}`;
  const { posts: behind = [], ...extras } = nodes.extras[index] ?? {};
  return {
    ...extras,
    ...{ index, id, kind, behind, edges: [] },
    label: labelOf(nodes.label[index]!, id),
    posts: nodes.posts[index]!,
    community: nodes.community[index]!,
    x: nodes.x[index]!,
    // A layout grows downwards as on paper, the drawing upwards as in mathematics.
    y: -nodes.y[index]!,
  };
}

function labelOf(label: string, id: string): string {
  const implied = label === '' ? impliedLabel(id) : null;
  return implied ?? (shownLabel(label) || id);
}

function edgeOf({ edges }: PageData, nodes: readonly NodeInfo[], index: number): EdgeInfo {
  const kind = EDGE_KINDS[edges.kind[index]!]!;
  const { posts: behind = [], knownFrom = null } = edges.extras[index] ?? {};
  return {
    ...{ index, kind, behind, knownFrom },
    source: nodes[edges.source[index]!]!,
    target: nodes[edges.target[index]!]!,
    asserted: (ASSERTED_KINDS as readonly EdgeKind[]).includes(kind),
    weight: edges.weight[index]!,
    first: edges.first[index]!,
    last: edges.last[index]!,
  };
}
