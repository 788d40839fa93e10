/**
 * Counts of people that are too small to be told (statistical disclosure control by suppression): in a group of three one
 * finds each other. Cells are left empty, so that numbers stay numbers; zero is nobody, and stays.
 */
import type { Cell, Column, Report, Row, Scope } from './report.js';

/** The rows with small counts of people left empty, and with them what would give these away. */
export async function* withheld(
  { columns }: Pick<Report, 'columns'>,
  rows: AsyncIterable<Row>,
  { fewest = 1 }: Pick<Scope, 'fewest'>,
): AsyncIterable<Row> {
  for await (const row of rows) {
    const hidden = columns.flatMap(({ name, people }) =>
      people !== undefined && isSmall(row[name] ?? null, fewest) ? [name, ...people] : [],
    );
    yield hidden.length === 0 ? row : { ...row, ...Object.fromEntries(hidden.map((name) => [name, null])) };
  }
}

/** What the dictionary adds about a column; nothing where all counts are told. */
export function withheldMeaning(
  { columns }: Pick<Report, 'columns'>,
  column: Column,
  { fewest = 1 }: Pick<Scope, 'fewest'>,
): string {
  if (fewest <= 1) return '';
  const givenAway = columns.filter(({ people }) => people?.includes(column.name)).map(({ name }) => name);
  return [
    ...(column.people === undefined ? [] : [` Empty from 1 to ${fewest - 1}.`]),
    ...(givenAway.length === 0 ? [] : [` Empty where ${givenAway.join(' or ')} is left empty for that.`]),
  ].join('');
}

/** Gains and losses count people too. */
function isSmall(cell: Cell, fewest: number): boolean {
  return typeof cell === 'number' && cell !== 0 && Math.abs(cell) < fewest;
}
