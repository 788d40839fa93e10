/** Some of the columns of a report, named by a person. */
import { UsageError } from '../errors.js';
import type { Report } from './report.js';

/**
 * `voices, theme_id` as names of columns.
 * @throws UsageError naming the nearest column there is, and all of them
 */
export function chooseColumns(report: Report, list: string): string[] {
  const known = report.columns.map(({ name }) => name);
  const all = `The columns of ${report.name} are: ${known.join(', ')}.`;
  const wanted = list.split(',').map((name) => name.trim());
  for (const [index, name] of wanted.entries()) {
    if (name === '') throw new UsageError(`--columns ${list}: name columns with commas between them. ${all}`);
    if (!known.includes(name)) {
      const near = nearest(name, known);
      throw new UsageError(
        `--columns: there is no column ${name}${near === null ? '.' : `; the nearest is ${near}.`} ${all}`,
      );
    }
    if (wanted.indexOf(name) < index) throw new UsageError(`--columns: ${name} is there twice. Name it once.`);
  }
  return wanted;
}

/** The name that needs the fewest changes to become the one typed; `null` where none comes near. */
export function nearest(typed: string, names: readonly string[]): string | null {
  const lower = typed.toLowerCase();
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(lower, name.toLowerCase()) }))
    .sort((one, other) => one.changes - other.changes);
  return best !== undefined && best.changes <= Math.max(2, typed.length / 2) ? best.name : null;
}

/** Letters to put in, take out or replace (V. Levenshtein, Soviet Physics Doklady 10(8), 1966). */
function changesBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = above[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[other.length]!;
}
