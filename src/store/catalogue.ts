/** The tables of a store as the migrations make them: what a copy has to carry over, and in which order. */
import Sqlite from 'better-sqlite3';
import { MIGRATIONS, migrationScript } from './migrate.js';

export interface Table {
  name: string;
  columns: string[];
  /** Columns of the primary key, in order. */
  key: string[];
  /** Columns that name another row of the same table. */
  links: string[];
}

const TABLES = `
  SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`;
const COLUMNS = 'SELECT name, pk FROM pragma_table_info(?) ORDER BY cid';
const REFERENCES = 'SELECT "from" AS source, "table" AS target FROM pragma_foreign_key_list(?)';

/** Every table, those first that others refer to. Read from an empty store made for it, so that none can be forgotten. */
export function readCatalogue(): Table[] {
  const empty = new Sqlite(':memory:');
  try {
    for (const migration of MIGRATIONS) empty.exec(migrationScript(migration, 'sqlite'));
    const names = empty.prepare(TABLES).pluck().all() as string[];
    const tables = new Map(names.map((name) => [name, describe(empty, name)]));
    const ordered = new Map<string, Table>();
    const place = (name: string) => {
      const { table, needs } = tables.get(name)!;
      for (const needed of needs) if (!ordered.has(needed)) place(needed);
      ordered.set(name, table);
    };
    for (const name of names) place(name);
    return [...ordered.values()];
  } finally {
    empty.close();
  }
}

function describe(database: Sqlite.Database, name: string): { table: Table; needs: string[] } {
  const columns = database.prepare(COLUMNS).all(name) as { name: string; pk: number }[];
  const references = database.prepare(REFERENCES).all(name) as { source: string; target: string }[];
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  return {
    table: {
      name,
      columns: columns.map((column) => column.name),
      key: key.map((column) => column.name),
      links: references.filter(({ target }) => target === name).map(({ source }) => source),
    },
    needs: references.filter(({ target }) => target !== name).map(({ target }) => target),
  };
}
