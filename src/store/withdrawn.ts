/** Posts their source has taken back: gone with all that was made of them, and not collected again. */
import type { Database } from './database.js';
import { idAlias } from './identity.js';
import { noteAround } from './unlinked.js';

const WHICH = `
  SELECT id, external_id AS "externalId" FROM posts
  WHERE source = ? AND (external_id = ? OR id IN (SELECT post_id FROM post_aliases WHERE source = ? AND alias = ?))
  ORDER BY id LIMIT 1`;
/** Each table that names a post and does not forget it by itself; the post last. */
const FORGET = ['theme_evidence', 'post_themes', 'near_copies', 'clean_posts'].map(
  (table) => `DELETE FROM ${table} WHERE post_id = ?`,
);
const FORGET_POST = 'DELETE FROM posts WHERE id = ?';
const REMEMBER = `
  INSERT INTO withdrawn (source, external_id, withdrawn_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`;
const IS_WITHDRAWN = 'SELECT 1 AS yes FROM withdrawn WHERE source = ? AND external_id = ?';

/** Removes posts by any id they have been known under, in the caller's transaction; returns how many there were. */
export async function withdrawPosts(
  tx: Database,
  source: string,
  externalIds: readonly string[],
  at: string,
): Promise<number> {
  const rows = await tx.getMany<{ id: number; externalId: string }>(
    WHICH,
    externalIds.map((id) => [source, id, source, idAlias(id)]),
  );
  const found = rows.filter((row) => row !== undefined);
  await noteAround(
    tx,
    found.map(({ id }) => id),
  );
  for (const statement of [...FORGET, FORGET_POST]) {
    await tx.many(
      statement,
      found.map(({ id }) => [id]),
    );
  }
  await tx.many(
    REMEMBER,
    [...externalIds, ...found.map(({ externalId }) => externalId)].map((id) => [source, id, at]),
  );
  return found.length;
}

/** Which of these ids were withdrawn. */
export async function withdrawnAmong(
  tx: Database,
  source: string,
  externalIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.getMany(
    IS_WITHDRAWN,
    externalIds.map((id) => [source, id]),
  );
  return new Set(externalIds.filter((_, index) => rows[index] !== undefined));
}
