/** Themes as commands show them: what each is, and every measure of it by itself. */
import { measuresOf } from '../reports/measures.js';
import type { Database } from '../store/store.js';
import { readThemes } from '../store/theme-figures.js';
import { listThemes, type ThemeDetail, type ThemeRow, themeDetail } from '../store/theme-list.js';
import type { Measures } from '../store/theme-measures.js';

const ALWAYS = { since: null, until: null };

/** Of everything collected; `null` for a theme that is in no list, because it is hidden or no more. */
export interface Measured {
  measures: Measures | null;
}

/** Live themes in the order of every list. */
export async function listMeasured(store: Database): Promise<(ThemeRow & Measured)[]> {
  const measured = measuresOf(await readThemes(store, ALWAYS));
  return (await listThemes(store)).map((theme) => ({ ...theme, measures: measured.get(theme.id) ?? null }));
}

/** One theme; `null` when there never was one of this id. */
export async function measuredDetail(store: Database, id: string): Promise<(ThemeDetail & Measured) | null> {
  const theme = await themeDetail(store, id);
  if (theme === null) return null;
  return { ...theme, measures: measuresOf(await readThemes(store, ALWAYS)).get(id) ?? null };
}
