/** Themes in numbers: how many voices, how evenly they speak, where, when, and what changed. */
import type { Lane } from '../model.js';
import type { Database } from './database.js';
import { dayBefore, FIRST_TIME_DAYS, lastChange, type Period, readAsOf, STRONGEST_THEMES, within } from './figures.js';
import type { Surge } from './movement.js';
import { STREAM_ORDER } from './order.js';

/** A theme has as many posts; files have smaller groups too. */
export const THEME_POSTS = 3;
/** Themes at the head of every list, by voices. */
export const TOP_THEMES = 12;

const MEMBERS = (where: string) => `
  FROM ${STRONGEST_THEMES}
  JOIN posts p ON p.id = pt.post_id AND ${where}`;

const FIGURES = (where: string) => `
  WITH first_heard AS (SELECT voice_id, min(created_at) AS at FROM posts WHERE voice_id IS NOT NULL GROUP BY voice_id)
  SELECT pt.theme_id AS id, t.label, t.why, t.chapter_id AS "chapterId", ch.label AS "chapterLabel", t.lane, t.pinned,
    count(*) AS posts, count(DISTINCT p.voice_id) AS voices,
    t.surge_hours AS "surgeHours", t.surge_voices AS "surgeVoices", t.surge_expected AS "surgeExpected",
    count(DISTINCT CASE WHEN v.kind = 'organisation' THEN p.voice_id END) AS organisations,
    count(DISTINCT CASE WHEN v.kind = 'individual' THEN p.voice_id END) AS individuals,
    count(CASE WHEN p.voice_id IS NULL THEN 1 END) AS "unsignedPosts",
    count(DISTINCT CASE WHEN first_heard.at >= ? THEN p.voice_id END) AS "firstTimeVoices",
    count(DISTINCT p.place_id) AS places,
    CASE WHEN min(p.source) = max(p.source) THEN 1 ELSE 0 END AS "oneSource",
    CASE WHEN min(p.platform) = max(p.platform) THEN 1 ELSE 0 END AS "onePlatform",
    count(c.campaign_id) AS "campaignPosts", count(DISTINCT c.campaign_id) AS campaigns,
    min(p.created_at) AS "firstSeen", max(p.created_at) AS "lastSeen",
    count(CASE WHEN p.created_at >= ? AND p.created_at <= ? THEN 1 END) AS "recentPosts",
    count(DISTINCT CASE WHEN p.created_at >= ? AND p.created_at <= ? THEN p.voice_id END) AS "recentVoices"
  ${MEMBERS(where)}
  JOIN chapters ch ON ch.id = t.chapter_id
  LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN first_heard ON first_heard.voice_id = p.voice_id
  LEFT JOIN clean_posts c ON c.post_id = p.id
  WHERE t.hidden = 0
  GROUP BY pt.theme_id, t.label, t.why, t.chapter_id, ch.label, t.lane, t.pinned, t.surge_hours, t.surge_voices, t.surge_expected`;

// "n voices wrote m posts each" instead of one row a voice: small for any number of voices.
const SHARES = (where: string) => `
  SELECT id, posts, count(*) AS voices FROM
    (SELECT pt.theme_id AS id, p.voice_id, count(*) AS posts ${MEMBERS(where)} AND p.voice_id IS NOT NULL
     GROUP BY pt.theme_id, p.voice_id) spoken
  GROUP BY id, posts ORDER BY id, posts`;

const SNAPSHOTS = `
  SELECT latest.theme_id AS id, latest.posts - coalesce(earlier.posts, 0) AS posts,
    latest.voices - coalesce(earlier.voices, 0) AS voices,
    CASE WHEN earlier.theme_id IS NULL THEN 1 ELSE 0 END AS born
  FROM theme_snapshots latest
  LEFT JOIN theme_snapshots earlier ON earlier.theme_id = latest.theme_id AND earlier.run_id = ?
  WHERE latest.run_id = ?`;

const DAYS = (where: string) => `
  SELECT pt.theme_id AS id, substr(p.created_at, 1, 10) AS day, count(*) AS posts ${MEMBERS(where)}
  WHERE p.created_at <= ? GROUP BY 1, 2 ORDER BY 1, 2`;

const EVIDENCE = (where: string) => `
  SELECT coalesce(c.text, p.text, p.title, '') AS text, p.url, p.created_at AS "createdAt", p.reposts,
    p.voice_id AS "voiceId", v.kind AS "voiceKind", v.number AS "voiceNumber", v.handle, v.name,
    v.author_id AS "authorId", pl.name AS place, c.campaign_id AS "campaignId"
  FROM theme_evidence e
  JOIN posts p ON p.id = e.post_id AND ${where}
  LEFT JOIN clean_posts c ON c.post_id = p.id
  LEFT JOIN voices v ON v.id = p.voice_id
  LEFT JOIN places pl ON pl.id = p.place_id
  WHERE e.theme_id = ? ORDER BY e.rank, ${STREAM_ORDER}`;

export interface ThemeFigures {
  id: string;
  label: string;
  /** One line of facts: why the engine calls it so; `null` where it was last grouped before there was such a line. */
  why: string | null;
  chapterId: string;
  chapterLabel: string;
  lane: Lane;
  /** Why it is in the surge lane, whatever the period; `null` unless it is. */
  surge: Surge | null;
  /** A person wants it first in every list. */
  pinned: boolean;
  /** Those it is the strongest theme of. */
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  organisations: number;
  /** Voices known to be individuals; of the others that are no organisations, nothing is known. */
  individuals: number;
  /** Posts without an author. */
  unsignedPosts: number;
  /** Voices by whom nothing older than `FIRST_TIME_DAYS` before the newest post is known, in this theme or any other. */
  firstTimeVoices: number;
  places: number;
  /** Whether all of it came from the same source, or from the same platform. */
  oneSource: boolean;
  onePlatform: boolean;
  campaignPosts: number;
  campaigns: number;
  firstSeen: string | null;
  lastSeen: string | null;
  /** In the 7 days up to and including the day of the newest post of the project. */
  recentPosts: number;
  recentVoices: number;
  /** Posts of the voice that wrote the most. */
  topVoicePosts: number;
  /** How many equally busy voices would be as mixed as these: see `effectiveNumber`. 0 where no post has an author. */
  effectiveVoices: number;
  /** Posts when no voice counts for more than `POSTS_PER_VOICE` of them. */
  cappedPosts: number;
  /** Since the run before the last change; `null` when there was none. */
  change: { posts: number; voices: number; born: boolean } | null;
}

/**
 * Effective number of voices: the exponential of the Shannon entropy of posts per voice (the Hill number of order 1;
 * Hill, "Diversity and evenness", Ecology 54, 1973). Ten voices with ten posts each make 10; one voice with 91 posts
 * beside nine with one each makes 1.6.
 * @param shares `voices` voices wrote `posts` posts each
 */
export function effectiveNumber(shares: readonly { posts: number; voices: number }[]): number {
  const total = shares.reduce((sum, share) => sum + share.posts * share.voices, 0);
  if (total === 0) return 0;
  const entropy = shares.reduce((sum, { posts, voices }) => {
    const part = posts / total;
    return sum - voices * part * Math.log(part);
  }, 0);
  return Math.exp(entropy);
}

/** The weight of a voice is capped: of its posts on a theme in the period, as many count. */
export const POSTS_PER_VOICE = 3;

/** Posts with the weight of each voice capped. What has no author cannot be capped, and is not in here. */
function cappedNumber(shares: Shares): number {
  return shares.reduce((sum, { posts, voices }) => sum + Math.min(posts, POSTS_PER_VOICE) * voices, 0);
}

type Counted = Omit<
  ThemeFigures,
  'pinned' | 'oneSource' | 'onePlatform' | 'surge' | 'topVoicePosts' | 'effectiveVoices' | 'cappedPosts' | 'change'
> &
  Record<'pinned' | 'oneSource' | 'onePlatform', number> &
  Record<'surgeHours' | 'surgeVoices' | 'surgeExpected', number | null>;

/** Every live theme that has posts in the period and is not hidden, in the order of `byVoices`. */
export async function readThemes(database: Database, period: Period): Promise<ThemeFigures[]> {
  const { sql, params } = within(period);
  // Without a single dated post nothing is recent: no date lies on or after this one.
  const asOf = (await readAsOf(database, period)) ?? '9999-12-31';
  const week = dayBefore(asOf, 7);
  const counted = await database.all<Counted>(FIGURES(sql), [
    dayBefore(asOf, FIRST_TIME_DAYS),
    ...[week, asOf, week, asOf],
    ...params,
  ]);
  const shares = await readShares(database, period);
  const changes = await readChanges(database);
  const themes = counted.map(({ surgeHours, surgeVoices, surgeExpected, ...theme }) => {
    const spoken = shares.get(theme.id) ?? [];
    return {
      ...theme,
      surge: surgeHours === null ? null : { hours: surgeHours, voices: surgeVoices ?? 0, expected: surgeExpected ?? 0 },
      pinned: theme.pinned === 1,
      oneSource: theme.oneSource === 1,
      onePlatform: theme.onePlatform === 1,
      topVoicePosts: spoken.at(-1)?.posts ?? 0,
      effectiveVoices: effectiveNumber(spoken),
      cappedPosts: cappedNumber(spoken) + theme.unsignedPosts,
      change: changes?.get(theme.id) ?? null,
    };
  });
  return themes.sort(byVoices);
}

/** Pinned ones first, then most voices, then most posts with each campaign counted once, then the older theme. */
function byVoices(a: ThemeFigures, b: ThemeFigures): number {
  const pinned = Number(b.pinned) - Number(a.pinned);
  return (
    pinned ||
    b.voices - a.voices ||
    collapsedPosts(b) - collapsedPosts(a) ||
    ageOf(a) - ageOf(b) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** `theme-12` is the twelfth. */
function ageOf({ id }: ThemeFigures): number {
  return Number(id.slice('theme-'.length));
}

/** Posts when each campaign counts once. */
export function collapsedPosts(theme: Pick<ThemeFigures, 'posts' | 'campaignPosts' | 'campaigns'>): number {
  return theme.posts - theme.campaignPosts + theme.campaigns;
}

type Shares = { posts: number; voices: number }[];

async function readShares(database: Database, period: Period): Promise<Map<string, Shares>> {
  const { sql, params } = within(period);
  const shares = new Map<string, Shares>();
  for (const row of await database.all<{ id: string; posts: number; voices: number }>(SHARES(sql), params)) {
    const known = shares.get(row.id);
    if (known === undefined) shares.set(row.id, [row]);
    else known.push(row);
  }
  return shares;
}

async function readChanges(
  database: Database,
): Promise<Map<string, { posts: number; voices: number; born: boolean }> | null> {
  const change = await lastChange(database);
  if (change === null) return null;
  const rows = await database.all<{ id: string; posts: number; voices: number; born: number }>(SNAPSHOTS, [
    change.beforeId,
    change.runId,
  ]);
  return new Map(rows.map(({ id, posts, voices, born }) => [id, { posts, voices, born: born === 1 }]));
}

/** Posts of each live theme on each day up to `asOf`. */
export function eachThemeDay(
  database: Database,
  period: Period,
  asOf: string,
): AsyncIterable<{ id: string; day: string; posts: number }> {
  const { sql, params } = within(period);
  return database.each(DAYS(sql), [...params, asOf]);
}

/** A post with what is known of its author; the caller decides how much of it may be shown. */
export interface EvidencePost {
  text: string;
  url: string | null;
  createdAt: string | null;
  reposts: string | null;
  voiceId: number | null;
  voiceKind: string | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
  place: string | null;
  campaignId: string | null;
}

/** The posts nearest to the heart of a theme, nearest first. */
export async function readEvidence(database: Database, period: Period, themeId: string): Promise<EvidencePost[]> {
  const { sql, params } = within(period);
  return database.all(EVIDENCE(sql), [...params, themeId]);
}
