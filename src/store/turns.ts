/** Whose turn it is at which host: one request at a time over all processes, and a pause after each. */
import type { Database } from './database.js';
import { isGone, parseHolder } from './holder.js';

// One statement, so that of two that come at once one gets the turn. A moment too far ahead was written by a clock that
// has since been set back: it says nothing.
const CLAIM = `
  INSERT INTO turns (host, lease, holder, until, free_at) VALUES (?, ?, ?, ?, 0)
  ON CONFLICT (host) DO UPDATE SET lease = excluded.lease, holder = excluded.holder, until = excluded.until
  WHERE (turns.lease IS NULL AND (turns.free_at <= ? OR turns.free_at > ?))
    OR (turns.lease IS NOT NULL AND (turns.until <= ? OR turns.until > ?))`;
const FIND = 'SELECT lease, holder, until, free_at AS "freeAt" FROM turns WHERE host = ?';
const RELEASE = 'UPDATE turns SET lease = NULL, free_at = ? WHERE host = ? AND lease = ?';
const FORGET = 'DELETE FROM turns WHERE lease IS NULL AND free_at < ?';

export interface TurnClaim {
  host: string;
  /** Proves whose turn it is. */
  lease: string;
  /** JSON of the process that asks. */
  holder: string;
  now: number;
  /** The longest that a request can take: a turn held for longer is a dead process's. */
  leaseMs: number;
  /** Pause after a request of which nobody knows when it ended. */
  delayMs: number;
  /** No pause is longer: one that seems to be was written by a clock since set back. */
  longestPauseMs: number;
}

/** Takes the turn (`null`), or says when to ask again (milliseconds since 1970). */
export async function claimTurn(database: Database, claim: TurnClaim): Promise<number | null> {
  const { host, lease, holder, now, leaseMs, delayMs, longestPauseMs } = claim;
  const taken = await database.run(CLAIM, [
    ...[host, lease, holder, now + leaseMs],
    // When a dead process's request ended nobody knows: its host is given the pause after the end of the lease.
    // Others' clocks, and those who asked a little later, may be ahead of this moment: only twice the time is impossible.
    ...[now, now + 2 * longestPauseMs, now - delayMs, now + 2 * leaseMs],
  ]);
  if (taken === 1) return null;
  const row = await database.get<{ lease: string | null; holder: string; until: number; freeAt: number }>(FIND, [host]);
  if (row === undefined) return now;
  if (row.lease === null) return row.freeAt;
  const other = parseHolder(row.holder);
  if (other === null || !isGone(other)) return row.until + delayMs;
  await database.run(RELEASE, [now + delayMs, host, row.lease]);
  return now + delayMs;
}

/** Ends a turn; nothing happens when it has passed to another. */
export async function releaseTurn(database: Database, host: string, lease: string, freeAt: number): Promise<void> {
  await database.run(RELEASE, [freeAt, host, lease]);
}

/** Forgets hosts that have been at rest since `before` (milliseconds since 1970). */
export async function forgetRestedHosts(database: Database, before: number): Promise<void> {
  await database.run(FORGET, [before]);
}
