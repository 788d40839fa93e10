import type { Migration } from '../migration.js';

/**
 * The map that a run drew, so that two can be compared: public ids, numbers and nothing else, no name and no word. A voice
 * that has no post left leaves every map (`forgetGoneVoices`). Nodes go by number, since an edge of text would be thrice as
 * large.
 */
export const snapshots: Migration = {
  name: '024-snapshots',
  up: (types, dialect) => {
    const compact = dialect === 'sqlite' ? 'WITHOUT ROWID' : '';
    return `
    CREATE TABLE map_snapshots (
      run_id   ${types.bigint} PRIMARY KEY REFERENCES runs (id),
      taken_at TEXT NOT NULL,
      partial  INTEGER NOT NULL         -- 1: the strongest part of a larger map
    );
    CREATE TABLE map_names (
      id    ${types.id},
      name  TEXT NOT NULL UNIQUE,       -- voice:17, place:a-forum, theme:theme-3, organisation:a-council
      voice ${types.bigint}             -- of a voice its number
    );
    CREATE TABLE map_snapshot_nodes (
      run_id    ${types.bigint} NOT NULL REFERENCES map_snapshots (run_id),
      node_id   ${types.bigint} NOT NULL,
      community INTEGER NOT NULL,
      posts     ${types.bigint} NOT NULL,
      PRIMARY KEY (run_id, node_id)
    ) ${compact};
    CREATE TABLE map_snapshot_edges (
      run_id    ${types.bigint} NOT NULL REFERENCES map_snapshots (run_id),
      source_id ${types.bigint} NOT NULL,
      target_id ${types.bigint} NOT NULL,
      kind      TEXT NOT NULL,          -- asserted kinds and observed ones have no name in common
      weight    ${types.bigint} NOT NULL,
      PRIMARY KEY (run_id, source_id, target_id, kind)
    ) ${compact};
  `;
  },
};
