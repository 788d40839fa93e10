/** Posts in the order of a chart: theme by theme as every list has them, and in each the oldest day first. */
import type { VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { type Period, readAsOf, STRONGEST_THEMES, within } from './figures.js';

// Sized first, because the order of themes hangs on all their posts; the same order as `byVoices` of theme-figures.
const POSTS = (where: string) => `
  WITH members AS (
    SELECT t.id AS theme, t.label, t.chapter_id AS chapter, t.pinned, p.created_at AS at, p.voice_id AS voice,
      p.place_id AS place, p.channel, c.campaign_id AS campaign
    FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id LEFT JOIN clean_posts c ON c.post_id = p.id
    WHERE t.hidden = 0 AND ${where}),
  sized AS (
    SELECT theme, count(DISTINCT voice) AS voices, count(*) - count(campaign) + count(DISTINCT campaign) AS posts
    FROM members GROUP BY theme),
  heard AS (SELECT voice_id AS voice, min(created_at) AS at FROM posts WHERE voice_id IS NOT NULL GROUP BY voice_id)
  SELECT m.theme AS "themeId", m.label, m.chapter AS "chapterId", substr(m.at, 1, 10) AS day, m.voice AS "voiceId",
    v.kind AS "voiceKind", m.place AS "placeId", m.channel, m.campaign AS "campaignId",
    substr(heard.at, 1, 10) AS "firstHeard"
  FROM members m JOIN sized s ON s.theme = m.theme
  LEFT JOIN voices v ON v.id = m.voice LEFT JOIN heard ON heard.voice = m.voice
  WHERE m.at <= ?
  ORDER BY m.pinned DESC, s.voices DESC, s.posts DESC, CAST(substr(m.theme, 7) AS INTEGER), m.theme, day`;
const OLDEST = 'SELECT min(p.created_at) AS oldest FROM posts p';

/** A dated post of a theme: what a count by weeks takes from it. */
export interface ThemePost {
  themeId: string;
  label: string;
  chapterId: string;
  /** `YYYY-MM-DD` in UTC. */
  day: string;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  placeId: number | null;
  channel: string;
  campaignId: string | null;
  /** Day of the oldest post known by this voice, about anything; `null` without a voice. */
  firstHeard: string | null;
}

/** What is known of all themes, whatever the period. ISO 8601 in UTC. */
export interface Known {
  oldest: string;
  /** See `readAsOf`. */
  newest: string;
}

/** The oldest post and the newest; `null` when no post has a date. */
export async function readKnown(database: Database): Promise<Known | null> {
  const newest = await readAsOf(database, { since: null, until: null });
  const row = await database.get<{ oldest: string | null }>(OLDEST);
  return newest === null || !row?.oldest ? null : { oldest: row.oldest, newest };
}

/** Every post that is dated no later than `asOf`, of every live theme that is not hidden. */
export function eachThemePost(database: Database, period: Period, asOf: string): AsyncIterable<ThemePost> {
  const { sql, params } = within(period);
  return database.each(POSTS(sql), [...params, asOf]);
}
