/**
 * A workbook: the rows, what the columns mean, and what the file is of. Sheets are written as the rows are read; where one
 * is full the next begins.
 */
import { aboutLines, NOT_A_POLL } from './about.js';
import type { Cell, ColumnType, Row } from './report.js';
import type { Table } from './table.js';
import { MOST_ROWS, type SheetColumn, STYLES, sheetXml, xmlText } from './xlsx-sheet.js';
import { type ZipEntry, zip } from './xlsx-zip.js';

/** Of XML before it is packed: readers that know no ZIP64 take 4 GB, and no sign is more than four bytes. */
const SHEET_CHARS = 1_000_000_000;
const WIDTHS: Record<ColumnType, number> = { text: 28, integer: 12, number: 12, date: 18 };
const DICTIONARY: readonly SheetColumn[] = [
  { name: 'column', type: 'text', width: 28 },
  { name: 'type', type: 'text', width: 10 },
  { name: 'meaning', type: 'text', width: 100, wrap: true },
];
const ABOUT: readonly SheetColumn[] = [
  { name: 'what', type: 'text', width: 20 },
  { name: 'value', type: 'text', width: 100, wrap: true },
];

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Every XML file in the archive that is named nowhere is a sheet: how many there will be is not known yet. */
const TYPES = `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="${KIND}.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`;
const ROOT = `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
/** In the order of `STYLES`. */
const STYLE_SHEET = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${Object.keys(STYLES).length}">${[
  ...['numFmtId="0" fontId="0"/>', 'numFmtId="0" fontId="1" applyFont="1"/>'],
  ...[164, 165].map((format) => `numFmtId="${format}" fontId="0" applyNumberFormat="1"/>`),
  'numFmtId="0" fontId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
]
  .map((style) => `<xf fillId="0" borderId="0" xfId="0" ${style}`)
  .join(
    '',
  )}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** @param mostRows on one sheet, its header among them */
export function workbook(
  table: Table,
  { mostRows = MOST_ROWS }: { mostRows?: number } = {},
): AsyncIterable<Uint8Array> {
  return zip(entries(table, mostRows));
}

async function* entries(table: Table, mostRows: number): AsyncIterable<ZipEntry> {
  const { about, columns } = table;
  yield { name: '[Content_Types].xml', pieces: [TYPES] };
  yield { name: '_rels/.rels', pieces: [ROOT] };
  yield { name: 'xl/styles.xml', pieces: [STYLE_SHEET] };
  const sheets: string[] = [];
  const next = (name: string, pieces: AsyncIterable<string>): ZipEntry => {
    sheets.push(name);
    return { name: `xl/worksheets/sheet${sheets.length}.xml`, pieces };
  };
  const rows = ahead(cellsOf(columns, table.rows));
  const full = (written: number, chars: number) => written >= mostRows || chars >= SHEET_CHARS;
  const wide = columns.map(({ name, type }) => ({ name, type, width: Math.max(WIDTHS[type], name.length + 4) }));
  try {
    do {
      const name = sheets.length === 0 ? about.report : `${about.report} (${sheets.length + 1})`;
      yield next(name, sheetXml(wide, rows, full));
    } while (!(await rows.ended()));
  } finally {
    await rows.close();
  }
  const meanings = columns.map(({ name, type, meaning }) => [name, type, meaning]);
  const lines = [['Report', about.title], ...aboutLines(about), ['Rows', table.read()], ['Limits', NOT_A_POLL]];
  yield next(
    'Dictionary',
    sheetXml(DICTIONARY, meanings.values(), () => false),
  );
  yield next(
    'About',
    sheetXml(ABOUT, lines.values(), () => false),
  );
  yield { name: 'xl/workbook.xml', pieces: [workbookXml(sheets)] };
  yield { name: 'xl/_rels/workbook.xml.rels', pieces: [relations(sheets)] };
}

async function* cellsOf(columns: Table['columns'], rows: AsyncIterable<Row>): AsyncGenerator<readonly Cell[]> {
  for await (const row of rows) yield columns.map(({ name }) => row[name] ?? null);
}

/** Rows that can be asked whether there are any more; several sheets take from them in turn. */
function ahead<T>(
  rows: AsyncGenerator<T>,
): AsyncIterator<T> & { ended(): Promise<boolean>; close(): Promise<unknown> } {
  let held: Promise<IteratorResult<T>> | null = null;
  const take = () => {
    const first = held ?? rows.next();
    held = null;
    return first;
  };
  return {
    next: take,
    async ended() {
      held ??= rows.next();
      return (await held).done === true;
    },
    close: () => rows.return(undefined),
  };
}

/** The first sheet is the one that is open. */
function workbookXml(sheets: readonly string[]): string {
  const list = sheets.map((name, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets></workbook>`;
}

function relations(sheets: readonly string[]): string {
  const list = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const styles = `<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/>`;
  return `${XML}<Relationships xmlns="${RELATIONS}">${list.join('')}${styles}</Relationships>`;
}
