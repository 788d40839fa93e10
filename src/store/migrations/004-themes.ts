import type { Migration } from '../migration.js';

/** Posts in micro-themes, micro-themes in themes, themes in chapters; what happened to them; how they stood at each run. */
export const themes: Migration = {
  name: '004-themes',
  up: (types) => `
    CREATE TABLE chapters (
      id    TEXT PRIMARY KEY,           -- chapter-1, chapter-2, …; never reused
      label TEXT NOT NULL
    );
    CREATE TABLE themes (
      id          TEXT PRIMARY KEY,     -- theme-1, theme-2, …; never reused
      label       TEXT NOT NULL,
      chapter_id  TEXT NOT NULL REFERENCES chapters (id),
      lane        TEXT NOT NULL,        -- surge, slow-burn, steady
      state       TEXT NOT NULL,        -- live, merged, gone
      merged_into TEXT REFERENCES themes (id)
    );
    CREATE TABLE micro_themes (         -- what they say is in their posts and nowhere else, so that what is forgotten is gone
      id        ${types.bigint} PRIMARY KEY,
      theme_id  TEXT REFERENCES themes (id),
      state     TEXT NOT NULL,          -- active: can still take posts; archived: kept for what it holds
      touched   ${types.bigint} NOT NULL      -- position in the stream when it last took a post
    );
    CREATE TABLE post_micro_themes (    -- a post that is cleaned again is grouped again
      post_id  ${types.bigint} PRIMARY KEY REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      micro_id ${types.bigint} NOT NULL REFERENCES micro_themes (id),
      position ${types.bigint} UNIQUE         -- in the engine's stream; NULL: follows its campaign and does not count
    );
    CREATE INDEX post_micro_themes_by_micro ON post_micro_themes (micro_id);
    CREATE TABLE post_themes (
      post_id  ${types.bigint} NOT NULL REFERENCES posts (id),
      theme_id TEXT NOT NULL REFERENCES themes (id),
      weight   DOUBLE PRECISION NOT NULL,  -- 0 to 1; a post's weights add up to at most 1
      PRIMARY KEY (post_id, theme_id)
    );
    CREATE INDEX post_themes_by_theme ON post_themes (theme_id);
    CREATE TABLE theme_evidence (
      theme_id TEXT NOT NULL REFERENCES themes (id),
      rank     INTEGER NOT NULL,        -- 1 is nearest to the heart of the theme
      post_id  ${types.bigint} NOT NULL REFERENCES posts (id),
      PRIMARY KEY (theme_id, rank)
    );
    CREATE TABLE theme_events (
      id       ${types.id},
      run_id   ${types.bigint} REFERENCES runs (id),
      kind     TEXT NOT NULL,           -- birth, merge, split, death
      theme_id TEXT NOT NULL,
      other_id TEXT                     -- merged into, or split from
    );
    CREATE TABLE theme_snapshots (      -- how the themes stood after each run that changed anything
      run_id   ${types.bigint} NOT NULL REFERENCES runs (id),
      theme_id TEXT NOT NULL REFERENCES themes (id),
      posts    INTEGER NOT NULL,
      voices   INTEGER NOT NULL,
      PRIMARY KEY (run_id, theme_id)
    );
    CREATE TABLE engine_state (         -- the theme engine's own memory between runs
      key   TEXT PRIMARY KEY,
      value TEXT NOT NULL
    );
  `,
};
