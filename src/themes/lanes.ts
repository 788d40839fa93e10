/**
 * Lanes: what is urgent and what lasts, side by side and never as one score. Everything is counted in distinct voices a
 * week, and weeks are counted back from the newest post of the store, never from the clock on the wall.
 */
import type { Lane } from '../model.js';

export const LANE_RULES = {
  surge: {
    /** Distinct voices in the last 7 days, at least. */
    voices: 5,
    /** Times the theme's own weekly baseline, at least. */
    times: 2,
    /** Chance of as many voices or more under the baseline, below. */
    chance: 0.01,
    /** Whole weeks of listening before the last 7 days, at least: without a baseline nothing stands out from it. */
    baselineWeeks: 2,
    /** Weeks the baseline looks back, at most. */
    lookBack: 12,
  },
  slowBurn: {
    /** Weeks looked at: what lasted last year and is over is not lasting now. */
    lookBack: 8,
    /** Of these, weeks with enough voices, at least: three in four, since people go on holiday. */
    weeks: 6,
    /** Distinct voices that make a week count. */
    voices: 3,
    /** A week above this many times the median week is a peak: then the theme is not steady. */
    peak: 3,
  },
} as const;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Weeks that matter to lanes, the last 7 days included. */
export const LANE_WEEKS = LANE_RULES.surge.lookBack + 1;

/** Whole weeks from the oldest post to the newest; dates are ISO 8601. */
export function weeksListened(oldest: string, newest: string): number {
  return Math.floor((Date.parse(newest) - Date.parse(oldest)) / WEEK_MS);
}

/**
 * Surge: the last 7 days against the theme's own weekly baseline (Poisson tail); slow-burn: present week after week
 * without a peak. Never both.
 * @param weeks distinct voices in each of the latest `LANE_WEEKS`, the last 7 days first
 * @param listened whole weeks of listening
 */
export function laneOf(weeks: readonly number[], listened: number): Lane {
  if (isSurge(weeks, listened)) return 'surge';
  return isSlowBurn(weeks) ? 'slow-burn' : 'steady';
}

function isSurge(weeks: readonly number[], listened: number): boolean {
  const { voices, times, chance, baselineWeeks, lookBack } = LANE_RULES.surge;
  const [now, ...before] = weeks;
  const weeksBefore = Math.min(listened, lookBack);
  if (now! < voices || weeksBefore < baselineWeeks) return false;
  // Half a voice for the weeks we did not hear: a theme that is new has a small baseline, not none.
  const baseline = (before.slice(0, weeksBefore).reduce((sum, week) => sum + week, 0) + 0.5) / weeksBefore;
  return now! >= times * baseline && poissonTail(now!, baseline) < chance;
}

function isSlowBurn(all: readonly number[]): boolean {
  const { lookBack, weeks: least, voices, peak } = LANE_RULES.slowBurn;
  const weeks = all.slice(0, lookBack);
  if (weeks.filter((week) => week >= voices).length < least) return false;
  const heard = weeks.filter((week) => week > 0).sort((a, b) => a - b);
  const middle = heard.length / 2;
  const median = (heard[Math.ceil(middle) - 1]! + heard[Math.floor(middle)]!) / 2;
  return heard.at(-1)! <= peak * median;
}

/** P(X >= count) of a Poisson variable with this mean. */
export function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  return Math.max(0, 1 - below);
}
