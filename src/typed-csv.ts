/** A CSV that a person typed: the columns it may have are known, and what is wrong with it is told line by line. */
import { CsvError, parse } from 'csv-parse/sync';

export interface TypedColumns {
  /** All that there may be. */
  columns: readonly string[];
  required: readonly string[];
  /** The name of a column as it is typed in the first line, made into one of `columns`. */
  nameOf(typed: string): string;
  /** Blanks around a cell are no part of it, quotation marks behind them included. */
  trim: boolean;
}

export interface TypedLine {
  /** Of the file, from 1. */
  number: number;
  /** By column; columns that the file does not have are absent. */
  cells: Record<string, string>;
}

/**
 * The lines below the names of the columns; none where there is a problem with these, or with the file as a whole.
 * @param problems gets a sentence for each: `line 1: the column name is missing.`
 */
export function typedLines(
  text: string,
  { columns, required, nameOf, trim }: TypedColumns,
  problems: string[],
): TypedLine[] {
  try {
    const rows = parse(text, { bom: true, info: true, skip_empty_lines: true, trim }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const [header, ...rest] = rows;
    const names = (header?.record ?? []).map(nameOf);
    problems.push(...headerProblems(names, columns, required));
    if (problems.length > 0) return [];
    return rest.map(({ record, info }) => ({
      number: info.lines,
      cells: Object.fromEntries(names.map((name, place) => [name, record[place] ?? ''])),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(`line ${Number(error.lines ?? 1)}: this is no CSV: ${error.message}`);
    return [];
  }
}

function headerProblems(names: readonly string[], columns: readonly string[], required: readonly string[]): string[] {
  const missing = required.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !columns.includes(name));
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  return [
    ...missing.map((name) => `line 1: the column ${name} is missing.`),
    ...unknown.map((name) => `line 1: there is no column "${name}"; there are ${columns.join(', ')}.`),
    ...twice.map((name) => `line 1: the column ${name} is there twice.`),
  ];
}

/** What a cell says: one line, without blanks around it. */
export function typedWords(cell: string): string {
  return cell
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
