import type { Migration } from '../migration.js';

/** When each source is due again, and what that is reckoned from. */
export const intervals: Migration = {
  name: '009-intervals',
  up: () => `
    ALTER TABLE sources ADD COLUMN due_at TEXT;        -- NULL: at once
    ALTER TABLE sources ADD COLUMN news_at TEXT;       -- when it last had something new
    ALTER TABLE sources ADD COLUMN errors REAL NOT NULL DEFAULT 0;         -- weighed, since it was last well
    ALTER TABLE sources ADD COLUMN error_nights INTEGER NOT NULL DEFAULT 0;  -- in a row, with the same slug
    ALTER TABLE sources ADD COLUMN erred_at TEXT;      -- the last of these nights
    ALTER TABLE sources ADD COLUMN options_seen TEXT;  -- fingerprint of the options it was last crawled with
  `,
};
