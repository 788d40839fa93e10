/** Who is who: groups found today keep the ids of the groups they continue. */

/** Something that happened to a theme. */
export interface ThemeEvent {
  kind: 'birth' | 'merge' | 'split' | 'death';
  id: string;
  /** What it merged into, or was split from. */
  other: string | null;
}

export interface Identities {
  /** Id of each group of today. */
  ids: string[];
  events: ThemeEvent[];
  /** The next number that was never given. */
  next: number;
}

/** A group continues another when this share of the posts of the smaller of the two is common to both. */
const CONTINUES = 1 / 3;
/** A new group is a part split off when more than this share of its posts comes from one former group. */
const SPLIT_OFF = 1 / 2;

interface Meeting {
  former: string;
  group: number;
  posts: number;
}

/**
 * @param kind first part of the ids: `theme` gives theme-1, theme-2, …
 * @param living ids that stood before; those that no longer continue are reported as merged or dead
 * @param formerOf id that each post had before, if any
 * @param groupOf group of each post today, from 0
 * @param weights posts that each of them stands for; one where nothing is said
 */
export function keepIdentities(
  kind: 'theme' | 'chapter',
  living: readonly string[],
  formerOf: readonly (string | undefined)[],
  groupOf: Int32Array,
  groups: number,
  next: number,
  weights: readonly number[] = [],
): Identities {
  const meetings = countMeetings(kind, formerOf, groupOf, weights);
  const formerPosts = countKeys(formerOf, weights);
  const groupPosts = countKeys(groupOf, weights);
  const ids: (string | undefined)[] = Array.from({ length: groups }, () => undefined);
  const kept = new Set<string>();
  // The most common posts first: of two that merge the bigger survives, of a split the bigger part keeps the id.
  for (const { former, group, posts } of meetings) {
    const enough = CONTINUES * Math.min(formerPosts.get(former)!, groupPosts.get(group)!);
    if (ids[group] !== undefined || kept.has(former) || posts < enough) continue;
    ids[group] = former;
    kept.add(former);
  }
  let number = next;
  const known = ids.map((id) => id ?? `${kind}-${number++}`);
  return { ids: known, events: eventsBetween(kind, living, formerOf, groupOf, known), next: number };
}

/**
 * What happened to groups whose ids are known.
 * @param living ids that stood before
 * @param formerOf id that each post had before, if any
 * @param groupOf group of each post today, from 0
 * @param ids of the groups of today
 * @param staying ids of groups that live on though none of these posts is in them
 */
export function eventsBetween(
  kind: 'theme' | 'chapter',
  living: readonly string[],
  formerOf: readonly (string | undefined)[],
  groupOf: Int32Array,
  ids: readonly string[],
  staying: ReadonlySet<string> = new Set(),
): ThemeEvent[] {
  const meetings = countMeetings(kind, formerOf, groupOf);
  const groupPosts = countKeys(groupOf);
  const before = new Set(living);
  const today = new Set([...ids, ...staying]);
  return [
    ...ids.flatMap((id, group) => (before.has(id) ? [] : [arrival(id, group, meetings, groupPosts, today)])),
    ...living.filter((id) => !today.has(id)).map((id) => departure(id, meetings, ids)),
  ];
}

function arrival(
  id: string,
  group: number,
  meetings: readonly Meeting[],
  groupPosts: Map<number, number>,
  today: ReadonlySet<string>,
): ThemeEvent {
  const origin = meetings.find((meeting) => meeting.group === group && today.has(meeting.former));
  const isPart = origin !== undefined && origin.posts > SPLIT_OFF * groupPosts.get(group)!;
  return isPart ? { kind: 'split', id, other: origin.former } : { kind: 'birth', id, other: null };
}

function departure(id: string, meetings: readonly Meeting[], ids: readonly string[]): ThemeEvent {
  const heir = meetings.find((meeting) => meeting.former === id);
  return heir === undefined ? { kind: 'death', id, other: null } : { kind: 'merge', id, other: ids[heir.group]! };
}

/** How many posts each former group shares with each group of today, the most first; then the older former group. */
function countMeetings(
  kind: string,
  formerOf: readonly (string | undefined)[],
  groupOf: Int32Array,
  weights: readonly number[] = [],
): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const [post, former] of formerOf.entries()) {
    if (former === undefined) continue;
    const group = groupOf[post]!;
    const key = `${former} ${group}`;
    const meeting = meetings.get(key);
    const posts = weights[post] ?? 1;
    if (meeting === undefined) meetings.set(key, { former, group, posts });
    else meeting.posts += posts;
  }
  const age = (id: string) => Number(id.slice(kind.length + 1));
  return [...meetings.values()].sort((a, b) => b.posts - a.posts || age(a.former) - age(b.former) || a.group - b.group);
}

function countKeys<Key>(keys: Iterable<Key>, weights: readonly number[] = []): Map<Key, number> {
  const counts = new Map<Key, number>();
  let at = 0;
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + (weights[at++] ?? 1));
  return counts;
}
