/** Every eight words in a row of a text, as somebody with a search engine would try them. */
export function runsOfEight(text: string): string[] {
  const words = text.toLowerCase().split(/\s+/);
  return words.slice(7).map((_, start) => words.slice(start, start + 8).join(' '));
}
