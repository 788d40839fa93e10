import type { Migration } from '../migration.js';

/** The embedded queue. Losing this table loses no post: the next run fills it again from the configuration. */
export const jobs: Migration = {
  name: '002-jobs',
  up: (types) => `
    CREATE TABLE jobs (
      id          ${types.id},
      kind        TEXT NOT NULL,
      key         TEXT NOT NULL,
      payload     TEXT NOT NULL,        -- JSON; names only, no secrets, no personal data
      state       TEXT NOT NULL,        -- waiting, taken, dead
      attempts    INTEGER NOT NULL DEFAULT 0,  -- times it was taken
      run_at      ${types.bigint} NOT NULL,   -- due; of a taken job: when its lease ends
      lease       TEXT,
      holder      TEXT,                 -- JSON: the process that took it
      slug        TEXT,
      message     TEXT,
      died_at     TEXT,
      UNIQUE (kind, key)
    );
    CREATE INDEX jobs_due ON jobs (run_at) WHERE state <> 'dead';
    CREATE INDEX jobs_held ON jobs (holder) WHERE state = 'taken';
  `,
};
