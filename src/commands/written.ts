/** The files that a command wrote, as text: each folder once, and a table with its dictionary in one word. */
import { basename, dirname, extname, relative, sep } from 'node:path';
import { count } from '../terminal.js';

const CSV = '.csv';
const DICTIONARY = '.dictionary.csv';

/** @param files in the order in which they are told */
export function writtenLines(files: readonly string[]): string[] {
  const folders = new Map<string, string[]>();
  for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), basename(file)]);
  return [...folders].flatMap(([folder, names]) => [
    `  ${shortPath(folder)}${sep}`,
    ...namesIn(names).map((line) => `    ${line}`),
  ]);
}

/** Files of one name on one line, the tables together, what is left last. */
function namesIn(names: readonly string[]): string[] {
  const tables = names
    .filter((name) => name.endsWith(DICTIONARY))
    .map((name) => name.slice(0, -DICTIONARY.length))
    .filter((table) => names.includes(`${table}${CSV}`));
  const ofTables = new Set(tables.flatMap((table) => [`${table}${CSV}`, `${table}${DICTIONARY}`]));
  const byStem = new Map<string, string[]>();
  for (const name of names.filter((one) => !ofTables.has(one))) {
    const stem = name.slice(0, -extname(name).length);
    byStem.set(stem, [...(byStem.get(stem) ?? []), name]);
  }
  const lines = [...byStem.values()].map((alike) => alike.join(', '));
  if (tables.length === 0) return lines;
  return [...lines, `${count(tables.length, 'table')} as CSV, a dictionary beside each:`, `  ${tables.join(', ')}`];
}

/** From here where that is shorter to read and to type. */
function shortPath(path: string): string {
  const short = relative('', path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
