/** What became of every theme, so that what was written down about one that has merged is found at its heir. */
import type { Database } from './database.js';

const FATES = 'SELECT id, label, state, merged_into AS "mergedInto" FROM themes ORDER BY id';

export interface ThemeFate {
  id: string;
  label: string;
  state: 'live' | 'merged' | 'gone';
  mergedInto: string | null;
}

/** Of every theme there ever was, by its id. */
export async function readFates(store: Database): Promise<Map<string, ThemeFate>> {
  return new Map((await store.all<ThemeFate>(FATES)).map((fate) => [fate.id, fate]));
}

/** The theme that a theme is part of now, through every merge: itself where it has not merged. */
export function heirOf(fates: ReadonlyMap<string, ThemeFate>, id: string): string {
  const way = new Set<string>();
  let at = id;
  // A store that was mended by hand may hold a circle.
  for (let next = fates.get(at)?.mergedInto ?? null; next !== null && !way.has(at); ) {
    way.add(at);
    at = next;
    next = fates.get(at)?.mergedInto ?? null;
  }
  return at;
}
