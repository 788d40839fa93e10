/** Rows of a CSV file (RFC 4180), with whatever separator its first line shows. */
import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { Line } from './lines.js';

export interface Row {
  /** Line on which the row ends, from 1. */
  line: number;
  cells: string[];
}

export interface BadRow {
  /** Line on which it begins. */
  line: number;
  problem: string;
}

const SEPARATORS = [',', ';', '\t', '|'];
/** Longer rows come from a quotation mark that is never closed. */
const LONGEST_ROW = 1024 * 1024;
const UNCLOSED = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'];

/** All rows, the header among them. Rows that cannot be taken apart are named, not fatal. */
export async function* readRows(lines: AsyncIterable<Line>): AsyncGenerator<Row | BadRow, void, void> {
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const failures: Failure[] = [];
  const parser = parse({
    delimiter: separatorOf(first.value.text ?? ''),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LONGEST_ROW,
    info: true,
    on_skip: (error) => note(failures, error),
  });
  const source = Readable.from(texts(first.value, iterator));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let read = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // The parser runs ahead: what it stumbled over may lie behind rows that are still to come.
      for (const failure of takeBefore(failures, info.lines)) yield { line: read + 1, problem: failure.problem };
      read = info.lines;
      yield { line: read, cells: record };
    }
    for (const failure of failures) yield { line: read + 1, problem: failure.problem };
  } finally {
    source.destroy();
  }
}

interface Failure {
  /** Lines on which the parser stumbled, one after the other. */
  from: number;
  to: number;
  problem: string;
}

/** Inside a quotation that does not end, every further line is the same failure. */
function note(failures: Failure[], error: CsvError | undefined): undefined {
  const line = Number(error?.lines ?? 0);
  const problem = UNCLOSED.includes(error?.code ?? '')
    ? 'a quotation mark is never closed; the rest is lost'
    : 'not a row of CSV';
  const last = failures.at(-1);
  if (last?.problem === problem && line <= last.to + 1) last.to = line;
  else failures.push({ from: line, to: line, problem });
}

function takeBefore(failures: Failure[], line: number): Failure[] {
  const later = failures.findIndex(({ from }) => from >= line);
  return failures.splice(0, later < 0 ? failures.length : later);
}

async function* texts(first: Line, rest: AsyncIterator<Line>): AsyncGenerator<string, void, void> {
  yield `${first.text ?? ''}\n`;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield `${next.value.text ?? ''}\n`;
}

/** The one that occurs most often outside quotation marks. */
function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}
