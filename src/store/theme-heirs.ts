/** What became of themes: what people wrote about one that was merged is read as being about what it became part of. */
import type { Database } from './database.js';

const THEMES = 'SELECT id, label, state, merged_into AS "mergedInto", hidden FROM themes ORDER BY id';

/** A theme as it is now. */
export interface Heir {
  id: string;
  label: string;
  /** `gone`: all its posts are. */
  state: 'live' | 'gone';
  /** A person took it out of lists and reports. */
  hidden: boolean;
}

/** Finds what a theme is now; `null` for one that there never was. */
export type HeirOf = (themeId: string) => Heir | null;

export interface ThemeRow {
  id: string;
  label: string;
  state: string;
  mergedInto: string | null;
  hidden: number;
}

/** As the themes stand: a merge that is undone gives back what was written about each. */
export async function readHeirs(store: Database): Promise<HeirOf> {
  return heirsAmong(await store.all<ThemeRow>(THEMES));
}

/** @param rows all themes that there ever were */
export function heirsAmong(rows: readonly ThemeRow[]): HeirOf {
  const themes = new Map(rows.map((row) => [row.id, row]));
  return (themeId) => {
    // A store that was mended by hand may hold a circle.
    const passed = new Set<string>();
    let theme = themes.get(themeId);
    while (theme !== undefined && theme.mergedInto !== null && !passed.has(theme.id)) {
      passed.add(theme.id);
      theme = themes.get(theme.mergedInto);
    }
    if (theme === undefined) return null;
    const { id, label, state, hidden } = theme;
    return { id, label, state: state === 'live' ? 'live' : 'gone', hidden: hidden === 1 };
  };
}
