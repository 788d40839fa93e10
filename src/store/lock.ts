/** The lock of a project: one run at a time, and no run waits for a dead one. */
import type { Effects } from '../effects.js';
import { LockedError } from '../errors.js';
import type { Database } from './database.js';
import { type Holder, isGone, parseHolder, thisHolder } from './holder.js';

const FIND = 'SELECT holder, taken_at AS "takenAt", renewed_at AS "renewedAt" FROM locks WHERE name = ?';
const SEIZE = `
  INSERT INTO locks (name, holder, taken_at, renewed_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET
    holder = excluded.holder, taken_at = excluded.taken_at, renewed_at = excluded.renewed_at`;
const RENEW = 'UPDATE locks SET renewed_at = ? WHERE name = ? AND holder = ? AND taken_at = ?';
const RELEASE = 'DELETE FROM locks WHERE name = ? AND holder = ? AND taken_at = ?';

/** A holder that has not been heard of for this long is dead, wherever it ran. Renew several times as often. */
export const LOCK_PATIENCE_MS = 2 * 60 * 1000;

export interface Lock {
  /** The heartbeat; false when another has taken the lock over, and whoever held it must stop writing. */
  renew(): Promise<boolean>;
  /** Gives the lock back; nothing happens when another has taken it over. */
  release(): Promise<void>;
}

interface LockRow {
  holder: string;
  takenAt: number;
  renewedAt: number;
}

/**
 * Takes the lock `name`, also from a holder that died: at once where its death can be seen, else after two minutes
 * without a heartbeat.
 * @throws LockedError when a live process holds it, this one included
 */
export async function acquireLock(
  store: Database,
  name: string,
  holder: Holder,
  world: Pick<Effects, 'now'>,
): Promise<Lock> {
  const identity = JSON.stringify(holder);
  const takenAt = world.now();
  await store.transaction(async (tx) => {
    const row = await tx.get<LockRow>(FIND, [name]);
    if (row !== undefined && isLive(row, holder, takenAt)) throw new LockedError(refusal(name, row, takenAt));
    await tx.run(SEIZE, [name, identity, takenAt, takenAt]);
  });
  return {
    renew: async () => (await store.run(RENEW, [world.now(), name, identity, takenAt])) === 1,
    release: async () => {
      await store.run(RELEASE, [name, identity, takenAt]);
    },
  };
}

/** Whether a live process holds the lock `name`. */
export async function isHeld(store: Database, name: string, world: Pick<Effects, 'now'>): Promise<boolean> {
  const row = await store.get<LockRow>(FIND, [name]);
  return row !== undefined && isLive(row, thisHolder(), world.now());
}

function isLive(row: LockRow, here: Holder, now: number): boolean {
  // A heartbeat from the future was written by a clock since put right: it says as little as one long past.
  if (Math.abs(now - row.renewedAt) > LOCK_PATIENCE_MS) return false;
  const holder = parseHolder(row.holder);
  return holder === null || !isGone(holder, here);
}

function refusal(name: string, row: LockRow, now: number): string {
  const holder = parseHolder(row.holder);
  const who = holder === null ? 'Another process' : `Process ${holder.pid} on ${holder.host}`;
  const since = new Date(row.takenAt).toISOString();
  const heard = Math.max(0, Math.round((now - row.renewedAt) / 1000));
  return (
    `${who} holds the lock "${name}" of this project since ${since} and was last heard of ${heard} s ago. ` +
    'Wait for it to finish, or stop it and start again: the lock of a dead process is free ' +
    `at once on its own machine and after ${LOCK_PATIENCE_MS / 60_000} minutes elsewhere.`
  );
}
