/**
 * The contract of a report: a described table. Every format (`REPORT_FORMATS`), the data dictionary and the manifest are
 * made from this one description, so they cannot disagree.
 */
import type { Period } from '../store/figures.js';
import type { Database } from '../store/store.js';

/** `date`: ISO 8601 in UTC, a calendar day or a moment. */
export type ColumnType = 'text' | 'integer' | 'number' | 'date';

export interface Column<Name extends string = string> {
  name: Name;
  type: ColumnType;
  /** For the data dictionary: what the number counts, what an empty cell means. */
  meaning: string;
  /**
   * It counts people. Where they are fewer than may be told the cell is left empty, and so are those of these other columns,
   * which would give the number away.
   */
  people?: readonly string[];
}

export type Cell = string | number | boolean | null;
export type Row<Name extends string = string> = { [name in Name]: Cell };

export interface Scope extends Period {
  /** Name people and link to what they wrote; the caller has asked for a reason and kept it. */
  identify: boolean;
  /** Counts of fewer people than this are left out; absent: none are. */
  fewest?: number;
}

/** What a report may be narrowed down by. */
export type Narrowing = 'period' | 'theme';

export interface Report<Name extends string = string> {
  /** As in `discover report NAME`. */
  name: string;
  title: string;
  /** One line for `--help` and the docs. */
  summary: string;
  columns: readonly Column<Name>[];
  /** What makes no difference to its rows: asking for it is refused, rather than passed over in silence. */
  ignores?: readonly Narrowing[];
  /** It also shows how crawls fared, or what people wrote down: the posts of a run alone do not make it again. */
  beyondPosts?: true;
  /** How it came about, for a JSON file beside the table; `null`: nothing is known of it. */
  method?(store: Database): Promise<Record<string, unknown> | null>;
  /** Rows one at a time, always in the same order for the same store. */
  rows(store: Database, scope: Scope): AsyncIterable<Row<Name>>;
}

/** Checks at compile time that the rows of a report have exactly the columns it describes. */
export function defineReport<const Name extends string>(report: Report<Name>): Report {
  return report;
}

/** A moment as it may be shown: people can be found by the second at which they wrote, not by the day. */
export function dateFor(scope: Pick<Scope, 'identify'>, moment: string | null): string | null {
  return scope.identify ? moment : (moment?.slice(0, 10) ?? null);
}

/** Rounds for reading; the digits beyond say nothing. */
export function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
