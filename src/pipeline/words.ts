/** Words: how text falls apart into them, and which of them belong to the project itself. */

/** What a post is about shows in as many characters as this; hostile posts are longer. */
const LOOKED_AT = 100_000;

/** Longer runs are codes, not words. */
const LONGEST_WORD = 50;

/**
 * A hashtag as `findNames` leaves it; letters joined by `&` (A&E, R&D, Q&A); or a Unicode word with the apostrophes inside
 * it (don't, GP's, l'hôpital). The closing apostrophe of patients' is not part of the word.
 */
const ITEM =
  /#\S+|\p{L}{1,2}&\p{L}{1,2}(?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}\u200c\u200d]*(?:'[\p{L}\p{M}\p{N}]+)*/gu;
const APOSTROPHES = /[\u2018\u2019\u02bc\uff07\u00b4`]/g;
const SPACED_AMPERSAND = /(?<![\p{L}\p{N}])(\p{Lu}) & (?=\p{Lu}(?![\p{L}\p{N}]))/gu;

/** Scripts that write no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Case-folded words in order; a hashtag is one item that begins with `#`. Compatibility forms (𝗯𝗼𝗹𝗱, ﬁ) are folded. */
export function itemsOf(prose: string): string[] {
  const start = prose.slice(0, LOOKED_AT);
  const text = /[^\x00-\x7f]/.test(start) ? start.normalize('NFKC').replace(APOSTROPHES, "'") : start;
  return (text.replace(SPACED_AMPERSAND, '$1&').match(ITEM) ?? []).flatMap((item) => {
    if (item.startsWith('#')) return item;
    if (UNSPACED.test(item)) return segments(item);
    return item.length <= LONGEST_WORD ? item.toLowerCase() : [];
  });
}

/** Case-folded words in order, the words of hashtags as they are written. */
export function wordsOf(prose: string): string[] {
  return itemsOf(prose.replaceAll('#', ' '));
}

/** Every part the segmenter gives carries a copy of the whole, so that a long run is cut into pieces first. */
const SEGMENTED_AT_ONCE = 200;

function segments(run: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < run.length; at += SEGMENTED_AT_ONCE) {
    for (const part of segmenter.segment(run.slice(at, at + SEGMENTED_AT_ONCE))) {
      if (part.isWordLike === true) words.push(part.segment.toLowerCase());
    }
  }
  return words;
}

/** `WaitingTimes`, `waiting_times` -> waiting, times; `NHSCitizen` -> nhs, citizen; `COVID19` and `GPs` stay whole. */
export function tagWords(tag: string): string[] {
  return wordsOf(tag.replace(/(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll}{2})|_/gu, '$1$2 '));
}

/** The words a project listens for. Every post has them, so they say nothing about what a post is about. */
export interface ProjectWords {
  /** Without spaces: nhscitizen. Matches hashtags. */
  readonly tags: ReadonlySet<string>;
  /** By first word: nhs -> [[nhs, citizen]]. The longest first. */
  readonly phrases: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export function projectWords(words: readonly string[]): ProjectWords {
  const tags = new Set<string>();
  const phrases = new Map<string, string[][]>();
  for (const written of words) {
    const bare = written.replace(/[#＃]/g, ' ').trim();
    const joined = tagWords(bare).join('');
    if (joined === '') continue;
    tags.add(joined);
    for (const phrase of [tagWords(bare), wordsOf(bare), [joined]]) {
      const others = phrases.get(phrase[0]!) ?? [];
      phrases.set(
        phrase[0]!,
        [...others, phrase].sort((a, b) => b.length - a.length),
      );
    }
  }
  return { tags, phrases };
}

/** Items without the project's hashtags and phrases. */
export function withoutProjectWords(items: readonly string[], project: ProjectWords): string[] {
  if (project.tags.size === 0) return [...items];
  const rest: string[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]!;
    const phrase = project.phrases.get(item)?.find((words) => words.every((word, i) => items[at + i] === word));
    if (phrase !== undefined) at += phrase.length - 1;
    else if (!item.startsWith('#') || !project.tags.has(joinedTag(item))) rest.push(item);
  }
  return rest;
}

function joinedTag(item: string): string {
  return item.replace(/[#_]/g, '').toLowerCase();
}
