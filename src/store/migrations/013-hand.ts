import type { Migration } from '../migration.js';

/** What people did to themes, each with a reason; nothing is ever taken out of this log. */
export const hand: Migration = {
  name: '013-hand',
  up: (types) => `
    CREATE TABLE theme_hand (
      id            ${types.id},
      at            TEXT NOT NULL,
      action        TEXT NOT NULL,      -- rename, merge, split, pin, hide
      theme_id      TEXT NOT NULL,
      other_id      TEXT,               -- merge: what it went into; split: the new theme
      label         TEXT,               -- rename: the new label
      words         TEXT,               -- split: as given
      tokens        TEXT,               -- split: the same as the pipeline reads them; JSON, a list of lists
      reason        TEXT NOT NULL,
      undone_at     TEXT,               -- NULL: it holds
      undone_reason TEXT
    );
    ALTER TABLE themes ADD COLUMN own_label TEXT;             -- the engine's, where a person gave another
    ALTER TABLE themes ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE themes ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE post_micro_themes ADD COLUMN engine_theme_id TEXT;  -- where a hand has put the post elsewhere
    UPDATE themes SET own_label = label;
  `,
};
