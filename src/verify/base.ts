/** Where a replay begins: at a backup made before the run, or at the very beginning with an empty store. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isoNow } from '../effects.js';
import type { Project } from '../project.js';
import { BACKUP_FOLDER, listBackups } from '../store/backup/files.js';
import { readMethodParts } from '../store/methods.js';
import { lastKeptRun } from '../store/replay.js';
import { DATABASE_FILE, type Database, openStore, SQLITE } from '../store/store.js';

export interface Base {
  store: Database;
  /** The last run that is in it already; 0: none. */
  run: number;
  /** Name of the backup; `null`: the beginning. */
  backup: string | null;
}

/** Opens a copy of the newest backup older than the run, or an empty store, in `folder`. The caller closes it. */
export async function openBase(
  { data, store, config, effects }: Project,
  runId: number,
  folder: string,
): Promise<Base> {
  const at = isoNow(effects);
  const backups =
    config.store.url === SQLITE ? (await listBackups(data)).filter(({ name }) => name.endsWith('.db')) : [];
  for (const { name } of backups.reverse()) {
    const file = join(data, BACKUP_FOLDER, name);
    const run = lastKeptRun(file);
    if (run === null || run >= runId) continue;
    await copyFile(file, join(folder, DATABASE_FILE));
    const copy = await openStore(SQLITE, folder, at);
    if (await sameHistory(store, copy, run)) return { store: copy, run, backup: name };
    await copy.close();
    break;
  }
  const apart = join(folder, 'from-the-beginning');
  return { store: await openStore(SQLITE, apart, at), run: 0, backup: null };
}

/** A backup can be of days that a later `discover restore` has undone: then the run of that number was another. */
async function sameHistory(store: Database, copy: Database, run: number): Promise<boolean> {
  const [here, there] = [await readMethodParts(store, run), await readMethodParts(copy, run)];
  const sign = (parts: typeof here) => JSON.stringify([parts?.input, parts?.grouping]);
  return here !== null && sign(here) === sign(there);
}
