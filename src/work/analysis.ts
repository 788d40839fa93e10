/** What the kinds of analysis have in common: one job at a time in a process, because each keeps a processor busy. */
import type { Project } from '../project.js';
import type { Job } from '../queue/queue.js';
import type { Work } from './work.js';

/** Does a job; the signal aborts when it is to stop, or has passed to another. */
export type Analyse = (job: Job, signal: AbortSignal) => Promise<void>;

export function analysing(name: string, begin: (project: Project) => Promise<Analyse>): Work {
  return {
    name,
    hands: () => 1,
    async open({ project, presence, stop }) {
      const analyse = await begin(project);
      return {
        async handle(job, signal) {
          stop.throwIfAborted();
          await presence.during(`${job.kind} ${job.key}`, () => analyse(job, AbortSignal.any([stop, signal])));
        },
        async close() {},
      };
    },
  };
}
