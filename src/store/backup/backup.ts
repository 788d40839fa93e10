/** Backups of a project: made whole, opened and checked before they count, and kept by a rule. */
import { spawn } from 'node:child_process';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Effects } from '../../effects.js';
import { UserError } from '../../errors.js';
import { isDamage } from '../damage.js';
import { parseAddress } from '../postgres-connection.js';
import { DATABASE_FILE, SQLITE } from '../store.js';
import { countRows, type RowCounts } from './check.js';
import { checkCopyApart } from './check-apart.js';
import { BACKUP_FOLDER, explainedWrite, flush, listBackups, makePrivate, partOf, sweepParts } from './files.js';
import { backupName, outdated, type RotationRule } from './rotation.js';

/** Pages copied before others get a turn: about 4 MB. */
const PAGES_PER_STEP = 1000;

export interface Backup {
  /** Relative to the data folder. */
  file: string;
  bytes: number;
  /** Rows by table, equal in the store and in the copy; `null` for a PostgreSQL dump, which cannot be opened. */
  rows: RowCounts | null;
  /** Older backups that the rule no longer keeps, now deleted. */
  removed: string[];
}

/**
 * Makes a backup of the store of a project and lets go of outdated ones. The caller holds the project's lock. Nothing is
 * deleted before the new copy is there and good, and no half copy ever has the name of a backup.
 * @param url `store.url` of the configuration
 * @throws UserError when the copy cannot be made or is not good; `pg_dump` missing is one of these
 */
export async function makeBackup(
  url: string,
  data: string,
  rule: RotationRule,
  world: Pick<Effects, 'now' | 'env'>,
): Promise<Backup> {
  const folder = join(data, BACKUP_FOLDER);
  await explainedWrite(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  await sweepParts(folder);
  const now = world.now();
  const name = backupName(now, url === SQLITE ? 'db' : 'dump');
  const file = join(folder, name);
  const part = partOf(file);
  let rows: RowCounts | null = null;
  try {
    await explainedWrite(file, async () => {
      await makePrivate(part);
      if (url === SQLITE) rows = await copySqlite(join(data, DATABASE_FILE), part);
      else await dumpPostgres(url, part, world.env);
      await flush(part);
      await rename(part, file);
      await flush(folder);
    });
  } catch (error) {
    await sweepParts(folder).catch(() => undefined);
    throw error;
  }
  const removed = outdated(await listBackups(data), rule, now);
  for (const old of removed) await rm(join(folder, old.name), { force: true });
  return {
    file: join(BACKUP_FOLDER, name),
    bytes: (await stat(file)).size,
    rows,
    removed: removed.map((old) => old.name),
  };
}

/** Copies the store as it stands at this moment, whoever writes meanwhile, and makes sure of the copy. */
async function copySqlite(database: string, part: string): Promise<RowCounts> {
  const source = new Sqlite(database, { readonly: true });
  let expected: RowCounts;
  try {
    // An open transaction pins what is read: without it every write of another process starts the copy again.
    source.exec('BEGIN');
    expected = countRows(source);
    await source.backup(part, { progress: () => PAGES_PER_STEP });
  } catch (error) {
    throw isDamage(error) ? damagedStore(`The store is damaged: ${(error as Error).message}.`, error) : error;
  } finally {
    source.close();
  }
  standAlone(part);
  const found = await checkedTwin(part);
  const differing = Object.keys(expected).find((table) => found[table] !== expected[table]);
  if (differing !== undefined) {
    const [had, has] = [expected[differing], found[differing] ?? 0];
    throw new UserError(`The copy is not good: the table ${differing} has ${has} rows in it and ${had} in the store.`);
  }
  return found;
}

/** The copy is the store page by page: what is wrong with one is wrong with the other. */
async function checkedTwin(part: string): Promise<RowCounts> {
  try {
    return await checkCopyApart(part);
  } catch (error) {
    throw damagedStore((error as Error).message.replace(part, 'The store'), error);
  }
}

function damagedStore(words: string, cause: unknown): UserError {
  const way =
    'No backup was made of it and the older ones are kept: `discover restore latest` takes the newest good one.';
  return new UserError(`${words} ${way}`, { cause });
}

/** One file, without a write-ahead log to go with it. */
function standAlone(file: string): void {
  const copy = new Sqlite(file);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** The address reaches pg_dump through its environment: arguments can be read by everybody on the machine. */
async function dumpPostgres(url: string, part: string, env: Effects['env']): Promise<void> {
  const { hostname, port, pathname, username, password, searchParams } = new URL(url);
  const settings: Record<string, string> = {
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[|\]$/g, ''),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
  const world = { ...env, ...given };
  const schema = `--schema=${parseAddress(url).schema}`;
  await runTool('pg_dump', ['--format=custom', '--no-password', schema, '--file', part], world);
  await runTool('pg_restore', ['--list', part], world);
}

/** @throws UserError with the tool's own last words, or saying that it is not there */
async function runTool(name: string, args: readonly string[], env: Effects['env']): Promise<void> {
  const child = spawn(name, args, { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ToolMissingError(name);
  });
  if (code !== 0) throw new UserError(`${name} failed: ${words.trim().split('\n').at(-1) ?? `exit code ${code}`}`);
}

/** The store is backed up by a program of its own, which is not on this machine. */
export class ToolMissingError extends UserError {
  constructor(tool: string) {
    super(`${tool} is not on this machine, so there is no backup (Debian: apt-get install postgresql-client).`);
  }
}
