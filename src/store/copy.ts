/**
 * A project from one store to another, of whatever kind: every table, ids kept. A copy that was killed goes on where it
 * stopped; until it is done, nobody else may open the store it fills.
 */
import type { Effects } from '../effects.js';
import { LockedError, UserError } from '../errors.js';
import { readCatalogue, type Table } from './catalogue.js';
import type { Database, Value } from './database.js';
import { thisHolder } from './holder.js';
import { acquireLock } from './lock.js';
import { projectId } from './project-id.js';

/** Of the store itself, not of the project in it. */
const STAY_BEHIND = ['locks', 'migrations', 'copies'];
/** Rows moved in one transaction. */
const BATCH = 500;
/** How often the locks of both stores show that the copy is alive. */
const RENEWAL_MS = 20_000;

const PROGRESS = `
  SELECT table_name AS name, phase, last_key AS "lastKey", project, fingerprint FROM copies ORDER BY table_name`;
const START = `
  INSERT INTO copies (table_name, phase, last_key, project, fingerprint) VALUES (?, 'rows', NULL, ?, ?)`;
const ADVANCE = 'UPDATE copies SET phase = ?, last_key = ? WHERE table_name = ?';
const FINISH = 'DELETE FROM copies';
const FIND_PROJECT = 'SELECT id FROM project';
const LAST_RUN = 'SELECT max(id) AS id, max(finished_at) AS "finishedAt" FROM runs';

type Phase = 'rows' | 'links' | 'done';

interface Progress {
  name: string;
  phase: Phase;
  /** JSON. */
  lastKey: string | null;
  project: string;
  fingerprint: string;
}

export interface CopySummary {
  /** In the order in which they were filled. */
  tables: { name: string; rows: number }[];
  rows: number;
  /** `whole`: from the first row; `resumed`: an earlier try went on; `none`: it was all there already. */
  copied: 'whole' | 'resumed' | 'none';
}

/**
 * Copies what is in `from` into `to`, which is empty or holds an unfinished copy of the same project.
 * @throws UserError when `to` holds anything else, or when both do not have the same number of rows in the end
 * @throws LockedError while a run is at work in either
 */
export async function copyStore(
  from: Database,
  to: Database,
  world: Pick<Effects, 'now' | 'log'>,
): Promise<CopySummary> {
  return locked(from, world, (held) =>
    locked(to, world, async (heldToo) => {
      const tables = readCatalogue().filter(({ name }) => !STAY_BEHIND.includes(name));
      const copied = await prepare(from, to, tables);
      for (const table of copied === 'none' ? [] : tables) {
        await copyTable(from, to, table, AbortSignal.any([held, heldToo]));
        world.log.info(`${table.name} copied`);
      }
      const counts = await sameCounts(from, to, tables);
      await to.transaction(async (tx) => {
        await continueIds(tx, tables);
        await tx.run(FINISH);
      });
      return { tables: counts, rows: counts.reduce((sum, { rows }) => sum + rows, 0), copied };
    }),
  );
}

/** Whether a copy into this store has begun and not come to its end. */
export async function isUnfinishedCopy(store: Database): Promise<boolean> {
  return (await store.all<Progress>(PROGRESS)).length > 0;
}

/** Decides what there is to do, and writes down that it has begun. */
async function prepare(from: Database, to: Database, tables: readonly Table[]): Promise<CopySummary['copied']> {
  const project = await projectId(from);
  const fingerprint = JSON.stringify([await countRows(from, tables), await from.get(LAST_RUN)]);
  const [progress] = await to.all<Progress>(PROGRESS);
  const there = progress?.project ?? (await to.get<{ id: string }>(FIND_PROJECT))?.id;
  // A store that was only looked at has a name already, and nothing in it.
  const filled = tables.filter(({ name }) => name !== 'project');
  const rows = (await countRows(to, filled)).reduce((sum, count) => sum + count, 0);
  if (rows > 0 && there !== project) {
    throw new UserError('The store to copy to holds another project. Name an empty one, or move that one away first.');
  }
  if (progress === undefined && rows > 0) return 'none';
  if (progress?.fingerprint === fingerprint) return 'resumed';
  await to.transaction(async (tx) => {
    // The project went on since the copy was begun: what was carried over by then may be out of date.
    for (const { name } of [...tables].reverse()) await tx.run(`DELETE FROM "${name}"`);
    await tx.run(FINISH);
    await tx.many(
      START,
      tables.map(({ name }) => [name, project, fingerprint]),
    );
  });
  return 'whole';
}

async function copyTable(from: Database, to: Database, table: Table, lost: AbortSignal): Promise<void> {
  const standing = (await to.all<Progress>(PROGRESS)).find(({ name }) => name === table.name);
  let phase: Phase = standing?.phase ?? 'done';
  let last = standing?.lastKey == null ? null : (JSON.parse(standing.lastKey) as Value[]);
  while (phase !== 'done') {
    lost.throwIfAborted();
    const { read, write } = statements(table, phase);
    const rows = await from.all<Record<string, Value>>(read(last !== null), [...(last ?? []), BATCH]);
    const values = (columns: readonly string[]) => (row: Record<string, Value>) => columns.map((name) => row[name]!);
    last = rows.length === 0 ? null : values(table.key)(rows.at(-1)!);
    const next: Phase = rows.length === BATCH ? phase : phase === 'rows' && table.links.length > 0 ? 'links' : 'done';
    if (next !== phase) last = null;
    await to.transaction(async (tx) => {
      await tx.many(write.sql, rows.map(values(write.columns)));
      await tx.run(ADVANCE, [next, last === null ? null : JSON.stringify(last), table.name]);
    });
    phase = next;
  }
}

/** A row that names another of its table is stored without the name first: the other may come later. */
function statements(table: Table, phase: 'rows' | 'links') {
  const columns = phase === 'rows' ? table.columns.filter((name) => !table.links.includes(name)) : table.links;
  const linked = table.links.map((name) => `"${name}" IS NOT NULL`).join(' OR ');
  const conditions = (after: boolean) => [
    ...(after ? [`(${names(table.key)}) > (${table.key.map(() => '?').join(', ')})`] : []),
    ...(phase === 'links' ? [`(${linked})`] : []),
  ];
  const where = (after: boolean) => conditions(after).map((one, index) => `${index === 0 ? 'WHERE' : 'AND'} ${one}`);
  const insert = `INSERT INTO "${table.name}" (${names(columns)}) VALUES (${columns.map(() => '?').join(', ')})`;
  const update = `UPDATE "${table.name}" SET ${columns.map((name) => `"${name}" = ?`).join(', ')}
    WHERE ${table.key.map((name) => `"${name}" = ?`).join(' AND ')}`;
  return {
    read: (after: boolean) =>
      `SELECT ${names(table.columns)} FROM "${table.name}" ${where(after).join(' ')} ORDER BY ${names(table.key)} LIMIT ?`,
    write: phase === 'rows' ? { sql: insert, columns } : { sql: update, columns: [...columns, ...table.key] },
  };
}

function names(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(', ');
}

async function countRows(store: Database, tables: readonly Table[]): Promise<number[]> {
  const counts: number[] = [];
  for (const { name } of tables) {
    counts.push((await store.get<{ rows: number }>(`SELECT count(*) AS "rows" FROM "${name}"`))!.rows);
  }
  return counts;
}

async function sameCounts(from: Database, to: Database, tables: readonly Table[]): Promise<CopySummary['tables']> {
  const [source, target] = [await countRows(from, tables), await countRows(to, tables)];
  const different = tables.flatMap(({ name }, index) =>
    source[index] === target[index] ? [] : [`${name} (${source[index]} there, ${target[index]} here)`],
  );
  if (different.length > 0) {
    throw new UserError(
      `The copy does not have the same rows: ${different.join(', ')}. Something wrote meanwhile, or the copy is of an ` +
        'earlier day. Stop all workers, and copy into an empty store.',
    );
  }
  return tables.map(({ name }, index) => ({ name, rows: target[index]! }));
}

/** PostgreSQL counts ids apart from the rows: without this the next row would be given an id that is taken. */
async function continueIds(tx: Database, tables: readonly Table[]): Promise<void> {
  if (tx.dialect !== 'postgres') return;
  for (const { name, key } of tables) {
    if (key.join() !== 'id') continue;
    const sequence = await tx.get<{ name: string | null }>('SELECT pg_get_serial_sequence(?, ?) AS name', [name, 'id']);
    if (sequence?.name == null) continue;
    await tx.get(`SELECT setval(?::regclass, coalesce(max(id), 1), max(id) IS NOT NULL) FROM "${name}"`, [
      sequence.name,
    ]);
  }
}

/** Holds the lock of a store's runs while `work` lasts; the signal is aborted should it be lost. */
async function locked<T>(
  store: Database,
  world: Pick<Effects, 'now'>,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const lock = await acquireLock(store, 'run', thisHolder(), world);
  const lost = new AbortController();
  const renew = async () => {
    if (!(await lock.renew())) lost.abort(new LockedError('A run took this copy for dead and went on in its place.'));
  };
  const heartbeat = setInterval(() => void renew().catch((error: Error) => lost.abort(error)), RENEWAL_MS);
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(heartbeat);
    await lock.release();
  }
}
