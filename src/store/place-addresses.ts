/** Which place an address belongs to, by the addresses of the places themselves. */
import type { PlaceRow } from './network.js';

interface Site {
  place: number;
  /** Path with a slash at the end, so that `/board` does not contain `/boards`. */
  path: string;
  /** Whether the place stands for its whole host: a hashtag is one page of a platform, never the platform. */
  isHost: boolean;
}

/**
 * Finds the place of an address: among the places on its host the one whose path contains it (the longest path wins);
 * else the only place on that host. `www.` and letter case of the host do not count.
 */
export class PlaceAddresses {
  readonly #sites = new Map<string, Site[]>();

  constructor(places: readonly Pick<PlaceRow, 'id' | 'url' | 'kind'>[]) {
    for (const place of places) {
      const url = parse(place.url);
      if (url === undefined) continue;
      const site = { place: place.id, path: folder(url.pathname), isHost: place.kind !== 'hashtag' };
      this.#sites.set(hostOf(url), [...(this.#sites.get(hostOf(url)) ?? []), site]);
    }
  }

  placeOf(address: string): number | undefined {
    const url = parse(address);
    if (url === undefined) return undefined;
    const sites = this.#sites.get(hostOf(url)) ?? [];
    const inside = sites.filter((site) => folder(url.pathname).startsWith(site.path));
    const longest = Math.max(...inside.map((site) => site.path.length));
    const nearest = inside.filter((site) => site.path.length === longest);
    if (nearest.length > 0) return nearest.length === 1 ? nearest[0]!.place : undefined;
    return sites.length === 1 && sites[0]!.isHost ? sites[0]!.place : undefined;
  }
}

function parse(address: string | null): URL | undefined {
  if (address === null || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

function hostOf(url: URL): string {
  return url.host.replace(/^www\./, '');
}

function folder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
