/** One project, opened: its configuration, its store and the world around it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, defaultConfig, programVersion, readConfig } from './config.js';
import { type Effects, isoNow } from './effects.js';
import { LockedError, UserError } from './errors.js';
import { settingsOf } from './method/settings.js';
import { isFullDisk, refuseDamage, storeTrouble } from './store/damage.js';
import { thisHolder } from './store/holder.js';
import { acquireLock } from './store/lock.js';
import { finishRun, startRun } from './store/runs.js';
import { type Database, openStore, SQLITE, storeExists } from './store/store.js';

export const PROJECT_FILE = 'discover.yaml';

/** How often the holder of the project's lock shows that it is alive. */
const LOCK_RENEWAL_MS = 20_000;

export interface Project {
  /** The data folder: everything a project writes is in here. */
  data: string;
  config: Config;
  store: Database;
  effects: Effects;
  version: string;
  /** Aborted when the work is to stop: somebody asked, or the lock was lost. */
  signal: AbortSignal;
  abort(reason: Error): void;
}

export interface Where {
  data: string;
  configFile: string | null;
  effects: Effects;
  signal: AbortSignal;
}

/** The project file that applies: the one named, else the one in the data folder, else the one here, else none. */
export function findProjectFile(data: string, named: string | null): string | null {
  if (named !== null) return resolve(named);
  return [join(data, PROJECT_FILE), resolve(PROJECT_FILE)].find((file) => existsSync(file)) ?? null;
}

export async function findConfig(where: Pick<Where, 'data' | 'configFile'>): Promise<Config> {
  const file = findProjectFile(where.data, where.configFile);
  return file === null ? defaultConfig(where.data) : readConfig(file);
}

/** Opens a project for as long as `work` takes. */
export async function withProject<T>(
  where: Where,
  work: (project: Project) => Promise<T>,
  config?: Config,
): Promise<T> {
  const { data, effects } = where;
  const stop = new AbortController();
  const signal = AbortSignal.any([where.signal, stop.signal]);
  const abort = (reason: Error) => stop.abort(reason);
  const settled = config ?? (await findConfig(where));
  try {
    const store = await openStore(settled.store.url, data, isoNow(effects));
    try {
      return await work({ data, config: settled, store, effects, signal, abort, version: await programVersion() });
    } finally {
      await store.close();
    }
  } catch (error) {
    throw (await storeTrouble(error, data, effects.now())) ?? error;
  }
}

/** Whether the project holds anything yet; makes nothing. */
export async function hasStore(where: Pick<Where, 'data'>, config: Config): Promise<boolean> {
  return storeExists(config.store.url, where.data);
}

/** Opens a project that must already hold something, for commands that only read. */
export async function withExistingProject<T>(where: Where, work: (project: Project) => Promise<T>): Promise<T> {
  const config = await findConfig(where);
  if (!(await hasStore(where, config))) {
    const place = config.store.url === SQLITE ? where.data : 'the database that store.url names';
    throw new UserError(
      `Nothing has been collected in ${place} yet. Run \`discover crawl\` or \`discover import FILE\` first, or name another folder with --data.`,
    );
  }
  return withProject(where, work, config);
}

/** What a run comes to. */
export interface Result {
  json: unknown;
  /** What the record of the run keeps instead of `json`, where that holds names that the store does not have to keep. */
  kept?: unknown;
  failed?: boolean;
}

/**
 * One run: the only writer of the project while it lasts, recorded with its method and what it did. A store that may be
 * damaged is looked through first: after a run that did not come to its end, or whenever `thorough` is asked for.
 * @throws LockedError when another run is at work
 * @throws UserError when the store is damaged
 */
export async function inRun<T extends Result>(
  project: Project,
  command: string,
  work: (runId: number) => Promise<T>,
  how: { thorough?: boolean } = {},
): Promise<T> {
  const { data, store, effects } = project;
  await refuseDamage(store, data, effects, how.thorough ?? false);
  const lock = await acquireLock(store, 'run', thisHolder(), effects);
  const renew = async () => {
    if (!(await lock.renew()))
      project.abort(new LockedError('Another run took this one for dead and went on in its place.'));
  };
  const heartbeat = setInterval(() => void renew().catch(project.abort), LOCK_RENEWAL_MS);
  try {
    const runId = await startRun(store, command, settingsOf(project), isoNow(effects));
    try {
      const result = await work(runId);
      await finishRun(store, runId, result.failed ? 'failed' : 'done', result.kept ?? result.json, isoNow(effects));
      return result;
    } catch (error) {
      const status = project.signal.aborted ? 'interrupted' : 'failed';
      await finishRun(store, runId, status, { error: String(error) }, isoNow(effects)).catch(() => undefined);
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    // A lock that cannot be given back is free as soon as this process has ended; a full disk is told of once.
    await lock.release().catch((error: Error) => {
      if (!isFullDisk(error)) effects.log.warn(`The lock stays until this program ends: ${error.message}`);
    });
  }
}
