/** What the project file says of places, for those that posts come from already. */
import type { Place } from '../model.js';
import type { Database } from './database.js';

const KNOWN = 'SELECT name, url, kind, owner, area, how_to_join AS "join" FROM places ORDER BY id';
const UPDATE = 'UPDATE places SET url = ?, kind = ?, owner = ?, area = ?, how_to_join = ? WHERE name = ?';

type Facts = Omit<Place, 'join'> & { join: string | null };

/**
 * Brings places up to date with the project file, also those nothing new was said in. What is not declared stays as it is
 * known, but for how to join, which is known from nowhere else. Where several sources bring one place, what any of them
 * declares holds, and of two that differ the last.
 */
export async function declarePlaces(store: Database, places: readonly Place[]): Promise<void> {
  const declared = new Map<string, Facts>();
  for (const { join = null, ...place } of places) {
    declared.set(place.name, over({ ...place, join }, declared.get(place.name)));
  }
  const changed = (await store.all<Facts>(KNOWN)).flatMap((known) => {
    const said = declared.get(known.name);
    if (said === undefined) return [];
    const facts = { ...over(said, known), join: said.join };
    return rowOf(facts).every((value, at) => value === rowOf(known)[at]) ? [] : [rowOf(facts)];
  });
  if (changed.length > 0) await store.transaction((tx) => tx.many(UPDATE, changed));
}

function over(said: Facts, before: Facts | undefined): Facts {
  return {
    name: said.name,
    url: said.url ?? before?.url ?? null,
    kind: said.kind ?? before?.kind ?? null,
    owner: said.owner ?? before?.owner ?? null,
    area: said.area ?? before?.area ?? null,
    join: said.join ?? before?.join ?? null,
  };
}

function rowOf({ name, url, kind, owner, area, join }: Facts): (string | null)[] {
  return [url, kind, owner, area, join, name];
}
