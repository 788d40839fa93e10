/** Is this SQLite file whole, and is it one of ours? Looks at files without changing them. */
import Sqlite from 'better-sqlite3';
import { UserError } from '../../errors.js';
import { MIGRATIONS } from '../migrate.js';

/** Rows by table. */
export type RowCounts = Record<string, number>;

const TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
const APPLIED = 'SELECT name FROM migrations ORDER BY name';

/**
 * Opens a copy and looks through the whole of it: pages, indexes, references between tables.
 * @returns how many rows each table has
 * @throws UserError when it is damaged, not a database of this program, or of a newer version of it
 */
export function checkCopy(file: string): RowCounts {
  try {
    const copy = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const troubles = copy.pragma('integrity_check(1)', { simple: true });
      if (troubles !== 'ok') throw new Error(String(troubles));
      if ((copy.pragma('foreign_key_check') as unknown[]).length > 0)
        throw new Error('rows point at rows that are gone');
      refuseForeign(copy, file);
      return countRows(copy);
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} is damaged: ${(error as Error).message}.`, { cause: error });
  }
}

/** Counts in whatever transaction is open on the connection. */
export function countRows(connection: Sqlite.Database): RowCounts {
  const names = connection.prepare(TABLES).pluck().all() as string[];
  const count = (name: string) => connection.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number;
  return Object.fromEntries(names.map((name) => [name, count(name)]));
}

function refuseForeign(copy: Sqlite.Database, file: string): void {
  const isOurs = (copy.prepare(TABLES).pluck().all() as string[]).includes('migrations');
  const applied = isOurs ? (copy.prepare(APPLIED).pluck().all() as string[]) : [];
  if (applied.length === 0) throw new UserError(`${file} is not a backup of a project of discover.`);
  const unknown = applied.find((name) => !MIGRATIONS.some((known) => known.name === name));
  if (unknown !== undefined) {
    throw new UserError(`${file} is of a newer version of discover (it knows ${unknown}). Upgrade this one.`);
  }
}
