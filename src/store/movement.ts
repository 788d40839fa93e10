/** Who moves a theme: distinct voices week by week, counted by the store, and the lane that follows from them. */
import type { Lane } from '../model.js';
import type { Database } from './database.js';
import { readAsOf, STRONGEST_THEMES } from './figures.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

const OLDEST = 'SELECT min(created_at) AS oldest FROM posts';
// One week at a time, so that its posts are found by their date and only counts leave the store.
const VOICES = `
  SELECT pt.theme_id AS id, count(DISTINCT p.voice_id) AS voices,
    count(DISTINCT CASE WHEN p.created_at > ? THEN p.voice_id END) AS "lastHours"
  FROM ${STRONGEST_THEMES}
  JOIN posts p ON p.id = pt.post_id
  WHERE p.created_at > ? AND p.created_at <= ? AND p.voice_id IS NOT NULL
  GROUP BY pt.theme_id ORDER BY pt.theme_id`;
const CLEAR = `
  UPDATE themes SET lane = 'steady', surge_hours = NULL, surge_voices = NULL, surge_expected = NULL
  WHERE lane <> 'steady' OR surge_hours IS NOT NULL`;
const SAVE = 'UPDATE themes SET lane = ?, surge_hours = ?, surge_voices = ?, surge_expected = ? WHERE id = ?';

/** Distinct voices of a theme in one week. */
export interface WeekOfVoices {
  voices: number;
  /** Of them, those heard in its last hours. */
  lastHours: number;
}

/** Why a theme is in the surge lane. */
export interface Surge {
  /** The stretch of time in which it rose, up to the newest post. */
  hours: number;
  /** Distinct, in those hours. */
  voices: number;
  /** In as many hours of the same weekdays, by its own past. */
  expected: number;
}

export interface ThemeLane {
  id: string;
  lane: Lane;
  /** `null` unless the lane is `surge`. */
  surge: Surge | null;
}

/** Dates of the oldest post and of the newest that was not dated ahead of its collection; `null` when none has a date. */
export async function readSpan(store: Database): Promise<{ oldest: string | null; newest: string | null }> {
  const { oldest } = (await store.get<{ oldest: string | null }>(OLDEST))!;
  return { oldest, newest: await readAsOf(store, { since: null, until: null }) };
}

/**
 * Distinct voices of each live theme in each week, the week that ends with `asOf` first. A post counts for its strongest
 * theme; posts without an author or date, and those dated after `asOf`, count nowhere. Themes nobody spoke about are left out.
 * @param asOf ISO 8601
 * @param lastHours the end of each week that is counted once more by itself
 */
export async function voicesByWeek(
  store: Database,
  asOf: string,
  weeks: number,
  lastHours: number,
): Promise<Map<string, WeekOfVoices[]>> {
  const themes = new Map<string, WeekOfVoices[]>();
  for (let week = 0; week < weeks; week++) {
    const until = Date.parse(asOf) - week * WEEK_MS;
    const bounds = [until - lastHours * HOUR_MS, until - WEEK_MS, until].map((at) => new Date(at).toISOString());
    for (const { id, ...heard } of await store.all<WeekOfVoices & { id: string }>(VOICES, bounds)) {
      const known = themes.get(id) ?? Array.from({ length: weeks }, () => ({ voices: 0, lastHours: 0 }));
      known[week] = heard;
      themes.set(id, known);
    }
  }
  return themes;
}

/** Writes the lane of every theme; those not named are steady. */
export async function saveLanes(store: Database, lanes: readonly ThemeLane[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.run(CLEAR);
    await tx.many(
      SAVE,
      lanes.map(({ id, lane, surge }) => [
        ...[lane, surge?.hours ?? null, surge?.voices ?? null, surge?.expected ?? null, id],
      ]),
    );
  });
}
