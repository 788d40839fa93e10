import type { Migration } from '../migration.js';

/** What posts mean, as a sentence model put it; only where a project names such a model. */
export const vectors: Migration = {
  name: '019-vectors',
  up: (types) => `
    CREATE TABLE post_vectors (         -- a post that is cleaned again is read again, one that goes takes this with it
      post_id ${types.bigint} PRIMARY KEY REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      model   TEXT NOT NULL,            -- fingerprint of the model and of how it is asked
      vector  BYTEA NOT NULL            -- unit length in 1,024ths, 2 bytes each, lowest first
    );
  `,
};
