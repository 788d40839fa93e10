import type { Migration } from '../migration.js';

/**
 * What makes a run one that can be repeated: which run took each post in and what it was then, in which run a person's
 * hand moved, and with what and to what end each run worked. Posts from before this was kept belong to run 0.
 */
export const method: Migration = {
  name: '018-method',
  up: (types) => `
    CREATE TABLE run_posts (            -- goes with its clean post: one that is edited is taken in again
      post_id  ${types.bigint} PRIMARY KEY REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      run_id   ${types.bigint} NOT NULL,      -- the run that looked for its near copies, or else cleaned it
      digest   BYTEA,                   -- SHA-256 of what it was then and of its clean words; NULL: not yet
      theme_id TEXT                     -- strongest theme after the last run that grouped; NULL: none yet
    );
    CREATE INDEX run_posts_by_run ON run_posts (run_id);
    INSERT INTO run_posts (post_id, run_id) SELECT post_id, 0 FROM clean_posts;
    CREATE TABLE methods (
      run_id     ${types.bigint} PRIMARY KEY REFERENCES runs (id),
      changed    INTEGER NOT NULL,      -- 1: its posts or themes are not those of the run before
      grouped_in ${types.bigint},             -- the run that made the themes it ended with; NULL: it did not get so far
      parts      TEXT NOT NULL          -- JSON: what each stage did, from what, and the digests of what came of it
    );
    ALTER TABLE theme_hand ADD COLUMN run_id ${types.bigint};
    ALTER TABLE theme_hand ADD COLUMN undone_run_id ${types.bigint};
  `,
};
