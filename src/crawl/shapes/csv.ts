/** Rows of a table into objects with the fields we know, by a mapping from fields to columns. */
import { SourceError } from '../../errors.js';
import type { Row } from '../files/rows.js';
import { contentId, type Fields } from './fields.js';

/** Field to column name; in a table without a header, to its number from 1. */
export type ColumnMap = Readonly<Record<string, string>>;

/** Position of the column of each field that has one. */
type ColumnPlan = Readonly<Record<string, number>>;

const LISTS = ['mentions', 'links', 'hashtags'];

/** True when all columns are named by number and are not called so: the first row is a row like the others. */
function isHeaderless(first: readonly string[], map: ColumnMap): boolean {
  const columns = Object.values(map);
  const numbered = columns.length > 0 && columns.every((column) => /^[1-9]\d*$/.test(column));
  return numbered && !columns.every((column) => positionOf(first, column) >= 0);
}

/**
 * Finds the column of each field: the one it is mapped to, else the one of its own name.
 * @throws SourceError `bad-options` that names what is missing and the columns there are
 */
function planColumns(
  first: readonly string[],
  map: ColumnMap,
  fields: readonly string[],
  required: string,
): ColumnPlan {
  const find = isHeaderless(first, map) ? (column: string) => Number(column) - 1 : positionOf.bind(null, first);
  const plan: Record<string, number> = {};
  for (const field of fields) {
    const column = map[field];
    const position = find(column ?? field);
    if (position >= 0 && position < first.length) plan[field] = position;
    else if (column !== undefined) throw missing(`no column "${column}" for ${field}`, first);
  }
  if (plan[required] === undefined) throw missing(`no column "${required}"; say which one it is with map`, first);
  return plan;
}

function positionOf(header: readonly string[], column: string): number {
  const exact = header.indexOf(column);
  const folded = column.trim().toLowerCase();
  return exact >= 0 ? exact : header.findIndex((name) => name.trim().toLowerCase() === folded);
}

function missing(what: string, header: readonly string[]): SourceError {
  return new SourceError('bad-options', `the table has ${what}. Its columns are: ${header.join(', ')}`);
}

/**
 * Reads the rows of one table as objects with the given fields; the header row comes back as `null`.
 * Cells are trimmed, and empty ones count as absent. A row without an id is known by all its cells, mapped or not.
 */
export function rowReader(map: ColumnMap, fields: readonly string[], required: string): (row: Row) => Fields | null {
  let plan: ColumnPlan | null = null;
  return ({ cells }) => {
    if (plan === null) {
      plan = planColumns(cells, map, fields, required);
      if (!isHeaderless(cells, map)) return null;
    }
    return fieldsOfRow(cells, plan);
  };
}

function fieldsOfRow(cells: readonly string[], plan: ColumnPlan): Fields {
  const fields: Fields = {};
  for (const [field, position] of Object.entries(plan)) {
    const cell = (cells[position] ?? '').trim();
    if (cell !== '') fields[field] = LISTS.includes(field) ? cell.split(/[\s,;|]+/).filter(Boolean) : cell;
  }
  return { id: contentId(cells), ...fields };
}
