/** Who is related to whom: every relation that can be observed in the posts, by the keys of the store. */
import type { EdgeKind, NodeKind } from '../model.js';
import {
  conversations,
  type Evidence,
  earlier,
  later,
  mapPlaces,
  mapThemes,
  mapVoices,
  mentionRows,
  type PlaceRow,
  type PointerKind,
  sharedPeople,
  type ThemeRow,
  topics,
  type VoiceRow,
} from '../store/network.js';
import { eachPlaceLink } from '../store/place-links.js';
import type { Database } from '../store/store.js';
import type { ViewDescription } from './views.js';

/** Names a node while its public id is not settled: a row of the store, or a handle nobody has spoken under. */
export type NodeKey = `voice ${number}` | `mentioned ${string}` | `place ${number}` | `theme ${string}`;

export interface Relation extends Evidence {
  kind: EdgeKind;
  source: NodeKey;
  target: NodeKey;
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
  relations: Relation[];
}

/** Reads from the store what a view shows, and nothing else. */
export async function readNetwork(store: Database, view: ViewDescription): Promise<Network> {
  const shows = (kind: NodeKind) => view.nodes.includes(kind);
  const voices = shows('voice') ? await mapVoices(store) : [];
  const places = shows('place') ? await mapPlaces(store) : [];
  const themes = shows('theme') ? await mapThemes(store) : [];
  const relations: Relation[] = [];
  const mentioned: Mentioned[] = [];
  for (const kind of view.edges) {
    if (kind === 'mention') {
      const mentions = await mentionRelations(store, voices);
      relations.push(...mentions.relations);
      mentioned.push(...mentions.mentioned);
    } else if (kind === 'link') {
      relations.push(...(await linkRelations(store)));
    } else if (kind === 'shares-people') {
      relations.push(...(await sharedPeopleRelations(store)));
    } else if (kind === 'talks-about') {
      if (shows('voice')) relations.push(...(await topicRelations(store, 'voice')));
      if (shows('place')) relations.push(...(await topicRelations(store, 'place')));
    } else {
      relations.push(...(await conversationRelations(store, kind)));
    }
  }
  return { voices, mentioned, places, themes, relations };
}

/** Replies, quotes or reposts between voices. */
async function conversationRelations(store: Database, kind: PointerKind): Promise<Relation[]> {
  const rows = await conversations(store, kind);
  return rows.map((row) => ({ ...row, kind, source: voiceKey(row.source), target: voiceKey(row.target) }));
}

/** Voices or places and the themes they talk about. */
async function topicRelations(store: Database, who: 'voice' | 'place'): Promise<Relation[]> {
  const keyOf = who === 'voice' ? voiceKey : placeKey;
  return (await topics(store, who)).map(({ source, theme, ...evidence }) => ({
    ...evidence,
    kind: 'talks-about',
    source: keyOf(source),
    target: themeKey(theme),
  }));
}

/** Places that the same voice posts in. */
async function sharedPeopleRelations(store: Database): Promise<Relation[]> {
  const rows = await sharedPeople(store);
  return rows.map((row) => ({
    ...row,
    kind: 'shares-people',
    source: placeKey(row.source),
    target: placeKey(row.target),
  }));
}

/**
 * Mentions between voices. A handle means the voice of that handle on the platform of the post, never one elsewhere;
 * handles without a voice come back as `mentioned`, in the order in which they were first met.
 */
async function mentionRelations(
  store: Database,
  voices: readonly VoiceRow[],
): Promise<{ relations: Relation[]; mentioned: Mentioned[] }> {
  const known = new Map<string, NodeKey>();
  for (const voice of voices) {
    const address = voice.handle === null ? undefined : `${voice.platform} ${voice.handle.toLowerCase()}`;
    // A handle can pass from one account to another: the first that was seen under it keeps it.
    if (address !== undefined && !known.has(address)) known.set(address, voiceKey(voice.id));
  }
  const tally = new Tally('mention');
  const mentioned: Mentioned[] = [];
  for await (const { source, platform, handles, createdAt } of mentionRows(store)) {
    for (const handle of new Set(handles)) {
      const address = `${platform} ${handle.toLowerCase()}`;
      let target = known.get(address);
      if (target === undefined) {
        target = `mentioned ${address}`;
        known.set(address, target);
        mentioned.push({ key: target, handle });
      }
      tally.add(voiceKey(source), target, createdAt);
    }
  }
  return { relations: tally.relations(), mentioned };
}

/** Links between places, as the reports count them too. */
async function linkRelations(store: Database): Promise<Relation[]> {
  const tally = new Tally('link');
  for await (const { source, target, createdAt } of eachPlaceLink(store, { since: null, until: null })) {
    tally.add(placeKey(source), placeKey(target), createdAt);
  }
  return tally.relations();
}

/** Adds up posts that relate the same two nodes. */
class Tally {
  readonly #kind: EdgeKind;
  readonly #pairs = new Map<string, Relation>();

  constructor(kind: EdgeKind) {
    this.#kind = kind;
  }

  add(source: NodeKey, target: NodeKey, createdAt: string | null): void {
    const pair = `${source}\n${target}`;
    const known = this.#pairs.get(pair);
    if (known === undefined) {
      const evidence = { weight: 1, firstSeen: createdAt, lastSeen: createdAt };
      this.#pairs.set(pair, { kind: this.#kind, source, target, ...evidence });
      return;
    }
    known.weight += 1;
    known.firstSeen = earlier(known.firstSeen, createdAt);
    known.lastSeen = later(known.lastSeen, createdAt);
  }

  relations(): Relation[] {
    return [...this.#pairs.values()];
  }
}
