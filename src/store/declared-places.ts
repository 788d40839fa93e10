/** What the project file says of places, for those that posts come from already. */
import type { Place } from '../model.js';
import type { Database } from './database.js';

// What is not declared stays as it is known; only how to join is known from nowhere else.
const DECLARE = `
  UPDATE places SET url = coalesce(?, url), kind = coalesce(?, kind), owner = coalesce(?, owner), area = coalesce(?, area),
    how_to_join = ?
  WHERE name = ?`;

/**
 * Brings places up to date with the project file, also those nothing new was said in. Where several sources bring one
 * place, what any of them declares holds, and of two that differ the last.
 */
export async function declarePlaces(store: Database, places: readonly Place[]): Promise<void> {
  const declared = new Map<string, Place>();
  for (const place of places) {
    const before = declared.get(place.name);
    const said = Object.entries(place).filter(([, value]) => value !== null && value !== undefined);
    declared.set(place.name, before === undefined ? place : { ...before, ...Object.fromEntries(said) });
  }
  const rows = Array.from(declared.values(), ({ name, url, kind, owner, area, join }) => [
    ...[url, kind, owner, area, join ?? null, name],
  ]);
  await store.transaction((tx) => tx.many(DECLARE, rows));
}
