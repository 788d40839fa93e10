import type { Migration } from '../migration.js';

/** Figures from outside that stand beside what people say of a theme; what was wrong is withdrawn, never deleted. */
export const evidence: Migration = {
  name: '028-evidence',
  up: (types) => `
    CREATE TABLE evidence (
      id               ${types.id},
      at               TEXT NOT NULL,       -- when it was put in here
      theme_id         TEXT NOT NULL,       -- as it was then: whoever reads follows it to its heir
      measure          TEXT NOT NULL,
      value            DOUBLE PRECISION NOT NULL,
      unit             TEXT,
      source           TEXT NOT NULL,       -- who published it
      link             TEXT,
      dated            TEXT,                -- of the figure: a year, a month or a day
      note             TEXT,
      withdrawn_at     TEXT,                -- NULL: it stands
      withdrawn_reason TEXT
    );
  `,
};
