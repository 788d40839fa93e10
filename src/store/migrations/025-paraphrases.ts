import type { Migration } from '../migration.js';

/** What people say a theme is about, in words of their own; only ever added to. */
export const paraphrases: Migration = {
  name: '025-paraphrases',
  up: (types) => `
    CREATE TABLE paraphrases (
      id       ${types.id},
      at       TEXT NOT NULL,
      theme_id TEXT NOT NULL,
      text     TEXT,                -- NULL: taken back
      author   TEXT NOT NULL        -- who stands by the words
    );
    CREATE INDEX paraphrases_by_theme ON paraphrases (theme_id);
  `,
};
