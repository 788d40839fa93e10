import type { Migration } from '../migration.js';

/**
 * What people know and no post shows: places, organisations and their relations; and what communities did to their own
 * node of the map, each with a reason. Nodes go by kind and name, so that they outlive every import and meet the places
 * that crawls find. Nothing in here is about an individual.
 */
export const asserted: Migration = {
  name: '021-asserted',
  up: (types) => `
    CREATE TABLE asserted_nodes (
      kind        TEXT NOT NULL,        -- place, organisation
      name        TEXT NOT NULL,        -- a place of this name that posts come from is the same one
      url         TEXT,
      place_kind  TEXT,
      owner       TEXT,
      area        TEXT,
      description TEXT,
      known_from  TEXT,                 -- a document, an address, a meeting
      asserted_at TEXT NOT NULL,
      PRIMARY KEY (kind, name)
    );
    CREATE TABLE asserted_edges (
      source_kind TEXT NOT NULL,
      source_name TEXT NOT NULL,
      relation    TEXT NOT NULL,        -- funds, commissions, member-of, partners-with, represents, reports-to
      target_kind TEXT NOT NULL,
      target_name TEXT NOT NULL,
      since       TEXT,                 -- YYYY-MM-DD
      until       TEXT,
      known_from  TEXT,
      asserted_at TEXT NOT NULL,
      PRIMARY KEY (source_kind, source_name, relation, target_kind, target_name)
    );
    CREATE TABLE map_hand (             -- what was done by hand; nothing is ever taken out of this log
      id            ${types.id},
      at            TEXT NOT NULL,
      action        TEXT NOT NULL,      -- rename, describe, withdraw, retract (a relation)
      kind          TEXT NOT NULL,      -- place, organisation
      name          TEXT NOT NULL,      -- as first known
      words         TEXT,               -- the new name, the description, the relation
      reason        TEXT NOT NULL,
      undone_at     TEXT,               -- NULL: it holds
      undone_reason TEXT
    );
  `,
};
