import type { Migration } from '../migration.js';

/** How far `discover store copy` has come in filling this store; empty before it begins and after it is done. */
export const copies: Migration = {
  name: '007-copies',
  up: () => `
    CREATE TABLE copies (
      table_name  TEXT PRIMARY KEY,
      phase       TEXT NOT NULL,        -- rows, links (of rows to others of their table), done
      last_key    TEXT,                 -- JSON: of the last row of this phase; NULL: none yet
      project     TEXT NOT NULL,        -- of the store that is copied, and how it stood when the copy began
      fingerprint TEXT NOT NULL
    );
  `,
};
