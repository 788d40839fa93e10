/** What the map is drawn from: who speaks, where, about what, and the rows in which one post points at another. */
import type { PlaceKind, VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { STREAM_ORDER } from './order.js';

// A voice without a number has not been through the pipeline yet: it waits for the next run.
const VOICES = `
  SELECT v.id, v.number, v.platform, v.author_id AS "authorId", v.handle, v.name, v.kind, count(p.id) AS posts
  FROM voices v LEFT JOIN posts p ON p.voice_id = v.id
  WHERE v.number IS NOT NULL
  GROUP BY v.id, v.number, v.platform, v.author_id, v.handle, v.name, v.kind ORDER BY v.number`;

const PLACES = `
  SELECT l.id, l.name, l.url, l.kind, count(p.id) AS posts
  FROM places l LEFT JOIN posts p ON p.place_id = l.id
  GROUP BY l.id, l.name, l.url, l.kind ORDER BY l.name`;

// The theme a post is most about; between equals the smaller id.
const STRONGEST = `
  SELECT post_id, theme_id FROM (
    SELECT pt.post_id, pt.theme_id, row_number() OVER (PARTITION BY pt.post_id ORDER BY pt.weight DESC, pt.theme_id) AS place
    FROM post_themes pt JOIN themes t ON t.id = pt.theme_id WHERE t.state = 'live'
  ) ranked WHERE place = 1`;

const THEMES = `
  SELECT t.id, t.label, count(s.post_id) AS posts
  FROM themes t LEFT JOIN (${STRONGEST}) s ON s.theme_id = t.id
  WHERE t.state = 'live' AND t.hidden = 0 GROUP BY t.id, t.label ORDER BY t.id`;

const SPAN = 'min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen"';

const TALKS_ABOUT = (who: 'voice_id' | 'place_id') => `
  SELECT p.${who} AS source, s.theme_id AS theme, count(*) AS weight, ${SPAN}
  FROM (${STRONGEST}) s JOIN posts p ON p.id = s.post_id JOIN themes t ON t.id = s.theme_id AND t.hidden = 0
  WHERE p.${who} IS NOT NULL GROUP BY p.${who}, s.theme_id`;

/** The columns in which a post names another by its id or address. */
export const POINTERS = { reply: 'in_reply_to', quote: 'quotes', repost: 'reposts' } as const;
export type PointerKind = keyof typeof POINTERS;

// The post that is meant, best guess first: the id in its own source; an address, as given or canonical, in any source;
// the id in another source of the same platform, when both posts are public there and so share one space of ids.
// Ties (one post crawled by two sources) go by source and id, never by row.
export const meant = (column: string) => `coalesce(
    (SELECT t.id FROM posts t WHERE t.source = p.source AND t.external_id = p.${column}),
    (SELECT t.id FROM posts t WHERE t.url = p.${column} ORDER BY t.source, t.external_id LIMIT 1),
    (SELECT t.id FROM clean_posts c JOIN posts t ON t.id = c.post_id WHERE c.canonical_url = p.${column}
      ORDER BY t.source, t.external_id LIMIT 1),
    (SELECT t.id FROM posts t WHERE t.source IN (SELECT name FROM sources) AND t.external_id = p.${column}
      AND t.platform = p.platform AND t.url IS NOT NULL AND p.url IS NOT NULL ORDER BY t.source LIMIT 1))`;

const POINTS_AT = (column: string) => `
  SELECT p.voice_id AS source, m.voice_id AS target, count(*) AS weight, ${SPAN}
  FROM posts p JOIN posts m ON m.id = ${meant(column)}
  WHERE p.${column} IS NOT NULL AND p.voice_id IS NOT NULL AND m.voice_id IS NOT NULL
  GROUP BY p.voice_id, m.voice_id`;

// In the order of the stream, so that handles nobody has spoken under are met in a reproducible order.
const MENTIONS = `
  SELECT p.voice_id AS source, p.platform, c.mentions, p.created_at AS "createdAt"
  FROM clean_posts c JOIN posts p ON p.id = c.post_id
  WHERE p.voice_id IS NOT NULL AND c.mentions <> '[]' ORDER BY ${STREAM_ORDER}`;

// The four dates are reduced to two by the caller: SQLite's two-argument min() is NULL as soon as one side is.
const SHARED_PEOPLE = `
  WITH presence AS (
    SELECT p.voice_id, p.place_id, ${SPAN} FROM posts p
    WHERE p.voice_id IS NOT NULL AND p.place_id IS NOT NULL GROUP BY p.voice_id, p.place_id)
  SELECT a.place_id AS source, b.place_id AS target, count(*) AS weight,
    min(a."firstSeen") AS "firstHere", max(a."lastSeen") AS "lastHere",
    min(b."firstSeen") AS "firstThere", max(b."lastSeen") AS "lastThere"
  FROM presence a JOIN presence b ON a.voice_id = b.voice_id AND a.place_id < b.place_id
  GROUP BY a.place_id, b.place_id`;

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
  source: number;
  platform: string;
  handles: string[];
  createdAt: string | null;
}

/** Voices the pipeline has numbered, by number. */
export function mapVoices(database: Database): Promise<VoiceRow[]> {
  return database.all<VoiceRow>(VOICES);
}

export function mapPlaces(database: Database): Promise<PlaceRow[]> {
  return database.all<PlaceRow>(PLACES);
}

/** Live themes. */
export function mapThemes(database: Database): Promise<ThemeRow[]> {
  return database.all<ThemeRow>(THEMES);
}

/** Voice to voice, by the posts that reply to, quote or repost one another; pairs of a voice with itself included. */
export function conversations(database: Database, kind: PointerKind): Promise<PairRow[]> {
  return database.all<PairRow>(POINTS_AT(POINTERS[kind]));
}

/** Voice or place to live theme, each post counted under its strongest. */
export function topics(database: Database, who: 'voice' | 'place'): Promise<TopicRow[]> {
  return database.all<TopicRow>(TALKS_ABOUT(`${who}_id`));
}

/** Posts that mention somebody, in the order of the stream. */
export async function* mentionRows(database: Database): AsyncGenerator<MentionRow> {
  for await (const row of database.each<Omit<MentionRow, 'handles'> & { mentions: string }>(MENTIONS)) {
    const { mentions, ...rest } = row;
    yield { ...rest, handles: JSON.parse(mentions) as string[] };
  }
}

/** Pairs of places in which the same voice (one account on one platform) has posted; `weight` counts voices. */
export async function sharedPeople(database: Database): Promise<PairRow[]> {
  type Row = Omit<PairRow, 'firstSeen' | 'lastSeen'> &
    Record<'firstHere' | 'lastHere' | 'firstThere' | 'lastThere', string | null>;
  const rows = await database.all<Row>(SHARED_PEOPLE);
  return rows.map(({ source, target, weight, ...dates }) => ({
    source,
    target,
    weight,
    firstSeen: earlier(dates.firstHere, dates.firstThere),
    lastSeen: later(dates.lastHere, dates.lastThere),
  }));
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
