/** Posts in the hands of the pipeline, and those it cannot clean: one post must not stop a night for good. */
import type { Database } from './database.js';
import { noteUnlinked } from './unlinked.js';

const TAKE = `
  INSERT INTO in_hand (post_id, tries) VALUES (?, 1)
  ON CONFLICT (post_id) DO UPDATE SET tries = in_hand.tries + 1`;
const LET_GO = 'DELETE FROM in_hand WHERE post_id = ?';
const LEFT = `
  SELECT p.id, h.tries FROM in_hand h JOIN posts p ON p.id = h.post_id
  LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN set_aside s ON s.post_id = p.id
  WHERE p.id >= ? AND p.id < ? AND c.post_id IS NULL AND s.post_id IS NULL`;
const SET_ASIDE = 'INSERT INTO set_aside (post_id, reason) VALUES (?, ?) ON CONFLICT DO NOTHING';
const NAME = 'SELECT source, external_id AS "externalId" FROM posts WHERE id = ?';

/** Notes that posts are about to be cleaned. What is still noted when they are next asked for stopped a program. */
export async function takeInHand(tx: Database, ids: readonly number[]): Promise<void> {
  await tx.many(
    TAKE,
    ids.map((id) => [id]),
  );
}

/** Posts are done. */
export async function letGo(tx: Database, ids: readonly number[]): Promise<void> {
  await tx.many(
    LET_GO,
    ids.map((id) => [id]),
  );
}

/** Posts of a block whose cleaning began and did not end, and how often; blocks are those of `pendingBlocks`. */
export function leftInHand(store: Database, block: number, size: number): Promise<{ id: number; tries: number }[]> {
  return store.all(LEFT, [block * size, (block + 1) * size]);
}

/** Puts a post aside until its words change; returns what to call it. */
export async function setAside(
  tx: Database,
  id: number,
  reason: string,
): Promise<{ source: string; externalId: string }> {
  await tx.run(SET_ASIDE, [id, reason]);
  await tx.run(LET_GO, [id]);
  await noteUnlinked(tx, [id]);
  return (await tx.get<{ source: string; externalId: string }>(NAME, [id]))!;
}
