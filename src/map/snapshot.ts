/** The map of a run, kept so that it can be compared with later ones. */
import type { ConversationMap } from '../model.js';
import { outdated, type RotationRule } from '../store/backup/rotation.js';
import { dropSnapshots, keepSnapshot, listSnapshots, type Snapshot } from '../store/map-snapshots.js';
import type { Database } from '../store/store.js';

export interface KeepRule extends RotationRule {
  /** The newest so many are kept, however close together. */
  latest: number;
}

export interface Keeping {
  runId: number;
  /** Milliseconds since 1970. */
  at: number;
  rule: KeepRule;
}

/** Keeps what a run drew, and lets go of the maps that the rule no longer keeps. */
export async function keepMap(store: Database, map: ConversationMap, { runId, at, rule }: Keeping): Promise<void> {
  const partial = (map.omitted?.nodes ?? 0) + (map.omitted?.edges ?? 0) > 0;
  await keepSnapshot(store, { runId, takenAt: new Date(at).toISOString(), partial }, snapshotOf(map));
  const kept = (await listSnapshots(store)).map((one) => ({ ...one, at: Date.parse(one.takenAt) }));
  const older = new Set(kept.slice(0, Math.max(0, kept.length - rule.latest)).map((one) => one.runId));
  const gone = outdated(kept, rule, at).filter((one) => older.has(one.runId));
  await dropSnapshots(
    store,
    gone.map((one) => one.runId),
  );
}

/**
 * What is kept of a map: who is on it, and what relates them. People who were only mentioned are not: they have said
 * nothing here, and their numbers are given anew with every map.
 */
export function snapshotOf({ nodes, edges }: ConversationMap): Snapshot {
  const isLasting = (id: string) => !id.startsWith('voice:mentioned-');
  return {
    nodes: nodes.filter(({ id }) => isLasting(id)).map(({ id, community, posts }) => ({ id, community, posts })),
    edges: edges
      .filter(({ source, target }) => isLasting(source) && isLasting(target))
      .map(({ source, target, kind, weight }) => ({ source, target, kind, weight })),
  };
}
