/** Links from place to place, by the one rule that the map and the reports share. */
import type { Database } from './database.js';
import { type Period, within } from './figures.js';
import type { MapScope } from './map-scope.js';
import { pageOf } from './pages.js';
import { PlaceAddresses } from './place-addresses.js';
import { reckonOnce } from './remembering.js';

const PLACES = 'SELECT id, url, kind FROM places ORDER BY id';
const LINKS = (where: string) => `
  SELECT p.id AS "postId", p.place_id AS source, c.links, p.created_at AS "createdAt"
  FROM clean_posts c JOIN posts p ON p.id = c.post_id
  WHERE p.place_id IS NOT NULL AND c.links <> '[]' AND ${where}`;
// Of several copies the oldest; ties go by source and id, never by row.
const PLACE_OF_POST_AT = `
  SELECT p.place_id AS place FROM post_pages pp JOIN posts p ON p.id = pp.post_id
  WHERE pp.page = ? AND p.place_id IS NOT NULL
  ORDER BY p.created_at IS NULL, p.created_at, p.source, p.external_id LIMIT 1`;

/** One post of a place that links to another place, once for each place it links to. */
export interface PlaceLink {
  postId: number;
  source: number;
  target: number;
  createdAt: string | null;
}

/**
 * An address leads to the place of the post that stands there, when that post is known; else to the place whose own
 * address it lies under. Links of a place to itself are left out.
 */
export async function* eachPlaceLink(database: Database, scope: MapScope): AsyncGenerator<PlaceLink> {
  const addresses = new PlaceAddresses(await database.all(PLACES));
  const known = new Map<string, number | undefined>();
  const placeOf = async (link: string) => {
    if (!known.has(link)) known.set(link, (await placeOfPostAt(database, link)) ?? addresses.placeOf(link));
    return known.get(link);
  };
  const { sql, params } = within(scope);
  for await (const row of database.each<Omit<PlaceLink, 'target'> & { links: string }>(LINKS(sql), params)) {
    const targets = new Set<number>();
    for (const link of JSON.parse(row.links) as string[]) {
      const target = await placeOf(link);
      if (target !== undefined && target !== row.source) targets.add(target);
    }
    for (const target of targets) yield { postId: row.postId, source: row.source, target, createdAt: row.createdAt };
  }
}

/** The place of the known post at a canonical address. */
export async function placeOfPostAt(database: Database, address: string): Promise<number | undefined> {
  const page = pageOf(address);
  return page === null ? undefined : (await database.get<{ place: number }>(PLACE_OF_POST_AT, [page]))?.place;
}

/** How many links lead out of each place: the sum of its links in the map. */
export async function countPlaceLinks(database: Database, period: Period): Promise<ReadonlyMap<number, number>> {
  const { since, until, theme = null } = period;
  const name = JSON.stringify(['place links', since, until, theme]);
  return reckonOnce(database, name, () => countLinks(database, { since, until, theme }));
}

async function countLinks(database: Database, scope: MapScope): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for await (const { source } of eachPlaceLink(database, scope)) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
}
