import type { Migration } from '../migration.js';

/** With the label of a theme, one line of facts that say why it is called so. */
export const why: Migration = {
  name: '016-why',
  up: () => `
    ALTER TABLE themes ADD COLUMN why TEXT;   -- of the engine's own label; NULL until it is grouped again
  `,
};
