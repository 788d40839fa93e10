/** The shape of a migration. */
import type { Dialect } from './database.js';

/** The few column types that dialects spell differently. */
export interface ColumnTypes {
  /** A number the database gives out itself. */
  id: string;
  /** 64 bits. */
  bigint: string;
  /** Of an index: answers "which are equal to this" only, for text of any length. */
  anyLength: string;
}

export interface Migration {
  name: string;
  up(types: ColumnTypes, dialect: Dialect): string;
}
