/**
 * From rows of the store to what may be shown: individuals become numbered voices, in labels and in ids, unless a person
 * has asked to identify them. Organisations speak in public as organisations and keep their name.
 */
import type { MapEdge, MapNode } from '../model.js';
import type { VoiceRow } from '../store/network.js';
import { byText } from './order.js';
import { type Network, type NodeKey, placeKey, type Relation, themeKey, voiceKey } from './relations.js';

/** A node before it has a community and a position. */
export type PublicNode = Omit<MapNode, 'community' | 'x' | 'y'>;

export interface PublicNetwork {
  /** By id. */
  nodes: PublicNode[];
  /** By source, target and kind. */
  edges: MapEdge[];
}

/** Relations that hold both ways: their ends are put in order of id. */
const SYMMETRIC: ReadonlySet<string> = new Set(['shares-people']);

/**
 * Gives every node its public id (`voice:17`, `place:a-forum`, `theme:theme-3`) and label. Relations of a node with
 * itself are dropped, and so are voices with neither a post nor a relation.
 */
export function publish(network: Network, identify: boolean): PublicNetwork {
  const candidates = describeNodes(network, identify);
  const ids = new Map([...candidates].map(([key, node]) => [key, node.id]));
  const edges = publicEdges(network.relations, ids, identify);
  const related = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const nodes = [...candidates.values()].filter(
    (node) => node.kind !== 'voice' || node.posts > 0 || related.has(node.id),
  );
  return { nodes: nodes.sort((a, b) => byText(a.id, b.id)), edges };
}

function describeNodes(network: Network, identify: boolean): Map<NodeKey, PublicNode> {
  const nodes = new Map<NodeKey, PublicNode>();
  for (const voice of network.voices) {
    const label = voiceLabel(voice, identify);
    nodes.set(voiceKey(voice.id), { id: `voice:${voice.number}`, kind: 'voice', label, url: null, posts: voice.posts });
  }
  for (const [index, { key, handle }] of network.mentioned.entries()) {
    nodes.set(key, mentionedNode(index + 1, identify ? handle : null));
  }
  const slugs = new Set<string>();
  for (const place of network.places) {
    const { name: label, url, posts } = place;
    nodes.set(placeKey(place.id), { id: `place:${freeSlug(place.name, slugs)}`, kind: 'place', label, url, posts });
  }
  for (const { id, label, posts } of network.themes) {
    nodes.set(themeKey(id), { id: `theme:${id}`, kind: 'theme', label, url: null, posts });
  }
  return nodes;
}

function voiceLabel(voice: VoiceRow, identify: boolean): string {
  const pseudonym = `voice ${voice.number}`;
  if (voice.kind === 'organisation') return voice.name ?? voice.handle ?? voice.authorId;
  return identify ? (voice.handle ?? voice.name ?? voice.authorId) : pseudonym;
}

function mentionedNode(number: number, label: string | null): PublicNode {
  return {
    id: `voice:mentioned-${number}`,
    kind: 'voice',
    label: label ?? `mentioned voice ${number}`,
    url: null,
    posts: 0,
  };
}

/** Letters and digits of any script, joined by dashes; numbered where two names would be the same. */
function freeSlug(name: string, taken: Set<string>): string {
  const words = name
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const slug = words?.join('-') ?? 'place';
  let free = slug;
  for (let number = 2; taken.has(free); number += 1) free = `${slug}-${number}`;
  taken.add(free);
  return free;
}

function publicEdges(relations: readonly Relation[], ids: ReadonlyMap<NodeKey, string>, identify: boolean): MapEdge[] {
  // The second at which somebody posted finds the post, and the post names them: a day is enough for a map.
  const dateOf = (moment: string | null) => (identify ? moment : (moment?.slice(0, 10) ?? null));
  const edges: MapEdge[] = [];
  for (const { kind, source: sourceKey, target: targetKey, weight, firstSeen, lastSeen } of relations) {
    const one = ids.get(sourceKey);
    const other = ids.get(targetKey);
    if (one === undefined || other === undefined || one === other) continue;
    const [source, target] = SYMMETRIC.has(kind) && byText(one, other) > 0 ? [other, one] : [one, other];
    edges.push({
      ...{ source, target, kind, basis: 'observed', weight },
      ...{ firstSeen: dateOf(firstSeen), lastSeen: dateOf(lastSeen) },
    });
  }
  return edges.sort(byEnds);
}

function byEnds(a: MapEdge, b: MapEdge): number {
  return byText(a.source, b.source) || byText(a.target, b.target) || byText(a.kind, b.kind);
}
