/** Posts that their platform says are gone, as `discover tweets comply` removes them. */
import type { Database } from '../../src/store/database.js';
import { beginCheck, finishCheck } from '../../src/store/removal.js';
import { TEST_NOW } from '../support/project.js';

export async function removeGone(store: Database, ids: readonly number[]): Promise<void> {
  const posts = await store.all<{ id: number; externalId: string }>(
    'SELECT id, external_id AS "externalId" FROM posts',
  );
  const gone = posts.filter(({ id }) => ids.includes(id));
  await beginCheck(store, 'job', gone);
  const reasons = gone.map(({ externalId }) => ({ externalId, reason: 'deleted' }));
  await finishCheck(store, 'job', 'x', reasons, new Date(TEST_NOW).toISOString());
}
