/** When two texts are the same text: how much of both is in their longest common sequence of words. */

/** What two texts have to share, as a ratio of the words of both (as NewsBlur asks of a story under a new id). */
const ALIKE = 0.98;
/** Beyond this a text is judged by its beginning. */
const MOST_WORDS = 5_000;
/** Texts of fewer words say too little to be known by. */
export const TELLING_WORDS = 8;

/** The words of a post: its text, else its HTML without tags. */
export function wordsOf({ text, html }: { text: string | null; html: string | null }): string[] {
  const plain = text ?? (html ?? '').replace(/<[^<>]*>/g, ' ');
  return (plain.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, MOST_WORDS);
}

/** A title as a key: letter case and white space do not count. */
export function titleKey(title: string | null): string {
  return (title ?? '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * True when 2 · |longest common sequence| / (|one| + |other|) is at least 0.98. With a bound on the number of insertions
 * and deletions, as in E. W. Myers, "An O(ND) difference algorithm" (1986): time grows with the bound, not with the text.
 */
export function areAlike(one: readonly string[], other: readonly string[]): boolean {
  const bound = Math.floor((1 - ALIKE) * (one.length + other.length) + 1e-9);
  if (Math.abs(one.length - other.length) > bound) return false;
  const reach = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= bound; edits += 1) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const [left, right] = [reach.get(diagonal - 1) ?? -1, reach.get(diagonal + 1) ?? -1];
      let at = diagonal === -edits || (diagonal !== edits && left < right) ? right : left + 1;
      while (at < one.length && at - diagonal < other.length && one[at] === other[at - diagonal]) at += 1;
      reach.set(diagonal, at);
      if (at >= one.length && at - diagonal >= other.length) return true;
    }
  }
  return false;
}
