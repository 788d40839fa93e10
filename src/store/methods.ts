/** How each run came to its result: what is needed to make it again, and to know whether it came out the same. */
import type { Database } from './database.js';
import type { PostCounts, SourceTaken } from './post-counts.js';
import type { ResultDigests } from './result-digests.js';
import { type HandEntry, readHandLog } from './theme-hand.js';

const READ = 'SELECT parts, changed FROM methods WHERE run_id = ?';
const SAVE = `
  INSERT INTO methods (run_id, changed, grouped_in, parts) VALUES (?, ?, ?, ?)
  ON CONFLICT (run_id) DO UPDATE SET
    changed = excluded.changed, grouped_in = excluded.grouped_in, parts = excluded.parts`;
const LATEST = 'SELECT max(run_id) AS id FROM methods WHERE changed = 1';
const BEFORE =
  'SELECT run_id AS run, parts FROM methods WHERE run_id < ? AND grouped_in IS NOT NULL ORDER BY run_id DESC LIMIT 1';
const LAST_GROUPING = 'SELECT max(run_id) AS id FROM theme_snapshots';
const REGROUPED = 'SELECT count(*) AS themes FROM theme_snapshots WHERE run_id = ?';
const RUN = `
  SELECT id, command, started_at AS "startedAt", finished_at AS "finishedAt", status, method FROM runs WHERE id = ?`;
// Of what was done before runs kept this, nobody knows in which run: it is as old as the project.
const HELD = `
  SELECT id FROM theme_hand WHERE coalesce(run_id, 0) <= ? AND (undone_at IS NULL OR coalesce(undone_run_id, 0) > ?)`;

/** What came of one source in a crawl or an import. */
export interface SourceCounts {
  name: string;
  new: number;
  changed: number;
  duplicate: number;
  refused: number;
  /** How many for each reason. */
  refusals: Record<string, number>;
  /** Why it failed; `null` when it did not. */
  slug: string | null;
}

/** How far the themes can be relied on. */
export interface Sureness {
  /** Share of the grouped posts in themes of fewer than three, 0 to 1. */
  outlierShare: number;
  stability: {
    /**
     * How far posts that both runs grouped are grouped alike: the adjusted Rand index (Hubert and Arabie, Journal of
     * Classification 2, 1985), 1 for the same and 0 for chance; `null` on the first grouping.
     */
    index: number | null;
    /** Posts in both. */
    posts: number;
    /** The run it is held against. */
    since: number | null;
  };
  coverage: {
    /** Share of the collected posts that are in a theme, 0 to 1; `null` without posts. */
    share: number | null;
    collected: number;
    grouped: number;
    /** Why the others are in none. */
    leftOut: { notCleaned: number; setAside: number; withoutWords: number; waiting: number };
    /** Of the sources in the project file: how many there are, and how many of them any post was collected from. */
    sources: { configured: number; heard: number; failing: number };
  };
}

export interface GroupingPart {
  /** The run that made the grouping: an earlier one where nothing was new. */
  run: number;
  posts: number;
  themes: number;
  chapters: number;
  born: number;
  merged: number;
  split: number;
  gone: number;
  leftOut: number;
  digests: Omit<ResultDigests, 'campaigns'>;
}

/** What is kept of a run, part by part as its stages end. */
export interface MethodParts {
  /** Sources and files read in this run. */
  crawl?: { sources: SourceCounts[]; articles: number };
  process?: {
    processed: number;
    withoutText: number;
    setAside: number;
    campaigns: number;
    inCampaigns: number;
    languages: Record<string, number>;
  };
  /** Everything the result rests on, earlier runs included. */
  input?: {
    posts: number;
    /** Of the posts with their clean words, their campaigns, and what is known of voices and places. */
    digest: string;
    campaigns: string;
    known: string;
    counts: PostCounts;
    sources: SourceTaken[];
  };
  parameters?: unknown;
  grouping?: GroupingPart;
  sureness?: Sureness;
  /** Lists of words that the program brings along, with the SHA-256 of each: they decide what a post is about. */
  vocabulary?: Record<string, string>;
  /** What was written, with the SHA-256 of each file. */
  files?: { name: string; sha256: string }[];
}

/** The method bundle of a run. */
export interface Method extends MethodParts {
  run: number;
  command: string;
  startedAt: string;
  finishedAt: string | null;
  status: string;
  /** Version of the program and of Node, purpose, words, languages, seed, sources and their options. */
  settings: Record<string, unknown>;
  /** What people had done to themes and had not undone when the run ended. */
  hand: HandEntry[];
}

/** Adds to what is kept of a run; a part that is there already is replaced. */
export async function saveMethodPart(
  store: Database,
  runId: number,
  part: MethodParts,
  { changed }: { changed?: boolean } = {},
): Promise<void> {
  await store.transaction(async (tx) => {
    const known = await tx.get<{ parts: string; changed: number }>(READ, [runId]);
    const parts = { ...(known === undefined ? {} : (JSON.parse(known.parts) as MethodParts)), ...part };
    const marked = changed === true || known?.changed === 1;
    await tx.run(SAVE, [runId, marked ? 1 : 0, parts.grouping?.run ?? null, JSON.stringify(parts)]);
  });
}

/** What is kept of a run; `null` where nothing is. */
export async function readMethodParts(store: Database, runId: number): Promise<MethodParts | null> {
  const row = await store.get<{ parts: string }>(READ, [runId]);
  return row === undefined ? null : (JSON.parse(row.parts) as MethodParts);
}

/** The last run before this one that ended with themes, and its parts. */
export async function partsBefore(store: Database, runId: number): Promise<(MethodParts & { run: number }) | null> {
  const row = await store.get<{ run: number; parts: string }>(BEFORE, [runId]);
  return row === undefined ? null : { ...(JSON.parse(row.parts) as MethodParts), run: row.run };
}

/** The last run after which posts or themes were not what they had been; `null` before the first. */
export async function latestMethod(store: Database): Promise<number | null> {
  return (await store.get<{ id: number | null }>(LATEST))?.id ?? null;
}

/** The run that made the themes as they are; `null` where there are none. */
export async function lastGrouping(store: Database): Promise<number | null> {
  return (await store.get<{ id: number | null }>(LAST_GROUPING))?.id ?? null;
}

/** Whether the run replaced the themes. */
export async function hasRegrouped(store: Database, runId: number): Promise<boolean> {
  return (await store.get<{ themes: number }>(REGROUPED, [runId]))!.themes > 0;
}

/** The bundle of a run; `null` for a run that there never was. */
export async function readMethod(store: Database, runId: number): Promise<Method | null> {
  type Row = Omit<Method, 'run' | 'settings' | 'hand'> & { id: number; method: string };
  const row = await store.get<Row>(RUN, [runId]);
  if (row === undefined) return null;
  const { id, method, ...run } = row;
  const parts = (await readMethodParts(store, runId)) ?? {};
  const settings = JSON.parse(method) as Record<string, unknown>;
  return { run: id, ...run, settings, ...parts, hand: await handsOn(store, runId) };
}

/** What a person had done and not undone when the run ended. */
async function handsOn(store: Database, runId: number): Promise<HandEntry[]> {
  const held = new Set((await store.all<{ id: number }>(HELD, [runId, runId])).map(({ id }) => id));
  const log = (await readHandLog(store)).filter(({ id }) => held.has(id));
  return log.map((entry) => ({ ...entry, undoneAt: null, undoneReason: null }));
}
