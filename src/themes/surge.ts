/**
 * Surge: more voices than a theme's own past lets expect, found on the second day.
 *
 * Two stretches are looked at, both up to the newest post: the last 48 hours and the last 7 days. Each is held against the
 * same stretch of each week before, so that Mondays are compared with Mondays. The count expected is the mean of those
 * weeks, raised by as much as the middle theme is above its own: a day on which everybody talks about everything is no
 * surge of anything. How far chance alone may carry a count beyond that is told by the negative binomial distribution that
 * a Poisson rate with Jeffreys' prior predicts (Gelman et al., Bayesian Data Analysis, 2.6), its variance widened for
 * themes that jump from week to week (quasi-Poisson: Farrington et al., J. R. Statist. Soc. A 159, 1996; jumps measured by
 * the mean square successive difference, von Neumann 1941, to which a past surge that lasted is one jump). All themes
 * heard in these weeks are tested together at a false discovery rate (Benjamini and Hochberg, 1995).
 */
import type { Surge, WeekOfVoices } from '../store/movement.js';
import { logGamma } from './gamma.js';

export const SURGE = {
  /** Distinct voices in the stretch, at least. */
  voices: 5,
  /** Times the expected number, at least: what is certain need not be large. */
  times: 2,
  /** False discovery rate: share of the surges listed that chance alone would list; nights without any, when nothing moves. */
  rate: 0.01,
  /** Weeks of listening before the last 7 days, at least: without a baseline nothing stands out from it. */
  baselineWeeks: 1,
  /** Weeks the baseline looks back, at most. */
  lookBack: 12,
  /** The shorter of the two stretches. */
  lastHours: 48,
  /** Themes with one voice or more expected, at least, to tell a busy day by: fewer say nothing about the rest. */
  busyThemes: 5,
} as const;

const STRETCHES = [
  { hours: SURGE.lastHours, of: (week: WeekOfVoices) => week.lastHours },
  { hours: 7 * 24, of: (week: WeekOfVoices) => week.voices },
] as const;

/** A theme in one stretch of time. */
interface Rise extends Surge {
  id: string;
  /** Variance of the prediction over its mean. */
  spread: number;
}

/**
 * The themes in surge, and why.
 * @param themes voices of each week, the last 7 days first
 * @param weeksBefore weeks of listening before the last 7 days
 */
export function findSurges(
  themes: ReadonlyMap<string, readonly WeekOfVoices[]>,
  weeksBefore: number,
): Map<string, Surge> {
  const weeks = Math.min(weeksBefore, SURGE.lookBack);
  if (weeks < SURGE.baselineWeeks) return new Map();
  const best = new Map<string, { rise: Rise; chance: number }>();
  for (const { hours, of } of STRETCHES) {
    const rises = [...themes].map(([id, heard]) => riseOf(id, hours, heard.map(of), weeks));
    const busy = busyness(rises);
    for (const rise of rises.map((one) => ({ ...one, expected: one.expected * busy }))) {
      // Two looks at each theme (Bonferroni).
      const chance = Math.min(1, STRETCHES.length * chanceOf(rise));
      if (chance < (best.get(rise.id)?.chance ?? Number.POSITIVE_INFINITY)) best.set(rise.id, { rise, chance });
    }
  }
  const found = [...best.values()].filter(({ chance }) => chance < 1);
  const limit = discoveryLimit(
    found.map(({ chance }) => chance),
    themes.size,
    SURGE.rate,
  );
  return new Map(
    found
      .filter(({ chance }) => chance <= limit)
      .map(({ rise: { id, hours, voices, expected } }) => [id, { hours, voices, expected }]),
  );
}

/** @param counts the stretch of each week, the last one first */
function riseOf(id: string, hours: number, counts: readonly number[], weeks: number): Rise {
  const before = counts.slice(1, weeks + 1);
  // Half a voice for the weeks we did not hear (Jeffreys): a theme that is new has a small baseline, not none.
  const expected = (before.reduce((sum, voices) => sum + voices, 0) + 0.5) / weeks;
  const spread = Math.max(1, jumpiness(before) / expected) * (1 + 1 / weeks);
  return { id, hours, voices: counts[0]!, expected, spread };
}

/** Half the mean square of the steps from one count to the next: the variance, were it not for steps that last. */
function jumpiness(counts: readonly number[]): number {
  if (counts.length < 2) return 0;
  const steps = counts.slice(1).map((count, index) => count - counts[index]!);
  return steps.reduce((sum, step) => sum + step * step, 0) / (2 * steps.length);
}

/** How far the middle theme is above what it lets expect; never below 1, so that a quiet day makes no surges. */
function busyness(rises: readonly Rise[]): number {
  const ratios = rises.filter(({ expected }) => expected >= 1).map(({ voices, expected }) => voices / expected);
  if (ratios.length < SURGE.busyThemes) return 1;
  return Math.max(1, median(ratios));
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

function chanceOf({ voices, expected, spread }: Rise): number {
  if (voices < SURGE.voices || voices < SURGE.times * expected) return 1;
  return negativeBinomialTail(voices, expected, spread);
}

/**
 * P(X >= count) of a negative binomial variable. Summed upwards from the count, so that small chances keep their digits
 * and large means do not underflow.
 * @param spread variance over mean, above 1
 */
export function negativeBinomialTail(count: number, mean: number, spread: number): number {
  if (count <= 0) return 1;
  const size = mean / (spread - 1);
  const success = 1 - 1 / spread;
  const first = logGamma(count + size) - logGamma(size) - logGamma(count + 1);
  let term = Math.exp(first - size * Math.log(spread) + count * Math.log(success));
  let sum = 0;
  // Beyond the mean every term is smaller than the one before.
  for (let k = count; term > sum * 1e-12 || k < mean; k++) {
    sum += term;
    term *= ((k + size) / (k + 1)) * success;
  }
  return Math.min(1, sum);
}

/** The largest chance that still counts as a discovery (Benjamini and Hochberg); 0 where there is none. */
export function discoveryLimit(chances: readonly number[], tests: number, rate: number): number {
  const sorted = [...chances].sort((a, b) => a - b);
  const last = sorted.findLastIndex((chance, index) => chance <= (rate * (index + 1)) / tests);
  return last < 0 ? 0 : sorted[last]!;
}
