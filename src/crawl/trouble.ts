/** What failures of a source add up to over its nights. */
import type { FailureSlug } from '../errors.js';
import { CERTAIN_NIGHTS } from '../store/source-state.js';
import type { Standing } from '../store/sources.js';
import { dueAfterFailure, dueAfterGone } from './interval.js';

const HOUR_MS = 3_600_000;
/** However many tries a night makes, it counts once. */
const SAME_NIGHT_MS = 12 * HOUR_MS;

/** What only we can mend: the site is not to be spared for it, and whoever has mended it wants to see it work. */
const OURS: readonly FailureSlug[] = [
  ...(['bad-options', 'no-token', 'bad-token', 'refused-address', 'bad-address'] as const),
  ...(['file-missing', 'bad-file', 'interrupted', 'bug'] as const),
];
/** What mostly passes by itself; 404 among it, for a surprising number of such feeds come back. */
const PASSING: readonly FailureSlug[] = [
  ...(['server-error', 'timeout', 'connection-lost', 'connection-refused', 'rate-limited', 'not-found'] as const),
];

export interface Failure {
  slug: FailureSlug;
  retryable: boolean;
  /** Milliseconds since 1970. */
  retryAt: number | undefined;
}

/** How a source stands with its failures; all zero while it is well. Moments in milliseconds since 1970. */
export interface Trouble {
  slug: FailureSlug | null;
  /** Sum of `errorWeight` over the nights since it was last well. */
  errors: number;
  /** Nights in a row with this slug. */
  nights: number;
  /** The last night that was counted. */
  countedAt: number;
}

/** Passing troubles count half, a name server that did not answer a quarter, everything else in full (as Media Cloud does). */
export function errorWeight({ slug, retryable }: Pick<Failure, 'slug' | 'retryable'>): number {
  if (OURS.includes(slug)) return 0;
  if (slug === 'unknown-host' && retryable) return 0.25;
  return PASSING.includes(slug) ? 0.5 : 1;
}

/** The trouble after one more failure. A moment in the future was written by a clock since put right: it is another night. */
export function worse(before: Trouble, failure: Failure, now: number): Trouble {
  const { slug } = failure;
  const since = now - before.countedAt;
  const sameNight = since >= 0 && since < SAME_NIGHT_MS;
  if (sameNight && before.slug === slug) return before;
  return {
    slug,
    errors: before.errors + (sameNight ? 0 : errorWeight(failure)),
    nights: before.slug === slug ? before.nights + 1 : 1,
    countedAt: sameNight ? before.countedAt : now,
  };
}

/** The moment from which a source in this trouble is due; `null`: at once, for the trouble is ours. */
export function dueInTrouble({ slug, errors, nights }: Trouble, failure: Failure, now: number): number | null {
  if (OURS.includes(failure.slug)) return null;
  if (slug === 'gone' && nights >= CERTAIN_NIGHTS) return dueAfterGone(now);
  return dueAfterFailure(now, errors, failure.retryAt);
}

/** The trouble a source is in, as the store keeps it. */
export function troubleOf({
  lastSlug,
  errors,
  errorNights,
  erredAt,
}: Pick<Standing, 'lastSlug' | 'errors' | 'errorNights' | 'erredAt'>): Trouble {
  return {
    slug: lastSlug as FailureSlug | null,
    errors,
    nights: errorNights,
    countedAt: erredAt === null ? 0 : Date.parse(erredAt),
  };
}
