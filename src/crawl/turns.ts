/** Turns per host: one request at a time, and a pause between the end of one and the start of the next. */
import type { Effects } from '../effects.js';

/** Longest pause that a site can ask for with `Crawl-delay`. */
export const LONGEST_CRAWL_DELAY_MS = 120_000;

export interface Turn {
  /** The pause after this turn. Set it to 0 when nobody was asked, and to more when the site asks for more. */
  pauseMs: number;
}

export interface Turns {
  /** Waits for the host's turn, does the work, and starts the host's pause however the work ended. */
  take<Result>(host: string, work: (turn: Turn) => Promise<Result>): Promise<Result>;
}

interface Line {
  /** Settles when the last in line is done; never rejects. */
  tail: Promise<void>;
  /** The host is left alone until this moment (milliseconds since 1970), for this long. */
  readyAt: number;
  pauseMs: number;
  waiting: number;
}

/** @param delayMs pause after each turn that does not ask for another */
export function createTurns(delayMs: number, effects: Pick<Effects, 'now' | 'sleep'>): Turns {
  const lines = new Map<string, Line>();

  async function inTurn<Result>(line: Line, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const turn = { pauseMs: delayMs };
    try {
      const wait = line.readyAt - effects.now();
      // Never longer than the pause itself, should the clock have been set back meanwhile.
      if (wait > 0) await effects.sleep(Math.min(wait, line.pauseMs));
      return await work(turn);
    } finally {
      line.pauseMs = turn.pauseMs;
      line.readyAt = effects.now() + turn.pauseMs;
      line.waiting -= 1;
    }
  }

  return {
    take(host, work) {
      forgetRested(lines, effects.now());
      const line = lines.get(host) ?? { tail: Promise.resolve(), readyAt: 0, pauseMs: 0, waiting: 0 };
      lines.set(host, line);
      line.waiting += 1;
      const result = line.tail.then(() => inTurn(line, work));
      line.tail = result.then(
        () => undefined,
        () => undefined,
      );
      return result;
    },
  };
}

/** Without this a crawler that runs for months would remember every host it ever met. */
function forgetRested(lines: Map<string, Line>, now: number): void {
  if (lines.size < 1000) return;
  for (const [host, line] of lines) {
    if (line.waiting === 0 && line.readyAt <= now) lines.delete(host);
  }
}
