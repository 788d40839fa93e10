/** A map in words and numbers, for legends and descriptions. */
import { type ConversationMap, EDGE_KINDS, type EdgeKind, type MapNode, NODE_KINDS, type NodeKind } from '../model.js';
import { paletteOf } from './appearance.js';
import { shownLabel } from './markup.js';
import { byText } from './order.js';

export interface CommunitySummary {
  number: number;
  size: number;
  posts: number;
  /** The labels of its best known members. */
  name: string;
  /** Place in the palette. */
  colour: number | undefined;
}

const LONGEST_NAME = 42;
const PLURALS: Readonly<Record<NodeKind, [string, string]>> = {
  voice: ['voice', 'voices'],
  place: ['place', 'places'],
  theme: ['theme', 'themes'],
  organisation: ['organisation', 'organisations'],
};

/** What an edge of each kind says: source first, target last. */
export const EDGE_WORDS: Readonly<Record<EdgeKind, string>> = {
  reply: 'replies to',
  mention: 'mentions',
  quote: 'quotes',
  repost: 'reposts',
  link: 'links to',
  'shares-people': 'shares people with',
  'shares-themes': 'shares themes with',
  'talks-about': 'talks about',
  funds: 'funds',
  commissions: 'commissions',
  'member-of': 'is a member of',
  'partners-with': 'partners with',
  represents: 'represents',
  'reports-to': 'reports to',
};

/** Communities of more than one node, by number. */
export function describeCommunities(map: ConversationMap): CommunitySummary[] {
  const palette = paletteOf(map.nodes);
  const members = new Map<number, MapNode[]>();
  for (const node of map.nodes) {
    const known = members.get(node.community);
    if (known === undefined) members.set(node.community, [node]);
    else known.push(node);
  }
  return [...members]
    .filter(([, nodes]) => nodes.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([number, nodes]) => ({
      number,
      size: nodes.length,
      posts: nodes.reduce((sum, node) => sum + node.posts, 0),
      name: nameOf(nodes),
      colour: palette.get(number),
    }));
}

/** Named by its best known members, one or two as there is room: themes say most, then organisations, places, voices. */
function nameOf(nodes: readonly MapNode[]): string {
  const rank: Readonly<Record<NodeKind, number>> = { theme: 0, organisation: 1, place: 2, voice: 3 };
  const known = [...nodes].sort((a, b) => rank[a.kind] - rank[b.kind] || b.posts - a.posts || byText(a.id, b.id));
  const [first, second] = known.map((node) => shownLabel(node.label, LONGEST_NAME) || node.id);
  const both = `${first}, ${second}`;
  return both.length <= LONGEST_NAME ? both : first!;
}

/** `120 voices, 5 places`; `nothing yet` for an empty map. */
export function countNodes(nodes: readonly Pick<MapNode, 'kind'>[]): string {
  const parts = NODE_KINDS.flatMap((kind) => {
    const count = nodes.filter((node) => node.kind === kind).length;
    return count === 0 ? [] : [`${count} ${PLURALS[kind][count === 1 ? 0 : 1]}`];
  });
  return parts.join(', ') || 'nothing yet';
}

/** Kinds of edges that occur, in the order of the model, with how often. */
export function countEdges(map: ConversationMap): Array<{ kind: EdgeKind; count: number }> {
  return EDGE_KINDS.map((kind) => ({ kind, count: map.edges.filter((edge) => edge.kind === kind).length })).filter(
    ({ count }) => count > 0,
  );
}
