/** Sheets of a workbook as XML, row by row (ECMA-376, Office Open XML, part 1, chapter 18). */
import type { Cell, ColumnType } from './report.js';

/** What Excel takes on one sheet: 1,048,576 rows, the header among them. */
export const MOST_ROWS = 1_048_576;
/** What it takes in one cell, in UTF-16 code units. */
const MOST_CHARS = 32_767;
const PIECE_CHARS = 64 * 1024;
const DAY_MS = 86_400_000;
/** Day 0 of a workbook; before its day 61 it counts a 29 February 1900 that never was. */
const EPOCH = Date.UTC(1899, 11, 30);
const FIRST_SURE_DAY = 61;
// What XML 1.0 does not allow even as a character reference (https://www.w3.org/TR/xml/#charsets).
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
/** A reader would take it for the sign with this number (ECMA-376, part 1, 22.9.2.19). */
const LOOKS_ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Styles of cells, by their number in `xl/styles.xml`. */
export const STYLES = { plain: 0, header: 1, day: 2, moment: 3, wrapped: 4 } as const;

export interface SheetColumn {
  name: string;
  type: ColumnType;
  /** In characters. */
  width: number;
  /** Long texts are broken into lines. */
  wrap?: boolean;
}

/** A text as XML holds it; line ends become LF. */
export function xmlText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(FORBIDDEN, '')
    .replace(/[&<>]/g, (sign) => ENTITIES[sign]!);
}

/**
 * A sheet with its header frozen and a filter on it.
 * @param rows read until they end or the sheet is full
 */
export async function* sheetXml(
  columns: readonly SheetColumn[],
  rows: AsyncIterator<readonly Cell[]> | Iterator<readonly Cell[]>,
  full: (rows: number, chars: number) => boolean,
): AsyncGenerator<string> {
  const letters = columns.map((_, index) => columnLetters(index));
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const header = columns.map(({ name }, index) => textCell(`${letters[index]}1`, name, STYLES.header));
  let piece = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${header.join('')}</row>`;
  let row = 1;
  let chars = piece.length;
  while (!full(row, chars)) {
    const { value: cells, done } = await rows.next();
    if (done) break;
    row += 1;
    let line = `<row r="${row}">`;
    for (const [index, column] of columns.entries()) {
      line += cellXml(`${letters[index]}${row}`, cells[index] ?? null, column);
    }
    line += '</row>';
    chars += line.length;
    piece += line;
    if (piece.length >= PIECE_CHARS) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}</sheetData><autoFilter ref="A1:${letters.at(-1)}${row}"/></worksheet>`;
}

function cellXml(at: string, cell: Cell, { type, wrap }: SheetColumn): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number') return Number.isFinite(cell) ? `<c r="${at}"><v>${cell}</v></c>` : '';
  const serial = type === 'date' ? serialOf(cell) : null;
  if (serial !== null)
    return `<c r="${at}" s="${cell.includes('T') ? STYLES.moment : STYLES.day}"><v>${serial}</v></c>`;
  return textCell(at, cell, wrap ? STYLES.wrapped : STYLES.plain);
}

/** In place, not in a table of strings that all of them would have to be held for. Such a text is never a formula. */
function textCell(at: string, text: string, style: number): string {
  const escaped = xmlText(cut(text)).replace(LOOKS_ESCAPED, '_x005F_');
  return `<c r="${at}"${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`;
}

function cut(text: string): string {
  if (text.length <= MOST_CHARS) return text;
  const kept = text.slice(0, MOST_CHARS - 1);
  // Not through the middle of a sign that takes two units.
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Days since the epoch, the time of day as their fraction; `null` for what a workbook has no number for. */
function serialOf(moment: string): number | null {
  const serial = (Date.parse(moment) - EPOCH) / DAY_MS;
  return Number.isNaN(serial) || serial < FIRST_SURE_DAY ? null : serial;
}

/** A, B, … Z, AA, … */
function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
