import type { Migration } from '../migration.js';

/** What people asked to be told of, and whether they were. Ids and numbers: no names and no words of anybody. */
export const alerts: Migration = {
  name: '027-alerts',
  up: (types) => `
    CREATE TABLE alerts (
      id       ${types.id},
      key      TEXT NOT NULL UNIQUE,    -- the event: thing, and where the same thing can come again its run
      thing    TEXT NOT NULL,           -- surge:theme-3, source-silent:a-blog:2026-03-01
      kind     TEXT NOT NULL,           -- surge, new-theme, source-silent, overdue
      rule     TEXT NOT NULL,           -- of the project file, that asked for it
      theme_id TEXT,
      run_id   ${types.bigint} NOT NULL REFERENCES runs (id),
      at       TEXT NOT NULL,
      ended_at TEXT,                    -- NULL: it still holds
      evidence TEXT NOT NULL            -- JSON
    );
    CREATE INDEX alerts_by_thing ON alerts (thing);
    CREATE TABLE alert_tellings (
      alert_id ${types.bigint} NOT NULL REFERENCES alerts (id),
      channel  TEXT NOT NULL,           -- webhook, mail
      told_at  TEXT,                    -- NULL: it waits
      PRIMARY KEY (alert_id, channel)
    );
  `,
};
