import type { Migration } from '../migration.js';

/**
 * One identity per post: the other names a post goes by in its source, what it said before it was edited, ids its source
 * has withdrawn; which posts point at which, and the conversations they make; posts that cannot be cleaned.
 */
export const identity: Migration = {
  name: '012-identity',
  up: (types) => `
    CREATE TABLE post_aliases (
      source  TEXT NOT NULL,
      alias   TEXT NOT NULL,            -- fingerprint, see identity.ts
      post_id ${types.bigint} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
      PRIMARY KEY (source, alias, post_id)
    );
    CREATE INDEX post_aliases_by_post ON post_aliases (post_id);
    CREATE TABLE post_versions (        -- what a post said before an edit, oldest first
      post_id      ${types.bigint} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
      version      INTEGER NOT NULL,    -- 1 is what was first collected; numbers left out were thrown away
      replaced_at  TEXT NOT NULL,
      title        TEXT,
      text         TEXT,
      html         TEXT,
      content_hash TEXT NOT NULL,
      PRIMARY KEY (post_id, version)
    );
    CREATE TABLE withdrawn (            -- ids whose posts their source has taken back, and that stay out
      source       TEXT NOT NULL,
      external_id  TEXT NOT NULL,
      withdrawn_at TEXT NOT NULL,
      PRIMARY KEY (source, external_id)
    );
    CREATE TABLE post_pages (           -- every post whose addresses have been read
      post_id ${types.bigint} PRIMARY KEY REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      page    TEXT                      -- the page it stands on, as one string for all its addresses; NULL: none of its own
    );
    CREATE INDEX post_pages_by_page ON post_pages (page);
    CREATE TABLE post_refs (            -- pages a post points at, known to us or not
      post_id ${types.bigint} NOT NULL REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      kind    TEXT NOT NULL,            -- replies, quotes, reposts, links-to
      page    TEXT NOT NULL,
      PRIMARY KEY (post_id, kind, page)
    );
    CREATE TABLE post_links (           -- from post to post, made anew from the tables above
      post_id   ${types.bigint} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
      target_id ${types.bigint} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
      kind      TEXT NOT NULL,          -- replies, quotes, reposts, links-to, copy-of
      PRIMARY KEY (post_id, target_id, kind)
    );
    CREATE INDEX post_links_by_target ON post_links (target_id);
    CREATE TABLE post_conversations (   -- only posts that are linked to another
      post_id         ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
      conversation_id TEXT NOT NULL     -- conversation-1, conversation-2, …; never reused
    );
    CREATE TABLE in_hand (              -- posts whose cleaning has begun and not ended; what is left over stopped the program
      post_id ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
      tries   INTEGER NOT NULL
    );
    CREATE TABLE set_aside (            -- posts that could not be cleaned
      post_id ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
      reason  TEXT NOT NULL
    );
  `,
};
