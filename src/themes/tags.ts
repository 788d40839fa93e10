/** Hashtags as the words they are made of: #BedBlocking is bed blocking, and #bedblocking too where others write it in words. */

/** The words of a hashtag, by the hashtag in lower case without its sign. */
export type Tags = ReadonlyMap<string, string>;

const TAG = /#([\p{L}\p{M}\p{N}_]+)/gu;
const AFTER_CAPITALS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu}{2})(?=\p{Ll})|_+/u;
const BOUNDARY = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|_+/u;

/**
 * Every hashtag that somebody writes in words, as most write it.
 * @param knows whether people use this word, in lower case, outside hashtags
 */
export function tagsOf(texts: Iterable<string>, knows: (word: string) => boolean): Tags {
  const ways = new Map<string, Map<string, number>>();
  for (const text of texts) {
    if (!text.includes('#')) continue;
    for (const [, tag] of text.matchAll(TAG)) {
      const words = split(tag!, knows);
      if (words === null) continue;
      const lower = tag!.toLowerCase();
      const known = ways.get(lower) ?? new Map<string, number>();
      ways.set(lower, known.set(words, (known.get(words) ?? 0) + 1));
    }
  }
  const most = ([a, x]: [string, number], [b, y]: [string, number]) => y - x || (a < b ? -1 : 1);
  return new Map([...ways].map(([lower, known]) => [lower, [...known].sort(most)[0]![0]]));
}

/**
 * The hashtags of a text in words, with stops between them: those alone that somebody writes in words, or the whole text
 * with every hashtag opened.
 */
export function openTags(text: string, tags: Tags, which: 'known' | 'all'): string {
  const known = (tag: string) => tags.get(tag.toLowerCase());
  if (which === 'known') return [...text.matchAll(TAG)].flatMap(([, tag]) => known(tag!) ?? []).join(' . ');
  return text.replace(TAG, (_, tag: string) => ` . ${known(tag) ?? tag.split(BOUNDARY).join(' ')} . `);
}

/**
 * In words that people know, each of two characters at least; `null` where it is one word, or nobody can tell. The last
 * capital of several may begin a word (NHSCuts) or end one (NHScuts).
 */
function split(tag: string, knows: (word: string) => boolean): string | null {
  for (const boundary of [BOUNDARY, AFTER_CAPITALS]) {
    const words = tag.split(boundary).filter((word) => word !== '');
    if (words.length > 1 && words.every((word) => word.length > 1 && knows(word.toLowerCase()))) return words.join(' ');
  }
  return null;
}
