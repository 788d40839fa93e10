/**
 * Turns per host shared by all processes that work on one store, on however many machines: as in `turns.ts`, one request
 * at a time and a pause after it. They are kept in the store and not in Redis, which may forget them in the middle of a
 * request. Machines' clocks are expected to agree to a second or so, as NTP keeps them.
 */
import { randomUUID } from 'node:crypto';
import type { Effects } from '../effects.js';
import { thisHolder } from '../store/holder.js';
import type { Database } from '../store/store.js';
import { claimTurn, releaseTurn } from '../store/turns.js';
import { createTurns, LONGEST_CRAWL_DELAY_MS, type Turn, type Turns } from './turns.js';

/** How often to look whether another process has given its turn back. */
const LOOK_MS = 200;

export interface TurnSettings {
  /** Pause after each turn that does not ask for another. */
  delayMs: number;
  /** The longest that a turn can take; one held for longer is taken for a dead process's and given to the next. */
  leaseMs: number;
  /** Ends the waiting for turns, with the signal's reason. */
  signal?: AbortSignal;
}

export function sharedTurns(
  store: Database,
  settings: TurnSettings,
  effects: Pick<Effects, 'now' | 'sleep' | 'random'>,
): Turns {
  const { delayMs, leaseMs, signal } = settings;
  const longestPauseMs = Math.max(delayMs, LONGEST_CRAWL_DELAY_MS);
  const holder = JSON.stringify(thisHolder());
  // Inside this process they stand in line, so that only the first of them asks the store.
  const lines = createTurns(0, effects);

  async function waitForTurn(host: string, lease: string): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const now = effects.now();
      const again = await claimTurn(store, { host, lease, holder, now, leaseMs, delayMs, longestPauseMs });
      if (again === null) return;
      // Not in step with the others, or the same one would always be first.
      const look = LOOK_MS * (0.5 + effects.random());
      await effects.sleep(Math.max(1, Math.min(again - now, look)), signal);
    }
  }

  async function inTurn<Result>(host: string, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const lease = randomUUID();
    const turn = { pauseMs: delayMs };
    await waitForTurn(host, lease);
    try {
      return await work(turn);
    } finally {
      await releaseTurn(store, host, lease, effects.now() + turn.pauseMs);
    }
  }

  return { take: (host, work) => lines.take(host, () => inTurn(host, work)) };
}
