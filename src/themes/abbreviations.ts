/** Abbreviations as they are to be written, for words that nobody in the posts cases with care: one a line, `#` begins a remark. */
import { readFile } from 'node:fs/promises';

/** @throws when the file cannot be read */
export async function loadAbbreviations(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}
