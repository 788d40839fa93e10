/** How a source fares, and where it is read: for whoever shows it. */
import { type SourceFigures, sourceFigures } from '../store/source-figures.js';
import { type SourceState, stateOf } from '../store/source-state.js';
import { type SourceHealth, sourceHealth } from '../store/sources.js';
import type { Database } from '../store/store.js';
import { plainAddress } from './address.js';
import { readFeedCursor } from './feed-source.js';
import { learntAddress } from './moved.js';

export interface MovedFeed {
  /** What the project file says. */
  from: string;
  /** Where it has moved to for good, and is asked. */
  to: string;
}

/** Feeds of a source that are asked elsewhere than the project file says. */
export function movedFeeds({ cursor }: Pick<SourceFigures, 'cursor'>): MovedFeed[] {
  return Object.entries(readFeedCursor(cursor).feeds).flatMap(([from, memory]) => {
    const to = learntAddress(memory);
    return to === null ? [] : [{ from, to }];
  });
}

/** How a source fares, and what is to come of it. */
export interface SourceOutlook extends SourceHealth {
  state: SourceState;
  /** From when it is due (ISO 8601); `null`: at once. */
  dueAt: string | null;
  /** Its feeds that have moved, without what may be secret in their addresses. */
  moved: MovedFeed[];
}

/** Of every known source, by name; see `stateOf` for the parameters. */
export async function sourceOutlooks(store: Database, now: number, quietDays: number): Promise<SourceOutlook[]> {
  const figures = new Map((await sourceFigures(store, now)).map((source) => [source.name, source]));
  return (await sourceHealth(store)).flatMap((source) => {
    const known = figures.get(source.name);
    if (known === undefined) return [];
    const moved = movedFeeds(known).map(({ from, to }) => ({ from: plainAddress(from), to: plainAddress(to) }));
    return [{ ...source, state: stateOf(known, now, quietDays), dueAt: known.dueAt, moved }];
  });
}
