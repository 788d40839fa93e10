/** What a kind of work offers to whoever does its jobs, and what it is done with. */
import type { Project } from '../project.js';
import type { Handler } from '../queue/worker.js';
import type { Presence } from './presence.js';

export interface Tools {
  project: Project;
  presence: Presence;
  /** Takes no more jobs once it is aborted, and ends those in hand where they can be ended. */
  stop: AbortSignal;
  /** The run it is done for; `null`: whichever is at work at the time. */
  runId: number | null;
}

export interface Desk {
  /** Done as `docs/scale.md` says: at least once, so that it must be safe to repeat, late and at the same time. */
  handle: Handler;
  close(): Promise<void>;
}

export interface Work {
  /** What its jobs are called: one, and several. */
  name: string;
  /** Jobs at the same time in one process. */
  hands(project: Project): number;
  /** Opens what its jobs need. */
  open(tools: Tools): Promise<Desk>;
}
