/** The front door of the queues: from `queue.url` to queues that are ready for work. */
import type { Effects } from '../effects.js';
import type { Database } from '../store/store.js';
import { embeddedQueue } from './embedded.js';
import type { JobKind, Queue, QueueSettings } from './queue.js';

/**
 * @param url `embedded`, or the address of a Redis: `redis://…`, `rediss://…`
 * @param kinds of work, for each of which there is a queue in the answer
 * @param home where embedded queues live, and under which prefix those on Redis keep their keys (one per project)
 * @throws UserError when no usable Redis answers at the address
 */
export async function openQueues(
  url: string,
  kinds: readonly JobKind[],
  home: { store: Database; prefix: string },
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random' | 'log'>,
): Promise<Queue[]> {
  if (url === 'embedded') return kinds.map((kind) => embeddedQueue(home.store, kind, settings, world));
  // BullMQ takes a quarter of a second to load: only those who use it pay for it.
  const { bullmqQueues } = await import('./bullmq.js');
  return bullmqQueues(url, home.prefix, kinds, settings, world);
}
