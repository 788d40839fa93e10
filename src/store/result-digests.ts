/**
 * Fingerprints of what a run made of its posts, one for each stage, so that a difference has a place. What is said of a
 * million posts is gathered by the database in pieces, and only the pieces come here.
 */
import type { Database } from './database.js';
import { digestOf, SetDigest } from './digest.js';

// The key of a row tells people where a difference is.
const CAMPAIGNS = `
  SELECT post_id AS key, campaign_id AS campaign FROM clean_posts WHERE campaign_id IS NOT NULL`;
const MICROS = 'SELECT post_id AS key, micro_id AS micro, position FROM post_micro_themes';
const MEMBERS = 'SELECT post_id AS key, theme_id AS theme, weight FROM post_themes';
const EVIDENCE = 'SELECT theme_id AS key, rank, post_id AS post FROM theme_evidence';
// A label that a person gave is in the log of hands; what is fingerprinted is the engine's own.
const THEMES = `
  SELECT id AS key, coalesce(own_label, label) AS label, chapter_id AS chapter, lane, state, merged_into AS heir
  FROM themes`;
const CHAPTERS = 'SELECT id AS key, label FROM chapters';
const CAMPAIGN_PIECES = `
  SELECT campaign_id AS campaign, string_agg(CAST(post_id AS TEXT), ',' ORDER BY post_id) AS rows FROM clean_posts
  WHERE campaign_id IS NOT NULL GROUP BY campaign_id`;
const PIECE_OF = (table: string, cells: string, order: string) => `
  SELECT string_agg(${cells}, ',' ORDER BY ${order}) AS rows FROM ${table} WHERE post_id >= ? AND post_id < ?`;
const MICRO_PIECE = PIECE_OF(
  'post_micro_themes',
  "post_id || ' ' || micro_id || ' ' || coalesce(CAST(position AS TEXT), '')",
  'post_id',
);
// Weights have four digits.
const MEMBER_PIECE = PIECE_OF(
  'post_themes',
  "post_id || ' ' || theme_id || ' ' || CAST(round(weight * 10000) AS INTEGER)",
  'post_id, theme_id',
);
const LAST = (table: string) => `SELECT max(post_id) AS id FROM ${table}`;
const VOICES = 'SELECT platform AS key, author_id AS author, handle, name, url, kind FROM voices';
const PLACES = 'SELECT name AS key, url, kind, owner, area FROM places';
const HELD = `(SELECT h.label FROM theme_hand h WHERE h.action = 'rename' AND h.theme_id = t.id AND h.undone_at IS NULL
  ORDER BY h.id DESC LIMIT 1)`;
const MISNAMED = `SELECT t.id FROM themes t WHERE t.label <> coalesce(${HELD}, t.own_label, t.label) ORDER BY t.id`;

/** Posts of a piece. */
const PIECE = 2_000;

type Cell = string | number | null;

/** Each is 64 hexadecimal digits. */
export interface ResultDigests {
  /** Which near-identical posts belong together. */
  campaigns: string;
  /** The micro-theme of every post, and its place in the stream. */
  microThemes: string;
  /** The themes of every post, with weights. */
  themesOfPosts: string;
  /** Themes with the engine's labels, chapters, lanes, states and evidence. */
  themes: string;
  chapters: string;
}

/** Which near-identical posts belong together. */
export async function digestCampaigns(store: Database): Promise<string> {
  return digestRows(store, [CAMPAIGN_PIECES]);
}

/** What is known of voices and places: it may grow without a new post, and reports show it. */
export async function digestKnown(store: Database): Promise<string> {
  return digestRows(store, [VOICES, PLACES]);
}

/** What the grouping made. */
export async function digestThemes(store: Database): Promise<Omit<ResultDigests, 'campaigns'>> {
  return {
    microThemes: await digestPieces(store, 'post_micro_themes', MICRO_PIECE),
    themesOfPosts: await digestPieces(store, 'post_themes', MEMBER_PIECE),
    themes: await digestRows(store, ROWS.themes),
    chapters: await digestRows(store, ROWS.chapters),
  };
}

/** Themes that are called neither what the engine nor what a person called them. */
export async function misnamedThemes(store: Database): Promise<string[]> {
  return (await store.all<{ id: string }>(MISNAMED)).map(({ id }) => id);
}

const ROWS: Record<keyof ResultDigests, readonly string[]> = {
  campaigns: [CAMPAIGNS],
  microThemes: [MICROS],
  themesOfPosts: [MEMBERS],
  themes: [THEMES, EVIDENCE],
  chapters: [CHAPTERS],
};

/** Posts (by the numbers of their rows) or names of themes and chapters that two stores do not have alike. */
export async function rowsThatDiffer(
  one: Database,
  other: Database,
  stage: keyof ResultDigests,
): Promise<(string | number)[]> {
  const counts = new Map<string, { key: string | number; balance: number }>();
  for (const [store, sign] of [
    [one, 1],
    [other, -1],
  ] as const) {
    for (const [table, query] of ROWS[stage].entries()) {
      for await (const row of store.each<{ key: string | number }>(query)) {
        const text = JSON.stringify([table, row]);
        const known = counts.get(text);
        if (known === undefined) counts.set(text, { key: row.key, balance: sign });
        else known.balance += sign;
        // Rows that both have are forgotten: what is left is what differs.
        if (known?.balance === 0) counts.delete(text);
      }
    }
  }
  return [...new Set([...counts.values()].map(({ key }) => key))];
}

async function digestRows(store: Database, queries: readonly string[]): Promise<string> {
  const all = new SetDigest();
  for (const [table, query] of queries.entries()) {
    for await (const row of store.each<Record<string, Cell>>(query)) all.add(digestOf([table, ...Object.values(row)]));
  }
  return all.value;
}

async function digestPieces(store: Database, table: string, piece: string): Promise<string> {
  const all = new SetDigest();
  const last = (await store.get<{ id: number | null }>(LAST(table)))!.id ?? -1;
  for (let from = 0; from <= last; from += PIECE) {
    const { rows } = (await store.get<{ rows: string | null }>(piece, [from, from + PIECE]))!;
    if (rows !== null) all.add(digestOf([from, rows]));
  }
  return all.value;
}
