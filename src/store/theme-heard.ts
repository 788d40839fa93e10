/** One theme among all that is listened to: how much it was heard, and where from. */
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';

const HEARD = `
  SELECT count(*) AS posts, count(DISTINCT p.voice_id) AS voices, min(p.created_at) AS "firstSeen"
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id WHERE pt.theme_id = ?`;
const SOURCES = (where: string) => `
  SELECT p.source AS name, count(*) AS posts, count(CASE WHEN p.channel = 'offline' THEN 1 END) AS offline
  FROM posts p WHERE ${where} GROUP BY p.source ORDER BY p.source`;

/** How much a theme was heard: voices are distinct, `firstSeen` is ISO 8601 or `null` where no post has a date. */
export async function readHeard(
  store: Database,
  themeId: string,
): Promise<{ posts: number; voices: number; firstSeen: string | null }> {
  return (await store.get<{ posts: number; voices: number; firstSeen: string | null }>(HEARD, [themeId]))!;
}

/** The sources whose posts are in the period (and most about its theme), by name; `offline`: posts said in a room. */
export async function readSourcesHeard(
  store: Database,
  period: Period,
): Promise<{ name: string; posts: number; offline: number }[]> {
  const { sql, params } = within(period);
  return store.all(SOURCES(sql), params);
}
