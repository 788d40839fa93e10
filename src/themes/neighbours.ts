/** Which groups are worth comparing: for each group the few with the most similar words, and those of like meaning. */
import type { Group } from './groups.js';
import { Directions } from './nearest.js';
import { PARAMETERS } from './parameters.js';

interface Weighted {
  word: number;
  weight: number;
}

/**
 * The nearest groups of each group, nearest first, by the cosine of their most telling words (tf-idf; Salton and Buckley
 * 1988). Groups that share no telling word have none, unless it is known what they mean: then those nearest in meaning
 * follow.
 */
export function findNeighbours(groups: readonly Group[]): number[][] {
  const byWords = neighboursByWords(groups);
  if (groups.every(({ heart }) => heart === null)) return byWords;
  const directions = new Directions(groups.map(({ heart }) => heart ?? []));
  return byWords.map((nearest, group) => {
    const own = directions.unit(group);
    const byMeaning = directions.nearest((other) => directions.cosine(other, own), PARAMETERS.vectors.neighbours + 1);
    return [...new Set([...nearest, ...byMeaning.filter((other) => other !== group)])];
  });
}

function neighboursByWords(groups: readonly Group[]): number[][] {
  const holders = new Map<number, number>();
  for (const { words } of groups) {
    for (const word of words.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  }
  const probes = groups.map((group) => tellingWords(group, holders, groups.length));
  const index = new Map<number, { group: number; weight: number }[]>();
  for (const [group, words] of probes.entries()) {
    for (const { word, weight } of words) {
      const list = index.get(word);
      if (list === undefined) index.set(word, [{ group, weight }]);
      else list.push({ group, weight });
    }
  }
  const similarity = new Float64Array(groups.length);
  return probes.map((words, group) => nearest(group, words, index, similarity));
}

/** The strongest words that another group has too, at unit length over all words of the group. */
function tellingWords(group: Group, holders: Map<number, number>, groups: number): Weighted[] {
  const shared: Weighted[] = [];
  let squares = 0;
  for (const [word, count] of group.words) {
    const held = holders.get(word)!;
    const weight = Math.log(1 + count) * Math.log(groups / held);
    squares += weight * weight;
    if (held > 1 && weight > 0) shared.push({ word, weight });
  }
  const norm = Math.sqrt(squares);
  return shared
    .sort((a, b) => b.weight - a.weight || a.word - b.word)
    .slice(0, PARAMETERS.merge.probes)
    .map(({ word, weight }) => ({ word, weight: weight / norm }));
}

function nearest(
  group: number,
  words: readonly Weighted[],
  index: Map<number, { group: number; weight: number }[]>,
  similarity: Float64Array,
): number[] {
  const met: number[] = [];
  for (const { word, weight } of words) {
    for (const other of index.get(word)!) {
      if (other.group === group) continue;
      if (similarity[other.group] === 0) met.push(other.group);
      similarity[other.group]! += weight * other.weight;
    }
  }
  const best = met.sort((a, b) => similarity[b]! - similarity[a]! || a - b).slice(0, PARAMETERS.merge.neighbours);
  for (const other of met) similarity[other] = 0;
  return best;
}
