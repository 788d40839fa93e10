import type { Migration } from '../migration.js';

/**
 * What a run needs to share more than crawling: how far each of its stages is, what came of each job of any kind, which
 * clean posts have not met their near copies yet; and a queue whose kinds of work do not stand in each other's way.
 */
export const stages: Migration = {
  name: '014-stages',
  up: (types) => `
    CREATE TABLE stages (               -- the last of each kind
      kind     TEXT PRIMARY KEY,
      run_id   ${types.bigint} NOT NULL,
      total    INTEGER NOT NULL,        -- jobs
      begun_at TEXT NOT NULL,
      ended_at TEXT,
      stopped  INTEGER NOT NULL         -- 1: nobody takes another job of this kind until the next run begins with it
    );
    ALTER TABLE crawls RENAME TO tries;
    ALTER TABLE tries RENAME COLUMN source TO key;
    ALTER TABLE tries ADD COLUMN kind TEXT NOT NULL DEFAULT 'crawl';
    CREATE INDEX tries_by_kind ON tries (kind, id);
    CREATE TABLE unplaced (             -- clean, but nobody has looked yet whose near copies they are
      post_id ${types.bigint} PRIMARY KEY REFERENCES clean_posts (post_id) ON DELETE CASCADE
    );
    DROP INDEX jobs_by_priority;
    CREATE INDEX jobs_by_turn ON jobs (kind, priority, run_at, id) WHERE state <> 'dead';
    DROP INDEX jobs_held;
    CREATE INDEX jobs_held ON jobs (kind, holder) WHERE state = 'taken';
    DROP INDEX jobs_due;
    CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE state <> 'dead';
  `,
};
