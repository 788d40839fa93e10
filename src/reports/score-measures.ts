/** What the scorecard measures from what people said, and where nothing known is a gap to be named. */
import type { Column } from './report.js';

export type ScoreGroup = 'voice' | 'movement' | 'spread' | 'conversation' | 'evidence' | 'action';

/** Whose figures most of them are. */
export const OURS = 'this listening project';

/** One measure of one theme. */
export interface ScoreLine {
  group: ScoreGroup;
  measure: string;
  /** `null` where it is not known, and for measures that are words: those are in `note`. */
  value: number | null;
  unit: string | null;
  /** What is counted. */
  of: string | null;
  /** Among all themes; `null` where themes are not ranked by it. */
  rank: number | null;
  /** A day, or as much of one as is known. */
  asOf: string | null;
  source: string;
  link: string | null;
  note: string | null;
  /** What is not known and why; `null` where nothing is missing. */
  gap: string | null;
}

const UNSIGNED = 'no post of it names an author';

/** A measure that a table of ours has, by the name of its column. */
export interface Measure {
  group: ScoreGroup;
  column: string;
  measure: string;
  unit: string | null;
  of: string;
  /** Column with the rank of the theme by it. */
  rank?: string;
  /** The gap that an empty cell shows, or that nought does where `isGap` says so. */
  gap?: string;
  /** Nought is a gap too: not "none" but "none that we know of". */
  noughtIsGap?: true;
}

const VOICES = 'distinct accounts or authors of its posts';
const POSTS = 'posts of which it is the strongest theme';

export const OF_THEMES: readonly Measure[] = [
  ...voiceMeasures(),
  {
    ...{ group: 'movement', column: 'voices_last_7_days', measure: 'Voices in the last seven days', unit: 'voices' },
    of: VOICES,
  },
  { group: 'movement', column: 'posts_last_7_days', measure: 'Posts in the last seven days', unit: 'posts', of: POSTS },
  {
    ...{ group: 'movement', column: 'change_voices', measure: 'Voices gained or lost', unit: 'voices' },
    ...{
      of: 'since the run before the last one that changed anything',
      gap: 'there is no earlier run to compare with',
    },
  },
  { group: 'spread', column: 'places', measure: 'Places', unit: 'places', of: 'where it is talked about' },
];

function voiceMeasures(): Measure[] {
  const line = (column: string, measure: string, unit: string, of: string, more: Partial<Measure> = {}): Measure => ({
    ...{ group: 'voice', column, measure, unit, of },
    ...more,
  });
  const notSaid = 'no voice is known as such: most platforms do not say';
  return [
    line('voices', 'Voices', 'voices', VOICES, { rank: 'rank_by_voices', gap: UNSIGNED, noughtIsGap: true }),
    line('individual_voices', 'Voices known as individuals', 'voices', VOICES, { gap: notSaid, noughtIsGap: true }),
    line('organisation_voices', 'Voices known as organisations', 'voices', VOICES),
    line('unknown_voices', 'Voices not known to be either', 'voices', VOICES),
    line('first_time_voices', 'First-time voices', 'voices', VOICES, { rank: 'rank_by_first_time_voices' }),
    line('effective_voices', 'Effective voices', 'voices', 'as many equally busy ones would be as mixed'),
    line('top_voice_share', 'Share of the busiest voice', 'share, 0 to 1', POSTS, { gap: UNSIGNED }),
    line('posts', 'Posts', 'posts', POSTS, { rank: 'rank_by_posts' }),
    line('capped_posts', 'Posts, few of each voice', 'posts', 'with the weight of each voice capped', {
      rank: 'rank_by_capped_posts',
    }),
    line('campaigns_collapsed_posts', 'Posts, each campaign once', 'posts', POSTS),
  ];
}

export const OF_SPREAD: readonly Measure[] = [
  { group: 'spread', column: 'platforms', measure: 'Platforms', unit: 'platforms', of: 'on which it is talked about' },
  {
    ...{ group: 'spread', column: 'areas', measure: 'Areas', unit: 'areas', of: 'that posts or their places declare' },
    ...{ gap: 'no post of it and no place declares an area', noughtIsGap: true },
  },
  {
    ...{ group: 'spread', column: 'owners', measure: 'Sorts of owners', unit: 'sorts' },
    ...{ of: 'of bodies that run its places, as declared', gap: 'nobody said who runs its places', noughtIsGap: true },
  },
  {
    ...{ group: 'spread', column: 'offline_posts', measure: 'Said offline', unit: 'posts', of: POSTS },
    ...{ gap: 'no offline voice: no note of a meeting speaks of it', noughtIsGap: true },
  },
  { group: 'spread', column: 'offline_voices', measure: 'Offline voices', unit: 'voices', of: 'named in such notes' },
];
export const SPREAD_COLUMNS: readonly Column[] = [
  ...['platforms', 'areas', 'owners', 'offline_posts'].map((name) => ({ name, type: 'integer', meaning: '' }) as const),
  { name: 'offline_voices', type: 'integer', meaning: '', people: [] },
];

const NOBODY_ANSWERS = 'nobody is known to answer anybody on it';
export const OF_TALK: readonly Measure[] = [
  {
    ...{ group: 'conversation', column: 'reply_share', measure: 'Share of posts that answer another' },
    ...{ unit: 'share, 0 to 1', of: POSTS },
  },
  {
    ...{ group: 'conversation', column: 'repliers', measure: 'Voices that answer somebody else', unit: 'voices' },
    of: VOICES,
  },
  {
    ...{ group: 'conversation', column: 'mutual_share', measure: 'Share of pairs that answer each other' },
    ...{ unit: 'share, 0 to 1', of: 'pairs of voices of which one answers the other', gap: NOBODY_ANSWERS },
  },
  {
    ...{ group: 'conversation', column: 'deepest_thread', measure: 'Longest chain of answers', unit: 'posts' },
    of: 'posts, one answering another',
  },
  {
    ...{ group: 'conversation', column: 'broadcast_only', measure: 'Regulars who answer nobody', unit: 'voices' },
    of: 'voices with two posts on it or more',
  },
];
