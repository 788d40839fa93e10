/**
 * Fingerprints of what a run made of its posts, one for each stage, so that a difference has a place. Posts go by their
 * own digests and not by the numbers of their rows: the same input gives the same in any store.
 */
import type { Database } from './database.js';
import { digestOf, SetDigest } from './digest.js';

// The key of a row tells people where a difference is, and is no part of the fingerprint.
const POSTS = 'run_posts r JOIN';
const OF_POST = 'ON x.post_id = r.post_id WHERE r.digest IS NOT NULL';
const CAMPAIGNS = `
  SELECT x.post_id AS key, r.digest, x.campaign_id AS campaign FROM ${POSTS} clean_posts x ${OF_POST}
    AND x.campaign_id IS NOT NULL`;
const MICROS = `
  SELECT x.post_id AS key, r.digest, x.micro_id AS micro, x.position FROM ${POSTS} post_micro_themes x ${OF_POST}`;
const MEMBERS = `
  SELECT x.post_id AS key, r.digest, x.theme_id AS theme, x.weight FROM ${POSTS} post_themes x ${OF_POST}`;
const EVIDENCE = `
  SELECT x.theme_id AS key, r.digest, x.theme_id AS theme, x.rank FROM ${POSTS} theme_evidence x ${OF_POST}`;
// A label that a person gave is in the log of hands; what is fingerprinted is the engine's own.
const THEMES = `
  SELECT id AS key, id, coalesce(own_label, label) AS label, chapter_id AS chapter, lane, state, merged_into AS heir
  FROM themes`;
const CHAPTERS = 'SELECT id AS key, id, label FROM chapters';
const VOICES = 'SELECT id AS key, platform, author_id AS author, handle, name, url, kind FROM voices';
const PLACES = 'SELECT id AS key, name, url, kind, owner, area FROM places';
const HELD = `(SELECT h.label FROM theme_hand h WHERE h.action = 'rename' AND h.theme_id = t.id AND h.undone_at IS NULL
  ORDER BY h.id DESC LIMIT 1)`;
const MISNAMED = `SELECT t.id FROM themes t WHERE t.label <> coalesce(${HELD}, t.own_label, t.label) ORDER BY t.id`;

type Cell = string | number | null | Buffer;

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

const QUERIES: Record<keyof ResultDigests, readonly string[]> = {
  campaigns: [CAMPAIGNS],
  microThemes: [MICROS],
  themesOfPosts: [MEMBERS],
  themes: [THEMES, EVIDENCE],
  chapters: [CHAPTERS],
};

export async function digestCampaigns(store: Database): Promise<string> {
  return digestRows(store, QUERIES.campaigns);
}

/** What is known of voices and places: it may grow without a new post, and reports show it. */
export async function digestKnown(store: Database): Promise<string> {
  return digestRows(store, [VOICES, PLACES]);
}

/** What the grouping made. */
export async function digestThemes(store: Database): Promise<Omit<ResultDigests, 'campaigns'>> {
  return {
    microThemes: await digestRows(store, QUERIES.microThemes),
    themesOfPosts: await digestRows(store, QUERIES.themesOfPosts),
    themes: await digestRows(store, QUERIES.themes),
    chapters: await digestRows(store, QUERIES.chapters),
  };
}

/** Themes that are called neither what the engine nor what a person called them. */
export async function misnamedThemes(store: Database): Promise<string[]> {
  return (await store.all<{ id: string }>(MISNAMED)).map(({ id }) => id);
}

/** Posts (by the numbers of their rows) or names of themes and chapters that two stores do not have alike, in order. */
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
    for await (const { key, digest } of fingerprints(store, QUERIES[stage])) {
      const name = JSON.stringify([key, digest.toString('base64')]);
      const known = counts.get(name);
      if (known === undefined) counts.set(name, { key, balance: sign });
      else known.balance += sign;
    }
  }
  return [...new Set([...counts.values()].filter(({ balance }) => balance !== 0).map(({ key }) => key))];
}

async function digestRows(store: Database, queries: readonly string[]): Promise<string> {
  const all = new SetDigest();
  for await (const { digest } of fingerprints(store, queries)) all.add(digest);
  return all.value;
}

async function* fingerprints(
  store: Database,
  queries: readonly string[],
): AsyncGenerator<{ key: string | number; digest: Buffer }> {
  for (const [table, query] of queries.entries()) {
    for await (const { key, ...row } of store.each<{ key: string | number } & Record<string, Cell>>(query)) {
      const cells = Object.values(row).map((cell) => (Buffer.isBuffer(cell) ? cell.toString('base64') : cell));
      yield { key, digest: digestOf([table, ...cells]) };
    }
  }
}
