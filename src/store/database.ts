/**
 * One query layer for every dialect: positional `?` parameters, async calls, transactions that begin by taking the write
 * lock. Files beside this one own one family of tables each and hold all SQL of the program.
 */

export type Value = string | number | bigint | Buffer | null;
export type Params = readonly Value[];

export type Dialect = 'sqlite' | 'postgres';

export interface Database {
  readonly dialect: Dialect;
  all<Row>(sql: string, params?: Params): Promise<Row[]>;
  get<Row>(sql: string, params?: Params): Promise<Row | undefined>;
  /** Number of rows changed. */
  run(sql: string, params?: Params): Promise<number>;
  /** The same statement for many rows; the number of rows changed in all. Call it inside a transaction. */
  many(sql: string, rows: Iterable<Params>): Promise<number>;
  /** Like `get` for many rows: what the statement gives for each, in their order. Call it inside a transaction. */
  getMany<Row>(sql: string, rows: Iterable<Params>): Promise<(Row | undefined)[]>;
  /**
   * Rows one at a time, in constant memory, as they stood when the reading began. Sees committed rows only. Do not write
   * much before it has ended: SQLite keeps all of that in its log until then.
   */
  each<Row>(sql: string, params?: Params): AsyncIterable<Row>;
  /** All of it or none of it. Inside, use only the database handed to `work`; a nested call joins the outer one. */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  /** Several statements at once, without parameters: for migrations. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}
