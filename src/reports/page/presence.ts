/** Why a theme is in the slow-burn lane, in words. */
import { count } from '../../html/words.js';
import type { ThemeFigures } from '../../store/theme-figures.js';
import type { PageFigures } from './figures.js';

/** Weeks that the rule of the lane looks back on (src/themes/lanes.ts; a test holds the two together). */
export const PRESENCE_WEEKS = 8;

/** `heard in 7 of the last 8 weeks`; `null` for other lanes, and where the page does not show those weeks. */
export function presenceWords({ id, lane }: ThemeFigures, { scope, themeWeeks }: PageFigures): string | null {
  if (lane !== 'slow-burn' || scope.since !== null || scope.until !== null) return null;
  const weeks = themeWeeks.get(id)?.slice(-PRESENCE_WEEKS) ?? [];
  const heard = weeks.filter((posts) => posts > 0).length;
  return heard === 0 ? null : `heard in ${heard} of the last ${count(weeks.length, 'week')}`;
}
