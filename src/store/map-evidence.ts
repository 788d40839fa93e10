/** The posts behind an edge of the map. */
import type { LinkKind } from './conversations.js';
import type { Database, Params } from './database.js';
import { STRONGEST_THEMES, within } from './figures.js';
import type { MapScope } from './map-scope.js';
import { STREAM_ORDER } from './order.js';

const COLUMNS = `
  p.id, p.source, p.external_id AS "externalId", p.url, p.created_at AS "createdAt", p.reposts,
  coalesce(c.text, p.text, p.title, '') AS text, pl.name AS place, v.id AS "voiceId", v.kind AS "voiceKind",
  v.number AS "voiceNumber", v.handle, v.name, v.author_id AS "authorId"`;
const FROM = `
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN places pl ON pl.id = p.place_id`;
const select = (condition: string, scope: string) =>
  `SELECT ${COLUMNS} ${FROM} WHERE ${condition} AND ${scope} ORDER BY ${STREAM_ORDER}`;

const POINTS_AT = `
  p.voice_id = ? AND EXISTS (SELECT 1 FROM post_links l JOIN posts m ON m.id = l.target_id
    WHERE l.post_id = p.id AND l.kind = ? AND m.voice_id = ?)`;
const MOST_ABOUT = `p.id IN (SELECT pt.post_id FROM ${STRONGEST_THEMES} WHERE pt.theme_id = ?)`;
const SPEAKS_IN = 'EXISTS (SELECT 1 FROM posts o WHERE o.voice_id = p.voice_id AND o.place_id = ?)';
const SPEAKS_ABOUT = `
  EXISTS (SELECT 1 FROM posts o WHERE o.voice_id = p.voice_id AND o.id IN (
    SELECT pt.post_id FROM ${STRONGEST_THEMES} WHERE pt.theme_id = ?))`;

/** A post with what is known of its author; the caller decides how much of it may be shown. */
export interface EdgePost {
  id: number;
  source: string;
  externalId: string;
  url: string | null;
  createdAt: string | null;
  reposts: string | null;
  text: string;
  place: string | null;
  voiceId: number | null;
  voiceKind: string | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
}

/** A condition on `posts` aliased as `p`. */
export interface Condition {
  sql: string;
  params: Params;
}

/** Posts of one voice that answer, quote, repeat or link to posts of another. */
export function pointingAt(source: number, kind: LinkKind, target: number): Condition {
  return { sql: POINTS_AT, params: [source, kind, target] };
}

/** Posts of a voice, or in a place, that are most about a theme. */
export function talkingAbout(who: 'voice' | 'place', id: number, theme: string): Condition {
  return { sql: `p.${who}_id = ? AND ${MOST_ABOUT}`, params: [id, theme] };
}

/** Posts in two places by voices that post in both. */
export function sharedBetweenPlaces(one: number, other: number): Condition {
  const sql = `p.voice_id IS NOT NULL AND ((p.place_id = ? AND ${SPEAKS_IN}) OR (p.place_id = ? AND ${SPEAKS_IN}))`;
  return { sql, params: [one, other, other, one] };
}

/** Posts about two themes by voices that talk about both. */
export function sharedBetweenThemes(one: string, other: string): Condition {
  const sql = `p.voice_id IS NOT NULL AND ((${MOST_ABOUT} AND ${SPEAKS_ABOUT}) OR (${MOST_ABOUT} AND ${SPEAKS_ABOUT}))`;
  return { sql, params: [one, other, other, one] };
}

/** Posts with these ids. */
export function withIds(ids: readonly number[]): Condition {
  return ids.length === 0
    ? { sql: '1 = 0', params: [] }
    : { sql: `p.id IN (${ids.map(() => '?').join(', ')})`, params: ids };
}

/** Posts by date. */
export function postsWhere(database: Database, condition: Condition, scope: MapScope): Promise<EdgePost[]> {
  const { sql, params } = within(scope);
  return database.all<EdgePost>(select(condition.sql, sql), [...condition.params, ...params]);
}
