import type { Migration } from '../migration.js';

/** Bands and themes of posts: SQLite would keep them in a table and a second time in the index of its key. */
const KEPT_ONCE = `
    CREATE TABLE bands (
      band    INTEGER NOT NULL,
      post_id INTEGER NOT NULL REFERENCES posts (id),
      PRIMARY KEY (band, post_id)
    ) WITHOUT ROWID;
    INSERT INTO bands (band, post_id) SELECT band, post_id FROM near_copies ORDER BY band, post_id;
    DROP TABLE near_copies;
    ALTER TABLE bands RENAME TO near_copies;
    CREATE INDEX near_copies_by_post ON near_copies (post_id);
    CREATE TABLE themes_of_posts (
      post_id  INTEGER NOT NULL REFERENCES posts (id),
      theme_id TEXT NOT NULL REFERENCES themes (id),
      weight   DOUBLE PRECISION NOT NULL,  -- 0 to 1; a post's weights add up to at most 1
      PRIMARY KEY (post_id, theme_id)
    ) WITHOUT ROWID;
    INSERT INTO themes_of_posts (post_id, theme_id, weight)
      SELECT post_id, theme_id, weight FROM post_themes ORDER BY post_id, theme_id;
    DROP TABLE post_themes;
    ALTER TABLE themes_of_posts RENAME TO post_themes;
    CREATE INDEX post_themes_by_theme ON post_themes (theme_id);`;

/**
 * Links and conversations are made anew only around what has changed: which posts that is, and ways to find whoever
 * points at them without reading every post. The first look after this goes over all of them once.
 */
export const links: Migration = {
  name: '020-links',
  up: (types, dialect) => `
    CREATE TABLE unlinked (             -- posts whose links are to be made, for the first time or anew
      post_id ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE
    );
    INSERT INTO unlinked (post_id) SELECT id FROM posts;
    CREATE INDEX posts_by_reply ON posts ${types.anyLength} (in_reply_to) WHERE in_reply_to IS NOT NULL;
    CREATE INDEX posts_by_quote ON posts ${types.anyLength} (quotes) WHERE quotes IS NOT NULL;
    CREATE INDEX posts_by_repost ON posts ${types.anyLength} (reposts) WHERE reposts IS NOT NULL;
    CREATE INDEX post_refs_by_page ON post_refs ${types.anyLength} (page);
    CREATE INDEX posts_in_stream ON posts ((created_at IS NULL), created_at, source, id);   -- see order.ts
    CREATE INDEX post_conversations_by_id ON post_conversations (conversation_id);
    ${dialect === 'sqlite' ? KEPT_ONCE : ''}
  `,
};
