/** Posts that leave the store whole, because their platform says they are gone, and the order in which it is asked. */
import type { Database } from './database.js';
import { forgetGoneVoices } from './map-snapshots.js';
import { noteAround } from './unlinked.js';

const DUE = `
  SELECT p.id, p.external_id AS "externalId" FROM posts p LEFT JOIN checks c ON c.post_id = p.id
  WHERE p.platform = ? ORDER BY coalesce(c.checked_at, ''), p.id LIMIT ?`;
const IN_JOB = `
  SELECT p.id, p.external_id AS "externalId" FROM checks c JOIN posts p ON p.id = c.post_id
  WHERE c.job = ? ORDER BY p.id`;
const OPEN_JOB = 'SELECT job FROM checks WHERE job IS NOT NULL ORDER BY job LIMIT 1';
const ASSIGN = `
  INSERT INTO checks (post_id, checked_at, job) VALUES (?, NULL, ?)
  ON CONFLICT (post_id) DO UPDATE SET job = excluded.job`;
const CHECKED = `
  INSERT INTO checks (post_id, checked_at, job) VALUES (?, ?, NULL)
  ON CONFLICT (post_id) DO UPDATE SET checked_at = excluded.checked_at, job = NULL`;
const CHECKED_IN_JOB = 'UPDATE checks SET checked_at = ?, job = NULL WHERE job = ?';
const LET_GO = 'UPDATE checks SET job = NULL WHERE job = ?';
// A repost carries the words of what it repeats, and goes with it.
const NAMED = `
  SELECT id, source, voice_id AS voice FROM posts
  WHERE platform = ? AND (external_id = ? OR reposts = ?) ORDER BY id`;
const FORGET = [
  'DELETE FROM theme_evidence WHERE post_id = ?',
  // It counts the post and may repeat its words; the next grouping writes another.
  'UPDATE themes SET why = NULL WHERE id IN (SELECT theme_id FROM post_themes WHERE post_id = ?)',
  'DELETE FROM post_themes WHERE post_id = ?',
  'DELETE FROM near_copies WHERE post_id = ?',
  'DELETE FROM clean_posts WHERE post_id = ?',
  'DELETE FROM posts WHERE id = ?',
];
// Nobody is kept by name for words that are gone. Their number is never given to anybody else.
const FORGET_VOICE = `
  DELETE FROM voices WHERE id = ? AND NOT EXISTS (SELECT 1 FROM posts WHERE voice_id = voices.id)`;
const FORGET_POSITION = `
  DELETE FROM positions WHERE node IN (SELECT 'voice:' || number FROM voices
    WHERE id = ? AND NOT EXISTS (SELECT 1 FROM posts WHERE voice_id = voices.id))`;
const AUDIT = 'INSERT INTO removals (at, source, platform, reason, posts) VALUES (?, ?, ?, ?, ?)';
const FRESHNESS = `
  SELECT count(*) AS posts, count(c.checked_at) AS checked, min(c.checked_at) AS "oldestCheck",
    (SELECT coalesce(sum(posts), 0) FROM removals WHERE platform = ?) AS removed
  FROM posts p LEFT JOIN checks c ON c.post_id = p.id WHERE p.platform = ?`;

export interface PostId {
  id: number;
  externalId: string;
}

/** How well the posts of a platform are known to be still there. */
export interface Freshness {
  posts: number;
  /** Of them, those that the platform was ever asked about. */
  checked: number;
  /** ISO 8601, of those that were checked. */
  oldestCheck: string | null;
  /** Removed so far. */
  removed: number;
}

/** Posts to ask about next: those never asked about, then those last asked about longest ago. */
export async function postsToCheck(store: Database, platform: string, most: number): Promise<PostId[]> {
  return store.all<PostId>(DUE, [platform, most]);
}

/** The platform's name for the check that is under way, if any. */
export async function openCheck(store: Database): Promise<string | null> {
  return (await store.get<{ job: string }>(OPEN_JOB))?.job ?? null;
}

export async function postsInCheck(store: Database, job: string): Promise<PostId[]> {
  return store.all<PostId>(IN_JOB, [job]);
}

/** Writes down which posts a check that begins is about. */
export async function beginCheck(store: Database, job: string, posts: readonly PostId[]): Promise<void> {
  await store.many(
    ASSIGN,
    posts.map(({ id }) => [id, job]),
  );
}

/** The check came to nothing: its posts are asked about again. */
export async function dropCheck(store: Database, job: string): Promise<void> {
  await store.run(LET_GO, [job]);
}

/** Posts that cannot be asked about go to the end of the line. */
export async function skipCheck(store: Database, posts: readonly PostId[], at: string): Promise<void> {
  await store.many(
    CHECKED,
    posts.map(({ id }) => [id, at]),
  );
}

/**
 * Ends a check: what is gone on the platform is removed with all that was made of it, and a line for each source and
 * reason tells how many, never what. How many posts were removed.
 * @param gone ids on the platform, with the platform's reason
 */
export async function finishCheck(
  store: Database,
  job: string,
  platform: string,
  gone: readonly { externalId: string; reason: string }[],
  at: string,
): Promise<number> {
  return store.transaction(async (tx) => {
    const removed = new Map<string, { source: string; reason: string; posts: number }>();
    for (const { externalId, reason } of gone) {
      for (const { source } of await removePost(tx, platform, externalId)) {
        const key = JSON.stringify([source, reason]);
        const line = removed.get(key) ?? { source, reason, posts: 0 };
        removed.set(key, { ...line, posts: line.posts + 1 });
      }
    }
    if (removed.size > 0) await forgetGoneVoices(tx);
    const lines = [...removed.values()];
    await tx.many(
      AUDIT,
      lines.map(({ source, reason, posts }) => [at, source, platform, reason, posts]),
    );
    await tx.run(CHECKED_IN_JOB, [at, job]);
    return lines.reduce((sum, { posts }) => sum + posts, 0);
  });
}

export async function readFreshness(store: Database, platform: string): Promise<Freshness> {
  return (await store.get<Freshness>(FRESHNESS, [platform, platform]))!;
}

/** Removes a post from every source that has it. */
async function removePost(tx: Database, platform: string, externalId: string): Promise<{ source: string }[]> {
  const posts = await tx.all<{ id: number; source: string; voice: number | null }>(NAMED, [
    platform,
    externalId,
    externalId,
  ]);
  for (const { id, voice } of posts) {
    await noteAround(tx, [id]);
    for (const statement of FORGET) await tx.run(statement, [id]);
    if (voice === null) continue;
    await tx.run(FORGET_POSITION, [voice]);
    await tx.run(FORGET_VOICE, [voice]);
  }
  return posts;
}
