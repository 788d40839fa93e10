/** A report as text in pieces, one row at a time: memory does not grow with the number of rows. */
import { csvLine } from '../csv.js';
import type { Database } from '../store/store.js';
import type { Report, Row, Scope } from './report.js';
import { withheld, withheldMeaning } from './small-counts.js';

/** Pieces of about this many characters: one write a row would cost more than making the row. */
const PIECE_CHARS = 64 * 1024;

export const REPORT_FORMATS = ['csv', 'json', 'ndjson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const WRITERS: Record<ReportFormat, (report: Report, rows: AsyncIterable<Row>) => AsyncIterable<string>> = {
  csv: csvRows,
  json: jsonRows,
  ndjson: ndjsonRows,
};

/**
 * A report in one of the formats. CSV follows RFC 4180 with a header line; cells that a spreadsheet would run as a
 * formula get an apostrophe in front. JSON (one array) and NDJSON keep texts as they are.
 */
export function writeReport(
  report: Report,
  format: ReportFormat,
  store: Database,
  scope: Scope,
): AsyncIterable<string> {
  return inPieces(WRITERS[format](report, withheld(report, report.rows(store, scope), scope)));
}

/** The data dictionary of a report as CSV: one line a column. */
export function dictionaryOf(report: Report, scope: Pick<Scope, 'fewest'> = {}): string {
  const lines = report.columns.map((column) =>
    csvLine([column.name, column.type, `${column.meaning}${withheldMeaning(report, column, scope)}`]),
  );
  return csvLine(['column', 'type', 'meaning']) + lines.join('');
}

async function* csvRows(report: Report, rows: AsyncIterable<Row>): AsyncIterable<string> {
  yield csvLine(report.columns.map(({ name }) => name));
  for await (const row of rows) yield csvLine(cellsOf(report, row));
}

async function* jsonRows(report: Report, rows: AsyncIterable<Row>): AsyncIterable<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + objectOf(report, row);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* ndjsonRows(report: Report, rows: AsyncIterable<Row>): AsyncIterable<string> {
  for await (const row of rows) yield `${objectOf(report, row)}\n`;
}

function cellsOf(report: Report, row: Row) {
  return report.columns.map(({ name }) => row[name] ?? null);
}

/** In the order of the columns, whatever the order in which the row was made. */
function objectOf(report: Report, row: Row): string {
  return JSON.stringify(Object.fromEntries(report.columns.map(({ name }) => [name, row[name] ?? null])));
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
