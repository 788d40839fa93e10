/** Where each theme is talked about, who runs these places, and how one joins. */
import type { AssertedKind, Channel, OwnerKind, PlaceKind } from '../model.js';
import { type Asserted, type AssertedEdge, type NodeName, readAsserted, touchKey } from './asserted.js';
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';
import { ANSWERS } from './talk-figures.js';
import { readThemes } from './theme-figures.js';

const PLACES_OF_THEMES = (where: string) => `
  SELECT t.id AS "themeId", pl.id AS "placeId", pl.name, pl.kind, pl.owner, pl.area, pl.url, pl.how_to_join AS "howToJoin",
    min(p.channel) AS "oneChannel", max(p.channel) AS "otherChannel", count(*) AS posts,
    count(DISTINCT p.voice_id) AS voices, max(p.created_at) AS "lastSeen", ${ANSWERS} AS answers
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id JOIN places pl ON pl.id = p.place_id
  WHERE t.hidden = 0 AND ${where}
  GROUP BY t.id, pl.id, pl.name, pl.kind, pl.owner, pl.area, pl.url, pl.how_to_join
  ORDER BY voices DESC, posts DESC, pl.name`;
const THEMES_OF_PLACES = (where: string) => `
  SELECT p.place_id AS "placeId", count(DISTINCT t.id) AS themes
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id
  WHERE t.hidden = 0 AND p.place_id IS NOT NULL AND ${where} GROUP BY p.place_id`;

/** What a place has to do with another, as seen from where the relation starts and from where it ends. */
const RELATION_WORDS: Record<AssertedKind, readonly [out: string, back: string]> = {
  funds: ['funds', 'funded by'],
  commissions: ['commissions', 'commissioned by'],
  'member-of': ['member of', 'has as a member'],
  'partners-with': ['partners with', 'partners with'],
  represents: ['represents', 'represented by'],
  'reports-to': ['reports to', 'is reported to by'],
};

/** One theme at one place. */
export interface DirectoryEntry {
  themeId: string;
  themeLabel: string;
  /** Distinct voices that speak of the theme, wherever; posts without an author add none. */
  themeVoices: number;
  /** As its community wishes to be called. */
  place: string;
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  url: string | null;
  /** In its community's own words, or those of whoever knows it. */
  description: string | null;
  /** As declared in the project file, else by whoever knows the place. */
  howToJoin: string | null;
  /** One or both, in alphabetical order. */
  channels: Channel[];
  /** On the theme, there. */
  posts: number;
  voices: number;
  answers: number;
  lastSeen: string | null;
  /** Other themes talked about there. */
  otherThemes: number;
  /** Whether people have put it on the map as well. */
  asserted: boolean;
  /** `funded by A trust`: relations that people know of, ended ones with their end. */
  relations: string[];
}

type Row = Pick<DirectoryEntry, 'themeId' | 'kind' | 'owner' | 'area' | 'url' | 'howToJoin'> &
  Pick<DirectoryEntry, 'posts' | 'voices' | 'answers' | 'lastSeen'> & {
    placeId: number;
    name: string;
    oneChannel: Channel;
    otherChannel: Channel;
  };

/**
 * Themes in the order of every list, and of each its places, most voices first. Places that were taken off the map are
 * not in it.
 */
export async function readDirectory(database: Database, period: Period): Promise<DirectoryEntry[]> {
  const { sql, params } = within(period);
  const asserted = await readAsserted(database);
  const known = new Map(asserted.nodes.map((node) => [touchKey(node.kind, node.name), node]));
  const themesThere = await countThemes(database, { ...period, theme: null });
  const byTheme = new Map<string, Row[]>();
  for (const row of await database.all<Row>(PLACES_OF_THEMES(sql), params)) {
    const touch = asserted.touched.get(touchKey('place', row.name));
    if (touch?.withdrawn) continue;
    byTheme.set(row.themeId, [...(byTheme.get(row.themeId) ?? []), row]);
  }
  return (await readThemes(database, period)).flatMap((theme) =>
    (byTheme.get(theme.id) ?? []).map((row): DirectoryEntry => {
      const key = touchKey('place', row.name);
      const [said, touch] = [known.get(key), asserted.touched.get(key)];
      return {
        ...{ themeId: theme.id, themeLabel: theme.label, themeVoices: theme.voices },
        place: touch?.label ?? row.name,
        kind: row.kind ?? said?.placeKind ?? null,
        owner: row.owner ?? said?.owner ?? null,
        area: row.area ?? said?.area ?? null,
        url: row.url ?? said?.url ?? null,
        description: touch?.description ?? said?.description ?? null,
        howToJoin: row.howToJoin ?? said?.howToJoin ?? null,
        channels: row.oneChannel === row.otherChannel ? [row.oneChannel] : [row.oneChannel, row.otherChannel],
        ...{ posts: row.posts, voices: row.voices, answers: row.answers, lastSeen: row.lastSeen },
        otherThemes: (themesThere.get(row.placeId) ?? 1) - 1,
        asserted: said !== undefined,
        relations: relationsOf({ kind: 'place', name: row.name }, asserted),
      };
    }),
  );
}

async function countThemes(database: Database, period: Period): Promise<Map<number, number>> {
  const { sql, params } = within(period);
  const rows = await database.all<{ placeId: number; themes: number }>(THEMES_OF_PLACES(sql), params);
  return new Map(rows.map(({ placeId, themes }) => [placeId, themes]));
}

/** In the order of the words; those to what was taken off the map are left out. */
function relationsOf(place: NodeName, { edges, touched }: Asserted): string[] {
  const isPlace = (end: NodeName) => end.kind === place.kind && end.name === place.name;
  const words = (edge: AssertedEdge, direction: 0 | 1, end: NodeName) => {
    const touch = touched.get(touchKey(end.kind, end.name));
    if (touch?.withdrawn) return [];
    const ended = edge.until === null ? '' : ` (until ${edge.until})`;
    return [`${RELATION_WORDS[edge.relation][direction]} ${touch?.label ?? end.name}${ended}`];
  };
  return edges
    .flatMap((edge) => [
      ...(isPlace(edge.source) ? words(edge, 0, edge.target) : []),
      ...(isPlace(edge.target) ? words(edge, 1, edge.source) : []),
    ])
    .sort((a, b) => (a < b ? -1 : 1));
}
