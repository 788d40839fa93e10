/** One label among the candidates: the best that is unlike those of other themes, or the former one while it is good. */
import type { Lexicon } from './lexicon.js';
import type { Candidate } from './ranking.js';
import type { Said } from './said.js';

const CHOICE = {
  /** Words that make a name where there is no phrase. */
  words: 3,
  /** A former label stays while it scores this share of the best. */
  loyalty: 0.5,
  /** A phrase unlike the labels of other themes is taken while it scores this share of the best. */
  distinction: 0.25,
} as const;

/** Labels that are given already: which words say something in each. */
export class Taken {
  private readonly contents = new Map<string, ReadonlySet<string>>();

  add(key: string, content: Iterable<string>): void {
    this.contents.set(key, new Set(content));
  }

  has(key: string): boolean {
    return this.contents.has(key);
  }

  /** Whether a label that is given has more than half of the words of this one, or the other way round. */
  hasLike(content: readonly string[]): boolean {
    for (const other of this.contents.values()) {
      const both = content.filter((root) => other.has(root)).length;
      if (both > Math.min(content.length, other.size) / 2) return true;
    }
    return false;
  }
}

/** What the labels of other themes take up. */
export function takenBy(labels: readonly string[], lexicon: Lexicon): Taken {
  const taken = new Taken();
  for (const label of labels) {
    const words = label.split(/,? /);
    const content = words.filter((word) => lexicon.says(word)).map((word) => lexicon.rootOf(word));
    taken.add(words.map((word) => lexicon.rootOf(word)).join(' '), content);
    taken.add(label.toLowerCase(), content);
  }
  return taken;
}

/**
 * @param candidates best first
 * @param contentOf the words of a phrase that say something
 * @returns `undefined` where all are taken
 */
export function choosePhrase(
  candidates: readonly Candidate[],
  contentOf: (key: string) => string[],
  former: string | null,
  taken: Taken,
  lexicon: Lexicon,
): Said | undefined {
  const free = candidates.filter(({ said }) => !taken.has(said.key));
  const [best] = free;
  if (best === undefined) return undefined;
  const atLeast = (share: number) =>
    free.filter(({ score, tier }) => tier <= Math.max(best.tier, 1) && score >= share * best.score);
  const formerKey = (former ?? '').split(' ').map((word) => lexicon.rootOf(word));
  const loyal = atLeast(CHOICE.loyalty).find(({ said }) => said.key === formerKey.join(' '));
  const unlike = atLeast(CHOICE.distinction).find(({ said }) => !taken.hasLike(contentOf(said.key)));
  return (loyal ?? unlike ?? best).said;
}

/** The most own words; told apart from other themes by a later word or, at last, by a number. */
export function chooseWords(
  candidates: readonly Candidate[],
  former: string | null,
  taken: Taken,
  lexicon: Lexicon,
): { label: string; content: string[] } {
  const words = withoutLikes(candidates.map(({ said }) => said.key));
  const best = words.slice(0, CHOICE.words);
  const others = words.slice(best.length).map((word) => [...best.slice(0, CHOICE.words - 1), word]);
  const options = [...loyalWords(candidates, best, former, lexicon), best, ...others].map((content) => ({
    content,
    label: content.map((word) => lexicon.usually(word)).join(', ') || 'few words',
  }));
  const free = options.filter(({ label }) => !taken.has(label.toLowerCase()));
  const chosen = free.find(({ content }) => !taken.hasLike(content)) ?? free[0];
  return chosen ?? numbered(options.at(0)!, taken);
}

/** The words of the former label, while they are nearly as telling as the best. */
function loyalWords(
  candidates: readonly Candidate[],
  best: readonly string[],
  former: string | null,
  lexicon: Lexicon,
): string[][] {
  if (former === null) return [];
  const scores = new Map(candidates.map(({ said, score }) => [said.key, score]));
  const worth = (words: readonly string[]) => words.reduce((sum, word) => sum + (scores.get(word) ?? 0), 0);
  const words = former.split(', ').map((word) => lexicon.rootOf(word));
  return words.every((word) => scores.has(word)) && worth(words) >= CHOICE.loyalty * worth(best) ? [words] : [];
}

function numbered<Option extends { label: string }>(option: Option, taken: Taken): Option {
  for (let number = 2; ; number++) {
    const label = `${option.label} (${number})`;
    if (!taken.has(label.toLowerCase())) return { ...option, label };
  }
}

/** Without those that begin like a better one: park beside parking tells nothing more. */
export function withoutLikes(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (const word of words) {
    if (!kept.some((other) => word.startsWith(other) || other.startsWith(word))) kept.push(word);
  }
  return kept;
}
