/** Over how much of the world a theme is spread: rooms and screens, platforms, areas, sorts of bodies. */
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';

const SPREAD = (where: string) => `
  SELECT pt.theme_id AS id, count(DISTINCT p.platform) AS platforms,
    count(DISTINCT coalesce(p.area, pl.area)) AS areas, count(DISTINCT pl.owner) AS owners,
    count(CASE WHEN p.channel = 'offline' THEN 1 END) AS "offlinePosts",
    count(DISTINCT CASE WHEN p.channel = 'offline' THEN p.voice_id END) AS "offlineVoices"
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id LEFT JOIN places pl ON pl.id = p.place_id
  WHERE t.hidden = 0 AND ${where} GROUP BY pt.theme_id ORDER BY pt.theme_id`;

export interface ThemeSpread {
  platforms: number;
  /** That posts, or else their places, declare; nobody is ever located. */
  areas: number;
  /** Sorts of bodies that run its places, as declared. */
  owners: number;
  /** Said in a room and brought in as notes. */
  offlinePosts: number;
  offlineVoices: number;
}

/** Of each live theme with posts in the period, by its id. */
export async function readSpread(database: Database, period: Period): Promise<Map<string, ThemeSpread>> {
  const { sql, params } = within(period);
  const rows = await database.all<ThemeSpread & { id: string }>(SPREAD(sql), params);
  return new Map(rows.map(({ id, ...spread }) => [id, spread]));
}
