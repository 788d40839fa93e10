/** Which posts point at which, across sources, and the conversations they make together. */
import type { Database } from './database.js';
import { STREAM_ORDER } from './order.js';

/** The columns in which a post names another by its id or address. */
const POINTERS = { reply: 'in_reply_to', quote: 'quotes', repost: 'reposts' } as const;

// The post that is meant, best guess first: the id in its own source; an address, as given or canonical, in any source;
// the id in another source of the same platform, when both posts are public there and so share one space of ids.
// Ties (one post crawled by two sources) go by source and id, never by row.
const meant = (column: string) => `coalesce(
    (SELECT t.id FROM posts t WHERE t.source = p.source AND t.external_id = p.${column}),
    (SELECT t.id FROM posts t WHERE t.url = p.${column} ORDER BY t.source, t.external_id LIMIT 1),
    (SELECT t.id FROM clean_posts c JOIN posts t ON t.id = c.post_id WHERE c.canonical_url = p.${column}
      ORDER BY t.source, t.external_id LIMIT 1),
    (SELECT t.id FROM posts t WHERE t.source IN (SELECT name FROM sources) AND t.external_id = p.${column}
      AND t.platform = p.platform AND t.url IS NOT NULL AND p.url IS NOT NULL ORDER BY t.source LIMIT 1))`;

const UNREAD = `
  SELECT p.id, p.url, p.in_reply_to AS replies, p.quotes, p.reposts, c.canonical_url AS "canonicalUrl", c.links
  FROM unlinked n JOIN clean_posts c ON c.post_id = n.post_id JOIN posts p ON p.id = c.post_id
  WHERE n.post_id > ? AND NOT EXISTS (SELECT 1 FROM post_pages pp WHERE pp.post_id = c.post_id)
  ORDER BY n.post_id LIMIT ?`;
const SAVE_PAGE = 'INSERT INTO post_pages (post_id, page) VALUES (?, ?) ON CONFLICT DO NOTHING';
const SAVE_REF = 'INSERT INTO post_refs (post_id, kind, page) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';

const FORGET_LINKS = 'DELETE FROM post_links WHERE post_id IN (SELECT post_id FROM unlinked)';
// A page where one source shows several posts, or where posts of several titles stand, is the address of none of them.
// Else the oldest is the original, the others are copies of it; ties go by source and id, never by row.
const STANDING = (table: 'post_pages' | 'post_refs') => `
  WITH pages AS (SELECT DISTINCT o.page FROM unlinked n JOIN ${table} o ON o.post_id = n.post_id WHERE o.page IS NOT NULL),
  shown AS (
    SELECT pp.page, p.id, coalesce(p.title, '') AS title, p.source, p.external_id, p.created_at,
      count(*) OVER (PARTITION BY pp.page, p.source) AS beside
    FROM pages JOIN post_pages pp ON pp.page = pages.page JOIN posts p ON p.id = pp.post_id),
  ranked AS (
    SELECT page, id, max(beside) OVER (PARTITION BY page) AS beside,
      min(title) OVER (PARTITION BY page) AS first_title, max(title) OVER (PARTITION BY page) AS last_title,
      first_value(id) OVER (PARTITION BY page ORDER BY created_at IS NULL, created_at, source, external_id) AS original
    FROM shown),
  standing AS (SELECT page, id, original FROM ranked WHERE beside = 1 AND first_title = last_title)`;
const SAVE_COPIES = `
  INSERT INTO post_links (post_id, target_id, kind) ${STANDING('post_pages')}
  SELECT s.id, s.original, 'copy-of' FROM standing s JOIN unlinked n ON n.post_id = s.id WHERE s.id <> s.original`;
const SAVE_REFERENCES = `
  INSERT INTO post_links (post_id, target_id, kind) ${STANDING('post_refs')}
  SELECT r.post_id, s.id, r.kind FROM unlinked n JOIN post_refs r ON r.post_id = n.post_id JOIN standing s ON s.page = r.page AND s.id = s.original
  WHERE s.id <> r.post_id AND (r.kind = 'links-to' OR NOT EXISTS (
    SELECT 1 FROM post_links l WHERE l.post_id = r.post_id AND l.kind = r.kind))
  ON CONFLICT DO NOTHING`;
const SAVE_POINTERS = (column: string, kind: string) => `
  INSERT INTO post_links (post_id, target_id, kind)
  SELECT p.id, m.id, '${kind}' FROM unlinked n JOIN posts p ON p.id = n.post_id JOIN posts m ON m.id = ${meant(column)}
  WHERE p.${column} IS NOT NULL AND m.id <> p.id`;
const LINKS = `
  SELECT l.post_id AS "postId", l.target_id AS "targetId" FROM unlinked n JOIN post_links l ON l.post_id = n.post_id`;
const IN_ORDER = `
  SELECT p.id, c.conversation_id AS conversation
  FROM unlinked n JOIN posts p ON p.id = n.post_id LEFT JOIN post_conversations c ON c.post_id = p.id
  WHERE EXISTS (SELECT 1 FROM post_links l WHERE l.post_id = p.id)
    OR EXISTS (SELECT 1 FROM post_links l WHERE l.target_id = p.id)
    OR c.post_id IS NOT NULL
  ORDER BY ${STREAM_ORDER}`;
const PLACE = `
  INSERT INTO post_conversations (post_id, conversation_id) VALUES (?, ?)
  ON CONFLICT (post_id) DO UPDATE SET conversation_id = excluded.conversation_id`;
const LEAVE = 'DELETE FROM post_conversations WHERE post_id = ?';

export const LINK_KINDS = ['replies', 'quotes', 'reposts', 'links-to', 'copy-of'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** What a clean post says about where it stands and where it points. */
export interface UnreadAddresses {
  id: number;
  url: string | null;
  canonicalUrl: string | null;
  replies: string | null;
  quotes: string | null;
  reposts: string | null;
  /** Canonical. */
  links: string[];
}

/** The next noted posts by id that are clean and whose addresses have not been read yet. */
export async function unreadAddresses(store: Database, after: number, limit: number): Promise<UnreadAddresses[]> {
  const rows = await store.all<Omit<UnreadAddresses, 'links'> & { links: string }>(UNREAD, [after, limit]);
  return rows.map((row) => ({ ...row, links: JSON.parse(row.links) as string[] }));
}

/** Where posts stand (`null`: on no page of their own) and which pages they point at. */
export async function saveAddresses(
  tx: Database,
  posts: readonly { id: number; page: string | null; refs: readonly { kind: LinkKind; page: string }[] }[],
): Promise<void> {
  await tx.many(
    SAVE_PAGE,
    posts.map(({ id, page }) => [id, page]),
  );
  await tx.many(
    SAVE_REF,
    posts.flatMap(({ id, refs }) => refs.map(({ kind, page }) => [id, kind, page])),
  );
}

/** Makes the links of all noted posts anew from what is known now: a post may arrive after those that point at it. */
export async function saveLinks(tx: Database): Promise<void> {
  await tx.run(FORGET_LINKS);
  await tx.run(SAVE_POINTERS(POINTERS.reply, 'replies'));
  await tx.run(SAVE_POINTERS(POINTERS.quote, 'quotes'));
  await tx.run(SAVE_POINTERS(POINTERS.repost, 'reposts'));
  await tx.run(SAVE_COPIES);
  await tx.run(SAVE_REFERENCES);
}

/** Every link that leads from a noted post to another, whatever its kind. */
export function notedLinks(tx: Database): Promise<{ postId: number; targetId: number }[]> {
  return tx.all(LINKS);
}

/** Noted posts that are linked, or were, in stream order, with the conversation they were last in. */
export function linkedPosts(tx: Database): Promise<{ id: number; conversation: string | null }[]> {
  return tx.all(IN_ORDER);
}

/** Puts posts into conversations, or with `null` into none. */
export async function placeInConversations(
  tx: Database,
  changes: readonly { id: number; conversation: string | null }[],
): Promise<void> {
  const [placed, left] = [
    changes.filter((one) => one.conversation !== null),
    changes.filter((one) => one.conversation === null),
  ];
  await tx.many(
    PLACE,
    placed.map(({ id, conversation }) => [id, conversation]),
  );
  await tx.many(
    LEAVE,
    left.map(({ id }) => [id]),
  );
}
