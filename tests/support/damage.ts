/** Databases looked at and spoilt as files. */
import { open } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';

const PAGE = 4096;

/** Every row of every table, in the order of the tables and their rows. */
export function contents(file: string): Record<string, unknown[]> {
  const copy = new Sqlite(file, { readonly: true });
  try {
    const tables = copy.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck();
    const rows = (name: string) => copy.prepare(`SELECT * FROM "${name}"`).all();
    return Object.fromEntries((tables.all() as string[]).map((name) => [name, rows(name)]));
  } finally {
    copy.close();
  }
}

/** Writes over a page in the middle of a database. */
export async function spoil(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(PAGE, 0x5a), 0, PAGE, Math.floor(size / 2 / PAGE) * PAGE);
  } finally {
    await handle.close();
  }
}
