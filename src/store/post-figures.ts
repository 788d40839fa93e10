/** Posts one at a time, each with its author, its place and its strongest theme. */
import type { VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { type Period, within } from './figures.js';
import { STREAM_ORDER } from './order.js';

const STRONGEST = `
  SELECT best.theme_id FROM post_themes best JOIN themes live ON live.id = best.theme_id AND live.state = 'live'
  WHERE best.post_id = p.id ORDER BY best.weight DESC, best.theme_id LIMIT 1`;

const POSTS = (where: string) => `
  SELECT p.source, p.external_id AS "externalId", p.created_at AS "createdAt", p.url, p.reposts,
    coalesce(c.text, p.text, p.title) AS text, c.campaign_id AS "campaignId",
    pc.conversation_id AS "conversationId", pl.name AS place,
    p.voice_id AS "voiceId", v.kind AS "voiceKind", v.number AS "voiceNumber", v.handle, v.name, v.author_id AS "authorId",
    t.id AS "themeId", t.label AS "themeLabel", ch.id AS "chapterId", ch.label AS "chapterLabel", pt.weight
  FROM posts p
  LEFT JOIN clean_posts c ON c.post_id = p.id
  LEFT JOIN post_conversations pc ON pc.post_id = p.id
  LEFT JOIN places pl ON pl.id = p.place_id
  LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN themes t ON t.id = (${STRONGEST})
  LEFT JOIN chapters ch ON ch.id = t.chapter_id
  LEFT JOIN post_themes pt ON pt.post_id = p.id AND pt.theme_id = t.id
  WHERE ${where} ORDER BY ${STREAM_ORDER}`;

// Titles too: a blog post may be quoted by its headline.
const WORDS = (kind: string) => `
  SELECT p.title, coalesce(c.text, p.text) AS text FROM posts p
  LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN voices v ON v.id = p.voice_id
  WHERE ${kind}`;
const ORGANISATION = "v.kind = 'organisation'";
const ANYBODY_ELSE = "(v.kind IS NULL OR v.kind <> 'organisation')";

export interface PostFigures {
  source: string;
  externalId: string;
  createdAt: string | null;
  url: string | null;
  reposts: string | null;
  text: string | null;
  campaignId: string | null;
  conversationId: string | null;
  place: string | null;
  voiceId: number | null;
  voiceKind: VoiceKind | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
  themeId: string | null;
  themeLabel: string | null;
  chapterId: string | null;
  chapterLabel: string | null;
  weight: number | null;
}

/** Every post of the period with its strongest live theme, in the order in which they were written. */
export function eachPost(database: Database, period: Period): AsyncIterable<PostFigures> {
  const { sql, params } = within(period);
  return database.each(POSTS(sql), params);
}

/** Everything said by organisations, or by everybody else. */
export function eachWords(
  database: Database,
  whose: 'organisations' | 'everybody else',
): AsyncIterable<{ title: string | null; text: string | null }> {
  return database.each(WORDS(whose === 'organisations' ? ORGANISATION : ANYBODY_ELSE));
}
