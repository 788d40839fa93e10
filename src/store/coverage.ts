/** How much of what a platform counted was read, source by source, and what can no longer be read. */
import type { Database } from './database.js';

const RECORD = 'INSERT INTO coverage (source, at, counted, collected, missing) VALUES (?, ?, ?, ?, ?)';
const SUMS = `
  SELECT source, sum(counted) AS counted, sum(CASE WHEN counted IS NULL THEN 0 ELSE collected END) AS "collectedOfCounted",
    sum(collected) AS collected, max(at) AS "lastAt"
  FROM coverage GROUP BY source ORDER BY source`;
const MISSING = 'SELECT source, at, missing FROM coverage WHERE missing IS NOT NULL ORDER BY source, id';

/** A stretch of a source that was read to its end. */
export interface Coverage {
  /** `null` where the platform would not say. */
  counted: number | null;
  collected: number;
  /** In words: what lies before or in the stretch and can no longer be read. */
  missing: string | null;
}

export interface Completeness {
  source: string;
  /** By the platform, over all stretches it counted; `null` when it counted none. */
  counted: number | null;
  /** Posts of all stretches, counted or not. */
  collected: number;
  /** Collected over counted, in the stretches that were counted; `null` when nothing was. Posts deleted in between and posts of protected accounts make it less than 1. */
  completeness: number | null;
  gaps: { at: string; missing: string }[];
  lastAt: string;
}

/** Call it in the transaction that saves the last page of the stretch. */
export async function recordCoverage(tx: Database, source: string, coverage: Coverage, at: string): Promise<void> {
  await tx.run(RECORD, [source, at, coverage.counted, coverage.collected, coverage.missing]);
}

export async function readCompleteness(store: Database): Promise<Completeness[]> {
  type Row = Omit<Completeness, 'completeness' | 'gaps'> & { collectedOfCounted: number };
  const rows = await store.all<Row>(SUMS);
  const gaps = await store.all<{ source: string; at: string; missing: string }>(MISSING);
  return rows.map(({ source, counted, collected, collectedOfCounted, lastAt }) => ({
    ...{ source, counted, collected, lastAt },
    completeness: counted === null || counted === 0 ? null : collectedOfCounted / counted,
    gaps: gaps.filter((gap) => gap.source === source).map(({ at, missing }) => ({ at, missing })),
  }));
}
