/** Posts their source has taken back: gone with all that was made of them, and not collected again. */
import type { Database } from './database.js';

const WHICH = 'SELECT id FROM posts WHERE source = ? AND external_id = ?';
/** Each table that names a post and does not forget it by itself; the post last. */
const FORGET = ['theme_evidence', 'post_themes', 'near_copies', 'clean_posts'].map(
  (table) => `DELETE FROM ${table} WHERE post_id = ?`,
);
const FORGET_POST = 'DELETE FROM posts WHERE id = ?';
const REMEMBER = `
  INSERT INTO withdrawn (source, external_id, withdrawn_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`;
const IS_WITHDRAWN = 'SELECT 1 AS yes FROM withdrawn WHERE source = ? AND external_id = ?';

/** Removes posts by the ids they are known under, in the caller's transaction; returns how many there were. */
export async function withdrawPosts(
  tx: Database,
  source: string,
  externalIds: readonly string[],
  at: string,
): Promise<number> {
  const keys = externalIds.map((id) => [source, id]);
  const found = (await tx.getMany<{ id: number }>(WHICH, keys)).flatMap((row) => (row === undefined ? [] : [[row.id]]));
  for (const statement of [...FORGET, FORGET_POST]) await tx.many(statement, found);
  await tx.many(
    REMEMBER,
    keys.map((key) => [...key, at]),
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
