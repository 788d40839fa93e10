import type { Migration } from '../migration.js';

/**
 * What the pipeline makes of posts. A campaign is what its posts share: it has no row of its own, and its name is
 * never given again. BYTEA is the name PostgreSQL knows; SQLite stores bytes under any.
 */
export const clean: Migration = {
  name: '003-clean',
  up: (types) => `
    CREATE TABLE clean_posts (
      post_id       ${types.bigint} PRIMARY KEY REFERENCES posts (id),
      text          TEXT NOT NULL,      -- empty where the post has no words
      lang          TEXT NOT NULL,
      tokens        TEXT NOT NULL,      -- JSON arrays
      mentions      TEXT NOT NULL,
      hashtags      TEXT NOT NULL,
      links         TEXT NOT NULL,
      canonical_url TEXT,
      campaign_id   TEXT,               -- c1, c2, … in order of discovery; three near-identical posts or more
      twin_id       ${types.bigint} REFERENCES clean_posts (post_id) ON DELETE SET NULL,  -- the other one of a mere pair
      sketch        BYTEA               -- the smallest shingle hashes of the text, 4 bytes each, ascending
    );
    CREATE INDEX clean_by_campaign ON clean_posts (campaign_id);
    CREATE INDEX clean_by_url ON clean_posts ${types.anyLength} (canonical_url);
    CREATE INDEX clean_by_twin ON clean_posts (twin_id);
    CREATE TABLE near_copies (
      band    ${types.bigint} NOT NULL, -- one slice of the MinHash signature, its number mixed in
      post_id ${types.bigint} NOT NULL REFERENCES posts (id),
      PRIMARY KEY (band, post_id)
    );
    CREATE INDEX near_copies_by_post ON near_copies (post_id);
    CREATE TABLE counters (             -- the last number given out; kept so that none is ever given twice
      name  TEXT PRIMARY KEY,           -- campaign, voice
      value INTEGER NOT NULL
    );
  `,
};
