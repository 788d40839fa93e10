/** Shows in the store that this process is alive, and what it has in hand. */
import { isoNow } from '../effects.js';
import type { Project } from '../project.js';
import { thisHolder } from '../store/holder.js';
import { hearWorker, signOffWorker } from '../store/workers.js';

/** How often a process shows that it is alive. */
const BEAT_MS = 5_000;

export interface Presence {
  /** Names what is in hand for as long as it is. */
  during<T>(name: string, work: () => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export async function register({ store, effects }: Project, role: 'run' | 'worker'): Promise<Presence> {
  const holder = thisHolder();
  const name = `${role}-${holder.host}-${holder.pid}`;
  const startedAt = isoNow(effects);
  const jobs = new Set<string>();
  const show = () => hearWorker(store, { name, holder, startedAt, jobs: [...jobs] }, effects.now());
  await show();
  // A beat that is lost is made good by the next.
  const beat = setInterval(() => void show().catch(() => undefined), BEAT_MS);
  return {
    async during(job, work) {
      jobs.add(job);
      try {
        await show();
        return await work();
      } finally {
        jobs.delete(job);
      }
    },
    async end() {
      clearInterval(beat);
      await signOffWorker(store, name, effects.now());
    },
  };
}
