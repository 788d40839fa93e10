/** `--place NAME`: the place that is meant, or those that may be. */
import { UserError } from '../errors.js';
import { searchedPlaces } from '../store/search.js';
import type { Database } from '../store/store.js';

const MOST_NEAR = 3;
/** Likeness from which a name is worth showing: of two words of which one letter is wrong it is above. */
const NEAR = 0.3;

/**
 * The place of this name; capitals count only where two differ by nothing else.
 * @throws UserError naming the places whose names are nearest
 */
export async function placeAsked(store: Database, name: string): Promise<{ id: number; name: string }> {
  const places = await searchedPlaces(store);
  const wanted = folded(name);
  const found = places.find((place) => place.name === name) ?? places.find((place) => folded(place.name) === wanted);
  if (found !== undefined) return found;
  const near = places
    .map((place) => ({ name: place.name, likeness: likeness(folded(place.name), wanted) }))
    .filter((place) => place.likeness >= NEAR)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map((place) => `"${place.name}"`);
  const perhaps = near.length === 0 ? '' : ` Is it ${near.join(' or ')}?`;
  throw new UserError(`There is no place "${name}".${perhaps} \`discover report places --out -\` lists them all.`);
}

function folded(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/** Pairs of letters that two names share, 0 to 1 (Dice 1945, doi:10.2307/1932409); a name within the other is most like it. */
function likeness(one: string, other: string): number {
  if (one.includes(other) || other.includes(one)) return 1;
  const [pairs, others] = [pairsOf(one), pairsOf(other)];
  const shared = [...pairs].filter((pair) => others.has(pair)).length;
  return (2 * shared) / (pairs.size + others.size || 1);
}

function pairsOf(name: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, name.length - 1) }, (_, at) => name.slice(at, at + 2)));
}
