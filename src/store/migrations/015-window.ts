import type { Migration } from '../migration.js';

/**
 * A run that need not read everything: which posts are settled, so that only the latest are read again; posts in passages;
 * and the engine's own view of those posts that a hand has put elsewhere, with all their themes.
 */
export const window: Migration = {
  name: '015-window',
  up: (types) => `
    CREATE TABLE engine_post_themes (   -- as the engine sees them, where a person's hand shows something else
      post_id  ${types.bigint} NOT NULL REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      theme_id TEXT NOT NULL,
      weight   DOUBLE PRECISION NOT NULL,
      PRIMARY KEY (post_id, theme_id)
    );
    CREATE INDEX engine_post_themes_by_theme ON engine_post_themes (theme_id);
    INSERT INTO engine_post_themes (post_id, theme_id, weight)
      SELECT pm.post_id, pm.engine_theme_id, (SELECT max(weight) FROM post_themes pt WHERE pt.post_id = pm.post_id)
      FROM post_micro_themes pm
      WHERE pm.engine_theme_id IS NOT NULL AND EXISTS (SELECT 1 FROM post_themes pt WHERE pt.post_id = pm.post_id);
    ALTER TABLE post_micro_themes RENAME TO former_post_micro_themes;
    CREATE TABLE post_micro_themes (    -- a post that is cleaned again is grouped again
      post_id  ${types.bigint} NOT NULL REFERENCES clean_posts (post_id) ON DELETE CASCADE,
      passage  INTEGER NOT NULL,        -- from 0; a short post is one
      micro_id ${types.bigint} NOT NULL REFERENCES micro_themes (id),
      position ${types.bigint} UNIQUE,        -- in the engine's stream; NULL: follows its campaign and does not count
      settled  INTEGER NOT NULL DEFAULT 0,    -- 1: keeps the themes it has; only its theme as a whole may become another
      PRIMARY KEY (post_id, passage)
    );
    INSERT INTO post_micro_themes (post_id, passage, micro_id, position)
      SELECT post_id, 0, micro_id, position FROM former_post_micro_themes;
    DROP TABLE former_post_micro_themes;
    CREATE INDEX passages_by_micro ON post_micro_themes (micro_id);
    CREATE INDEX passages_open ON post_micro_themes (post_id) WHERE settled = 0;
    CREATE INDEX clean_posts_empty ON clean_posts (post_id) WHERE tokens = '[]';
  `,
};
