/** What stands behind an edge: the posts that show it, or whoever says so. */
import type { EdgeKind } from '../model.js';
import type { LinkKind } from '../store/conversations.js';
import {
  type Condition,
  type EdgePost,
  pointingAt,
  postsWhere,
  sharedBetweenPlaces,
  sharedBetweenThemes,
  talkingAbout,
  withIds,
} from '../store/map-evidence.js';
import type { MapScope } from '../store/map-scope.js';
import { mentionRows, topicsOf } from '../store/network.js';
import { eachPlaceLink } from '../store/place-links.js';
import type { Database } from '../store/store.js';
import { describeNodes } from './publish.js';
import { addressOf, handleBook, type Network, type NodeKey, readNetwork } from './relations.js';
import { VIEWS } from './views.js';

export interface EdgeEvidence {
  kind: EdgeKind;
  /** By date; those of the first `MOST_POSTS` when there are more. */
  posts: EdgePost[];
  /** Of an asserted relation. */
  knownFrom: string | null;
}

/** Posts of one kind of edge that are looked up by id; more are not shown to anybody anyway. */
const MOST_POSTS = 500;
const POINTERS: Partial<Record<EdgeKind, LinkKind>> = {
  reply: 'replies',
  quote: 'quotes',
  repost: 'reposts',
  link: 'links-to',
};

/** Public ids that no node of the map has. */
export interface UnknownNodes {
  unknown: string[];
}

/**
 * Everything that leads from the first of two nodes to the second, and what they share.
 * @param ends ids as on the map: `voice:17`, `place:a-forum`, `theme:theme-3`, `organisation:a-trust`
 */
export async function findEvidence(
  store: Database,
  ends: readonly [string, string],
  scope: MapScope,
): Promise<EdgeEvidence[] | UnknownNodes> {
  const nodes = { summary: '', nodes: VIEWS.all.nodes, edges: ['mention'] as const };
  const network = await readNetwork(store, nodes, scope);
  const keys = new Map([...describeNodes(network, false)].map(([key, { id }]) => [id, key]));
  const unknown = ends.filter((id) => !keys.has(id));
  if (unknown.length > 0) return { unknown };
  const [source, target] = ends.map((id) => keys.get(id)!) as [NodeKey, NodeKey];
  const found = [
    ...(await observedEvidence(store, network, [source, target], scope)),
    ...assertedEvidence(network, [source, target]),
  ];
  return found.filter(({ posts, knownFrom }) => posts.length > 0 || knownFrom !== null);
}

async function observedEvidence(
  store: Database,
  network: Network,
  [source, target]: readonly [NodeKey, NodeKey],
  scope: MapScope,
): Promise<EdgeEvidence[]> {
  const found: EdgeEvidence[] = [];
  const add = async (kind: EdgeKind, condition: Condition | null) => {
    if (condition !== null) found.push({ kind, posts: await postsWhere(store, condition, scope), knownFrom: null });
  };
  const [one, other] = [partsOf(source), partsOf(target)];
  if (one.kind === 'voice' && other.kind === 'voice') {
    for (const [kind, link] of Object.entries(POINTERS)) {
      await add(kind as EdgeKind, pointingAt(one.id, link, other.id));
    }
    await add('mention', withIds(await mentioning(store, network, [one.id, target], scope)));
    await add('shares-themes', await themesOfBoth(store, one.id, other.id, scope));
  }
  if (one.kind === 'voice' && other.kind === 'mentioned') {
    await add('mention', withIds(await mentioning(store, network, [one.id, target], scope)));
  }
  if (one.kind === 'place' && other.kind === 'place') {
    await add('link', withIds(await linking(store, one.id, other.id, scope)));
    await add('shares-people', sharedBetweenPlaces(one.id, other.id));
  }
  if (one.kind === 'theme' && other.kind === 'theme')
    await add('shares-people', sharedBetweenThemes(one.name, other.name));
  if ((one.kind === 'voice' || one.kind === 'place') && other.kind === 'theme') {
    await add('talks-about', talkingAbout(one.kind, one.id, other.name));
  }
  return found;
}

/** A key in its parts. */
function partsOf(key: NodeKey): { kind: string; id: number; name: string } {
  const space = key.indexOf(' ');
  const name = key.slice(space + 1);
  return { kind: key.slice(0, space), id: Number(name), name };
}

/** Ids of the posts in which a voice mentions a node. */
async function mentioning(
  store: Database,
  network: Network,
  [source, target]: readonly [number, NodeKey],
  scope: MapScope,
): Promise<number[]> {
  const book = handleBook(network.voices);
  const ids: number[] = [];
  for await (const row of mentionRows(store, scope)) {
    if (row.source !== source || !row.counts || ids.length >= MOST_POSTS) continue;
    const keys = row.handles.map((handle) => addressOf(row.platform, handle));
    if (keys.some((address) => (book.get(address) ?? `mentioned ${address}`) === target)) ids.push(row.postId);
  }
  return ids;
}

async function linking(store: Database, source: number, target: number, scope: MapScope): Promise<number[]> {
  const ids: number[] = [];
  for await (const link of eachPlaceLink(store, scope)) {
    if (link.source === source && link.target === target && ids.length < MOST_POSTS) ids.push(link.postId);
  }
  return ids;
}

/** Posts of two voices about the themes that both talk about. */
async function themesOfBoth(store: Database, one: number, other: number, scope: MapScope): Promise<Condition | null> {
  const [mine, theirs] = [await topicsOf(store, one, scope), new Set(await topicsOf(store, other, scope))];
  const both = mine.filter((theme) => theirs.has(theme));
  if (both.length === 0) return null;
  const conditions = both.flatMap((theme) => [talkingAbout('voice', one, theme), talkingAbout('voice', other, theme)]);
  return {
    sql: `(${conditions.map(({ sql }) => `(${sql})`).join(' OR ')})`,
    params: conditions.flatMap(({ params }) => [...params]),
  };
}

function assertedEvidence(
  { asserted, places }: Network,
  [source, target]: readonly [NodeKey, NodeKey],
): EdgeEvidence[] {
  const keyOf = ({ kind, name }: { kind: string; name: string }): string => {
    const place = kind === 'place' ? places.find((one) => one.name === name) : undefined;
    return place === undefined ? `asserted ${kind} ${name}` : `place ${place.id}`;
  };
  return asserted.edges
    .filter((edge) => keyOf(edge.source) === source && keyOf(edge.target) === target)
    .map(({ relation, knownFrom }) => ({ kind: relation, posts: [], knownFrom: knownFrom ?? 'not said' }));
}
