import type { Migration } from '../migration.js';

/** What crawlers bring in: sources with their cursors, places, voices, posts; and the runs that brought them. */
export const posts: Migration = {
  name: '001-posts',
  up: (types) => `
    CREATE TABLE sources (
      name            TEXT PRIMARY KEY,
      crawler         TEXT NOT NULL,
      cursor          TEXT,             -- JSON; written only together with the posts it covers
      last_crawled_at TEXT,
      last_ok_at      TEXT,
      failures        INTEGER NOT NULL DEFAULT 0,  -- in a row
      last_slug       TEXT,
      last_message    TEXT
    );
    CREATE TABLE places (
      id    ${types.id},
      name  TEXT NOT NULL UNIQUE,
      url   TEXT,
      kind  TEXT,
      owner TEXT,
      area  TEXT
    );
    CREATE TABLE voices (
      id        ${types.id},
      platform  TEXT NOT NULL,
      author_id TEXT NOT NULL,
      handle    TEXT,
      name      TEXT,
      url       TEXT,
      kind      TEXT NOT NULL,
      number    INTEGER UNIQUE,         -- the pseudonym: order of first appearance, given by the pipeline, never reused
      UNIQUE (platform, author_id)
    );
    CREATE INDEX voices_by_handle ON voices (platform, handle);
    CREATE TABLE posts (
      id           ${types.id},
      source       TEXT NOT NULL REFERENCES sources (name),
      external_id  TEXT NOT NULL,
      kind         TEXT NOT NULL,
      channel      TEXT NOT NULL,
      platform     TEXT NOT NULL,
      voice_id     ${types.bigint} REFERENCES voices (id),
      place_id     ${types.bigint} REFERENCES places (id),
      created_at   TEXT,                -- as the platform says; NULL where it does not
      collected_at TEXT NOT NULL,       -- first seen by us
      url          TEXT,
      title        TEXT,
      text         TEXT,
      html         TEXT,
      lang         TEXT,
      area         TEXT,
      in_reply_to  TEXT,
      quotes       TEXT,
      reposts      TEXT,
      thread       TEXT,
      mentions     TEXT NOT NULL,       -- JSON arrays, as the platform marked them
      hashtags     TEXT NOT NULL,
      links        TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      UNIQUE (source, external_id)
    );
    CREATE INDEX posts_by_date ON posts (created_at);
    CREATE INDEX posts_by_voice ON posts (voice_id);
    CREATE INDEX posts_by_place ON posts (place_id);
    CREATE INDEX posts_by_url ON posts ${types.anyLength} (url);
    CREATE TABLE runs (
      id          ${types.id},
      command     TEXT NOT NULL,
      started_at  TEXT NOT NULL,
      finished_at TEXT,
      status      TEXT NOT NULL,        -- running, done, failed, interrupted
      method      TEXT NOT NULL,        -- JSON: version, seed, parameters, sources
      counts      TEXT                  -- JSON: what each stage did
    );
    CREATE TABLE failures (
      id      ${types.id},
      run_id  ${types.bigint} REFERENCES runs (id),
      source  TEXT NOT NULL,
      slug    TEXT NOT NULL,
      message TEXT NOT NULL,
      at      TEXT NOT NULL
    );
    CREATE INDEX failures_by_run ON failures (run_id);
    CREATE TABLE disclosures (          -- every time names were put into something exported, and why
      id     ${types.id},
      at     TEXT NOT NULL,
      what   TEXT NOT NULL,
      reason TEXT NOT NULL
    );
    CREATE TABLE project (              -- one row: what sets this project apart wherever its parts live
      id TEXT PRIMARY KEY
    );
    CREATE TABLE locks (
      name       TEXT PRIMARY KEY,
      holder     TEXT NOT NULL,         -- who: host, boot, process
      taken_at   ${types.bigint} NOT NULL,   -- milliseconds since 1970
      renewed_at ${types.bigint} NOT NULL
    );
  `,
};
