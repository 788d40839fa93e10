/** What is different since the run before the last change: what came in, and what became of themes. */
import type { Database } from './database.js';
import { lastChange, readNews } from './figures.js';
import { type HandEntry, readHandLog } from './theme-hand.js';
import { themeLabels } from './theme-list.js';

// Of what ended, as large as it was; of what began, as large as it is. What was undone since is no change.
const EVENTS = `
  SELECT e.kind, e.theme_id AS "themeId", e.other_id AS "otherId", coalesce(earlier.posts, 0) AS "postsBefore",
    coalesce(latest.posts, 0) AS "postsAfter"
  FROM theme_events e
  JOIN themes t ON t.id = e.theme_id AND (t.state = 'live') = (e.kind IN ('birth', 'split'))
  LEFT JOIN theme_snapshots earlier ON earlier.theme_id = e.theme_id AND earlier.run_id = ?
  LEFT JOIN theme_snapshots latest ON latest.theme_id = e.theme_id AND latest.run_id = ?
  WHERE e.run_id > ? AND e.run_id <= ? ORDER BY e.id`;

/** A theme by its name. */
export interface NamedTheme {
  id: string;
  label: string;
}

/** What became of a theme by the grouping itself, or by a person's merge or split. */
export interface ThemeMove {
  kind: 'birth' | 'merge' | 'split' | 'death';
  theme: NamedTheme;
  /** Of a merge what the theme went into, of a split what it came from. */
  other: NamedTheme | null;
  /** Of a merge or a death the posts it had, else those it has. */
  posts: number;
  byHand: boolean;
}

export interface Changes {
  /** When the run before the last change ended, ISO 8601. */
  since: string;
  /** Collected since then. */
  posts: number;
  /** First heard since then. */
  voices: number;
  /** In the order in which they happened; none of themes that are hidden. */
  moves: ThemeMove[];
  /** Themes that people gave another name, called by the new one; none that are hidden. */
  renamed: NamedTheme[];
}

/** `null` when there has been only one run that changed anything, so nothing to compare with. */
export async function readChanges(store: Database): Promise<Changes | null> {
  const change = await lastChange(store);
  const news = await readNews(store);
  if (change === null || news === null) return null;
  const labels = await themeLabels(store);
  const shown = new Map(labels.filter(({ hidden }) => !hidden).map(({ id, label }) => [id, { id, label }]));
  const hand = (await readHandLog(store)).filter(({ at, undoneAt }) => at > change.since && undoneAt === null);
  const renamed = new Set(hand.flatMap(({ action, themeId }) => (action === 'rename' ? [themeId] : [])));
  return {
    since: change.since,
    ...news,
    moves: await readMoves(store, change, shown, hand),
    renamed: [...renamed].flatMap((id) => shown.get(id) ?? []),
  };
}

async function readMoves(
  store: Database,
  { beforeId, runId }: { beforeId: number; runId: number },
  shown: ReadonlyMap<string, NamedTheme>,
  hand: readonly HandEntry[],
): Promise<ThemeMove[]> {
  type Event = Pick<ThemeMove, 'kind'> & {
    themeId: string;
    otherId: string | null;
    postsBefore: number;
    postsAfter: number;
  };
  const events = await store.all<Event>(EVENTS, [beforeId, runId, beforeId, runId]);
  return events.flatMap(({ kind, themeId, otherId, postsBefore, postsAfter }) => {
    const theme = shown.get(themeId);
    const other = otherId === null ? null : shown.get(otherId);
    if (theme === undefined || other === undefined) return [];
    const byHand = hand.some(
      (entry) =>
        entry.action === kind &&
        (kind === 'merge'
          ? entry.themeId === themeId && entry.otherId === otherId
          : entry.otherId === themeId && entry.themeId === otherId),
    );
    return [{ kind, theme, other, posts: kind === 'merge' || kind === 'death' ? postsBefore : postsAfter, byHand }];
  });
}
