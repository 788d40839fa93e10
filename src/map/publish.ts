/**
 * From rows of the store to what may be shown: individuals become numbered voices, in labels and in ids, unless a person
 * has asked to identify them. Organisations speak in public as organisations and keep their name.
 */
import type { MapEdge, MapNode } from '../model.js';
import type { AssertedEdge, AssertedNode, NodeName } from '../store/asserted.js';
import { isEverything, type MapScope } from '../store/map-scope.js';
import type { VoiceRow } from '../store/network.js';
import { touchKey } from './asserted.js';
import { isSymmetric } from './fields.js';
import { byText } from './order.js';
import { type Network, type NodeKey, placeKey, type Relation, themeKey, voiceKey } from './relations.js';
import type { ViewDescription } from './views.js';

/** A node before it has a community and a position. */
export type PublicNode = Omit<MapNode, 'community' | 'x' | 'y'>;

export interface PublicNetwork {
  /** By id. */
  nodes: PublicNode[];
  /** By source, target and kind. */
  edges: MapEdge[];
}

export interface PublicRules {
  view: ViewDescription;
  scope: MapScope;
  identify: boolean;
}

/**
 * Gives every node its public id (`voice:17`, `place:a-forum`, `theme:theme-3`) and label. Relations of a node with
 * itself are dropped, and so are voices with neither a post nor a relation; in a map of some posts only, so is everything
 * else that has neither.
 */
export function publish(network: Network, rules: PublicRules): PublicNetwork {
  const { view, scope, identify } = rules;
  const candidates = describeNodes(network, identify);
  revise(candidates, network, view);
  const asserted = assertedRelations(network, candidates, rules);
  const edges = publicEdges([...network.relations, ...asserted], candidates, identify);
  const related = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const mayStandAlone = (node: PublicNode) =>
    !isMerePlace(node, view) && (node.posts > 0 || (node.kind !== 'voice' && isEverything(scope)));
  const nodes = [...candidates.values()].filter((node) => related.has(node.id) || mayStandAlone(node));
  return { nodes: nodes.sort((a, b) => byText(a.id, b.id)), edges };
}

/** Of organisations, places are shown where somebody asserts a relation of theirs, and not for their posts. */
function isMerePlace(node: PublicNode, view: ViewDescription): boolean {
  return view.organisationsOnly === true && node.kind === 'place';
}

/** The public nodes by key, those that a view does not show among them: numbers and ids are the same in every view. */
export function describeNodes(network: Network, identify: boolean): Map<NodeKey, PublicNode> {
  const nodes = new Map<NodeKey, PublicNode>();
  for (const voice of network.voices) {
    const label = voiceLabel(voice, identify);
    nodes.set(voiceKey(voice.id), plainNode(`voice:${voice.number}`, 'voice', label, voice.posts));
  }
  for (const [index, { key, handle }] of network.mentioned.entries()) {
    const label = identify ? handle : `mentioned voice ${index + 1}`;
    nodes.set(key, plainNode(`voice:mentioned-${index + 1}`, 'voice', label, 0));
  }
  describePlaces(network, nodes);
  for (const { id, label, posts } of network.themes) {
    nodes.set(themeKey(id), plainNode(`theme:${id}`, 'theme', label, posts));
  }
  return nodes;
}

function plainNode(id: string, kind: PublicNode['kind'], label: string, posts: number): PublicNode {
  const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null };
  return { id, kind, label, posts, basis: 'observed', ...unsaid };
}

/** Places that posts come from, places that only people know of, and organisations. */
function describePlaces({ places, asserted }: Network, nodes: Map<NodeKey, PublicNode>): void {
  const said = new Map(asserted.nodes.map((node) => [touchKey(node.kind, node.name), node]));
  const slugs = { place: new Set<string>(), organisation: new Set<string>() };
  for (const place of places) {
    const known = said.get(touchKey('place', place.name));
    said.delete(touchKey('place', place.name));
    const node = plainNode(`place:${freeSlug(place.name, slugs.place)}`, 'place', place.name, place.posts);
    nodes.set(placeKey(place.id), {
      ...node,
      url: place.url ?? known?.url ?? null,
      placeKind: place.kind ?? known?.placeKind ?? null,
      owner: place.owner ?? known?.owner ?? null,
      area: place.area ?? known?.area ?? null,
      description: known?.description ?? null,
    });
  }
  for (const node of said.values()) {
    const id = `${node.kind}:${freeSlug(node.name, slugs[node.kind])}`;
    nodes.set(assertedKey(node), { ...plainNode(id, node.kind, node.name, 0), ...saidOf(node), basis: 'asserted' });
  }
}

function saidOf({ url, placeKind, owner, area, description }: AssertedNode) {
  return { url, placeKind, owner, area, description };
}

function assertedKey({ kind, name }: NodeName): NodeKey {
  return `asserted ${kind} ${name}`;
}

/** Gives nodes the name and the words their community wants; takes away what was withdrawn, or is not of the view. */
function revise(candidates: Map<NodeKey, PublicNode>, { voices, asserted }: Network, view: ViewDescription): void {
  for (const [key, node] of candidates) {
    if (!view.nodes.includes(node.kind)) candidates.delete(key);
    if (node.kind !== 'place' && node.kind !== 'organisation') continue;
    const touch = asserted.touched.get(touchKey(node.kind, node.label));
    if (touch?.withdrawn) candidates.delete(key);
    node.label = touch?.label ?? node.label;
    node.description = touch?.description ?? node.description;
  }
  if (view.organisationsOnly !== true) return;
  const speaking = new Set(voices.filter(({ kind }) => kind === 'organisation').map(({ id }) => voiceKey(id)));
  for (const [key, node] of candidates) if (node.kind === 'voice' && !speaking.has(key)) candidates.delete(key);
}

/** Asserted relations whose ends are there. Where a map is of one theme, one end at least must talk about it. */
function assertedRelations(
  { places, asserted }: Network,
  candidates: ReadonlyMap<NodeKey, PublicNode>,
  { view, scope }: PublicRules,
): Relation[] {
  const observed = new Map(places.map(({ id, name }) => [name, placeKey(id)]));
  const keyOf = (node: NodeName) => (node.kind === 'place' ? observed.get(node.name) : undefined) ?? assertedKey(node);
  const talks = (key: NodeKey) => (candidates.get(key)?.posts ?? 0) > 0;
  return asserted.edges
    .filter((edge) => view.edges.includes(edge.relation) && heldDuring(edge, scope))
    .map(({ relation, source, target, since, until }) => ({
      ...{ kind: relation, basis: 'asserted' as const, source: keyOf(source), target: keyOf(target) },
      ...{ weight: 1, strength: 1, firstSeen: since, lastSeen: until },
    }))
    .filter(({ source, target }) => scope.theme === null || talks(source) || talks(target));
}

/** A relation without dates holds always. */
function heldDuring({ since, until }: AssertedEdge, scope: MapScope): boolean {
  const begunTooLate = scope.until !== null && since !== null && since >= scope.until.slice(0, 10);
  const endedTooSoon = scope.since !== null && until !== null && until < scope.since.slice(0, 10);
  return !begunTooLate && !endedTooSoon;
}

function voiceLabel(voice: VoiceRow, identify: boolean): string {
  const pseudonym = `voice ${voice.number}`;
  if (voice.kind === 'organisation') return voice.name ?? voice.handle ?? voice.authorId;
  return identify ? (voice.handle ?? voice.name ?? voice.authorId) : pseudonym;
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

function publicEdges(
  relations: readonly Relation[],
  nodes: ReadonlyMap<NodeKey, PublicNode>,
  identify: boolean,
): MapEdge[] {
  // The second at which somebody posted finds the post, and the post names them: a day is enough for a map.
  const dateOf = (moment: string | null) => (identify ? moment : (moment?.slice(0, 10) ?? null));
  const edges: MapEdge[] = [];
  for (const { kind, basis, source: sourceKey, target: targetKey, weight, strength, ...dates } of relations) {
    const one = nodes.get(sourceKey)?.id;
    const other = nodes.get(targetKey)?.id;
    if (one === undefined || other === undefined || one === other) continue;
    // The ends of what holds both ways are put in order of id.
    const [source, target] = isSymmetric({ kind }) && byText(one, other) > 0 ? [other, one] : [one, other];
    edges.push({
      ...{ source, target, kind, basis, weight, strength },
      ...{ firstSeen: dateOf(dates.firstSeen), lastSeen: dateOf(dates.lastSeen) },
    });
  }
  return edges.sort(byEnds);
}

function byEnds(a: MapEdge, b: MapEdge): number {
  return byText(a.source, b.source) || byText(a.target, b.target) || byText(a.kind, b.kind) || byText(a.basis, b.basis);
}
