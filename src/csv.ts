/**
 * One cell and one line of CSV as RFC 4180 has it (comma, CRLF, doubled quotes), safe to open in a spreadsheet.
 *
 * Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula, and so do their full-width forms and cells
 * that begin with a tab or a carriage return. Such a text gets an apostrophe in front, the sign for "this is text"
 * (https://owasp.org/www-community/attacks/CSV_Injection). White space, invisible characters and quotes before the sign
 * do not hide it: programs that trim or unquote cells would bring it back. An apostrophe that was there gets a second
 * one, so that taking off the first gives back every text. Numbers and booleans are ours, not an author's: they stay as
 * they are, minus sign included.
 */

export type CsvValue = string | number | boolean | null;

const LINE_END = '\r\n';
const FORMULA_SIGNS = new Set(['=', '+', '-', '@']);
const LEADING_BREAK = /^["']*[\t\r\n]/;
const FIRST_TELLING = /[^\s\p{Cc}\p{Cf}"']/u;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** `null` and numbers that are not finite are empty cells. */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return String(value);
  const inert = isFormula(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Cells joined by commas, with the line end. */
export function csvLine(cells: readonly CsvValue[]): string {
  return cells.map(csvCell).join(',') + LINE_END;
}

function isFormula(text: string): boolean {
  // NFKC folds full-width and small forms to the plain sign.
  const sign = FIRST_TELLING.exec(text)?.[0].normalize('NFKC') ?? '';
  return LEADING_BREAK.test(text) || FORMULA_SIGNS.has(sign);
}
