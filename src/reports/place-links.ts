/** Links from place to place: an address belongs to the place whose own address it lies under. */

interface Territory {
  /** Path without its last slash: `/forum` holds `/forum` and `/forum/7`, not `/forums`. */
  path: string;
  placeId: number;
}

/**
 * @param places with their addresses, as declared
 * @param posts links of one post each, with the place it was made in
 * @returns per place, the number of links that lead to another place
 */
export async function countPlaceLinks(
  places: readonly { id: number; url: string | null }[],
  posts: AsyncIterable<{ placeId: number; links: readonly string[] }>,
): Promise<Map<number, number>> {
  const territories = territoriesByHost(places);
  const counts = new Map<number, number>();
  if (territories.size === 0) return counts;
  for await (const { placeId, links } of posts) {
    const leaving = links.filter((link) => {
      const target = placeOf(link, territories);
      return target !== null && target !== placeId;
    });
    if (leaving.length > 0) counts.set(placeId, (counts.get(placeId) ?? 0) + leaving.length);
  }
  return counts;
}

function territoriesByHost(places: readonly { id: number; url: string | null }[]): Map<string, Territory[]> {
  const territories = new Map<string, Territory[]>();
  for (const { id, url } of places) {
    const address = parse(url);
    if (address === null) continue;
    const known = territories.get(address.host) ?? [];
    known.push({ path: address.path, placeId: id });
    // The longest path first, so that a forum inside a community site keeps its own links.
    territories.set(
      address.host,
      known.sort((a, b) => b.path.length - a.path.length || a.placeId - b.placeId),
    );
  }
  return territories;
}

function placeOf(link: string, territories: ReadonlyMap<string, readonly Territory[]>): number | null {
  const address = parse(link);
  if (address === null) return null;
  const under = territories.get(address.host)?.find(({ path }) => `${address.path}/`.startsWith(`${path}/`));
  return under?.placeId ?? null;
}

function parse(address: string | null): { host: string; path: string } | null {
  if (address === null || !URL.canParse(address)) return null;
  const { host, pathname } = new URL(address);
  return { host: host.replace(/^www\./, ''), path: pathname.replace(/\/+$/, '') };
}
