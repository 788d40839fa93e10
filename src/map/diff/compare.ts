/** Two maps that runs have kept, read and compared. */
import { readSnapshot, type Snapshot, type SnapshotRun } from '../../store/map-snapshots.js';
import type { Database } from '../../store/store.js';
import { diffMaps, without } from './diff.js';
import { readNames } from './names.js';
import { type ToldDiff, tellDiff } from './told.js';

export interface ComparedMap extends SnapshotRun {
  nodes: number;
  edges: number;
}

export interface Comparison extends ToldDiff {
  maps: { before: ComparedMap; after: ComparedMap };
}

export interface CompareRules {
  seed: number;
  /** Counts of fewer people are left out. */
  fewest: number;
}

/** What communities have taken off the map since is on neither. The same store and seed give the same answer. */
export async function compareMaps(
  store: Database,
  [first, second]: readonly [SnapshotRun, SnapshotRun],
  { seed, fewest }: CompareRules,
): Promise<Comparison> {
  const names = await readNames(store);
  const read = async (run: SnapshotRun) => without(await readSnapshot(store, run.runId), names.withdrawn);
  const maps = { before: await read(first), after: await read(second) };
  const sized = (run: SnapshotRun, { nodes, edges }: Snapshot) => ({
    ...run,
    nodes: nodes.length,
    edges: edges.length,
  });
  return {
    maps: { before: sized(first, maps.before), after: sized(second, maps.after) },
    ...tellDiff(diffMaps(maps.before, maps.after, seed), maps, { names, fewest }),
  };
}
