/**
 * From "who talks about what" to "who is joined by what they share": the projection of a graph with two kinds of nodes
 * onto one of them, weighted as Newman weighs scientific collaboration (Newman 2001, doi:10.1103/PhysRevE.64.016132). What
 * k members share brings each two of them nearer by 1 / (k - 1), so that a subject everybody talks about joins nobody.
 */
import { type Evidence, earlier, later } from '../store/network.js';

/** One member takes part in one shared thing. */
export interface Membership {
  shared: number | string;
  member: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

export interface SharedTie extends Evidence {
  source: number;
  target: number;
  /** Newman's; `weight` is how many things the two share. */
  strength: number;
}

export interface Projection {
  ties: SharedTie[];
  /** Things left out because so many share them that they bring nobody nearer. */
  leftOut: number;
  /** Members of the smallest thing that was left out. */
  leftOutFrom: number | null;
}

/** Pairs looked at, at most: what is shared by the fewest comes first, and what no longer fits is left out. */
const MOST_PAIRS = 1_000_000;

/** Ties between members, by source and target, `source < target`. Each membership is given once. */
export function project(memberships: readonly Membership[], mostPairs = MOST_PAIRS): Projection {
  const groups = new Map<number | string, Membership[]>();
  for (const membership of memberships) {
    const group = groups.get(membership.shared);
    if (group === undefined) groups.set(membership.shared, [membership]);
    else group.push(membership);
  }
  const bySize = [...groups.values()].filter((group) => group.length > 1).sort((a, b) => a.length - b.length);
  const ties = new Map<string, SharedTie>();
  let left = mostPairs;
  let used = 0;
  for (const group of bySize) {
    left -= (group.length * (group.length - 1)) / 2;
    if (left < 0) break;
    used += 1;
    addPairs(ties, group);
  }
  return {
    ties: [...ties.values()].sort((a, b) => a.source - b.source || a.target - b.target),
    leftOut: bySize.length - used,
    leftOutFrom: bySize[used]?.length ?? null,
  };
}

function addPairs(ties: Map<string, SharedTie>, group: Membership[]): void {
  const strength = 1 / (group.length - 1);
  const sorted = group.toSorted((a, b) => a.member - b.member);
  for (const [index, one] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      const pair = `${one.member} ${other.member}`;
      const dates = {
        firstSeen: earlier(one.firstSeen, other.firstSeen),
        lastSeen: later(one.lastSeen, other.lastSeen),
      };
      const known = ties.get(pair);
      if (known === undefined) {
        ties.set(pair, { source: one.member, target: other.member, weight: 1, strength, ...dates });
        continue;
      }
      known.weight += 1;
      known.strength += strength;
      known.firstSeen = earlier(known.firstSeen, dates.firstSeen);
      known.lastSeen = later(known.lastSeen, dates.lastSeen);
    }
  }
}
