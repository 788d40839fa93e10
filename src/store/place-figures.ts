/** Places in numbers: who speaks there, about what, and whether they answer one another. */
import type { Channel, OwnerKind, PlaceKind } from '../model.js';
import type { Database } from './database.js';
import { lastChange, type Period, STRONGEST_THEMES, within } from './figures.js';

const PLACES = (where: string) => `
  SELECT pl.id, pl.name, pl.kind, pl.owner, pl.area, pl.url, min(p.channel) AS "oneChannel", max(p.channel) AS "otherChannel",
    count(*) AS posts, count(DISTINCT p.voice_id) AS voices, min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen",
    count(p.in_reply_to) AS replies
  FROM places pl JOIN posts p ON p.place_id = pl.id
  WHERE ${where} GROUP BY pl.id, pl.name, pl.kind, pl.owner, pl.area, pl.url ORDER BY voices DESC, posts DESC, pl.name`;
const THEMES = (where: string) => `
  SELECT p.place_id AS "placeId", t.id, t.label, count(DISTINCT p.voice_id) AS voices,
    count(*) - count(c.campaign_id) + count(DISTINCT c.campaign_id) AS posts
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id LEFT JOIN clean_posts c ON c.post_id = p.id
  WHERE p.place_id IS NOT NULL AND ${where}
  GROUP BY p.place_id, t.id, t.label ORDER BY 1, voices DESC, posts DESC, CAST(substr(t.id, 7) AS INTEGER), t.id`;
const NEWS = (where: string) => `
  SELECT p.place_id AS "placeId", count(*) AS posts FROM posts p
  WHERE p.collected_at > ? AND p.place_id IS NOT NULL AND ${where} GROUP BY p.place_id`;

export interface PlaceFigures {
  id: number;
  name: string;
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  url: string | null;
  /** One or both, in alphabetical order. */
  channels: Channel[];
  posts: number;
  voices: number;
  firstSeen: string | null;
  lastSeen: string | null;
  /** Posts that answer another post. */
  replies: number;
  themes: number;
  /** Those with most voices here, then most posts with each campaign counted once; at most three. */
  topThemes: string[];
  /** Posts collected since the run before the last change; `null` when there was none. */
  newPosts: number | null;
}

const TOP_THEMES = 3;

/** Every place with posts in the period, most voices first. */
export async function readPlaces(database: Database, period: Period): Promise<PlaceFigures[]> {
  const { sql, params } = within(period);
  const themes = await themesByPlace(database, period);
  const news = await newsByPlace(database, period);
  type Counted = PlaceFigures & { oneChannel: Channel; otherChannel: Channel };
  const rows = await database.all<Counted>(PLACES(sql), params);
  return rows.map(({ oneChannel, otherChannel, ...place }) => ({
    ...place,
    channels: oneChannel === otherChannel ? [oneChannel] : [oneChannel, otherChannel],
    themes: themes.get(place.id)?.count ?? 0,
    topThemes: themes.get(place.id)?.top ?? [],
    newPosts: news === null ? null : (news.get(place.id) ?? 0),
  }));
}

async function themesByPlace(
  database: Database,
  period: Period,
): Promise<Map<number, { count: number; top: string[] }>> {
  const { sql, params } = within(period);
  const found = new Map<number, { count: number; top: string[] }>();
  for (const { placeId, label } of await database.all<{ placeId: number; label: string }>(THEMES(sql), params)) {
    const place = found.get(placeId) ?? { count: 0, top: [] };
    place.count += 1;
    if (place.top.length < TOP_THEMES) place.top.push(label);
    found.set(placeId, place);
  }
  return found;
}

/** Whatever the dates of the period; of its theme, where it has one. */
async function newsByPlace(database: Database, { theme = null }: Period): Promise<Map<number, number> | null> {
  const change = await lastChange(database);
  if (change === null) return null;
  const { sql, params } = within({ since: null, until: null, theme });
  const rows = await database.all<{ placeId: number; posts: number }>(NEWS(sql), [change.since, ...params]);
  return new Map(rows.map(({ placeId, posts }) => [placeId, posts]));
}
