/** When something was last heard, and how much in a period: by source, by place, by area, and from organisations. */
import type { Place } from '../model.js';
import type { Database } from './database.js';
import { within } from './figures.js';
import { HEARD } from './source-figures.js';

// Which source a place is heard through does not hang on the theme.
const COUNTED = (where: string) => `
  count(CASE WHEN ${HEARD} >= ? AND ${where} THEN 1 END) AS posts, max(CASE WHEN ${where} THEN ${HEARD} END) AS "lastHeard"`;
const BY_PLACE = (where: string) => `
  SELECT p.source, p.place_id AS "placeId", p.area, ${COUNTED(where)} FROM posts p
  WHERE ${HEARD} < ? GROUP BY p.source, p.place_id, p.area`;
const PLACES = 'SELECT id, name, url, kind, owner, area FROM places ORDER BY name';
const BY_ORGANISATION = (where: string) => `
  SELECT v.name, v.handle, ${COUNTED(where)} FROM posts p JOIN voices v ON v.id = p.voice_id
  WHERE v.kind = 'organisation' AND ${HEARD} < ? GROUP BY v.id, v.name, v.handle ORDER BY v.id`;

export interface Heard {
  /** In the period. */
  posts: number;
  /** Of the newest post before the end of the period, ISO 8601; `null`: never. */
  lastHeard: string | null;
}

// After all that was ever collected.
const OPEN_END = '9999';

/** What counts as heard: ISO 8601; `until` is not inside. */
export interface Window {
  since: string;
  /** `null`: to the last time that anybody listened. */
  until: string | null;
  theme: string | null;
}

export interface HeardPlace extends Place, Heard {
  /** Sources that brought posts from there, by name. */
  sources: string[];
}

export interface HeardWhere {
  bySource: Map<string, Heard>;
  /** Every place there ever was a post from, by name. */
  places: HeardPlace[];
  /** By the area that posts themselves declare. */
  byArea: Map<string, Heard>;
}

export async function readHeard(store: Database, { since, until, theme }: Window): Promise<HeardWhere> {
  type Row = Heard & { source: string; placeId: number | null; area: string | null };
  const { sql, params } = within({ since: null, until: null, theme });
  const rows = await store.all<Row>(BY_PLACE(sql), [since, ...params, ...params, until ?? OPEN_END]);
  const bySource = new Map<string, Heard>();
  const byPlace = new Map<number, Heard & { sources: Set<string> }>();
  const byArea = new Map<string, Heard>();
  for (const row of rows) {
    bySource.set(row.source, together(bySource.get(row.source), row));
    if (row.area !== null) byArea.set(row.area, together(byArea.get(row.area), row));
    if (row.placeId === null) continue;
    const known = byPlace.get(row.placeId);
    byPlace.set(row.placeId, {
      ...together(known, row),
      sources: (known?.sources ?? new Set<string>()).add(row.source),
    });
  }
  const places = (await store.all<Place & { id: number }>(PLACES)).map(({ id, ...place }) => {
    const { sources, ...heard } = byPlace.get(id) ?? { ...NOTHING, sources: new Set<string>() };
    return { ...place, ...heard, sources: [...sources].sort() };
  });
  return { bySource, places, byArea };
}

/** What accounts that speak as organisations said. */
export async function readHeardOrganisations(
  store: Database,
  { since, until, theme }: Window,
): Promise<(Heard & { name: string | null; handle: string | null })[]> {
  const { sql, params } = within({ since: null, until: null, theme });
  return store.all(BY_ORGANISATION(sql), [since, ...params, ...params, until ?? OPEN_END]);
}

export const NOTHING: Heard = { posts: 0, lastHeard: null };

export function together(one: Heard = NOTHING, other: Heard = NOTHING): Heard {
  const newest = [one.lastHeard, other.lastHeard].filter((at) => at !== null).sort();
  return { posts: one.posts + other.posts, lastHeard: newest.at(-1) ?? null };
}
