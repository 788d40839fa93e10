/** From a backup back to a working store. */
import { copyFile, link, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Effects } from '../../effects.js';
import { isNotFound, LockedError, UserError } from '../../errors.js';
import { thisHolder } from '../holder.js';
import { acquireLock } from '../lock.js';
import { openSqlite } from '../sqlite.js';
import { DATABASE_FILE } from '../store.js';
import type { RowCounts } from './check.js';
import { checkCopyApart } from './check-apart.js';
import {
  BACKUP_FOLDER,
  explainedWrite,
  flush,
  listBackups,
  makePrivate,
  newestGoodBackup,
  partOf,
  sweepParts,
} from './files.js';

export interface Restored {
  /** The backup that is now the store. */
  from: string;
  /** What was the store before, kept beside it; `null` when there was none. */
  keptAs: string | null;
  rows: RowCounts;
}

/** What a disk says that has no hard links. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
/** What write-ahead logging keeps beside a database. Left beside another one it would be played into it. */
const SIDE_FILES = ['-wal', '-shm'] as const;

/**
 * Puts a backup in the place of the store, which is kept aside. Killed at any moment, the store is either still the old
 * one or already the new one.
 * @param which a file, or `latest` for the newest backup that is good
 * @throws LockedError while a run is at work; UserError when the backup is not good or others have the store open
 */
export async function restoreBackup(
  data: string,
  which: string,
  world: Pick<Effects, 'now' | 'log'>,
): Promise<Restored> {
  const from = await findBackup(data, which, world.now());
  const rows = await checkCopyApart(from);
  const store = join(data, DATABASE_FILE);
  const stands = await exists(store);
  if (stands) await settle(store, world);
  await sweepParts(data);
  const part = partOf(store);
  try {
    await explainedWrite(store, async () => {
      await makePrivate(part);
      await copyFile(from, part);
      withoutLocks(part);
      await flush(part);
    });
    const keptAs = stands ? await keepAside(store, world.now()) : null;
    for (const ending of SIDE_FILES) await rm(store + ending, { force: true });
    await rename(part, store);
    await flush(data);
    return { from, keptAs, rows };
  } catch (error) {
    await sweepParts(data).catch(() => undefined);
    throw error;
  }
}

async function findBackup(data: string, which: string, now: number): Promise<string> {
  if (which === 'latest') {
    const newest = await newestGoodBackup(data, now);
    if (newest !== null) return newest;
    const there = (await listBackups(data)).length;
    const words = there === 0 ? 'There are no backups' : 'None of the backups';
    throw new UserError(`${words} in ${join(data, BACKUP_FOLDER)}${there === 0 ? '' : ' is good'}.`);
  }
  const file = resolve(which);
  if (!(await exists(file)))
    throw new UserError(`There is no file ${file}. \`discover restore latest\` takes the newest backup.`);
  return file;
}

/**
 * Makes sure that nobody else is at work, and the store one file without a log. The lock stays behind in the file that
 * is kept aside: until the swap nobody may start, and after it nobody looks there. A store too damaged to hold a lock
 * can have no run at work either.
 */
async function settle(file: string, world: Pick<Effects, 'now' | 'log'>): Promise<void> {
  try {
    const store = openSqlite(file);
    try {
      await acquireLock(store, 'run', thisHolder(), world);
    } finally {
      await store.close();
    }
    foldLog(file);
  } catch (error) {
    if (error instanceof LockedError) throw error;
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new LockedError(
        'Another program has this project open. Stop it (a worker, a server, a command in another window) and restore again.',
      );
    }
    world.log.warn(`The present store cannot be used (${(error as Error).message}); it is kept aside as it is.`);
  }
}

/** Leaving write-ahead logging needs everybody else to have gone, and brings what is in the log into the file. */
function foldLog(file: string): void {
  const connection = new Sqlite(file, { timeout: 1000 });
  try {
    connection.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
}

// A second name first, so that there is a store at every moment.
async function keepAside(store: string, now: number): Promise<string> {
  const aside = `${store}.before-restore-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '')}`;
  for (const ending of ['', ...SIDE_FILES]) {
    if (!(await exists(store + ending))) continue;
    await rm(aside + ending, { force: true });
    await secondName(store + ending, aside + ending);
  }
  return aside;
}

/** Some disks (FAT, some network shares) know one name per file only: there it has to be a copy. */
async function secondName(file: string, other: string): Promise<void> {
  try {
    await link(file, other);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await makePrivate(other);
    await copyFile(file, other);
    await flush(other);
  }
}

/** Whoever held a lock when the copy was made holds none in it. */
function withoutLocks(file: string): void {
  const copy = new Sqlite(file);
  try {
    copy.exec('DELETE FROM locks');
  } finally {
    copy.close();
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : codeOf(cause);
}
