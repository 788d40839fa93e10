/** What alerts look at, as it stands in the store after the last grouping and the last crawl. */
import type { Database } from './database.js';
import { dayBefore, FIRST_TIME_DAYS, STRONGEST_THEMES } from './figures.js';
import type { Surge } from './movement.js';

const SURGES = `
  SELECT t.id, t.surge_hours AS hours, t.surge_voices AS voices, t.surge_expected AS expected FROM themes t
  WHERE t.state = 'live' AND t.hidden = 0 AND t.lane = 'surge' AND t.surge_hours IS NOT NULL
  ORDER BY CAST(substr(t.id, 7) AS INTEGER)`;
// A theme cannot be new that was born in a run from before the first day on which a new one is first heard.
const NEW_THEMES = `
  SELECT pt.theme_id AS id, b.run_id AS "bornInRun", count(*) AS posts, count(DISTINCT p.voice_id) AS voices,
    min(p.created_at) AS "firstSeen"
  FROM ${STRONGEST_THEMES}
  JOIN posts p ON p.id = pt.post_id
  JOIN (
    SELECT e.theme_id, min(e.run_id) AS run_id FROM theme_events e JOIN runs r ON r.id = e.run_id
    WHERE e.kind = 'birth' AND r.started_at >= ? AND e.run_id > (SELECT min(run_id) FROM theme_snapshots)
    GROUP BY e.theme_id) b ON b.theme_id = pt.theme_id
  WHERE t.hidden = 0
  GROUP BY pt.theme_id, b.run_id HAVING min(p.created_at) >= ? ORDER BY CAST(substr(pt.theme_id, 7) AS INTEGER)`;
const NAMES = `
  SELECT t.id, t.label, t.chapter_id AS "chapterId" FROM themes t ORDER BY CAST(substr(t.id, 7) AS INTEGER)`;
const PLACE_IDS = `
  SELECT p.place_id AS id FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id
  WHERE pt.theme_id = ? AND p.place_id IS NOT NULL
  GROUP BY p.place_id ORDER BY count(DISTINCT p.voice_id) DESC, count(*) DESC, p.place_id LIMIT ?`;
// Voice by voice, so that it costs as little as the theme is small: reports of all themes count otherwise.
const VOICES = `
  SELECT count(DISTINCT p.voice_id) AS "ofVoices", count(DISTINCT CASE
    WHEN (SELECT min(o.created_at) FROM posts o WHERE o.voice_id = p.voice_id) >= ? THEN p.voice_id END) AS "firstTimeVoices"
  FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id WHERE pt.theme_id = ?`;
// As the settings of a run are written: the name of a place cannot be taken for that of a source.
const LISTED = `SELECT min(started_at) AS at FROM runs WHERE method LIKE ? ESCAPE '!'`;

/** Themes in the surge lane that are shown, by age. */
export async function surgingThemes(store: Database): Promise<(Surge & { id: string })[]> {
  return store.all(SURGES);
}

export interface NewTheme {
  id: string;
  bornInRun: number;
  posts: number;
  /** Distinct. */
  voices: number;
  /** ISO 8601. */
  firstSeen: string;
}

/**
 * Shown themes that were born after the first grouping of the project, and of which nothing is older than that day. A
 * theme that broke off another was not born: what it is about was known.
 * @param since YYYY-MM-DD
 */
export async function newThemes(store: Database, since: string): Promise<NewTheme[]> {
  return store.all(NEW_THEMES, [since, since]);
}

export interface NamedTheme {
  id: string;
  label: string;
  chapterId: string;
}

/** Every theme there is or was, by its id. */
export async function themeNames(store: Database): Promise<Map<string, NamedTheme>> {
  return new Map((await store.all<NamedTheme>(NAMES)).map((theme) => [theme.id, theme]));
}

/** Where a theme is talked about, most voices first. */
export async function placesOfTheme(store: Database, id: string, limit: number): Promise<number[]> {
  return (await store.all<{ id: number }>(PLACE_IDS, [id, limit])).map((place) => place.id);
}

/**
 * Distinct voices of a theme, and of them those by whom nothing is known that is older than 28 days.
 * @param asOf ISO 8601
 */
export async function voicesOfTheme(
  store: Database,
  id: string,
  asOf: string,
): Promise<{ ofVoices: number; firstTimeVoices: number }> {
  return (await store.get(VOICES, [dayBefore(asOf, FIRST_TIME_DAYS), id]))!;
}

/** When the first run began that had this source in its project file (ISO 8601); `null` where none had. */
export async function firstListed(store: Database, source: string): Promise<string | null> {
  const pattern = `{"name":"${source}","crawler":`.replace(/[!%_]/g, '!$&');
  return (await store.get<{ at: string | null }>(LISTED, [`%${pattern}%`]))?.at ?? null;
}
