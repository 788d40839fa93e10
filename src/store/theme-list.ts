/** Themes as commands show them: all in a list, or one with its evidence and history. */
import type { Lane, VoiceKind } from '../model.js';
import type { Database } from './database.js';
import { STRONGEST_POSTS } from './themes.js';

const ROW = `
  SELECT t.id, t.label, t.why, t.chapter_id AS "chapterId", ch.label AS chapter, t.lane, t.state, t.merged_into AS "mergedInto",
    t.pinned, t.hidden, count(p.id) AS posts, count(DISTINCT p.voice_id) AS voices, count(DISTINCT p.place_id) AS places,
    min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen"
  FROM themes t JOIN chapters ch ON ch.id = t.chapter_id
  LEFT JOIN ${STRONGEST_POSTS} s ON s.theme_id = t.id LEFT JOIN posts p ON p.id = s.post_id
  LEFT JOIN clean_posts c ON c.post_id = s.post_id`;
const GROUPED =
  'GROUP BY t.id, t.label, t.why, t.chapter_id, ch.label, t.lane, t.state, t.merged_into, t.pinned, t.hidden';
const LIST = `
  ${ROW} WHERE t.state = 'live' AND t.hidden = 0 ${GROUPED}
  ORDER BY t.pinned DESC, voices DESC, count(p.id) - count(c.campaign_id) + count(DISTINCT c.campaign_id) DESC,
    CAST(substr(t.id, 7) AS INTEGER)`;
const ONE = `${ROW} WHERE t.id = ? ${GROUPED}`;
const EVIDENCE = `
  SELECT p.id AS "postId", c.text, pl.name AS place, p.created_at AS "createdAt", p.url, v.number AS voice,
    v.kind AS "voiceKind"
  FROM theme_evidence e JOIN posts p ON p.id = e.post_id JOIN clean_posts c ON c.post_id = p.id
  LEFT JOIN places pl ON pl.id = p.place_id LEFT JOIN voices v ON v.id = p.voice_id
  WHERE e.theme_id = ? ORDER BY e.rank`;
const EVENTS = `
  SELECT run_id AS "runId", kind, theme_id AS "themeId", other_id AS "otherId"
  FROM theme_events WHERE theme_id = ? OR other_id = ? ORDER BY id`;
// Without the voices, which take ten times as long to count as the posts.
const STANDING = `
  SELECT count(*) AS themes, count(DISTINCT chapter_id) AS chapters, coalesce(sum(posts), 0) AS posts,
    coalesce(sum(CASE WHEN posts < 3 THEN posts ELSE 0 END), 0) AS outliers
  FROM (
    SELECT t.chapter_id, count(s.post_id) AS posts
    FROM themes t LEFT JOIN ${STRONGEST_POSTS} s ON s.theme_id = t.id
    WHERE t.state = 'live' GROUP BY t.id, t.chapter_id) AS live`;

/** A live theme in one line. A post of several themes counts for its strongest. */
export interface ThemeRow {
  id: string;
  label: string;
  /** One line of facts: why the engine calls it so; `null` where it was last grouped before there was such a line. */
  why: string | null;
  chapterId: string;
  /** Label of the chapter. */
  chapter: string;
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  places: number;
  firstSeen: string | null;
  lastSeen: string | null;
  lane: Lane;
  /** A person wants it first in every list. */
  pinned: boolean;
}

export interface ThemeDetail extends ThemeRow {
  state: 'live' | 'merged' | 'gone';
  mergedInto: string | null;
  /** A person took it out of lists and reports. */
  hidden: boolean;
  evidence: {
    postId: number;
    text: string;
    place: string | null;
    createdAt: string | null;
    url: string | null;
    /** Pseudonym: the number of the voice. */
    voice: number | null;
    voiceKind: VoiceKind | null;
  }[];
  /** What became of it, oldest first; of merges and splits both sides are told. */
  events: {
    runId: number;
    kind: 'birth' | 'merge' | 'split' | 'death';
    themeId: string;
    otherId: string | null;
  }[];
}

type FullRow = Omit<ThemeRow, 'pinned'> &
  Pick<ThemeDetail, 'state' | 'mergedInto'> & { pinned: number; hidden: number };

/** Live themes, without those that are hidden: pinned ones first, then most distinct voices first, then most posts (each campaign as one), then the older. */
export async function listThemes(store: Database): Promise<ThemeRow[]> {
  const rows = await store.all<FullRow>(LIST);
  return rows.map(({ state: _state, mergedInto: _into, hidden: _hidden, pinned, ...row }) => ({
    ...row,
    pinned: pinned === 1,
  }));
}

/** One theme, also one that is no more; `null` when there never was one of this id. */
export async function themeDetail(store: Database, id: string): Promise<ThemeDetail | null> {
  const row = await store.get<FullRow>(ONE, [id]);
  if (row === undefined) return null;
  const evidence = await store.all<ThemeDetail['evidence'][number]>(EVIDENCE, [id]);
  const events = await store.all<ThemeDetail['events'][number]>(EVENTS, [id, id]);
  return { ...row, pinned: row.pinned === 1, hidden: row.hidden === 1, evidence, events };
}

/** Live themes and their chapters, the posts in them, and those of them in themes of fewer than three posts. */
export async function countThemes(
  store: Database,
): Promise<{ themes: number; chapters: number; posts: number; outliers: number }> {
  return (await store.get<{ themes: number; chapters: number; posts: number; outliers: number }>(STANDING))!;
}
