/** Communities beside each other: what joins two of them, and which talk about the same theme and never meet. */
import type { TieGraph } from '../graph.js';

/** Two communities, `one < other`. */
export interface CommunityPair {
  one: number;
  other: number;
  /** Ties from one to the other, and the sum of their weights. */
  ties: number;
  strength: number;
}

/** Every pair of communities with a tie between them, by number. */
export function joinedCommunities(graph: TieGraph, communityOf: (node: number) => number): CommunityPair[] {
  const pairs = new Map<string, CommunityPair>();
  for (const { source, target, weight } of graph.ties()) {
    const [one, other] = [communityOf(source), communityOf(target)].sort((a, b) => a - b) as [number, number];
    if (one === other) continue;
    const key = `${one} ${other}`;
    const pair = pairs.get(key) ?? { one, other, ties: 0, strength: 0 };
    pairs.set(key, { one, other, ties: pair.ties + 1, strength: pair.strength + weight });
  }
  return [...pairs.values()].sort((a, b) => a.one - b.one || a.other - b.other);
}

/** How many voices of a community talk about a theme. */
export interface Talk {
  community: number;
  theme: string;
  voices: number;
}

export interface UnbridgedCommunities {
  theme: string;
  one: number;
  other: number;
  /** Voices of each that talk about it. */
  voicesOfOne: number;
  voicesOfOther: number;
}

/** Fewer voices than this are no community that talks about a theme. */
export const FEWEST_VOICES = 3;
/** Of each theme the communities that talk about it most: with many small ones almost every pair would be unbridged. */
const MOST_PER_THEME = 20;

/** Pairs of communities that talk about the same theme with no tie between them, those of most voices first. */
export function unbridgedCommunities(
  talk: readonly Talk[],
  joined: readonly Pick<CommunityPair, 'one' | 'other'>[],
): UnbridgedCommunities[] {
  const met = new Set(joined.map(({ one, other }) => `${one} ${other}`));
  const byTheme = new Map<string, Talk[]>();
  for (const one of talk) {
    if (one.voices >= FEWEST_VOICES) byTheme.set(one.theme, [...(byTheme.get(one.theme) ?? []), one]);
  }
  const found: UnbridgedCommunities[] = [];
  for (const [theme, all] of byTheme) {
    const those = all.toSorted((a, b) => b.voices - a.voices || a.community - b.community).slice(0, MOST_PER_THEME);
    for (const a of those) {
      for (const b of those) {
        if (a.community >= b.community || met.has(`${a.community} ${b.community}`)) continue;
        const ends = { one: a.community, other: b.community, voicesOfOne: a.voices, voicesOfOther: b.voices };
        found.push({ theme, ...ends });
      }
    }
  }
  const smaller = (pair: UnbridgedCommunities) => Math.min(pair.voicesOfOne, pair.voicesOfOther);
  return found.sort(
    (a, b) => smaller(b) - smaller(a) || a.one - b.one || a.other - b.other || (a.theme < b.theme ? -1 : 1),
  );
}
