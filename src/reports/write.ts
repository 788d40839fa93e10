/** A report as a file in pieces, one row at a time: memory does not grow with the number of rows. */
import { csvLine } from '../csv.js';
import type { Database } from '../store/store.js';
import type { Piece } from '../whole-file.js';
import { htmlTable } from './html-table.js';
import type { Report, Row, Scope } from './report.js';
import { describedColumns, openTable, type Table } from './table.js';
import { workbook } from './xlsx.js';

/** Pieces of about this many characters: one write a row would cost more than making the row. */
const PIECE_CHARS = 64 * 1024;
/** By it Excel knows that a CSV is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

export const REPORT_FORMATS = ['csv', 'json', 'ndjson', 'html', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Wish {
  /** Names of columns, in the order in which they are to be written; absent: all. */
  columns?: readonly string[];
  /** Begin a CSV with a byte order mark. */
  bom?: boolean;
  /** Ends the writing with its reason. */
  stop?: AbortSignal;
}

const WRITERS: Record<ReportFormat, (table: Table, wish: Wish) => AsyncIterable<Piece>> = {
  csv: (table, { bom = false }) => inPieces(csvRows(table, bom)),
  json: (table) => inPieces(jsonRows(table)),
  ndjson: (table) => inPieces(ndjsonRows(table)),
  html: (table) => inPieces(htmlTable(table)),
  xlsx: (table) => workbook(table),
};

/** How a file in each format is to be read. */
export const READING: Record<ReportFormat, string> = {
  csv: "UTF-8, a header line, commas, CRLF, quotes doubled (RFC 4180). A text that a spreadsheet would run as a formula (=, +, - or @ first, after spaces, quotes and invisible signs; or a tab or line end first) has an apostrophe (') in front that is not the author's. Numbers are as they are.",
  json: 'UTF-8, one array of objects. Texts are as they were found.',
  ndjson: 'UTF-8, one JSON object a line. Texts are as they were found.',
  html: 'A page to be read or printed. It loads nothing and runs nothing.',
  xlsx: 'Texts are texts, whatever they begin with, and never run; those of more than 32,767 characters are cut there. Numbers are numbers; days and moments are dates in UTC. What does not fit on one sheet goes on on the next.',
};

/** A report in one of the formats, see `READING`. */
export async function* writeReport(
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
  wish: Wish = {},
): AsyncIterable<Piece> {
  yield* writeTable(await openTable(report, store, scope, wish.columns, wish.stop), format, wish);
}

export function writeTable(table: Table, format: ReportFormat, wish: Wish = {}): AsyncIterable<Piece> {
  return WRITERS[format](table, wish);
}

/** The data dictionary of a report as CSV: one line a column. */
export function dictionaryOf(
  report: Report,
  scope: Pick<Scope, 'fewest'> = {},
  columns: Table['columns'] = describedColumns(report, scope),
): string {
  const lines = columns.map(({ name, type, meaning }) => csvLine([name, type, meaning]));
  return csvLine(['column', 'type', 'meaning']) + lines.join('');
}

async function* csvRows({ columns, rows }: Table, bom: boolean): AsyncIterable<string> {
  yield (bom ? BYTE_ORDER_MARK : '') + csvLine(columns.map(({ name }) => name));
  for await (const row of rows) yield csvLine(columns.map(({ name }) => row[name] ?? null));
}

async function* jsonRows({ columns, rows }: Table): AsyncIterable<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + objectOf(columns, row);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* ndjsonRows({ columns, rows }: Table): AsyncIterable<string> {
  for await (const row of rows) yield `${objectOf(columns, row)}\n`;
}

/** In the order of the columns, whatever the order in which the row was made. */
function objectOf(columns: Table['columns'], row: Row): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null])));
}

async function* inPieces(lines: AsyncIterable<string>): AsyncIterable<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length >= PIECE_CHARS) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
