import type { Migration } from '../migration.js';

/** Which jobs were in hand when their process died: one of them may have killed it, and shall not take others along. */
export const abandoned: Migration = {
  name: '022-abandoned',
  up: () => `
    ALTER TABLE jobs ADD COLUMN abandoned INTEGER NOT NULL DEFAULT 0;  -- 1: its lease once ended in the middle of the work
  `,
};
