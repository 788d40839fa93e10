/** What was done about each theme: whether it was taken forward, who is able to act, what was asked of whom. */
import { readAsOf } from './figures.js';
import { type Matter, overdueOf, readMatters } from './outcomes.js';
import { type Remit, readRemits } from './remits.js';
import { recentRuns } from './runs.js';
import { readSelections, type Selection } from './selections.js';
import type { Database } from './store.js';
import { readHeirs } from './theme-heirs.js';

/** Of one theme, and of all that were merged into it. */
export interface Action {
  /** The one that stands; `null` while nobody has decided. */
  decision: Selection | null;
  /** In the order in which they were named. */
  bodies: Remit[];
  /** By number. */
  matters: (Matter & {
    /** Of a reply that is overdue, the days since it was due; `null` where none is. */
    daysOver: number | null;
  })[];
}

export interface Actions {
  of(themeId: string): Action;
  /** The day of the latest run (`YYYY-MM-DD`), as of which replies are overdue; `null` in an empty store. */
  asOf: string | null;
}

/** Read once for all themes. */
export async function readActions(store: Database): Promise<Actions> {
  const heirOf = await readHeirs(store);
  const [run] = await recentRuns(store, 1);
  const newest = run?.startedAt ?? (await readAsOf(store, { since: null, until: null }));
  const asOf = newest?.slice(0, 10) ?? null;
  const decisions = new Map(
    (await readSelections(store, heirOf)).filter(({ stands }) => stands).map((one) => [one.themeId, one]),
  );
  const bodies = await readRemits(store, heirOf);
  const matters = await readMatters(store, heirOf);
  const over = new Map((asOf === null ? [] : overdueOf(matters, asOf)).map((one) => [one.number, one.daysOver]));
  return {
    asOf,
    of: (id) => ({
      decision: decisions.get(id) ?? null,
      bodies: bodies.get(id) ?? [],
      matters: matters
        .filter(({ themeId }) => themeId === id)
        .map((matter) => ({ ...matter, daysOver: over.get(matter.number) ?? null })),
    }),
  };
}
