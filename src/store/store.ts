/** The front door of the store: from a `store.url` to a migrated database. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { isUnfinishedCopy } from './copy.js';
import type { Database } from './database.js';
import { migrate } from './migrate.js';
import { existsInPostgres, openPostgres } from './postgres.js';
import { openSqlite } from './sqlite.js';

export type { Database } from './database.js';

export const DATABASE_FILE = 'discover.db';
/** The `store.url` of a file in the data folder. */
export const SQLITE = 'sqlite';

/**
 * Opens the store of a project and brings it up to date.
 * @param url `sqlite`: a file in the data folder; or `postgres://user@host/database`
 * @throws UserError when the folder, the file or the server cannot be used
 */
export async function openStore(url: string, folder: string, at: string): Promise<Database> {
  return opened(url, folder, at, async (database) => {
    if (!(await isUnfinishedCopy(database))) return;
    throw new UserError(
      'This store is an unfinished copy of another. Run the same `discover store copy` again: it goes on where it stopped.',
    );
  });
}

/** Opens a store to copy into: the only one that may be unfinished. */
export async function openCopy(url: string, folder: string, at: string): Promise<Database> {
  return opened(url, folder, at, async () => undefined);
}

async function opened(
  url: string,
  folder: string,
  at: string,
  check: (database: Database) => Promise<void>,
): Promise<Database> {
  const database = url === SQLITE ? await openFile(folder) : await openPostgres(url);
  try {
    await migrate(database, at);
    await check(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Whether a project has ever been opened there. Makes nothing. */
export async function storeExists(url: string, folder: string): Promise<boolean> {
  return url === SQLITE ? existsSync(join(folder, DATABASE_FILE)) : existsInPostgres(url);
}

async function openFile(folder: string): Promise<Database> {
  try {
    // Posts are personal data: nobody else on this machine needs to read them.
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(
      `Cannot make the data folder ${folder}: ${(error as Error).message}. Name another with --data.`,
      {
        cause: error,
      },
    );
  }
  return openSqlite(join(folder, DATABASE_FILE));
}
