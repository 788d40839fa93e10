/** What may be shown to anybody: the rule of the reports, for the terminal. */
import { masked } from '../reports/anonymous.js';
import { excerpt } from '../reports/page/evidence.js';
import { dateFor } from '../reports/report.js';
import { VERBATIM_WORDS } from '../reports/verbatim.js';
import type { ThemeDetail } from '../store/theme-list.js';

/** Of each post a few words without names, its day and no link; who needs more asks for it with a reason. */
export function withoutNames<Theme extends ThemeDetail>(theme: Theme): Theme {
  return {
    ...inDays(theme),
    evidence: theme.evidence.map((post) => ({
      ...post,
      text: excerpt(masked(post.text), theme.label, VERBATIM_WORDS - 1),
      createdAt: dayOf(post.createdAt),
      url: null,
    })),
  };
}

/** A theme with the days of its first and last post. */
export function inDays<Theme extends Pick<ThemeDetail, 'firstSeen' | 'lastSeen'>>(theme: Theme): Theme {
  return { ...theme, firstSeen: dayOf(theme.firstSeen), lastSeen: dayOf(theme.lastSeen) };
}

/** The day of a moment at which somebody wrote. */
export function dayOf(moment: string | null): string | null {
  return dateFor({ identify: false }, moment);
}
