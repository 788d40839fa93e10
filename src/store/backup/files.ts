/** The folder of backups, and files that are there whole or not at all. */
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isNotFound, UserError } from '../../errors.js';
import { checkCopyApart } from './check-apart.js';
import { type BackupFile, parseBackupName } from './rotation.js';

/** In the data folder. */
export const BACKUP_FOLDER = 'backups';

/** The backups in the data folder, oldest first. */
export async function listBackups(data: string): Promise<BackupFile[]> {
  const backups = (await namesIn(join(data, BACKUP_FOLDER))).map(parseBackupName).filter((backup) => backup !== null);
  return backups.sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1));
}

/**
 * The newest backup of a SQLite store that passes every check, as a path; `null` when there is none. One that claims to
 * come from the future is believed only when there is no other.
 */
export async function newestGoodBackup(data: string, now: number): Promise<string | null> {
  const copies = (await listBackups(data)).filter(({ name }) => name.endsWith('.db')).reverse();
  const believed = [...copies.filter(({ at }) => at <= now), ...copies.filter(({ at }) => at > now)];
  for (const { name } of believed) {
    const file = join(data, BACKUP_FOLDER, name);
    if (await isGood(file)) return file;
  }
  return null;
}

async function isGood(file: string): Promise<boolean> {
  try {
    await checkCopyApart(file);
    return true;
  } catch {
    return false;
  }
}

/** Where a file is made before it takes its name; hidden, and recognisable should the process die. */
export function partOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.part`);
}

/** Clears up after processes that were killed. Only whoever holds the project's lock may call it: nobody else makes parts. */
export async function sweepParts(folder: string): Promise<void> {
  const left = (await namesIn(folder)).filter((name) => /^\.discover.*\.part(-journal|-wal|-shm)?$/.test(name));
  for (const name of left) await rm(join(folder, name), { force: true });
}

/** Makes an empty file that only its owner can read. */
export async function makePrivate(file: string): Promise<void> {
  await (await open(file, 'wx', 0o600)).close();
}

/** Onto the disk itself, so that a power cut cannot take it back. */
export async function flush(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

/** Words for a disk that would not take what was to be written; anything else is thrown on as it is. */
export async function explainedWrite<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const words = DISK_TROUBLE[(error as NodeJS.ErrnoException).code ?? ''];
    if (words === undefined) throw error;
    throw new UserError(`Cannot write ${file}: ${words}`, { cause: error });
  }
}

const FULL = 'the disk is full. Make room and run the same command again.';
const DISK_TROUBLE: Record<string, string> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  SQLITE_FULL: FULL,
  EACCES: 'this user may not write there. Change the rights of the folder.',
  EROFS: 'that disk can only be read.',
};

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
