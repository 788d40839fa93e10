/** What is different between two maps that runs have kept. */
import type { EdgeKind } from '../../model.js';
import type { Snapshot, SnapshotEdge, SnapshotNode } from '../../store/map-snapshots.js';
import { bridgesOf } from './bridges.js';
import { type CommunityMatch, matchCommunities } from './communities.js';
import { type Meeting, meetings } from './meetings.js';

export interface EdgeChange {
  source: string;
  target: string;
  kind: EdgeKind;
  /** Weights; `null` where it was not, or is not. */
  before: number | null;
  after: number | null;
}

export interface MapDiff extends CommunityMatch {
  nodes: { new: SnapshotNode[]; gone: SnapshotNode[] };
  edges: { new: EdgeChange[]; gone: EdgeChange[]; stronger: EdgeChange[]; weaker: EdgeChange[] };
  /** Ids of voices, places and organisations; only of those that are on both maps. */
  bridges: { gained: string[]; lost: string[] };
  met: Meeting[];
}

/** Everything by id; the same maps give the same answer. */
export function diffMaps(before: Snapshot, after: Snapshot, seed: number): MapDiff {
  const [was, is] = [idsOf(before), idsOf(after)];
  const [bridgesBefore, bridgesAfter] = [bridgesOf(before, seed), bridgesOf(after, seed)];
  return {
    nodes: {
      new: after.nodes.filter(({ id }) => !was.has(id)),
      gone: before.nodes.filter(({ id }) => !is.has(id)),
    },
    edges: diffEdges(before.edges, after.edges),
    ...matchCommunities(before.nodes, after.nodes),
    bridges: {
      gained: [...bridgesAfter].filter((id) => was.has(id) && !bridgesBefore.has(id)).sort(),
      lost: [...bridgesBefore].filter((id) => is.has(id) && !bridgesAfter.has(id)).sort(),
    },
    met: meetings(before, after),
  };
}

/** A kept map without what its community has taken off the map since. */
export function without({ nodes, edges }: Snapshot, withdrawn: ReadonlySet<string>): Snapshot {
  if (withdrawn.size === 0) return { nodes, edges };
  return {
    nodes: nodes.filter(({ id }) => !withdrawn.has(id)),
    edges: edges.filter(({ source, target }) => !withdrawn.has(source) && !withdrawn.has(target)),
  };
}

function idsOf({ nodes }: Snapshot): Set<string> {
  return new Set(nodes.map(({ id }) => id));
}

function diffEdges(before: readonly SnapshotEdge[], after: readonly SnapshotEdge[]): MapDiff['edges'] {
  const was = new Map(before.map((edge) => [keyOf(edge), edge.weight]));
  const is = new Set(after.map(keyOf));
  const changes = after.map(
    ({ weight, ...edge }): EdgeChange => ({
      ...edge,
      ...{ before: was.get(keyOf(edge)) ?? null, after: weight },
    }),
  );
  const both = changes.filter((change) => change.before !== null);
  return {
    new: changes.filter((change) => change.before === null),
    gone: before
      .filter((edge) => !is.has(keyOf(edge)))
      .map(({ weight, ...edge }) => ({ ...edge, before: weight, after: null })),
    stronger: both.filter((change) => change.after! > change.before!),
    weaker: both.filter((change) => change.after! < change.before!),
  };
}

function keyOf({ source, target, kind }: Pick<SnapshotEdge, 'source' | 'target' | 'kind'>): string {
  return `${source}\n${kind}\n${target}`;
}
