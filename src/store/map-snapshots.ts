/** Maps that runs drew: public ids and numbers, without a name or a word. */
import type { EdgeKind } from '../model.js';
import type { Database } from './database.js';

const LIST = 'SELECT run_id AS "runId", taken_at AS "takenAt", partial FROM map_snapshots ORDER BY run_id';
const ADD = 'INSERT INTO map_snapshots (run_id, taken_at, partial) VALUES (?, ?, ?)';
const ADD_NAME = 'INSERT INTO map_names (name, voice) VALUES (?, ?) ON CONFLICT (name) DO NOTHING';
const ID_OF = 'SELECT id FROM map_names WHERE name = ?';
const ADD_NODE = 'INSERT INTO map_snapshot_nodes (run_id, node_id, community, posts) VALUES (?, ?, ?, ?)';
const ADD_EDGE = `
  INSERT INTO map_snapshot_edges (run_id, source_id, target_id, kind, weight) VALUES (?, ?, ?, ?, ?)`;
const NODES = `
  SELECT n.name AS id, s.community, s.posts FROM map_snapshot_nodes s JOIN map_names n ON n.id = s.node_id
  WHERE s.run_id = ? ORDER BY n.name`;
const EDGES = `
  SELECT a.name AS source, b.name AS target, e.kind, e.weight
  FROM map_snapshot_edges e JOIN map_names a ON a.id = e.source_id JOIN map_names b ON b.id = e.target_id
  WHERE e.run_id = ? ORDER BY a.name, b.name, e.kind`;
const DROP = ['map_snapshot_edges', 'map_snapshot_nodes', 'map_snapshots'].map(
  (table) => `DELETE FROM ${table} WHERE run_id = ?`,
);
const DROP_UNUSED = 'DELETE FROM map_names WHERE id NOT IN (SELECT node_id FROM map_snapshot_nodes)';
const DROP_GONE = `
  DELETE FROM map_names WHERE voice IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM voices v JOIN posts p ON p.voice_id = v.id WHERE v.number = map_names.voice)`;
const DROP_NAMELESS = [
  'DELETE FROM map_snapshot_nodes WHERE node_id NOT IN (SELECT id FROM map_names)',
  `DELETE FROM map_snapshot_edges
   WHERE source_id NOT IN (SELECT id FROM map_names) OR target_id NOT IN (SELECT id FROM map_names)`,
];

export interface SnapshotNode {
  /** Public: `voice:17`, `place:a-forum`. */
  id: string;
  community: number;
  posts: number;
}

export interface SnapshotEdge {
  source: string;
  target: string;
  kind: EdgeKind;
  weight: number;
}

export interface Snapshot {
  /** By id. */
  nodes: SnapshotNode[];
  /** By source, target and kind. */
  edges: SnapshotEdge[];
}

/** Which run drew it, and when. */
export interface SnapshotRun {
  runId: number;
  /** ISO 8601. */
  takenAt: string;
  /** Whether it is the strongest part of a larger map. */
  partial: boolean;
}

/** Keeps the map of a run; one that it drew before is replaced. */
export async function keepSnapshot(store: Database, of: SnapshotRun, { nodes, edges }: Snapshot): Promise<void> {
  await store.transaction(async (tx) => {
    await drop(tx, [of.runId]);
    await tx.run(ADD, [of.runId, of.takenAt, of.partial ? 1 : 0]);
    const names = nodes.map(({ id }) => id);
    await tx.many(
      ADD_NAME,
      names.map((name) => [name, voiceNumber(name)]),
    );
    const rows = await tx.getMany<{ id: number }>(
      ID_OF,
      names.map((name) => [name]),
    );
    const ids = new Map(names.map((name, place) => [name, rows[place]!.id]));
    await tx.many(
      ADD_NODE,
      nodes.map(({ id, community, posts }) => [of.runId, ids.get(id)!, community, posts]),
    );
    await tx.many(
      ADD_EDGE,
      edges.map(({ source, target, kind, weight }) => [of.runId, ids.get(source)!, ids.get(target)!, kind, weight]),
    );
  });
}

/** Every map that is kept, oldest run first. */
export async function listSnapshots(store: Database): Promise<SnapshotRun[]> {
  const rows = await store.all<Omit<SnapshotRun, 'partial'> & { partial: number }>(LIST);
  return rows.map((row) => ({ ...row, partial: row.partial === 1 }));
}

/** The map of a run; empty where none is kept. */
export async function readSnapshot(store: Database, runId: number): Promise<Snapshot> {
  return {
    nodes: await store.all<SnapshotNode>(NODES, [runId]),
    edges: await store.all<SnapshotEdge>(EDGES, [runId]),
  };
}

export async function dropSnapshots(store: Database, runIds: readonly number[]): Promise<void> {
  if (runIds.length === 0) return;
  await store.transaction(async (tx) => {
    await drop(tx, runIds);
    await tx.run(DROP_UNUSED);
  });
}

/** Takes voices out of every map that have no post left: whoever is forgotten is so in the past too. */
export async function forgetGoneVoices(tx: Database): Promise<void> {
  if ((await tx.run(DROP_GONE)) === 0) return;
  for (const statement of DROP_NAMELESS) await tx.run(statement);
}

async function drop(tx: Database, runIds: readonly number[]): Promise<void> {
  for (const statement of DROP) {
    await tx.many(
      statement,
      runIds.map((runId) => [runId]),
    );
  }
}

function voiceNumber(name: string): number | null {
  const found = /^voice:(\d+)$/.exec(name);
  return found === null ? null : Number(found[1]);
}
