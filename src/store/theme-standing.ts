/** How all themes stand after a run, those included of which nothing was read again: their lanes, and a snapshot. */
import type { Lane } from '../model.js';
import type { Database } from './database.js';
import { readAsOf } from './figures.js';
import { STRONGEST_POSTS } from './themes.js';

const OLDEST = 'SELECT min(created_at) AS oldest FROM posts';
const WEEKLY = (weeks: number) => `
  SELECT theme_id AS "themeId", week, count(DISTINCT voice_id) AS voices FROM (
    SELECT s.theme_id, p.voice_id, CASE ${Array.from({ length: weeks }, (_, week) => `WHEN p.created_at > ? THEN ${week}`).join(' ')} END AS week
    FROM ${STRONGEST_POSTS} s JOIN posts p ON p.id = s.post_id
    WHERE p.created_at <= ? AND p.created_at > ? AND p.voice_id IS NOT NULL) AS spoken
  GROUP BY theme_id, week`;
const LANES = "SELECT id, lane FROM themes WHERE state = 'live'";
const SET_LANE = 'UPDATE themes SET lane = ? WHERE id = ?';
const SNAPSHOT = `
  INSERT INTO theme_snapshots (run_id, theme_id, posts, voices)
  SELECT CAST(? AS INTEGER), t.id, count(s.post_id), count(DISTINCT p.voice_id)
  FROM themes t LEFT JOIN ${STRONGEST_POSTS} s ON s.theme_id = t.id LEFT JOIN posts p ON p.id = s.post_id
  WHERE t.state = 'live' GROUP BY t.id
  ON CONFLICT (run_id, theme_id) DO UPDATE SET posts = excluded.posts, voices = excluded.voices`;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Dates of the oldest post and of the newest that was not dated ahead of its collection; `null` when none has a date. */
export async function readSpan(store: Database): Promise<{ oldest: string | null; newest: string | null }> {
  const { oldest } = (await store.get<{ oldest: string | null }>(OLDEST))!;
  return { oldest, newest: await readAsOf(store, { since: null, until: null }) };
}

/**
 * Distinct voices of each theme in each of the latest weeks, the last 7 days before `asOf` first. A post counts for its
 * strongest theme; later ones than `asOf` count in no week.
 * @param asOf ISO 8601
 */
export async function voicesByWeek(store: Database, asOf: string, weeks: number): Promise<Map<string, number[]>> {
  const bounds = Array.from({ length: weeks }, (_, week) =>
    new Date(Date.parse(asOf) - (week + 1) * WEEK_MS).toISOString(),
  );
  type Row = { themeId: string; week: number; voices: number };
  const rows = await store.all<Row>(WEEKLY(weeks), [...bounds, asOf, bounds.at(-1)!]);
  const voices = new Map<string, number[]>();
  for (const { themeId, week, voices: heard } of rows) {
    const known = voices.get(themeId) ?? Array.from({ length: weeks }, () => 0);
    known[week] = heard;
    voices.set(themeId, known);
  }
  return voices;
}

/** Gives every live theme its lane. */
export async function saveLanes(tx: Database, laneOf: (themeId: string) => Lane): Promise<void> {
  const themes = await tx.all<{ id: string; lane: Lane }>(LANES);
  const moved = themes.filter(({ id, lane }) => laneOf(id) !== lane);
  await tx.many(
    SET_LANE,
    moved.map(({ id }) => [laneOf(id), id]),
  );
}

/** Notes posts and voices of every live theme as they are now. */
export async function saveSnapshot(tx: Database, runId: number): Promise<void> {
  await tx.run(SNAPSHOT, [runId]);
}
