/** What a privacy notice says of what is kept: how much, from which sources since when, and who was named to whom. */
import { readCompleteness } from './coverage.js';
import type { Database } from './database.js';
import { readAsOf } from './figures.js';
import { sourceHealth } from './sources.js';

const KEPT = 'SELECT count(*) AS posts, count(DISTINCT voice_id) AS accounts FROM posts';
const SINCE = 'SELECT source AS name, substr(min(collected_at), 1, 10) AS since FROM posts GROUP BY source';
const DISCLOSURES = 'SELECT count(*) AS exports, substr(max(at), 1, 10) AS latest FROM disclosures';
const LATEST_SETTINGS = 'SELECT method FROM runs ORDER BY id DESC LIMIT 1';

/** A source of which something is kept, or which was asked. Days are `YYYY-MM-DD`. */
export interface KeptSource {
  name: string;
  crawler: string;
  posts: number;
  /** Day on which its oldest post here was collected; `null` without posts. */
  since: string | null;
  /** Day of its newest post; `null` where none carries a date. */
  newest: string | null;
  /** Why it was not read in full at the last try; `null` when it was. */
  slug: string | null;
}

export interface NoticeFigures {
  /** Day of the newest post; `null` where none carries a date. */
  asOf: string | null;
  posts: number;
  accounts: number;
  sources: KeptSource[];
  /** Exports that named people. */
  disclosures: { exports: number; latest: string | null };
  /** Of the posts that a platform counted, how many were read. */
  coverage: { source: string; counted: number; share: number; missing: string[] }[];
}

export async function readNoticeFigures(store: Database): Promise<NoticeFigures> {
  const kept = (await store.get<{ posts: number; accounts: number }>(KEPT))!;
  const since = new Map(
    (await store.all<{ name: string; since: string }>(SINCE)).map(({ name, since }) => [name, since]),
  );
  const asOf = await readAsOf(store, { since: null, until: null });
  const sources = (await sourceHealth(store)).map(({ name, crawler, posts, newestPost, lastSlug }) => ({
    ...{ name, crawler, posts, since: since.get(name) ?? null },
    ...{ newest: newestPost?.slice(0, 10) ?? null, slug: lastSlug },
  }));
  const coverage = (await readCompleteness(store)).flatMap(({ source, counted, completeness, gaps }) =>
    counted === null || completeness === null
      ? []
      : [{ source, counted, share: completeness, missing: [...new Set(gaps.map(({ missing }) => missing))] }],
  );
  return {
    ...kept,
    asOf: asOf?.slice(0, 10) ?? null,
    sources,
    disclosures: (await store.get<NoticeFigures['disclosures']>(DISCLOSURES))!,
    coverage,
  };
}

/** The settings that the latest run had, as it wrote them down; `null` before the first. */
export async function latestSettings(store: Database): Promise<Record<string, unknown> | null> {
  const row = await store.get<{ method: string }>(LATEST_SETTINGS);
  return row === undefined ? null : (JSON.parse(row.method) as Record<string, unknown>);
}
