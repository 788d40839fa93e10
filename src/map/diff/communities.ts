/**
 * Which communities of one map are which of another. Numbers go by size and say nothing across maps: a community is
 * followed by the members that are on both.
 */
import type { SnapshotNode } from '../../store/map-snapshots.js';

/** Smaller ones come and go with single relations. */
export const FEWEST_MEMBERS = 3;
/** Share of a community's remaining members that make where they went its continuation. */
const MOST_OF_IT = 0.5;

export type CommunityFate = 'stayed' | 'merged' | 'split' | 'new' | 'gone';

export interface CommunityChange {
  fate: CommunityFate;
  /** Numbers on the earlier map: one; of a merge several; of a new one none. */
  before: number[];
  /** On the later map. */
  after: number[];
  /** Of the members of `before` that are on both maps, the share that is in `after` (of a split: that is in one of its parts). */
  share: number | null;
  /** Members of `before`, and of `after`. */
  membersBefore: number;
  membersAfter: number;
}

export interface CommunityMatch {
  changes: CommunityChange[];
  /** Nodes on both maps that are not where most of their community went. */
  moved: { id: string; before: number; after: number }[];
}

type Sizes = Map<number, number>;

/** Communities of three nodes or more on either map, by number; merges and splits before what stayed. */
export function matchCommunities(before: readonly SnapshotNode[], after: readonly SnapshotNode[]): CommunityMatch {
  const [sizesBefore, sizesAfter] = [sizes(before), sizes(after)];
  const flows = flowsOf(before, after);
  const heirs = heirsOf(flows);
  const changes: CommunityChange[] = [];
  const sum = (numbers: readonly number[], of: Sizes) => numbers.reduce((total, number) => total + of.get(number)!, 0);
  const add = (fate: CommunityFate, from: number[], to: number[], share: number | null) => {
    const members = { membersBefore: sum(from, sizesBefore), membersAfter: sum(to, sizesAfter) };
    changes.push({ fate, before: from, after: to, share, ...members });
  };
  const large = (of: Sizes) => [...of.keys()].filter((number) => of.get(number)! >= FEWEST_MEMBERS).sort(byNumber);
  const parents = new Map<number, number[]>();
  for (const one of large(sizesBefore)) {
    const heir = heirs.get(one);
    if (heir !== undefined) parents.set(heir, [...(parents.get(heir) ?? []), one]);
  }
  const parts = partsOf(flows, large(sizesAfter));
  const told = new Set<number>();
  for (const one of large(sizesBefore)) {
    const flow = flows.get(one) ?? new Map<number, number>();
    const children = parts.get(one) ?? [];
    if (children.length > 1) {
      add('split', [one], children, shareIn(flow, children));
      for (const child of children) told.add(child);
    } else if (!heirs.has(one)) add('gone', [one], [], null);
  }
  for (const other of large(sizesAfter)) {
    const from = parents.get(other) ?? [];
    if (from.length > 1) add('merged', from, [other], mean(from.map((one) => shareIn(flows.get(one)!, [other]))));
    else if (from.length === 1 && !told.has(other))
      add('stayed', from, [other], shareIn(flows.get(from[0]!)!, [other]));
    else if (from.length === 0 && !told.has(other)) add('new', [], [other], null);
  }
  return { changes: changes.sort(byFate), moved: movedNodes(before, after, heirs) };
}

function sizes(nodes: readonly SnapshotNode[]): Sizes {
  const counts: Sizes = new Map();
  for (const { community } of nodes) counts.set(community, (counts.get(community) ?? 0) + 1);
  return counts;
}

/** How many nodes went from each community to each. */
function flowsOf(before: readonly SnapshotNode[], after: readonly SnapshotNode[]): Map<number, Sizes> {
  const now = new Map(after.map(({ id, community }) => [id, community]));
  const flows = new Map<number, Sizes>();
  for (const { id, community } of before) {
    const to = now.get(id);
    if (to === undefined) continue;
    const flow = flows.get(community) ?? new Map<number, number>();
    flow.set(to, (flow.get(to) ?? 0) + 1);
    flows.set(community, flow);
  }
  return flows;
}

/** Where half or more of each community's remaining members went; between equals the smaller number. */
function heirsOf(flows: ReadonlyMap<number, Sizes>): Map<number, number> {
  const heirs = new Map<number, number>();
  for (const [one, flow] of flows) {
    const [best] = [...flow].sort(([a, many], [b, more]) => more - many || a - b);
    if (best !== undefined && shareIn(flow, [best[0]]) >= MOST_OF_IT) heirs.set(one, best[0]);
  }
  return heirs;
}

/** Of each earlier community the later ones of which half or more of those members that were there before came from it. */
function partsOf(flows: ReadonlyMap<number, Sizes>, later: readonly number[]): Map<number, number[]> {
  const parts = new Map<number, number[]>();
  for (const other of later) {
    const sources = [...flows]
      .map(([one, flow]) => [one, flow.get(other) ?? 0] as const)
      .filter(([, many]) => many > 0);
    const all = sources.reduce((sum, [, many]) => sum + many, 0);
    const [best] = sources.sort(([a, many], [b, more]) => more - many || a - b);
    if (best !== undefined && best[1] >= FEWEST_MEMBERS - 1 && best[1] / all > MOST_OF_IT) {
      parts.set(best[0], [...(parts.get(best[0]) ?? []), other]);
    }
  }
  return parts;
}

function movedNodes(before: readonly SnapshotNode[], after: readonly SnapshotNode[], heirs: Map<number, number>) {
  const was = new Map(before.map(({ id, community }) => [id, community]));
  return after.flatMap(({ id, community }) => {
    const from = was.get(id);
    const heir = from === undefined ? undefined : heirs.get(from);
    return heir === undefined || heir === community ? [] : [{ id, before: from!, after: community }];
  });
}

function shareIn(flow: Sizes, those: readonly number[]): number {
  let all = 0;
  for (const many of flow.values()) all += many;
  return those.reduce((sum, one) => sum + (flow.get(one) ?? 0), 0) / all;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const FATES: readonly CommunityFate[] = ['merged', 'split', 'new', 'gone', 'stayed'];

function byFate(a: CommunityChange, b: CommunityChange): number {
  const first = ({ before, after }: CommunityChange) => after[0] ?? before[0]!;
  return FATES.indexOf(a.fate) - FATES.indexOf(b.fate) || first(a) - first(b);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
