/** What the map is drawn from: who speaks, where, about what, and the rows in which one post points at another. */
import type { OwnerKind, PlaceKind, VoiceKind } from '../model.js';
import type { LinkKind } from './conversations.js';
import type { Database } from './database.js';
import { dayBefore, FIRST_TIME_DAYS, readAsOf, STRONGEST_THEMES, within } from './figures.js';
import { EVERYTHING, type MapScope } from './map-scope.js';
import { STREAM_ORDER } from './order.js';

// A voice without a number has not been through the pipeline yet: it waits for the next run.
const VOICES = (where: string) => `
  SELECT v.id, v.number, v.platform, v.author_id AS "authorId", v.handle, v.name, v.kind, count(p.id) AS posts
  FROM voices v LEFT JOIN posts p ON p.voice_id = v.id AND ${where}
  WHERE v.number IS NOT NULL
  GROUP BY v.id, v.number, v.platform, v.author_id, v.handle, v.name, v.kind ORDER BY v.number`;

const PLACES = (where: string) => `
  SELECT l.id, l.name, l.url, l.kind, l.owner, l.area, count(p.id) AS posts
  FROM places l LEFT JOIN posts p ON p.place_id = l.id AND ${where}
  GROUP BY l.id, l.name, l.url, l.kind, l.owner, l.area ORDER BY l.name`;

// The theme a post is most about; between equals the smaller id.
const STRONGEST = `
  SELECT post_id, theme_id FROM (
    SELECT pt.post_id, pt.theme_id, row_number() OVER (PARTITION BY pt.post_id ORDER BY pt.weight DESC, pt.theme_id) AS place
    FROM post_themes pt JOIN themes t ON t.id = pt.theme_id WHERE t.state = 'live'
  ) ranked WHERE place = 1`;

const THEMES = (where: string) => `
  SELECT t.id, t.label, count(p.id) AS posts
  FROM themes t LEFT JOIN (${STRONGEST}) s ON s.theme_id = t.id LEFT JOIN posts p ON p.id = s.post_id AND ${where}
  WHERE t.state = 'live' AND t.hidden = 0 GROUP BY t.id, t.label ORDER BY t.id`;

const SPAN = 'min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen"';

const TALKS_ABOUT = (who: 'voice_id' | 'place_id', where: string) => `
  SELECT p.${who} AS source, s.theme_id AS theme, count(*) AS weight, ${SPAN}
  FROM (${STRONGEST}) s JOIN posts p ON p.id = s.post_id JOIN themes t ON t.id = s.theme_id AND t.hidden = 0
  WHERE p.${who} IS NOT NULL AND ${where} GROUP BY p.${who}, s.theme_id ORDER BY p.${who}, s.theme_id`;

const POINTS_AT = (where: string) => `
  SELECT p.voice_id AS source, m.voice_id AS target, count(DISTINCT p.id) AS weight, ${SPAN}
  FROM post_links l JOIN posts p ON p.id = l.post_id JOIN posts m ON m.id = l.target_id
  WHERE l.kind = ? AND p.voice_id IS NOT NULL AND m.voice_id IS NOT NULL AND p.voice_id <> m.voice_id AND ${where}
  GROUP BY p.voice_id, m.voice_id ORDER BY p.voice_id, m.voice_id`;

// In the order of the stream, so that handles nobody has spoken under are met in a reproducible order; posts outside the
// scope too, so that their numbers are the same in every map.
const MENTIONS = (where: string) => `
  SELECT p.id AS "postId", p.voice_id AS source, p.platform, c.mentions, p.created_at AS "createdAt",
    CASE WHEN ${where} THEN 1 ELSE 0 END AS counts
  FROM clean_posts c JOIN posts p ON p.id = c.post_id
  WHERE p.voice_id IS NOT NULL AND c.mentions <> '[]' ORDER BY ${STREAM_ORDER}`;

const PRESENCE = (where: string) => `
  SELECT p.voice_id AS voice, p.place_id AS place, count(*) AS weight, ${SPAN} FROM posts p
  WHERE p.voice_id IS NOT NULL AND p.place_id IS NOT NULL AND ${where}
  GROUP BY p.voice_id, p.place_id ORDER BY p.voice_id, p.place_id`;

const TOPICS_OF = (where: string) => `
  SELECT DISTINCT t.id AS theme FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id
  WHERE t.hidden = 0 AND p.voice_id = ? AND ${where} ORDER BY t.id`;

const NEW_VOICES = `
  SELECT v.number FROM voices v JOIN posts p ON p.voice_id = v.id
  WHERE v.number IS NOT NULL GROUP BY v.number HAVING min(p.created_at) >= ? ORDER BY v.number`;

export interface VoiceRow {
  id: number;
  /** The pseudonym. */
  number: number;
  platform: string;
  authorId: string;
  handle: string | null;
  name: string | null;
  kind: VoiceKind;
  posts: number;
}

export interface PlaceRow {
  id: number;
  name: string;
  url: string | null;
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  posts: number;
}

export interface ThemeRow {
  id: string;
  label: string;
  /** Posts of which it is the strongest theme. */
  posts: number;
}

/** How many posts (or voices) stand behind a relation, and the dates of the first and the last. */
export interface Evidence {
  weight: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

export interface PairRow extends Evidence {
  source: number;
  target: number;
}

export interface TopicRow extends Evidence {
  /** A voice or a place. */
  source: number;
  theme: string;
}

export interface MentionRow {
  postId: number;
  source: number;
  platform: string;
  handles: string[];
  createdAt: string | null;
  /** Whether the post is in the scope that was asked for. */
  counts: boolean;
}

export interface PresenceRow extends Evidence {
  voice: number;
  place: number;
}

/** Voices the pipeline has numbered, by number; those without a post in scope too. */
export function mapVoices(database: Database, scope: MapScope = EVERYTHING): Promise<VoiceRow[]> {
  const { sql, params } = within(scope);
  return database.all<VoiceRow>(VOICES(sql), params);
}

/** Numbers of the voices by whom nothing older than `FIRST_TIME_DAYS` before the newest post is known. */
export async function newVoices(database: Database): Promise<number[]> {
  const asOf = await readAsOf(database, { since: null, until: null });
  if (asOf === null) return [];
  const rows = await database.all<{ number: number }>(NEW_VOICES, [dayBefore(asOf, FIRST_TIME_DAYS)]);
  return rows.map(({ number }) => number);
}

/** Every place by name, those without a post in scope too. */
export function mapPlaces(database: Database, scope: MapScope = EVERYTHING): Promise<PlaceRow[]> {
  const { sql, params } = within(scope);
  return database.all<PlaceRow>(PLACES(sql), params);
}

/** Live themes, those without a post in scope too. */
export function mapThemes(database: Database, scope: MapScope = EVERYTHING): Promise<ThemeRow[]> {
  const { sql, params } = within(scope);
  return database.all<ThemeRow>(THEMES(sql), params);
}

/** Voice to another voice, by the posts that reply to, quote, repost or link to one another's. */
export function conversations(database: Database, kind: LinkKind, scope: MapScope = EVERYTHING): Promise<PairRow[]> {
  const { sql, params } = within(scope);
  return database.all<PairRow>(POINTS_AT(sql), [kind, ...params]);
}

/** Voice or place to live theme, each post counted under its strongest. */
export function topics(database: Database, who: 'voice' | 'place', scope: MapScope = EVERYTHING): Promise<TopicRow[]> {
  const { sql, params } = within(scope);
  return database.all<TopicRow>(TALKS_ABOUT(`${who}_id`, sql), params);
}

/** Live themes that a voice talks about. */
export async function topicsOf(database: Database, voice: number, scope: MapScope): Promise<string[]> {
  const { sql, params } = within(scope);
  const rows = await database.all<{ theme: string }>(TOPICS_OF(sql), [voice, ...params]);
  return rows.map(({ theme }) => theme);
}

/** Posts that mention somebody, in the order of the stream, those outside the scope too. */
export async function* mentionRows(database: Database, scope: MapScope = EVERYTHING): AsyncGenerator<MentionRow> {
  const { sql, params } = within(scope);
  type Row = Omit<MentionRow, 'handles' | 'counts'> & { mentions: string; counts: number };
  for await (const { mentions, counts, ...rest } of database.each<Row>(MENTIONS(sql), params)) {
    yield { ...rest, handles: JSON.parse(mentions) as string[], counts: counts === 1 };
  }
}

/** Which voices (one account on one platform each) have posted in which places. */
export function presences(database: Database, scope: MapScope = EVERYTHING): Promise<PresenceRow[]> {
  const { sql, params } = within(scope);
  return database.all<PresenceRow>(PRESENCE(sql), params);
}

/** The earlier of two ISO dates, where unknown says nothing. */
export function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

/** The later of two ISO dates, where unknown says nothing. */
export function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
