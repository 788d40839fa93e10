/**
 * Posts whose links to others are to be made, for the first time or anew: a night looks at what has changed, and not at
 * everything that was ever collected. What is not noted here stays linked as it is.
 */
import type { Database } from './database.js';

const NOTE = 'INSERT INTO unlinked (post_id) VALUES (?) ON CONFLICT DO NOTHING';
// Whoever points at it may have to point at another, whoever it points at may be left alone, and of the posts that stand
// on its page another may be the original now.
const NOTE_AROUND = `
  INSERT INTO unlinked (post_id)
  SELECT around.id FROM (
    SELECT CAST(? AS INTEGER) AS id
    UNION SELECT post_id FROM post_links WHERE target_id = ?
    UNION SELECT target_id FROM post_links WHERE post_id = ?
    UNION SELECT beside.post_id FROM post_pages mine JOIN post_pages beside ON beside.page = mine.page WHERE mine.post_id = ?
  ) AS around WHERE EXISTS (SELECT 1 FROM posts p WHERE p.id = around.id)
  ON CONFLICT DO NOTHING`;

/** These posts are clean now, or never will be. */
export async function noteUnlinked(tx: Database, ids: readonly number[]): Promise<void> {
  await tx.many(
    NOTE,
    ids.map((id) => [id]),
  );
}

/** These posts are about to go, or what the pipeline made of them is. Call it before. */
export async function noteAround(tx: Database, ids: readonly number[]): Promise<void> {
  await tx.many(
    NOTE_AROUND,
    ids.map((id) => [id, id, id, id]),
  );
}

const ALL = 'INSERT INTO unlinked (post_id) SELECT id FROM posts WHERE 1 = 1 ON CONFLICT DO NOTHING';
const SHARE = 'SELECT (SELECT count(*) FROM unlinked) AS noted, (SELECT count(*) FROM posts) AS posts';
/** From this share of all posts on, looking at all of them is cheaper than finding those that are concerned. */
const WORTH_IT = 0.25;

const POINTERS = ['in_reply_to', 'quotes', 'reposts'];
const NAMES = ['d.external_id', 'd.url', 'c.canonical_url'];
const POINTING = POINTERS.flatMap((column) =>
  NAMES.map(
    (name) => `
      SELECT p.id FROM unlinked n JOIN posts d ON d.id = n.post_id LEFT JOIN clean_posts c ON c.post_id = n.post_id
      JOIN posts p ON p.${column} = ${name}`,
  ),
);
const ON_THEIR_PAGES = ['post_refs', 'post_pages'].map(
  (table) => `
    SELECT o.post_id AS id FROM unlinked n JOIN post_pages mine ON mine.post_id = n.post_id
    JOIN ${table} o ON o.page = mine.page`,
);
const NOTE_CONCERNED = `
  INSERT INTO unlinked (post_id) SELECT id FROM (${[...POINTING, ...ON_THEIR_PAGES].join(' UNION ')}) AS concerned
  WHERE 1 = 1 ON CONFLICT DO NOTHING`;

/** Notes besides whoever points at a noted post, and at or stands on the page of one: their links may be others now. */
export async function noteConcerned(tx: Database): Promise<void> {
  const { noted, posts } = (await tx.get<{ noted: number; posts: number }>(SHARE))!;
  await tx.run(noted > posts * WORTH_IT ? ALL : NOTE_CONCERNED);
}

const NOTE_CONVERSATIONS = `
  INSERT INTO unlinked (post_id) SELECT id FROM (
    SELECT other.post_id AS id FROM unlinked n JOIN post_conversations mine ON mine.post_id = n.post_id
      JOIN post_conversations other ON other.conversation_id = mine.conversation_id
    UNION SELECT l.target_id FROM unlinked n JOIN post_links l ON l.post_id = n.post_id
    UNION SELECT l.post_id FROM unlinked n JOIN post_links l ON l.target_id = n.post_id
  ) AS together WHERE id NOT IN (SELECT post_id FROM unlinked)
  ON CONFLICT DO NOTHING`;

/** Notes besides all posts of the conversations that noted posts are or were in: then nobody else's can change. */
export async function noteConversations(tx: Database): Promise<void> {
  while ((await tx.run(NOTE_CONVERSATIONS)) > 0);
}

/** Everything that was noted has been seen to. */
export async function forgetUnlinked(tx: Database): Promise<void> {
  await tx.run('DELETE FROM unlinked');
}
