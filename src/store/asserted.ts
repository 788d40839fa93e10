/** What people assert about places and organisations, and what was done to nodes of the map by hand. */
import type { AssertedKind, OwnerKind, PlaceKind } from '../model.js';
import type { Database } from './database.js';

export type AssertableKind = 'place' | 'organisation';

export interface NodeName {
  kind: AssertableKind;
  name: string;
}

export interface AssertedNode extends NodeName {
  url: string | null;
  placeKind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  description: string | null;
  /** How one joins the talk there, in the words of those who know. */
  howToJoin?: string | null;
  /** A document, an address, a meeting. */
  knownFrom: string | null;
}

export interface AssertedEdge {
  source: NodeName;
  relation: AssertedKind;
  target: NodeName;
  /** `YYYY-MM-DD`. */
  since: string | null;
  until: string | null;
  knownFrom: string | null;
}

export type MapVerb = 'rename' | 'describe' | 'withdraw' | 'retract';

export interface MapHandEntry extends NodeName {
  id: number;
  /** ISO 8601. */
  at: string;
  action: MapVerb;
  /** The new name, the description, or the relation that was taken back, with its other end. */
  words: string | null;
  reason: string;
  /** `null` while it holds. */
  undoneAt: string | null;
  undoneReason: string | null;
}

const NODES = `
  SELECT kind, name, url, place_kind AS "placeKind", owner, area, description, how_to_join AS "howToJoin",
    known_from AS "knownFrom"
  FROM asserted_nodes ORDER BY kind, name`;
const EDGES = `
  SELECT source_kind AS "sourceKind", source_name AS "sourceName", relation, target_kind AS "targetKind",
    target_name AS "targetName", since, until, known_from AS "knownFrom"
  FROM asserted_edges ORDER BY source_kind, source_name, relation, target_kind, target_name`;
const PLACE_NAMES = 'SELECT name FROM places ORDER BY name';
const SAVE_NODE = `
  INSERT INTO asserted_nodes (kind, name, url, place_kind, owner, area, description, how_to_join, known_from, asserted_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (kind, name) DO UPDATE SET url = excluded.url, place_kind = excluded.place_kind, owner = excluded.owner,
    area = excluded.area, description = excluded.description, how_to_join = excluded.how_to_join,
    known_from = excluded.known_from`;
const SAVE_EDGE = `
  INSERT INTO asserted_edges (source_kind, source_name, relation, target_kind, target_name, since, until, known_from, asserted_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (source_kind, source_name, relation, target_kind, target_name) DO UPDATE SET
    since = excluded.since, until = excluded.until, known_from = excluded.known_from`;
const DROP_EDGE = `
  DELETE FROM asserted_edges WHERE source_kind = ? AND source_name = ? AND relation = ? AND target_kind = ? AND target_name = ?`;
const LOG = `
  SELECT id, at, action, kind, name, words, reason, undone_at AS "undoneAt", undone_reason AS "undoneReason"
  FROM map_hand ORDER BY id`;
const ADD = 'INSERT INTO map_hand (at, action, kind, name, words, reason) VALUES (?, ?, ?, ?, ?, ?)';
const UNDO = 'UPDATE map_hand SET undone_at = ?, undone_reason = ? WHERE id = ? AND undone_at IS NULL';

export interface Assertions {
  nodes: AssertedNode[];
  edges: AssertedEdge[];
}

/** Everything that is asserted, by name. */
export async function readAssertions(database: Database): Promise<Assertions> {
  type Row = Pick<AssertedEdge, 'relation' | 'since' | 'until' | 'knownFrom'> &
    Record<'sourceKind' | 'targetKind', AssertableKind> &
    Record<'sourceName' | 'targetName', string>;
  const rows = await database.all<Row>(EDGES);
  return {
    nodes: await database.all<AssertedNode>(NODES),
    edges: rows.map(({ sourceKind, sourceName, targetKind, targetName, ...rest }) => ({
      ...{ source: { kind: sourceKind, name: sourceName }, target: { kind: targetKind, name: targetName } },
      ...rest,
    })),
  };
}

/** Names of the places that posts come from. */
export async function placeNames(database: Database): Promise<string[]> {
  return (await database.all<{ name: string }>(PLACE_NAMES)).map(({ name }) => name);
}

/** All of it or none of it; what was asserted before under the same names is replaced. */
export async function saveAssertions(database: Database, { nodes, edges }: Assertions, at: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.many(
      SAVE_NODE,
      nodes.map((node) => [
        ...[node.kind, node.name, node.url, node.placeKind, node.owner, node.area, node.description],
        ...[node.howToJoin ?? null, node.knownFrom, at],
      ]),
    );
    await tx.many(
      SAVE_EDGE,
      edges.map((edge) => [...keyOf(edge), edge.since, edge.until, edge.knownFrom, at]),
    );
  });
}

/** Takes an asserted relation back and writes down why; whether there was such a relation. */
export async function retractEdge(
  database: Database,
  edge: Pick<AssertedEdge, 'source' | 'relation' | 'target'>,
  reason: string,
  at: string,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    if ((await tx.run(DROP_EDGE, keyOf(edge))) === 0) return false;
    const words = `${edge.relation} ${edge.target.kind}:${edge.target.name}`;
    await recordMapHand(tx, { action: 'retract', ...edge.source, words }, reason, at);
    return true;
  });
}

function keyOf({ source, relation, target }: Pick<AssertedEdge, 'source' | 'relation' | 'target'>): string[] {
  return [source.kind, source.name, relation, target.kind, target.name];
}

/** What was done to nodes by hand, oldest first. */
export async function readMapHand(database: Database): Promise<MapHandEntry[]> {
  return database.all<MapHandEntry>(LOG);
}

export async function recordMapHand(
  database: Database,
  { action, kind, name, words }: Pick<MapHandEntry, 'action' | 'kind' | 'name' | 'words'>,
  reason: string,
  at: string,
): Promise<void> {
  await database.run(ADD, [at, action, kind, name, words, reason]);
}

/** Whether there was anything to undo under this number. */
export async function undoMapHand(database: Database, id: number, reason: string, at: string): Promise<boolean> {
  return (await database.run(UNDO, [at, reason, id])) === 1;
}

/** What was done to one node by hand, as far as it holds. */
export interface Touch {
  label: string | null;
  description: string | null;
  withdrawn: boolean;
}

export const touchKey = (kind: AssertableKind, name: string): string => `${kind} ${name}`;

/** The last name and the last description that were given and not undone; and whether the node was withdrawn. */
export function touchedBy(log: readonly MapHandEntry[]): Map<string, Touch> {
  const touched = new Map<string, Touch>();
  for (const { action, kind, name, words, undoneAt } of log) {
    if (undoneAt !== null) continue;
    const key = touchKey(kind, name);
    const touch = touched.get(key) ?? { label: null, description: null, withdrawn: false };
    if (action === 'rename') touch.label = words;
    if (action === 'describe') touch.description = words;
    if (action === 'withdraw') touch.withdrawn = true;
    touched.set(key, touch);
  }
  return touched;
}

/** What people say, with what was done by hand already in it. */
export interface Asserted {
  nodes: AssertedNode[];
  edges: AssertedEdge[];
  /** By `touchKey`. */
  touched: Map<string, Touch>;
}

export async function readAsserted(database: Database): Promise<Asserted> {
  return { ...(await readAssertions(database)), touched: touchedBy(await readMapHand(database)) };
}
