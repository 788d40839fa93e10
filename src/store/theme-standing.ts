/** How all themes stand after a run, those included of which nothing was read again. */
import type { Database } from './database.js';
import { STRONGEST_POSTS } from './themes.js';

const SNAPSHOT = `
  INSERT INTO theme_snapshots (run_id, theme_id, posts, voices)
  SELECT CAST(? AS INTEGER), t.id, count(s.post_id), count(DISTINCT p.voice_id)
  FROM themes t LEFT JOIN ${STRONGEST_POSTS} s ON s.theme_id = t.id LEFT JOIN posts p ON p.id = s.post_id
  WHERE t.state = 'live' GROUP BY t.id
  ON CONFLICT (run_id, theme_id) DO UPDATE SET posts = excluded.posts, voices = excluded.voices`;

/** Notes posts and voices of every live theme as they are now. */
export async function saveSnapshot(tx: Database, runId: number): Promise<void> {
  await tx.run(SNAPSHOT, [runId]);
}
