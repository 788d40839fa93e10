/** Campaigns: posts that say nearly the same, one campaign after the other. */
import type { VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';
import { STREAM_ORDER } from './order.js';

// Sized first: the order of campaigns hangs on all their posts.
const COPIES = (where: string) => `
  WITH copies AS (
    SELECT c.campaign_id AS campaign, p.id, p.source, p.created_at, p.voice_id, p.place_id, p.platform
    FROM clean_posts c JOIN posts p ON p.id = c.post_id WHERE c.campaign_id IS NOT NULL AND ${where}),
  sized AS (SELECT campaign, count(DISTINCT voice_id) AS voices, count(*) AS posts FROM copies GROUP BY campaign)
  SELECT p.campaign AS "campaignId", p.id AS "postId", p.created_at AS "createdAt", p.voice_id AS "voiceId",
    v.kind AS "voiceKind", p.place_id AS "placeId", p.platform,
    (SELECT t.id FROM ${STRONGEST_THEMES} WHERE pt.post_id = p.id AND t.hidden = 0) AS "themeId"
  FROM copies p JOIN sized s ON s.campaign = p.campaign LEFT JOIN voices v ON v.id = p.voice_id
  ORDER BY s.voices DESC, s.posts DESC, CAST(substr(p.campaign, 2) AS INTEGER), p.campaign, ${STREAM_ORDER}`;
const COPY = `
  SELECT coalesce(c.text, p.text, p.title, '') AS text, p.url, p.reposts, p.voice_id AS "voiceId", v.kind AS "voiceKind",
    v.number AS "voiceNumber", v.handle, v.name, v.author_id AS "authorId"
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN voices v ON v.id = p.voice_id WHERE p.id = ?`;
const THEMES = (where: string) => `
  SELECT t.id, t.label, count(*) AS posts FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id
  WHERE t.hidden = 0 AND ${where} GROUP BY t.id, t.label ORDER BY t.id`;

/** One post of a campaign. */
export interface Copy {
  campaignId: string;
  postId: number;
  createdAt: string | null;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  placeId: number | null;
  platform: string;
  /** Its strongest; `null` where it has none, or one that a person has hidden. */
  themeId: string | null;
}

/** What a copy says, and who says it. */
export interface CopyWords {
  text: string;
  url: string | null;
  reposts: string | null;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
}

/** The posts of each campaign, oldest first; the campaigns with most voices first, then most posts, then the older. */
export function eachCopy(database: Database, period: Period): AsyncIterable<Copy> {
  const { sql, params } = within(period);
  return database.each(COPIES(sql), params);
}

/** The words of one of them. Read as a stream of one: a store that remembers would keep the text of every campaign. */
export async function readCopyWords(database: Database, postId: number): Promise<CopyWords> {
  for await (const words of database.each<CopyWords>(COPY, [postId])) return words;
  throw new Error(`there is no post ${postId}`);
}

/** Label and posts of each theme in the period, by id. */
export async function readThemePosts(
  database: Database,
  period: Period,
): Promise<Map<string, { label: string; posts: number }>> {
  const { sql, params } = within(period);
  const rows = await database.all<{ id: string; label: string; posts: number }>(THEMES(sql), params);
  return new Map(rows.map(({ id, label, posts }) => [id, { label, posts }]));
}
