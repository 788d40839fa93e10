/** Where the nodes of the map stood in the latest run. */
import type { Database } from './database.js';

const NODES = 'SELECT node, x, y FROM positions ORDER BY node';
const LAYOUT = "SELECT fingerprint, scale, seed FROM layouts WHERE name = 'run'";
const CLEAR = 'DELETE FROM positions';
const PUT = 'INSERT INTO positions (node, x, y) VALUES (?, ?, ?)';
const NOTE = `
  INSERT INTO layouts (name, fingerprint, scale, seed) VALUES ('run', ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, scale = excluded.scale, seed = excluded.seed`;

export interface StoredLayout {
  /** By public id of the node, in drawing units. */
  positions: ReadonlyMap<string, { x: number; y: number }>;
  fingerprint: string;
  /** Drawing units in one unit of the simulation. */
  scale: number;
  seed: number;
}

/** `null` before the first run. */
export async function readLayout(database: Database): Promise<StoredLayout | null> {
  const layout = await database.get<Omit<StoredLayout, 'positions'>>(LAYOUT);
  if (layout === undefined) return null;
  const nodes = await database.all<{ node: string; x: number; y: number }>(NODES);
  return { ...layout, positions: new Map(nodes.map(({ node, x, y }) => [node, { x, y }])) };
}

/** In place of what was there: whoever is no longer on the map is no longer here. */
export async function saveLayout(database: Database, layout: StoredLayout): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run(CLEAR);
    await tx.many(
      PUT,
      [...layout.positions].map(([node, { x, y }]) => [node, x, y]),
    );
    await tx.run(NOTE, [layout.fingerprint, layout.scale, layout.seed]);
  });
}
