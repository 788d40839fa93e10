import type { Migration } from '../migration.js';

/**
 * Links and conversations are made anew only around what has changed: which posts that is, and ways to find whoever
 * points at them without reading every post. The first look after this goes over all of them once.
 */
export const links: Migration = {
  name: '020-links',
  up: (types) => `
    CREATE TABLE unlinked (             -- posts whose links are to be made, for the first time or anew
      post_id ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE
    );
    INSERT INTO unlinked (post_id) SELECT id FROM posts;
    CREATE INDEX posts_by_reply ON posts ${types.anyLength} (in_reply_to) WHERE in_reply_to IS NOT NULL;
    CREATE INDEX posts_by_quote ON posts ${types.anyLength} (quotes) WHERE quotes IS NOT NULL;
    CREATE INDEX posts_by_repost ON posts ${types.anyLength} (reposts) WHERE reposts IS NOT NULL;
    CREATE INDEX post_refs_by_page ON post_refs ${types.anyLength} (page);
    CREATE INDEX post_conversations_by_id ON post_conversations (conversation_id);
  `,
};
