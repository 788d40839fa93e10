/** Voices one at a time, each with as much as it takes to see whether few of them do most of the talking. */
import type { VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { dayBefore, FIRST_TIME_DAYS, type Period, readAsOf, STRONGEST_THEMES, within } from './figures.js';
import { ANSWERS } from './talk-figures.js';

const THEME = `(SELECT t.id FROM ${STRONGEST_THEMES} WHERE pt.post_id = p.id AND t.hidden = 0)`;
const VOICES = (where: string) => `
  SELECT v.number AS "voiceNumber", v.kind AS "voiceKind", v.platform, v.handle, v.name, v.author_id AS "authorId", v.url,
    v.id AS "voiceId", said.posts, said.answers, said.themes, said.places, said."firstSeen", said."lastSeen",
    CASE WHEN (SELECT min(o.created_at) FROM posts o WHERE o.voice_id = v.id) >= ? THEN 1 ELSE 0 END AS "firstTime"
  FROM (
    SELECT p.voice_id AS id, count(*) AS posts, ${ANSWERS} AS answers, count(DISTINCT ${THEME}) AS themes,
      count(DISTINCT p.place_id) AS places, min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen"
    FROM posts p WHERE p.voice_id IS NOT NULL AND ${where} GROUP BY p.voice_id) said
  JOIN voices v ON v.id = said.id
  ORDER BY v.number IS NULL, v.number, v.id`;

export interface VoiceFigures {
  voiceId: number;
  /** The pseudonym; `null` until the pipeline has seen a post by it. */
  voiceNumber: number | null;
  voiceKind: VoiceKind;
  platform: string;
  handle: string | null;
  name: string | null;
  authorId: string;
  /** Its own page on the platform. */
  url: string | null;
  posts: number;
  /** Those that answer another post, known to us or not. */
  answers: number;
  /** Distinct; of each post its strongest. */
  themes: number;
  places: number;
  firstSeen: string | null;
  lastSeen: string | null;
  /** 1 where nothing by it is older than `FIRST_TIME_DAYS` before the newest post, else 0. */
  firstTime: number;
}

/** Every voice with posts in the period, in the order in which they were first heard: never by how much they say. */
export async function* eachVoice(database: Database, period: Period): AsyncIterable<VoiceFigures> {
  const asOf = (await readAsOf(database, period)) ?? '9999-12-31';
  const { sql, params } = within(period);
  yield* database.each<VoiceFigures>(VOICES(sql), [dayBefore(asOf, FIRST_TIME_DAYS), ...params]);
}
