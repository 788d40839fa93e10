/** Dates that cannot be: what a source says is believed only as far as a calendar allows. */
import type { Post } from '../model.js';

/** Software that knows no date writes the beginning of its own time: 1 January of the year 1, 1900 or 1970. */
const EARLIEST = '1971-01-01T00:00:00.000Z';

/**
 * A post is as old as it says, but never younger than the moment it was collected: the earlier of the two dates, as
 * Bluesky sorts (its `sortAt`). A date from before there was anything to post is no date.
 * @param now milliseconds since 1970
 */
export function withPlausibleDates(posts: readonly Post[], now: number): Post[] {
  const latest = new Date(now).toISOString();
  return posts.map((post) => ({ ...post, createdAt: plausible(post.createdAt, latest) }));
}

function plausible(createdAt: string | null, latest: string): string | null {
  if (createdAt === null || Number.isNaN(Date.parse(createdAt))) return null;
  // Beyond the year 9999 ISO dates begin with a sign, and would sort before all others.
  if (createdAt.startsWith('-')) return null;
  if (createdAt.startsWith('+') || createdAt > latest) return latest;
  return createdAt < EARLIEST ? null : createdAt;
}
