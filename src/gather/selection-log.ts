/** The log of what was taken forward and what was not, and what nobody has looked at: choosing the agenda is power. */
import { csvLine } from '../csv.js';
import type { Selection } from '../store/selections.js';
import { THEME_POSTS, TOP_THEMES } from '../store/theme-figures.js';
import type { Standing } from './counts.js';

/** A theme that nobody has decided on though it stands where it should have been looked at. */
export interface Undecided {
  id: string;
  label: string;
  voices: number;
  posts: number;
  /** By distinct voices. */
  rank: number;
  why: string;
}

/**
 * Themes without a decision that stand above one that was taken forward, at the head of the list, or in a place kept for
 * small ones.
 * @param standings of all live themes, most voices first
 */
export function undecided(standings: readonly Standing[], selections: readonly Selection[]): Undecided[] {
  const decided = new Set(selections.map(({ themeId }) => themeId));
  const forward = new Set(
    selections.filter(({ stands, decision }) => stands && decision === 'forward').map(({ themeId }) => themeId),
  );
  const chosen = standings.filter(({ theme }) => forward.has(theme.id)).map(({ measures }) => measures.ranks.voices);
  const lowest = Math.max(0, ...chosen);
  return standings.flatMap(({ theme, measures }) => {
    const rank = measures.ranks.voices;
    const why =
      rank < lowest
        ? 'above one that was taken forward'
        : rank <= TOP_THEMES
          ? `among the first ${TOP_THEMES}`
          : measures.keptPlace;
    if (decided.has(theme.id) || theme.posts < THEME_POSTS || why === null) return [];
    return [{ id: theme.id, label: theme.label, voices: theme.voices, posts: theme.posts, rank, why }];
  });
}

const COLUMNS = [
  [
    'decision_number',
    'integer',
    'In the order in which they were written down; empty for a theme nobody has decided on.',
  ],
  ['date', 'date', 'Day of the decision, UTC.'],
  ['theme_id', 'text', 'What the theme is now.'],
  ['decided_as', 'text', 'What it was then: another where it was merged since.'],
  ['theme_label', 'text', 'As it is called now.'],
  ['decision', 'text', 'forward, not-now or no; "not decided" for themes that stand where one should have been made.'],
  ['stands', 'text', 'yes, or no where a later decision on the theme was made.'],
  ['by', 'text', 'Who decided.'],
  ['reason', 'text', 'Why; for a theme not decided on, why it is listed.'],
  ['voices_then', 'integer', 'Distinct voices when it was decided; now, where nobody has.'],
  ['posts_then', 'integer', 'Posts then.'],
  ['rank_by_voices_then', 'integer', 'Place among all themes then, by distinct voices.'],
  ['rank_by_capped_posts_then', 'integer', 'By posts, three of each voice at most.'],
  ['rank_by_posts_then', 'integer', 'By posts.'],
  ['rank_by_first_time_voices_then', 'integer', 'By first-time voices.'],
  ['lane_then', 'text', 'surge, slow-burn or steady.'],
  ['run_then', 'integer', 'The run that made the themes as they were.'],
] as const;

/** The log as a table, the themes that nobody has decided on below. */
export function logTable(selections: readonly Selection[], open: readonly Undecided[]): string {
  const decisions = selections.map(
    ({ id, at, themeId, decidedAs, label, decision, stands, author, reason, standing }) => {
      const { voices, posts, ranks, lane, run } = standing;
      return [
        ...[id, at.slice(0, 10), themeId, decidedAs, label, decision, stands ? 'yes' : 'no', author, reason],
        ...[voices, posts, ranks.voices, ranks.cappedPosts, ranks.posts, ranks.firstTimeVoices, lane, run],
      ];
    },
  );
  const others = open.map(({ id, label, voices, posts, rank, why }) => [
    ...[null, null, id, id, label, 'not decided', null, null, why],
    ...[voices, posts, rank, null, null, null, null, null],
  ]);
  return [COLUMNS.map(([name]) => name), ...decisions, ...others].map(csvLine).join('');
}

/** What each column of the log means. */
export function logDictionary(): string {
  return csvLine(['column', 'type', 'meaning']) + COLUMNS.map((column) => csvLine([...column])).join('');
}
