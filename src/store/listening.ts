/** What a project is set to listen to, and when it last did: from what its latest run wrote down of its settings. */
import type { Place } from '../model.js';
import type { Database } from './database.js';
import { HEARD } from './source-figures.js';

const SETTINGS = 'SELECT method FROM runs ORDER BY id DESC LIMIT 1';
// A store that was filled by hand has neither crawls nor runs.
const LISTENED = `
  SELECT coalesce((SELECT max(last_crawled_at) FROM sources), (SELECT max(started_at) FROM runs),
    (SELECT max(collected_at) FROM posts)) AS at, (SELECT max(${HEARD}) FROM posts p) AS heard`;
/** Of projects whose latest run did not write it down. */
const QUIET_DAYS = 30;

export interface ConfiguredSource {
  name: string;
  crawler: string;
  /** Named as the source where its owner declared none. */
  place: Place;
}

export interface Listening {
  /** In the order of the project file; `null` where no run has written them down. */
  sources: ConfiguredSource[] | null;
  /** Days without a new post after which a source counts as silent. */
  quietDays: number;
  /** When anybody last listened (ISO 8601); `null` in an empty store. */
  at: string | null;
  /** Date of the newest post from anywhere (ISO 8601), never later than it was collected; `null` without posts. */
  heardAt: string | null;
}

export async function readListening(store: Database): Promise<Listening> {
  const row = await store.get<{ method: string }>(SETTINGS);
  const settings = JSON.parse(row?.method ?? '{}') as { sources?: ConfiguredSource[]; quietDays?: number };
  const listened = await store.get<{ at: string | null; heard: string | null }>(LISTENED);
  return {
    sources: settings.sources ?? null,
    quietDays: settings.quietDays ?? QUIET_DAYS,
    at: listened?.at ?? null,
    heardAt: listened?.heard ?? null,
  };
}
