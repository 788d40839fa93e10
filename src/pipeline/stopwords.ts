/** Stop words: one file per language (`en.txt`), one word per line; `mul.txt` holds what says nothing in any language. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** ISO 639-2 for "several languages". */
const EVERY_LANGUAGE = 'mul';

/**
 * Reads every list in a folder.
 * @returns the words to leave out for a language, case-folded; for one without a list, those of any language
 * @throws when the folder or a list cannot be read
 */
export async function loadStopwords(folder: string): Promise<(lang: string) => ReadonlySet<string>> {
  const { everywhere, sets } = await readLists(folder);
  return (lang) => sets.get(lang) ?? everywhere;
}

/** The same for every language that has a list. */
export async function loadStopwordsByLanguage(folder: string): Promise<Map<string, ReadonlySet<string>>> {
  return (await readLists(folder)).sets;
}

async function readLists(folder: string) {
  const lists = new Map<string, string[]>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.txt'))) {
    lists.set(file.slice(0, -'.txt'.length), wordsIn(await readFile(join(folder, file), 'utf8')));
  }
  const everywhere = new Set(lists.get(EVERY_LANGUAGE) ?? []);
  const sets = new Map<string, ReadonlySet<string>>();
  for (const [lang, words] of lists) if (lang !== EVERY_LANGUAGE) sets.set(lang, new Set([...everywhere, ...words]));
  return { everywhere, sets };
}

function wordsIn(list: string): string[] {
  const words = list.split('\n').map((line) => line.trim().toLowerCase().normalize('NFC').replaceAll('’', "'"));
  return words.filter((word) => word !== '' && !word.startsWith('#'));
}
