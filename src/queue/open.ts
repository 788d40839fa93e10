/** The front door of the queue: from `queue.url` to a queue that is ready for work. */
import type { Effects } from '../effects.js';
import type { Database } from '../store/store.js';
import { embeddedQueue } from './embedded.js';
import type { Queue, QueueSettings } from './queue.js';

/**
 * @param url `embedded`, or the address of a Redis: `redis://…`, `rediss://…`
 * @param home where an embedded queue lives, and under which prefix one on Redis keeps its keys (one per project)
 * @throws UserError when no usable Redis answers at the address
 */
export async function openQueue(
  url: string,
  home: { store: Database; prefix: string },
  settings: QueueSettings,
  world: Pick<Effects, 'now' | 'random' | 'log'>,
): Promise<Queue> {
  if (url === 'embedded') return embeddedQueue(home.store, settings, world);
  // BullMQ takes a quarter of a second to load: only those who use it pay for it.
  const { bullmqQueue } = await import('./bullmq.js');
  return bullmqQueue(url, home.prefix, settings, world);
}
