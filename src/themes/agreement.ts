/** How far two groupings of the same posts agree. */

/** So many posts are in one group before and in another (or the same) now. */
export interface Meeting {
  before: string;
  now: string;
  posts: number;
}

/**
 * The adjusted Rand index (Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985): the share of
 * pairs of posts that both groupings put together or both keep apart, less what chance alone would give. 1 is the same
 * grouping under whatever names, 0 is chance; it can be below. 1 also where there is nothing to tell apart.
 */
export function adjustedRand(meetings: readonly Meeting[]): number {
  const before = new Map<string, number>();
  const now = new Map<string, number>();
  let posts = 0;
  let together = 0;
  for (const meeting of meetings) {
    before.set(meeting.before, (before.get(meeting.before) ?? 0) + meeting.posts);
    now.set(meeting.now, (now.get(meeting.now) ?? 0) + meeting.posts);
    posts += meeting.posts;
    together += pairs(meeting.posts);
  }
  const inBefore = sumOfPairs(before);
  const inNow = sumOfPairs(now);
  const byChance = posts < 2 ? 0 : (inBefore * inNow) / pairs(posts);
  const most = (inBefore + inNow) / 2;
  return most === byChance ? 1 : (together - byChance) / (most - byChance);
}

function pairs(posts: number): number {
  return (posts * (posts - 1)) / 2;
}

function sumOfPairs(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, posts) => sum + pairs(posts), 0);
}
