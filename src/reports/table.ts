/** A report as somebody asks for it: these columns, of this period, counted as it is read. */
import type { Database } from '../store/store.js';
import { type About, readAbout } from './about.js';
import type { Column, Report, Row, Scope } from './report.js';
import { withheld, withheldMeaning } from './small-counts.js';

export interface Table {
  about: About;
  /** Those to write, in their order, each with what it means in this file. */
  columns: readonly Pick<Column, 'name' | 'type' | 'meaning'>[];
  /** To be read once. May hold more cells than there are columns. */
  rows: AsyncIterable<Row>;
  /** How many rows have been read so far. */
  read(): number;
}

/**
 * @param columns the names of those to write, in their order; absent: all of them
 * @param stop ends the reading of the rows with its reason
 */
export async function openTable(
  report: Report,
  store: Database,
  scope: Scope,
  columns?: readonly string[],
  stop?: AbortSignal,
): Promise<Table> {
  let read = 0;
  // Before columns are left out: what is withheld may hang on a column that was not asked for.
  const whole = withheld(report, report.rows(store, scope), scope);
  const counted = async function* () {
    for await (const row of whole) {
      stop?.throwIfAborted();
      read += 1;
      yield row;
    }
  };
  return {
    about: await readAbout(report, store, scope),
    columns: describedColumns(report, scope, columns),
    rows: counted(),
    read: () => read,
  };
}

/** What each column means where small counts may be left empty. */
export function describedColumns(
  report: Report,
  scope: Pick<Scope, 'fewest'>,
  names: readonly string[] = report.columns.map(({ name }) => name),
): Table['columns'] {
  const known = new Map(report.columns.map((column) => [column.name, column]));
  return names.map((name) => {
    const column = known.get(name)!;
    return { name, type: column.type, meaning: `${column.meaning}${withheldMeaning(report, column, scope)}` };
  });
}
