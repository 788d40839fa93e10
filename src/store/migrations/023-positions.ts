import type { Migration } from '../migration.js';

/** Where the nodes of a run's map stand, so that the next night's map is drawn from there and does not jump. */
export const positions: Migration = {
  name: '023-positions',
  up: () => `
    CREATE TABLE positions (
      node TEXT PRIMARY KEY,          -- public id: voice:17, place:a-forum; no name of anybody
      x    DOUBLE PRECISION NOT NULL, -- drawing units
      y    DOUBLE PRECISION NOT NULL
    );
    CREATE TABLE layouts (
      name        TEXT PRIMARY KEY,   -- run: the map that runs write
      fingerprint TEXT NOT NULL,      -- of the graph that was laid out
      scale       DOUBLE PRECISION NOT NULL, -- drawing units in one unit of the simulation
      seed        BIGINT NOT NULL
    );
  `,
};
