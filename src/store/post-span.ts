/** From when to when there are posts. */
import type { Database } from './database.js';
import { type Period, within } from './figures.js';

const SPAN = (where: string) => `
  SELECT count(*) AS posts, min(p.created_at) AS first, max(p.created_at) AS last FROM posts p WHERE ${where}`;

/** `first` and `last` (ISO 8601) are `null` where no post has a date. */
export async function readPostSpan(
  store: Database,
  period: Period,
): Promise<{ posts: number; first: string | null; last: string | null }> {
  const { sql, params } = within(period);
  return (await store.get<{ posts: number; first: string | null; last: string | null }>(SPAN(sql), params))!;
}
