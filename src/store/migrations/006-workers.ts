import type { Migration } from '../migration.js';

/**
 * What several processes need to work on one project: who they are, whose turn it is at which host, what each crawl of
 * the run at work brought in, and when the next run is due. All of it is about the present: nothing here outlives its use.
 */
export const workers: Migration = {
  name: '006-workers',
  up: (types) => `
    CREATE TABLE workers (
      name       TEXT PRIMARY KEY,
      holder     TEXT NOT NULL,         -- JSON: host, boot, process
      started_at TEXT NOT NULL,
      heard_at   ${types.bigint} NOT NULL,   -- milliseconds since 1970
      jobs       TEXT NOT NULL          -- JSON: the keys of the jobs in hand
    );
    CREATE TABLE turns (                -- one request at a time per host, whoever makes it
      host    TEXT PRIMARY KEY,
      lease   TEXT,                     -- of the request under way; NULL: none is
      holder  TEXT NOT NULL,            -- JSON: the process that made the last one
      until   ${types.bigint} NOT NULL, -- when the lease ends
      free_at ${types.bigint} NOT NULL  -- when the pause after the last request ends
    );
    CREATE TABLE crawls (               -- each try of the run at work, emptied when the next begins
      id      ${types.id},
      source  TEXT NOT NULL,
      slug    TEXT,                     -- NULL: it went well
      message TEXT,
      counts  TEXT NOT NULL             -- JSON
    );
    CREATE TABLE schedules (
      cron   TEXT PRIMARY KEY,
      due_at ${types.bigint} NOT NULL,
      tries  INTEGER NOT NULL           -- runs begun for this moment and not brought to an end
    );
    ALTER TABLE sources ADD COLUMN crawl_lease TEXT;   -- of the crawl that may write; an older one may not
    ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_by_priority ON jobs (priority, run_at, id) WHERE state <> 'dead';
  `,
};
