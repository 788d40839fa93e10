import type { Migration } from '../migration.js';

/** Why a theme is in the surge lane: how many voices, and how many its own past let expect. Counts only, no names. */
export const movement: Migration = {
  name: '017-movement',
  up: () => `
    ALTER TABLE themes ADD COLUMN surge_hours INTEGER;              -- NULL: no surge
    ALTER TABLE themes ADD COLUMN surge_voices INTEGER;             -- distinct, in those hours up to the newest post
    ALTER TABLE themes ADD COLUMN surge_expected DOUBLE PRECISION;  -- in as many hours of the same weekdays
  `,
};
