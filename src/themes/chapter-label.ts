/** What a chapter is called: after its largest theme, and after the next that says something else. */

/** Themes after the largest that are asked for a second name. */
const ASKED = 3;

/** @param labels of the themes of a chapter, the largest first */
export function chapterLabel([first = '', ...others]: readonly string[]): string {
  const words = wordsOf(first);
  // A list of words, for want of a phrase, would be taken for more names.
  const second = others
    .slice(0, ASKED)
    .find((label) => !label.includes(', ') && !wordsOf(label).some((word) => words.includes(word)));
  return second === undefined ? first : `${first}, ${second}`;
}

/** Short words are what any two labels may share. */
function wordsOf(label: string): string[] {
  return label
    .toLowerCase()
    .split(/,? /)
    .filter((word) => word.length > 3);
}
