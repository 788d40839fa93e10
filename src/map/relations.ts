/** Who is related to whom: every relation that can be observed in the posts, by the keys of the store. */
import type { EdgeBasis, EdgeKind } from '../model.js';
import type { LinkKind } from '../store/conversations.js';
import type { MapScope } from '../store/map-scope.js';
import {
  conversations,
  type Evidence,
  mapPlaces,
  mapThemes,
  mapVoices,
  mentionRows,
  type PlaceRow,
  presences,
  type ThemeRow,
  topics,
  type VoiceRow,
} from '../store/network.js';
import { eachPlaceLink } from '../store/place-links.js';
import type { Database } from '../store/store.js';
import { type Asserted, readAsserted } from './asserted.js';
import { type Membership, type Projection, project } from './projection.js';
import { Tally } from './tally.js';
import type { ViewDescription } from './views.js';

/**
 * Names a node while its public id is not settled: a row of the store, a handle nobody has spoken under, or a name that
 * nothing but an assertion knows.
 */
export type NodeKey =
  | `voice ${number}`
  | `mentioned ${string}`
  | `place ${number}`
  | `theme ${string}`
  | `asserted place ${string}`
  | `asserted organisation ${string}`;

export interface Relation extends Evidence {
  kind: EdgeKind;
  basis: EdgeBasis;
  source: NodeKey;
  target: NodeKey;
  /** See `MapEdge`. */
  strength: number;
}

export const voiceKey = (id: number): NodeKey => `voice ${id}`;
export const placeKey = (id: number): NodeKey => `place ${id}`;
export const themeKey = (id: string): NodeKey => `theme ${id}`;

/** A handle that was mentioned on a platform but never spoke there. */
export interface Mentioned {
  key: NodeKey;
  handle: string;
}

/** The nodes a view may show and the relations between them. */
export interface Network {
  voices: VoiceRow[];
  /** Handles that were mentioned but never spoke, in the order in which they were first met. */
  mentioned: Mentioned[];
  places: PlaceRow[];
  themes: ThemeRow[];
  asserted: Asserted;
  relations: Relation[];
  /** What could not be counted in full, in words. */
  notes: string[];
}

/** Between voices, by the word of the store for it. */
const BETWEEN_POSTS = { reply: 'replies', quote: 'quotes', repost: 'reposts', link: 'links-to' } as const;

/** Reads from the store what a view shows, and nothing else. */
export async function readNetwork(store: Database, view: ViewDescription, scope: MapScope): Promise<Network> {
  const [shows, draws] = [new Set(view.nodes), new Set(view.edges)];
  const network: Network = {
    voices: shows.has('voice') ? await mapVoices(store, scope) : [],
    places: shows.has('place') ? await mapPlaces(store, scope) : [],
    themes: shows.has('theme') || draws.has('shares-themes') ? await mapThemes(store, scope) : [],
    asserted: await readAsserted(store),
    ...{ mentioned: [], relations: [], notes: [] },
  };
  const add = (relations: readonly Relation[]) => {
    for (const relation of relations) network.relations.push(relation);
  };
  if (shows.has('voice')) {
    for (const kind of ['reply', 'quote', 'repost', 'link'] as const) {
      if (draws.has(kind)) add(await conversationRelations(store, kind, BETWEEN_POSTS[kind], scope));
    }
    if (draws.has('mention')) {
      const { relations, mentioned } = await mentionRelations(store, network.voices, scope);
      add(relations);
      network.mentioned = mentioned;
    }
    if (draws.has('talks-about')) add(await topicRelations(store, 'voice', scope));
    if (draws.has('shares-themes')) add(noted(network, await sharedThemes(store, scope), 'theme', 'voice'));
  }
  if (shows.has('place')) {
    if (draws.has('link') && !view.organisationsOnly) add(await linkRelations(store, scope));
    if (draws.has('shares-people')) add(noted(network, await sharedPlaces(store, scope), 'voice', 'place'));
    if (draws.has('talks-about')) add(await topicRelations(store, 'place', scope));
  } else if (shows.has('theme') && draws.has('shares-people')) {
    add(noted(network, await sharedVoices(store, network.themes, scope), 'voice', 'theme'));
  }
  if (!shows.has('theme')) network.themes = [];
  return network;
}

/** Replies, quotes, reposts or links between the posts of two voices. */
async function conversationRelations(
  store: Database,
  kind: EdgeKind,
  link: LinkKind,
  scope: MapScope,
): Promise<Relation[]> {
  const rows = await conversations(store, link, scope);
  return rows.map(({ source, target, ...evidence }) =>
    observed(kind, voiceKey(source), voiceKey(target), evidence, evidence.weight),
  );
}

/** Voices or places and the themes they talk about. */
async function topicRelations(store: Database, who: 'voice' | 'place', scope: MapScope): Promise<Relation[]> {
  const keyOf = who === 'voice' ? voiceKey : placeKey;
  return (await topics(store, who, scope)).map(({ source, theme, ...evidence }) =>
    observed('talks-about', keyOf(source), themeKey(theme), evidence, evidence.weight),
  );
}

interface Shared extends Projection {
  relations: Relation[];
}

/** Places that the same voice posts in. */
async function sharedPlaces(store: Database, scope: MapScope): Promise<Shared> {
  const rows = await presences(store, scope);
  return projected(
    rows.map((row) => ({ ...row, shared: row.voice, member: row.place })),
    'shares-people',
    placeKey,
  );
}

/** Themes that the same voice talks about. */
async function sharedVoices(store: Database, themes: readonly ThemeRow[], scope: MapScope): Promise<Shared> {
  const numbers = new Map(themes.map(({ id }, number) => [id, number]));
  const rows = await topics(store, 'voice', scope);
  return projected(
    rows.map((row) => ({ ...row, shared: row.source, member: numbers.get(row.theme)! })),
    'shares-people',
    (number) => themeKey(themes[number]!.id),
  );
}

/** Voices that talk about the same theme. */
async function sharedThemes(store: Database, scope: MapScope): Promise<Shared> {
  const rows = await topics(store, 'voice', scope);
  return projected(
    rows.map((row) => ({ ...row, shared: row.theme, member: row.source })),
    'shares-themes',
    voiceKey,
  );
}

function projected(memberships: readonly Membership[], kind: EdgeKind, keyOf: (member: number) => NodeKey): Shared {
  const projection = project(memberships);
  const relations = projection.ties.map(({ source, target, strength, ...evidence }) =>
    observed(kind, keyOf(source), keyOf(target), evidence, strength),
  );
  return { ...projection, relations };
}

/** The relations of a projection; what it left out goes into the notes of the network. */
function noted(network: Network, { relations, leftOut, leftOutFrom }: Shared, by: string, between: string): Relation[] {
  if (leftOut > 0) {
    network.notes.push(
      `What is shared by very many joins nobody: ${by}s with ${leftOutFrom} ${between}s or more are not counted as shared (${leftOut} of them).`,
    );
  }
  return relations;
}

/**
 * Mentions between voices. A handle means the voice of that handle on the platform of the post, never one elsewhere;
 * handles without a voice come back as `mentioned`, in the order in which they were first met.
 */
async function mentionRelations(
  store: Database,
  voices: readonly VoiceRow[],
  scope: MapScope,
): Promise<{ relations: Relation[]; mentioned: Mentioned[] }> {
  const known = handleBook(voices);
  const tally = new Tally();
  const mentioned: Mentioned[] = [];
  for await (const { source, platform, handles, createdAt, counts } of mentionRows(store, scope)) {
    for (const handle of new Set(handles)) {
      const address = addressOf(platform, handle);
      let target = known.get(address);
      if (target === undefined) {
        target = `mentioned ${address}`;
        known.set(address, target);
        mentioned.push({ key: target, handle });
      }
      if (counts) tally.add(voiceKey(source), target, createdAt);
    }
  }
  return { relations: tally.relations('mention'), mentioned };
}

export function addressOf(platform: string, handle: string): string {
  return `${platform} ${handle.toLowerCase()}`;
}

/** Voices by the handle they are mentioned under. It can pass from one account to another: the first keeps it. */
export function handleBook(voices: readonly VoiceRow[]): Map<string, NodeKey> {
  const known = new Map<string, NodeKey>();
  for (const { id, platform, handle } of voices) {
    const address = handle === null ? undefined : addressOf(platform, handle);
    if (address !== undefined && !known.has(address)) known.set(address, voiceKey(id));
  }
  return known;
}

/** Links between places, as the reports count them too. */
async function linkRelations(store: Database, scope: MapScope): Promise<Relation[]> {
  const tally = new Tally();
  for await (const { source, target, createdAt } of eachPlaceLink(store, scope)) {
    tally.add(placeKey(source), placeKey(target), createdAt);
  }
  return tally.relations('link');
}

function observed(kind: EdgeKind, source: NodeKey, target: NodeKey, evidence: Evidence, strength: number): Relation {
  return { ...evidence, kind, basis: 'observed', source, target, strength };
}
