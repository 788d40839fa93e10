/**
 * Fewer, broader groups: two groups become one where their words are better explained by one source than by two (the
 * Bayes factor of the Dirichlet-multinomial; Heller and Ghahramani, "Bayesian hierarchical clustering", ICML 2005).
 * The prior is the language of the whole corpus: sharing words that everybody uses is no sign of a common subject.
 */
import { logGamma } from './gamma.js';
import type { Group } from './groups.js';
import { findNeighbours } from './neighbours.js';
import { PARAMETERS } from './parameters.js';
import { addTo, cosine } from './vectors.js';

interface Offer {
  gain: number;
  one: number;
  other: number;
}

/**
 * @param mass words of prior knowledge in a group; the more, the broader the groups
 * @returns for each group the number of the merged group it is in, counted from 0
 */
export function mergeGroups(groups: readonly Group[], mass: number): Int32Array {
  const evidence = new Evidence(groups, mass);
  const parent = Int32Array.from(groups, (_, index) => index);
  let alive = groups.map((group, index) => ({ index, group: copyOf(group) }));
  for (;;) {
    const offers = findOffers(
      alive.map(({ group }) => group),
      evidence,
    );
    const gone = new Set<number>();
    const taken = new Set<number>();
    for (const { one, other } of offers) {
      if (taken.has(one) || taken.has(other)) continue;
      taken.add(one).add(other);
      const [keeper, joiner] = alive[one]!.group.posts >= alive[other]!.group.posts ? [one, other] : [other, one];
      absorb(alive[keeper]!.group, alive[joiner]!.group);
      parent[alive[joiner]!.index] = alive[keeper]!.index;
      gone.add(joiner);
    }
    if (gone.size === 0) return renumber(parent);
    alive = alive.filter((_, at) => !gone.has(at));
  }
}

/** Pairs that gain by merging, the greatest gain first. */
function findOffers(groups: readonly Group[], evidence: Evidence): Offer[] {
  const offers: Offer[] = [];
  for (const [one, nearest] of findNeighbours(groups).entries()) {
    for (const other of nearest) {
      const gain = evidence.gain(groups[one]!, groups[other]!);
      if (gain > 0) offers.push({ gain, one, other });
    }
  }
  return offers.sort((a, b) => b.gain - a.gain || a.one - b.one || a.other - b.other);
}

function copyOf(group: Group): Group {
  return { ...group, words: new Map(group.words), heart: group.heart?.slice() ?? null };
}

function absorb(keeper: Group, joiner: Group): void {
  keeper.posts += joiner.posts;
  keeper.size += joiner.size;
  for (const [word, count] of joiner.words) keeper.words.set(word, (keeper.words.get(word) ?? 0) + count);
  if (keeper.heart !== null && joiner.heart !== null) addTo(keeper.heart, joiner.heart, 1);
}

/** Roots counted from 0 in order of their first member. */
function renumber(parent: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return parent.map((_, index) => {
    let root = index;
    while (parent[root] !== root) root = parent[root]!;
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}

/**
 * How far groups that use different words may still be about the same: 0 where nothing is known of what they mean, 1 where
 * their words no longer tell against it, more where they are to be one even without a word in common.
 */
function agreement(one: Group, other: Group): number {
  if (one.heart === null || other.heart === null) return 0;
  const { alike, same } = PARAMETERS.vectors;
  return Math.max(0, (cosine(one.heart, other.heart) - alike) / (same - alike));
}

/** Bayes factors under a Dirichlet prior of a given mass, spread over the words as the corpus uses them. */
class Evidence {
  readonly #mass: number;
  readonly #prior = new Map<number, number>();
  readonly #logGammaPrior = new Map<number, number>();

  constructor(groups: readonly Group[], mass: number) {
    this.#mass = mass;
    let total = 0;
    for (const { words, size } of groups) {
      total += size;
      for (const [word, count] of words) this.#prior.set(word, (this.#prior.get(word) ?? 0) + count);
    }
    for (const [word, count] of this.#prior) {
      const prior = (mass * count) / total;
      this.#prior.set(word, prior);
      this.#logGammaPrior.set(word, logGamma(prior));
    }
  }

  /** log p(words of both together) - log p(words of the one) - log p(words of the other); above 0: better as one. */
  gain(one: Group, other: Group): number {
    let gain = this.#share(one.size + other.size) - this.#share(one.size) - this.#share(other.size);
    gain *= 1 - agreement(one, other);
    const [small, large] = one.words.size < other.words.size ? [one.words, other.words] : [other.words, one.words];
    // Words of one group alone cancel out.
    for (const [word, count] of small) {
      const others = large.get(word);
      if (others === undefined) continue;
      const prior = this.#prior.get(word)!;
      gain += logGamma(count + others + prior) + this.#logGammaPrior.get(word)!;
      gain -= logGamma(count + prior) + logGamma(others + prior);
    }
    return gain;
  }

  #share(size: number): number {
    return logGamma(this.#mass) - logGamma(size + this.#mass);
  }
}
