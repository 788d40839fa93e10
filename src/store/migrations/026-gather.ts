import type { Migration } from '../migration.js';

/**
 * What people decide about themes, ask about them, and hear back. Written by hand, nothing of it is ever replaced; themes
 * are named as they were called then, and what they became part of is found when it is read.
 */
export const gather: Migration = {
  name: '026-gather',
  up: (types) => `
    CREATE TABLE selections (
      id       ${types.id},
      at       TEXT NOT NULL,
      theme_id TEXT NOT NULL,
      decision TEXT NOT NULL,         -- forward, not-now, no
      reason   TEXT NOT NULL,
      author   TEXT NOT NULL,         -- who decided
      standing TEXT NOT NULL          -- how the theme stood then; JSON
    );
    CREATE TABLE remits (
      id       ${types.id},
      at       TEXT NOT NULL,
      theme_id TEXT NOT NULL,
      body     TEXT NOT NULL,         -- able to act on it
      link     TEXT,
      holds    INTEGER NOT NULL,      -- 0: it was named and is no longer
      author   TEXT NOT NULL
    );
    CREATE TABLE theme_questions (
      id           ${types.id},
      at           TEXT NOT NULL,
      theme_id     TEXT NOT NULL,
      text         TEXT NOT NULL,
      author       TEXT NOT NULL,
      withdrawn_at TEXT,              -- NULL: it is open
      withdrawn_by TEXT
    );
    CREATE TABLE outcome_entries (
      id       ${types.id},
      at       TEXT NOT NULL,
      matter   ${types.bigint},       -- entry that opened the matter; NULL: this one does
      theme_id TEXT NOT NULL,
      status   TEXT NOT NULL,         -- raised, answered, acting, done, declined
      owner    TEXT NOT NULL,         -- the body that was asked
      due      TEXT,                  -- day by which it is to reply
      reply    TEXT,                  -- in its own words
      link     TEXT,
      author   TEXT NOT NULL
    );
  `,
};
