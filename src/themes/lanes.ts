/**
 * Lanes: what is urgent and what lasts, side by side and never as one score. Everything is counted in distinct voices, and
 * time is counted back from the newest post of the store, never from the clock on the wall.
 */
import type { Database } from '../store/database.js';
import { readSpan, saveLanes, type ThemeLane, voicesByWeek, type WeekOfVoices } from '../store/movement.js';
import { findSurges, median, SURGE } from './surge.js';

export const SLOW_BURN = {
  /** Weeks looked at: what lasted last year and is over is not lasting now. */
  lookBack: 8,
  /** Of these, weeks with enough voices, at least: three in four, since people go on holiday. */
  weeks: 6,
  /** Distinct voices that make a week count. */
  voices: 3,
  /** A week above this many times the median week is a peak: then the theme is not steady. */
  peak: 3,
} as const;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Finds the lane of every theme as it stands in the store, and writes it there. */
export async function drawLanes(store: Database): Promise<void> {
  const { oldest, newest } = await readSpan(store);
  if (oldest === null || newest === null) return saveLanes(store, []);
  const themes = await voicesByWeek(store, newest, SURGE.lookBack + 1, SURGE.lastHours);
  const weeksHeard = Math.round((Date.parse(newest) - Date.parse(oldest)) / WEEK_MS);
  await saveLanes(store, lanesOf(themes, weeksHeard - 1));
}

/**
 * Themes in a lane other than steady. A surge is never also a slow-burn.
 * @param themes voices of each week, the last 7 days first
 * @param weeksBefore weeks of listening before the last 7 days
 */
export function lanesOf(themes: ReadonlyMap<string, readonly WeekOfVoices[]>, weeksBefore: number): ThemeLane[] {
  const surges = findSurges(themes, weeksBefore);
  return [...themes].flatMap(([id, weeks]): ThemeLane[] => {
    const surge = surges.get(id);
    if (surge !== undefined) return [{ id, lane: 'surge', surge }];
    return isSlowBurn(weeks.map(({ voices }) => voices)) ? [{ id, lane: 'slow-burn', surge: null }] : [];
  });
}

/** Present week after week without a peak. */
function isSlowBurn(all: readonly number[]): boolean {
  const { lookBack, weeks: least, voices, peak } = SLOW_BURN;
  const weeks = all.slice(0, lookBack);
  if (weeks.filter((week) => week >= voices).length < least) return false;
  const heard = weeks.filter((week) => week > 0);
  return Math.max(...heard) <= peak * median(heard);
}
