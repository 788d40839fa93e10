/** What is behind a node, a relation or a community: counts, parts, posts, and the way out to where the talk is. */
import { EDGE_WORDS } from '../src/map/summary.js';
import type { EdgeInfo, MapData, NodeInfo } from './data.js';
import { button, byId, type Child, count, element, named } from './dom.js';
import type { View } from './view.js';
import { communityWords, spanWords, weightWords } from './words.js';

const MOST_LISTED = 12;

export function startDetails(view: View, show: (node: NodeInfo) => void): void {
  const panel = byId('details');
  view.follow((what) => {
    if (what !== 'selection') return;
    panel.replaceChildren(...describe(view, show).filter((child) => child !== null));
    panel.hidden = view.selection === null;
    byId('panel').scrollTop = 0;
  });
}

function describe(view: View, show: (node: NodeInfo) => void): Child[] {
  const { selection, data } = view;
  if (selection === null) return [];
  const close = button('Close', () => view.select(null), { class: 'close' });
  if (selection.what === 'node') return [close, ...nodeDetails(view, selection.node, show)];
  if (selection.what === 'edge') return [close, ...edgeDetails(view, selection.edge)];
  return [close, ...communityDetails(view, data, selection.number)];
}

function nodeDetails(view: View, node: NodeInfo, show: (node: NodeInfo) => void): Child[] {
  const { data } = view;
  const edges = node.edges.map((index) => data.edges[index]!).filter(({ index }) => view.edgeShown[index] === 1);
  const about = [node.placeKind, node.owner, node.area].filter((part) => part !== undefined);
  return [
    element('h2', {}, named(node.label)),
    facts([
      ['Kind', [node.kind, ...about].join(', ')],
      ['Posts', node.asserted ? 'none: people have put it on the map' : count(node.posts, 'post')],
      ['Relations', count(edges.length, 'relation')],
      ['Seen', spanWords(spanOf(edges), data)],
      ['Community', communityButton(view, node.community)],
    ]),
    ...(node.description === undefined ? [] : [element('p', {}, node.description)]),
    ...(node.roles ?? []).map((role) =>
      element('p', { class: 'role' }, element('strong', {}, role), `: ${data.rules[role] ?? ''}`),
    ),
    node.url === undefined ? null : element('p', {}, outward(node.url, 'Go to where the talk is')),
    button('Centre the map here', () => show(node), { class: 'quiet' }),
    ...posts(data, node.behind, emptyWords(node)),
    ...relations(view, node, edges),
  ];
}

function emptyWords({ kind, posts: number }: NodeInfo): string {
  if (kind === 'voice' && number > 0) {
    return 'Posts of individuals are not listed by person. A relation shows the posts behind it.';
  }
  return '';
}

function edgeDetails(view: View, edge: EdgeInfo): Child[] {
  const { data } = view;
  const ends = [edge.source, edge.target].map((node) => nodeButton(view, node));
  return [
    element('h2', {}, named(edge.source.label), ` ${EDGE_WORDS[edge.kind]} `, named(edge.target.label)),
    facts([
      ['Behind it', weightWords(edge)],
      ['Basis', edge.asserted ? 'asserted' : 'observed in posts'],
      ['Seen', spanWords(edge, data)],
      ['Known from', edge.knownFrom ?? ''],
    ]),
    element('p', {}, ends[0]!, ' ', ends[1]!),
    ...posts(
      data,
      edge.behind,
      edge.asserted ? '' : 'The posts behind it are not in this file: `discover map evidence` lists them.',
    ),
  ];
}

function communityDetails(view: View, data: MapData, number: number): Child[] {
  const members = data.nodes.filter(({ community, index }) => community === number && view.nodeShown[index] === 1);
  const inside = data.edges.filter((edge) => {
    return edge.source.community === number && edge.target.community === number && view.edgeShown[edge.index] === 1;
  });
  const known = data.communities.find((community) => community.number === number);
  return [
    element('h2', {}, 'Community ', named(communityWords(number, data))),
    facts([
      ['Members', count(known?.size ?? members.length, 'node')],
      ['Posts', count(known?.posts ?? 0, 'post')],
      ['Relations inside', count(inside.length, 'relation')],
    ]),
    element('h3', {}, 'Best connected'),
    element('ul', {}, ...members.slice(0, MOST_LISTED).map((node) => element('li', {}, nodeButton(view, node)))),
    element('h3', {}, 'Strongest relations'),
    relationList(view, inside),
  ];
}

function facts(rows: ReadonlyArray<readonly [string, Child]>): HTMLElement {
  const known = rows.filter(([, value]) => value !== null && value !== '');
  return element('dl', {}, ...known.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function relations(view: View, node: NodeInfo, edges: readonly EdgeInfo[]): Child[] {
  if (edges.length === 0) return [];
  const strongest = [...edges].sort((a, b) => b.weight - a.weight || a.index - b.index);
  const more = edges.length > MOST_LISTED ? `, the strongest ${MOST_LISTED}; the table below has all` : '';
  return [element('h3', {}, `Relations of ${node.label}${more}`), relationList(view, strongest)];
}

function relationList(view: View, edges: readonly EdgeInfo[]): HTMLElement {
  const items = edges.slice(0, MOST_LISTED).map((edge) => {
    const words = [named(edge.source.label), ` ${EDGE_WORDS[edge.kind]} `, named(edge.target.label)];
    const label = element(
      'span',
      {},
      ...words,
      ` (${edge.asserted ? 'asserted' : edge.weight.toLocaleString('en-GB')})`,
    );
    return element(
      'li',
      {},
      button(label, () => view.select({ what: 'edge', edge }), { class: 'row' }),
    );
  });
  return element('ul', {}, ...items);
}

function posts(data: MapData, places: readonly number[], otherwise: string): Child[] {
  if (places.length === 0) return otherwise === '' ? [] : [element('p', { class: 'note' }, otherwise)];
  const items = places.map((place) => {
    const { date, place: where, voice, words, url } = data.posts[place]!;
    const said = [date, where, voice].filter((part) => part !== null).join(' · ');
    return element(
      'li',
      {},
      element('q', {}, named(words)),
      element('small', {}, said),
      url === null ? null : element('small', {}, outward(url, 'Read it there')),
    );
  });
  return [element('h3', {}, 'Posts behind it'), element('ul', { class: 'posts' }, ...items)];
}

export function nodeButton(view: View, node: NodeInfo): HTMLButtonElement {
  return button(named(node.label), () => view.select({ what: 'node', node }), { class: 'row' });
}

function communityButton(view: View, number: number): Child {
  const known = view.data.communities.some((community) => community.number === number);
  if (!known) return 'none: it stands alone';
  const label = named(communityWords(number, view.data));
  return button(label, () => view.select({ what: 'community', number }), { class: 'row' });
}

function outward(url: string, words: string): HTMLElement {
  return element('a', { href: url, rel: 'noopener noreferrer' }, words);
}

function spanOf(edges: readonly EdgeInfo[]): { first: number; last: number } {
  const firsts = edges.flatMap(({ first }) => (first === -1 ? [] : [first]));
  const lasts = edges.flatMap(({ last }) => (last === -1 ? [] : [last]));
  const least = firsts.reduce((found, day) => Math.min(found, day), Number.POSITIVE_INFINITY);
  return { first: Number.isFinite(least) ? least : -1, last: lasts.reduce((found, day) => Math.max(found, day), -1) };
}
