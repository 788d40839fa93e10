/** What came of each source in a period: posts taken and refused, posts in a theme, and why the others are in none. */
import { restOf } from '../errors.js';
import { type Completeness, readCompleteness } from './coverage.js';
import type { Database } from './database.js';
import { type Period, within } from './figures.js';
import { readListening } from './listening.js';
import type { MethodParts } from './methods.js';
import { during } from './run-list.js';
import { type SourceHealth, sourceHealth } from './sources.js';

const POSTS = (where: string) => `
  SELECT p.source AS name, count(*) AS posts, count(DISTINCT p.voice_id) AS voices,
    min(p.created_at) AS oldest, max(p.created_at) AS newest,
    count(CASE WHEN p.created_at IS NULL THEN 1 END) AS undated,
    count(g.post_id) AS grouped,
    count(CASE WHEN g.post_id IS NULL AND c.tokens = '[]' THEN 1 END) AS "withoutWords",
    count(CASE WHEN g.post_id IS NULL AND c.tokens <> '[]' THEN 1 END) AS waiting,
    count(CASE WHEN c.post_id IS NULL AND s.post_id IS NOT NULL THEN 1 END) AS "setAside",
    count(CASE WHEN c.post_id IS NULL AND s.post_id IS NULL THEN 1 END) AS "notCleaned"
  FROM posts p LEFT JOIN clean_posts c ON c.post_id = p.id LEFT JOIN set_aside s ON s.post_id = p.id
  LEFT JOIN (SELECT DISTINCT post_id FROM post_themes) g ON g.post_id = c.post_id
  WHERE ${where} GROUP BY p.source`;
const PARTS = (where: string) => `
  SELECT m.parts FROM methods m JOIN runs r ON r.id = m.run_id WHERE ${where} ORDER BY m.run_id`;

export interface PostsOfSource {
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  /** ISO 8601; `null` where no post has a date. */
  oldest: string | null;
  newest: string | null;
  undated: number;
  /** In a theme. Every post that is not is in one of the four counts below. */
  grouped: number;
  /** Clean, and nothing in them to group them by. */
  withoutWords: number;
  /** Clean, and not grouped yet. */
  waiting: number;
  /** Could not be cleaned. */
  setAside: number;
  notCleaned: number;
}

/** Added up over the runs that began in the period. */
export interface CrawlsOfSource {
  crawls: number;
  failed: number;
  new: number;
  changed: number;
  duplicate: number;
  refused: number;
  /** How many for each reason. */
  refusals: Record<string, number>;
}

export interface SourceCoverage extends PostsOfSource, CrawlsOfSource {
  name: string;
  /** Whether the project file names it still; `null` where no run has written that down. */
  isConfigured: boolean | null;
  crawler: string;
  /** The place it was set up to hear. */
  place: string | null;
  /** How it stands now; `null` before it was ever crawled. */
  health: SourceHealth | null;
  /** What the platform counted; `null` where it does not count. */
  completeness: Completeness | null;
}

const NO_POSTS: PostsOfSource = {
  ...{ posts: 0, voices: 0, oldest: null, newest: null, undated: 0, grouped: 0 },
  ...{ withoutWords: 0, waiting: 0, setAside: 0, notCleaned: 0 },
};

/** Every source that is configured or known, by name. */
export async function readSourceCoverage(store: Database, period: Period): Promise<SourceCoverage[]> {
  const { sql, params } = within(period);
  const rows = await store.all<PostsOfSource & { name: string }>(POSTS(sql), params);
  const posts = new Map(rows.map(({ name, ...counts }) => [name, counts]));
  const crawls = await readCrawls(store, period);
  const configured = (await readListening(store)).sources;
  const wanted = new Map((configured ?? []).map((source) => [source.name, source]));
  const known = new Map((await sourceHealth(store)).map((source) => [source.name, source]));
  const counted = new Map((await readCompleteness(store)).map((one) => [one.source, one]));
  return [...new Set([...wanted.keys(), ...known.keys()])].sort().map((name) => {
    const health = known.get(name) ?? null;
    return {
      ...{ name, isConfigured: configured === null ? null : wanted.has(name), health },
      crawler: wanted.get(name)?.crawler ?? health?.crawler ?? '',
      place: wanted.get(name)?.place.name ?? null,
      ...(posts.get(name) ?? NO_POSTS),
      ...(crawls.get(name) ?? noCrawls()),
      completeness: counted.get(name) ?? null,
    };
  });
}

function noCrawls(): CrawlsOfSource {
  return { crawls: 0, failed: 0, new: 0, changed: 0, duplicate: 0, refused: 0, refusals: {} };
}

async function readCrawls(store: Database, period: Period): Promise<Map<string, CrawlsOfSource>> {
  const { sql, params } = during(period);
  const sums = new Map<string, CrawlsOfSource>();
  for await (const { parts } of store.each<{ parts: string }>(PARTS(sql), params)) {
    for (const { name, slug, refusals, ...counts } of (JSON.parse(parts) as MethodParts).crawl?.sources ?? []) {
      const sum = sums.get(name) ?? noCrawls();
      sums.set(name, sum);
      sum.crawls += 1;
      if (slug !== null && restOf(slug) === null) sum.failed += 1;
      for (const key of ['new', 'changed', 'duplicate', 'refused'] as const) sum[key] += counts[key];
      for (const [reason, count] of Object.entries(refusals))
        sum.refusals[reason] = (sum.refusals[reason] ?? 0) + count;
    }
  }
  return sums;
}
