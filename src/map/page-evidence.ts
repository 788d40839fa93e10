/** What the page of a map shows behind nodes and edges: ids of a few posts each, newest first, and who says so. */
import type { ConversationMap, EdgeKind, MapEdge } from '../model.js';
import { type EdgePost, postsWhere, withIds } from '../store/map-evidence.js';
import { EVERYTHING, type MapScope } from '../store/map-scope.js';
import { mentionRows } from '../store/network.js';
import { fewOf, fewPointing, fewTalking } from '../store/page-evidence.js';
import { eachPlaceLink } from '../store/place-links.js';
import type { Database } from '../store/store.js';
import { edgeId } from './fields.js';
import { byText } from './order.js';
import { edgesByImportance, nodesByImportance } from './page-data.js';
import { describeNodes } from './publish.js';
import {
  addressOf,
  handleBook,
  type Network,
  type NodeKey,
  placeKey,
  readNetwork,
  themeKey,
  voiceKey,
} from './relations.js';
import { VIEWS } from './views.js';

/** A file that carried the posts of every edge would be too large to open. */
const MOST_EDGES = 1_500;
const MOST_NODES = 300;
const PER_EDGE = 2;
const PER_NODE = 4;
/** Parameters of one query. */
const BATCH = 400;

export interface PageEvidence {
  /** By public ids of nodes and by `edgeId`: places in `posts`. */
  behind: Map<string, number[]>;
  posts: EdgePost[];
  /** By `edgeId`, of asserted edges. */
  knownFrom: Map<string, string>;
}

/** Of the most important edges and nodes of a map. Between places and themes that share people no single post shows it. */
export async function readPageEvidence(
  store: Database,
  map: ConversationMap,
  { identify, scope = EVERYTHING }: { identify: boolean; scope?: MapScope },
): Promise<PageEvidence> {
  const all = { summary: '', nodes: VIEWS.all.nodes, edges: ['mention'] as const };
  const network = await readNetwork(store, all, scope);
  const ids = new Map([...describeNodes(network, identify)].map(([key, { id }]) => [key, id]));
  const found = new Found(map, ids);
  await findConversations(store, network, scope, found);
  await findTalk(store, scope, found);
  const { behind, posts } = await readPosts(store, scope, found.posts);
  return { behind, posts, knownFrom: knownFrom(network, map, ids) };
}

/** Collects ids of posts, of nodes and edges that are wanted, as many of each as are shown. */
class Found {
  readonly posts = new Map<string, number[]>();
  readonly #wanted: Set<string>;
  readonly #ids: ReadonlyMap<NodeKey, string>;

  constructor(map: ConversationMap, ids: ReadonlyMap<NodeKey, string>) {
    const edges = edgesByImportance(map.edges).slice(0, MOST_EDGES).map(edgeId);
    const nodes = nodesByImportance(map)
      .slice(0, MOST_NODES)
      .map(({ id }) => id);
    this.#wanted = new Set([...edges, ...nodes]);
    this.#ids = ids;
  }

  edge(kind: EdgeKind, source: NodeKey, target: NodeKey, post: number): void {
    const [one, other] = [this.#ids.get(source), this.#ids.get(target)];
    if (one === undefined || other === undefined) return;
    const edge = { source: one, target: other, kind, basis: 'observed' } as MapEdge;
    this.#add(edgeId(edge), post, PER_EDGE);
  }

  node(key: NodeKey, post: number): void {
    const id = this.#ids.get(key);
    if (id !== undefined) this.#add(id, post, PER_NODE);
  }

  #add(key: string, post: number, most: number): void {
    if (!this.#wanted.has(key)) return;
    const known = this.posts.get(key);
    if (known === undefined) this.posts.set(key, [post]);
    else if (known.length < most && !known.includes(post)) known.push(post);
  }
}

const POINTERS = { reply: 'replies', quote: 'quotes', repost: 'reposts', link: 'links-to' } as const;

async function findConversations(store: Database, network: Network, scope: MapScope, found: Found): Promise<void> {
  for (const kind of ['reply', 'quote', 'repost', 'link'] as const) {
    for (const { source, target, post } of await fewPointing(store, POINTERS[kind], scope, PER_EDGE)) {
      found.edge(kind, voiceKey(source), voiceKey(target), post);
    }
  }
  const book = handleBook(network.voices);
  for await (const { postId, source, platform, handles, counts } of mentionRows(store, scope)) {
    if (!counts) continue;
    for (const handle of handles) {
      const address = addressOf(platform, handle);
      found.edge('mention', voiceKey(source), book.get(address) ?? `mentioned ${address}`, postId);
    }
  }
  for await (const { source, target, postId } of eachPlaceLink(store, scope)) {
    found.edge('link', placeKey(source), placeKey(target), postId);
  }
}

async function findTalk(store: Database, scope: MapScope, found: Found): Promise<void> {
  for (const who of ['voice', 'place'] as const) {
    const keyOf = who === 'voice' ? voiceKey : placeKey;
    for (const { source, target, post } of await fewTalking(store, who, scope, PER_EDGE)) {
      found.edge('talks-about', keyOf(source), themeKey(target), post);
      if (who === 'voice') found.node(themeKey(target), post);
    }
  }
  for (const { source, post } of await fewOf(store, 'place', scope, PER_NODE)) found.node(placeKey(source), post);
  for (const { source, post } of await fewOf(store, 'organisation', scope, PER_NODE))
    found.node(voiceKey(source), post);
}

async function readPosts(
  store: Database,
  scope: MapScope,
  found: ReadonlyMap<string, number[]>,
): Promise<Pick<PageEvidence, 'behind' | 'posts'>> {
  const ids = [...new Set([...found.values()].flat())].sort((a, b) => a - b);
  const posts: EdgePost[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    posts.push(...(await postsWhere(store, withIds(ids.slice(from, from + BATCH)), scope)));
  }
  posts.sort(byStream);
  const places = new Map(posts.map(({ id }, place) => [id, place]));
  const behind = [...found].map(([key, those]) => [key, those.flatMap((id) => places.get(id) ?? [])] as const);
  return { behind: new Map(behind), posts };
}

/** By date and then by what a post is called: never by its row, which depends on which source answered first. */
function byStream(one: EdgePost, other: EdgePost): number {
  const keys = ({ createdAt, source, externalId }: EdgePost) => [createdAt ?? '~', source, externalId] as const;
  const [a, b] = [keys(one), keys(other)];
  return byText(a[0], b[0]) || byText(a[1], b[1]) || byText(a[2], b[2]);
}

function knownFrom(
  { asserted, places }: Network,
  map: ConversationMap,
  ids: ReadonlyMap<NodeKey, string>,
): Map<string, string> {
  const onMap = new Set(map.edges.map(edgeId));
  const observed = new Map(places.map(({ id, name }) => [name, placeKey(id)]));
  const idOf = ({ kind, name }: { kind: 'place' | 'organisation'; name: string }) => {
    return ids.get((kind === 'place' ? observed.get(name) : undefined) ?? `asserted ${kind} ${name}`) ?? '';
  };
  const known = new Map<string, string>();
  for (const { source, target, relation, knownFrom: said } of asserted.edges) {
    const ends = [idOf(source), idOf(target)] as const;
    // What holds both ways has its ends in order of id.
    for (const [one, other] of [ends, ends.toReversed()] as [string, string][]) {
      const edge = { source: one, target: other, kind: relation, basis: 'asserted' } as MapEdge;
      if (onMap.has(edgeId(edge)) && said !== null) known.set(edgeId(edge), said);
    }
  }
  return known;
}
