/** Runs with what is kept of each, for reports on our own work. */
import type { Database } from './database.js';
import type { Period } from './figures.js';
import type { MethodParts } from './methods.js';
import type { RunStatus } from './runs.js';

// What a run spent that was killed lies between its beginning and that of the next.
const RUNS = (where: string) => `
  SELECT r.id, r.command, r.started_at AS "startedAt", r.finished_at AS "finishedAt", r.status, r.method, m.parts, m.changed,
    (SELECT sum(s.micros) FROM spending s
     WHERE s.at >= r.started_at AND s.at <=
       coalesce(r.finished_at, (SELECT min(n.started_at) FROM runs n WHERE n.id > r.id), '9999')) AS micros
  FROM runs r LEFT JOIN methods m ON m.run_id = r.id WHERE ${where} ORDER BY r.id DESC`;

export interface ListedRun {
  id: number;
  command: string;
  /** ISO 8601. */
  startedAt: string;
  /** `null` while it is at work, and for one that was killed. */
  finishedAt: string | null;
  status: RunStatus;
  settings: { version?: string; seed?: number };
  parts: MethodParts;
  /** Whether posts or themes were other after it than before; `null` where nothing is kept of it. */
  changed: boolean | null;
  /** Millionths of the project's currency that were spent while it was at work; `null`: nothing was. */
  micros: number | null;
}

/** A condition on `runs` aliased as `r`: those that began in the period, whatever theme is asked for. */
export function during({ since, until }: Period): { sql: string; params: string[] } {
  const bounds = [
    ['r.started_at >= ?', since],
    ['r.started_at < ?', until],
  ].filter((bound): bound is [string, string] => bound[1] !== null);
  return {
    sql: bounds.length === 0 ? '1 = 1' : bounds.map(([condition]) => condition).join(' AND '),
    params: bounds.map(([, value]) => value),
  };
}

/** Runs that began in the period, the latest first. */
export async function* eachRun(store: Database, period: Period): AsyncGenerator<ListedRun, void, void> {
  type Row = Omit<ListedRun, 'settings' | 'parts' | 'changed'> & {
    method: string;
    parts: string | null;
    changed: number | null;
  };
  const { sql, params } = during(period);
  for await (const { method, parts, changed, ...run } of store.each<Row>(RUNS(sql), params)) {
    yield {
      ...run,
      settings: JSON.parse(method) as ListedRun['settings'],
      parts: JSON.parse(parts ?? '{}') as MethodParts,
      changed: changed === null ? null : changed === 1,
    };
  }
}
