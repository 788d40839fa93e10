/** How a source fares, in a word. */
import type { SourceFigures, WeekBand } from './source-figures.js';

/** A site that says the same on this many nights means it. */
export const CERTAIN_NIGHTS = 3;
const DAY_MS = 86_400_000;

/** Every state a source can be in, with its words for people. */
export const STATES = {
  ok: 'well',
  'not-due': 'well, and asked less than once a night because it is quiet or asks for it',
  quiet: 'well, and says much less than it usually does',
  silent: 'answers, and brings nothing new',
  waiting: 'not crawled yet, or the site asks us to wait',
  failing: 'could not be read at the last try',
  blocked: 'the site does not let programs in',
  gone: 'gone for good, as its site says; looked at once a month',
} as const;
export type SourceState = keyof typeof STATES;

/** Longer than any night and its slack: who rests longer is passed over by a night. */
const MORE_THAN_A_NIGHT_MS = 1.25 * DAY_MS;

/**
 * The state of a source now.
 * @param now milliseconds since 1970
 * @param quietDays days without a new post after which a source counts as silent
 */
export function stateOf(source: SourceFigures, now: number, quietDays: number): SourceState {
  const { lastSlug, errorNights, lastCrawledAt, newestPost, dueAt } = source;
  const isCertain = errorNights >= CERTAIN_NIGHTS;
  if (lastSlug === 'blocked' || (lastSlug === 'rate-limited' && isCertain)) return 'blocked';
  if (lastSlug === 'gone' && isCertain) return 'gone';
  if (lastSlug === 'rate-limited' || lastCrawledAt === null) return 'waiting';
  if (lastSlug !== null) return 'failing';
  if (newestPost === null || Date.parse(newestPost) < now - quietDays * DAY_MS) return 'silent';
  if (hasFallen(source.lastWeek, source.expected)) return 'quiet';
  const rest = dueAt === null ? 0 : Date.parse(dueAt) - Date.parse(lastCrawledAt);
  return rest > MORE_THAN_A_NIGHT_MS ? 'not-due' : 'ok';
}

/** Four fifths less than usual. */
const LEFT_AFTER_A_FALL = 0.2;
/** Fewer posts a week come and go by chance. */
const FEWEST_TYPICAL = 5;

/** True when a week brought less than nine in ten of the weeks before, and at most a fifth of the usual one. */
export function hasFallen(lastWeek: number, expected: WeekBand | null): expected is WeekBand {
  if (expected === null || expected.typical < FEWEST_TYPICAL) return false;
  return lastWeek < expected.low && lastWeek <= expected.typical * LEFT_AFTER_A_FALL;
}
