/** The log of requests on its way to the store: gathered, and written a batch at a time. */
import type { Log } from '../effects.js';
import { addRequests, type RequestRecord } from '../store/requests.js';
import type { Database } from '../store/store.js';

/** What a process that is killed can lose. */
const MOST_WAITING = 200;
const FLUSH_MS = 1_000;

export interface RequestLog {
  add(record: RequestRecord): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** @param runId `null`: the latest run, whichever that is at the time */
export function requestLog(store: Database, runId: number | null, log: Log): RequestLog {
  let waiting: RequestRecord[] = [];
  /** One batch at a time, so that what is left at the end is written last. */
  let written: Promise<void> = Promise.resolve();

  function flush(): void {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    written = written.then(() =>
      // A crawl is worth more than its log: what hinders this hinders the crawl's own writing too, and is told there.
      addRequests(store, runId, batch).catch((error: Error) =>
        log.warn(`The log of this run lacks ${batch.length} of its requests: ${error.message}`),
      ),
    );
  }

  // On the machine's own timer: it is about losing little, not about the moment.
  const timer = setInterval(flush, FLUSH_MS);
  return {
    add(record) {
      waiting.push(record);
      if (waiting.length >= MOST_WAITING) flush();
    },
    async close() {
      clearInterval(timer);
      flush();
      await written;
    },
  };
}
