/** Places that talked about the same without having anything to do with each other, and now have. */
import type { EdgeKind } from '../../model.js';
import type { Snapshot } from '../../store/map-snapshots.js';
import { pairOf } from '../strongest.js';
import { isPlace } from './bridges.js';

export interface Meeting {
  /** Ids of two places, in order of id. */
  one: string;
  other: string;
  /** What joins them now. */
  kinds: EdgeKind[];
  /** Ids of the themes both talked about before. */
  themes: string[];
}

/** Pairs of places on both maps: unbridged on the earlier one, related on the later one. */
export function meetings(before: Snapshot, after: Snapshot): Meeting[] {
  const themes = themesOf(before);
  const met = new Set(between(before).map(pairOf));
  const found = new Map<string, Meeting>();
  for (const edge of between(after)) {
    const pair = pairOf(edge);
    const shared = [...(themes.get(edge.source) ?? [])].filter((theme) => themes.get(edge.target)?.has(theme));
    if (met.has(pair) || shared.length === 0) continue;
    const known = found.get(pair);
    if (known !== undefined) {
      known.kinds.push(edge.kind);
      continue;
    }
    const [one, other] = pair.split('\n') as [string, string];
    found.set(pair, { one, other, kinds: [edge.kind], themes: shared });
  }
  return [...found.values()];
}

function between({ edges }: Snapshot) {
  return edges.filter(({ source, target }) => isPlace(source) && isPlace(target));
}

/** What each place talks about. */
function themesOf({ edges }: Snapshot): Map<string, Set<string>> {
  const themes = new Map<string, Set<string>>();
  for (const { source, target, kind } of edges) {
    if (kind !== 'talks-about' || !isPlace(source)) continue;
    const known = themes.get(source);
    if (known === undefined) themes.set(source, new Set([target]));
    else known.add(target);
  }
  return themes;
}
