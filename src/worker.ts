/**
 * A process that does whatever jobs runs put in the queues, beside as many others as reach the same store and queue, on
 * any machine. They share the jobs through the queue; through the store they share the turns at hosts, what came of each
 * job, which kind of work is to stop, and the news of who is alive.
 */
import type { Project } from './project.js';
import { openQueues } from './queue/open.js';
import { JOB_KINDS, type JobKind, type Queue } from './queue/queue.js';
import { projectId } from './store/project-id.js';
import { isStopped } from './store/stages.js';
import { atWork, type Post } from './work/crew.js';
import { register } from './work/presence.js';

/** How often a worker looks whether a kind of work is to stop, or may go on. */
const LOOK_MS = 1_000;

export interface WorkCounts {
  /** Jobs finished, and jobs given up. */
  done: number;
  failed: number;
}

export async function openProjectQueues(
  { config, store, effects }: Project,
  kinds: readonly JobKind[],
): Promise<Queue[]> {
  const home = { store, prefix: await projectId(store) };
  return openQueues(config.queue.url, kinds, home, config.queue, effects);
}

/** Does jobs of every kind until the project is stopped. Trouble with one queue stops the project. */
export async function workUntilStopped(project: Project): Promise<Record<JobKind, WorkCounts>> {
  const queues = await openProjectQueues(project, JOB_KINDS);
  const presence = await register(project, 'worker');
  try {
    const counts = await Promise.all(
      JOB_KINDS.map(async (kind, at) => {
        const post = { project, presence, kind, queue: queues[at]!, stop: project.signal, runId: null };
        return [kind, await serve(post)] as const;
      }),
    );
    return Object.fromEntries(counts) as Record<JobKind, WorkCounts>;
  } finally {
    await presence.end();
    await Promise.all(queues.map((queue) => queue.close()));
  }
}

async function serve(post: Post): Promise<WorkCounts> {
  const { project, kind } = post;
  const total = { done: 0, failed: 0 };
  while (!project.signal.aborted) {
    try {
      if (await isStopped(project.store, kind)) {
        await project.effects.sleep(LOOK_MS, project.signal).catch(() => undefined);
        continue;
      }
      const { done, failed } = await serveStage(post);
      total.done += done;
      total.failed += failed;
    } catch (error) {
      project.abort(error as Error);
    }
  }
  return total;
}

/** Does jobs until the project is stopped, or a run says that the time for this kind of work is over. */
async function serveStage(post: Post): Promise<WorkCounts> {
  const { project, kind } = post;
  const enough = new AbortController();
  const look = async () => {
    if (await isStopped(project.store, kind)) enough.abort(new Error('the time of this stage is over'));
  };
  // A look that fails is made good by the next.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  try {
    const stop = AbortSignal.any([project.signal, enough.signal]);
    return await atWork({ ...post, stop }, (doJobs) => doJobs(null));
  } finally {
    clearInterval(timer);
  }
}
