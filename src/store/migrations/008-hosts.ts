import type { Migration } from '../migration.js';

/**
 * What sites ask of us, and the proof that we keep to it: until when they want to be left alone, what their robots.txt
 * says, which of them do not answer, and every request of the latest runs.
 */
export const hosts: Migration = {
  name: '008-hosts',
  up: (types) => `
    CREATE TABLE waits (                -- who asked to be left alone (429, 503), and until when
      budget  TEXT PRIMARY KEY,         -- a group of hosts, or one token at it
      ends_at ${types.bigint} NOT NULL  -- milliseconds since 1970
    );
    CREATE TABLE host_failures (        -- failures in a row of the run at work, emptied when the next begins
      host    TEXT PRIMARY KEY,         -- host:port
      strikes INTEGER NOT NULL,
      slug    TEXT NOT NULL             -- of the last one
    );
    CREATE TABLE robots (
      origin         TEXT PRIMARY KEY,  -- scheme, host and port
      rules          TEXT,              -- JSON: those that are meant for us; NULL: never read
      crawl_delay_ms ${types.bigint} NOT NULL,
      etag           TEXT,
      modified       TEXT,
      read_at        ${types.bigint},   -- milliseconds since 1970; NULL: never
      failing_since  ${types.bigint},   -- NULL: the last try went well
      ask_at         ${types.bigint} NOT NULL   -- when to ask again
    );
    CREATE TABLE requests (             -- of the latest runs: what was sent, and what was held back instead
      id              ${types.id},
      run_id          ${types.bigint},  -- NULL: before the first run
      host_group      TEXT NOT NULL,    -- hosts that share one turn
      budget          TEXT NOT NULL,    -- whose waits it had to heed
      url             TEXT NOT NULL,    -- without its query, which may hold a secret
      url_key         TEXT NOT NULL,    -- which address it was, query and all: a digest
      user_agent      TEXT NOT NULL,
      held_back       TEXT,             -- wait, failures or robots: it was not sent; NULL: it was
      robots_asked    INTEGER NOT NULL, -- 1: robots.txt was asked whether it may be sent
      started_at      ${types.bigint} NOT NULL,
      ended_at        ${types.bigint} NOT NULL,
      status          INTEGER,          -- NULL: no answer
      slug            TEXT,             -- why there was none
      is_conditional  INTEGER NOT NULL,
      gave_validators INTEGER NOT NULL, -- 1: the next request for this address can be conditional
      bytes           ${types.bigint} NOT NULL,   -- of the body, unpacked
      wait_until      ${types.bigint}   -- what the answer asked for
    );
    CREATE INDEX requests_by_run ON requests (run_id);
  `,
};
