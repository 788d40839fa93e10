/** Damage is noticed, not spread: a store that is not whole is not written to, and the way back is named. */
import { statfs } from 'node:fs/promises';
import type { Effects } from '../effects.js';
import { UserError } from '../errors.js';
import { newestGoodBackup } from './backup/files.js';
import type { Database } from './database.js';
import { isHeld } from './lock.js';

/** With less than this SQLite cannot even open its side files. */
const LEAST_ROOM_BYTES = 64 * 1024;

const UNFINISHED = "SELECT 1 AS found FROM runs WHERE status = 'running' LIMIT 1";

/**
 * Looks through the store before a run: always when `thorough`, else when the last run did not come to its end. Nothing
 * is looked at while another run is at work; its lock will say so.
 * @throws UserError naming the newest good backup
 */
export async function refuseDamage(
  store: Database,
  data: string,
  world: Pick<Effects, 'now'>,
  thorough: boolean,
): Promise<void> {
  if (store.dialect !== 'sqlite' || (await isHeld(store, 'run', world))) return;
  if (!thorough && (await store.get(UNFINISHED)) === undefined) return;
  const found = await store.get<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (found?.quick_check !== 'ok') throw await damageError(data, world.now(), found?.quick_check ?? '');
}

/** Whether SQLite found the database not to be whole; of a damaged head of its word index it has no code that says so. */
export function isDamage(error: unknown): boolean {
  const isIndex = error instanceof Error && error.message.startsWith('invalid fts5 file format');
  return isIndex || codesOf(error).some((code) => /^SQLITE_(CORRUPT|NOTADB)/.test(code));
}

/** The codes of an error and of everything that led to it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [String((error as { code?: unknown }).code ?? ''), ...codesOf(error.cause)];
}

/** What SQLite itself said, whatever it was told as on its way. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** Words for what SQLite itself reports in the middle of anything: damage, or a disk without room. `null` for the rest. */
export async function storeTrouble(error: unknown, data: string, now: number): Promise<UserError | null> {
  if (isDamage(error)) return damageError(data, now, rootOf(error as Error).message, error);
  return (await ranOutOfRoom(error, data)) ? fullDisk(data, error) : null;
}

/** The one message about a disk without room, whichever part of the work ran into it. */
export function fullDisk(data: string, cause: unknown): UserError {
  const words = `The disk that holds ${data} is full. Make room and run the same command again; what was saved is kept.`;
  return new UserError(words, { cause });
}

/** Whether writing files came to the end of a disk. */
export function isFullDisk(error: unknown): boolean {
  return codesOf(error).some((code) => ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(code));
}

/** SQLite calls some of what a full disk does to it plainly an I/O error: then the disk itself is asked. */
async function ranOutOfRoom(error: unknown, data: string): Promise<boolean> {
  const codes = codesOf(error);
  if (codes.includes('SQLITE_FULL')) return true;
  if (!codes.some((code) => code.startsWith('SQLITE_IOERR'))) return false;
  const { bavail, bsize } = await statfs(data);
  return bavail * bsize < LEAST_ROOM_BYTES;
}

async function damageError(data: string, now: number, found: string, cause?: unknown): Promise<UserError> {
  const backup = await newestGoodBackup(data, now);
  const way =
    backup === null
      ? `There is no good backup in ${data}/backups.`
      : `The newest good backup is ${backup}: \`discover restore latest\` puts it in place and keeps the damaged one aside.`;
  const words = `The database in ${data} is damaged (${found.replaceAll('\n', ' ')}), so it is left alone. ${way}`;
  return new UserError(words, cause === undefined ? {} : { cause });
}
