/** SQLite through better-sqlite3: the embedded default. */
import { closeSync, openSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { EXIT, UserError } from '../errors.js';
import type { Database, Params } from './database.js';

/** Older engines can corrupt a database in WAL mode with several connections (fixed in SQLite 3.51.3). */
const OLDEST_ENGINE = [3, 51, 3] as const;
/** How long a statement waits for another process to finish its transaction. */
const BUSY_MS = 10_000;
/** The default of 2 MB makes inserts into large indexes read the same pages again and again. */
const CACHE_KIB = 64_000;
/** Pages of the log before they go to their place: a page that is written often goes there once for all (64 MB). */
const LOG_PAGES = 16_000;
/** What the log keeps of the disk when it is empty again. */
const LOG_LEFT_BYTES = 64 * 1024 * 1024;

function isOlder(version: string, floor: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, least] of floor.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}

function open(file: string, readonly: boolean): Sqlite.Database {
  // Made here rather than by SQLite, so that it is private to its owner; -wal and -shm take after it.
  if (!readonly) closeSync(openSync(file, 'a', 0o600));
  const connection = new Sqlite(file, { readonly, timeout: BUSY_MS });
  if (!readonly) {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = NORMAL');
    connection.pragma('foreign_keys = ON');
    connection.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    connection.pragma(`journal_size_limit = ${LOG_LEFT_BYTES}`);
  }
  connection.pragma(`cache_size = -${CACHE_KIB}`);
  return connection;
}

/** What a person can mend, by SQLite's own code; everything else that goes wrong in a statement is a fault of ours. */
const MENDABLE: Record<string, string> = {
  SQLITE_FULL: 'the disk is full. Make room, then run the same command again: what was saved is kept.',
  SQLITE_READONLY: 'it may only be read by this user. Change the rights of the file and its folder.',
  SQLITE_IOERR: 'the disk answers with an error. Check the disk, then run the same command again.',
  SQLITE_CORRUPT: 'it is damaged. Restore a copy of it, or move it away and collect again.',
  SQLITE_BUSY: 'another program has held it for too long. Try again when that is done.',
};

/** The words for what SQLite throws, where there are any. */
function explained(error: unknown, file: string): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error;
  const words = Object.entries(MENDABLE).find(([code]) => error.code.startsWith(code))?.[1];
  if (words === undefined) return error;
  const exitCode = error.code.startsWith('SQLITE_BUSY') ? EXIT.locked : EXIT.failed;
  return new UserError(`The database ${file}: ${words}`, { exitCode, cause: error });
}

/** Statements are prepared once per connection. */
class Statements {
  readonly #connection: Sqlite.Database;
  readonly #cache = new Map<string, Sqlite.Statement<unknown[]>>();

  constructor(connection: Sqlite.Database) {
    this.#connection = connection;
  }

  of(sql: string): Sqlite.Statement<unknown[]> {
    let statement = this.#cache.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#cache.set(sql, statement);
    }
    return statement;
  }
}

/** The calls that run inside whatever transaction is open on the connection. */
class Session implements Database {
  readonly dialect = 'sqlite';
  protected readonly connection: Sqlite.Database;
  protected readonly statements: Statements;
  readonly #reader: () => Sqlite.Database;

  constructor(connection: Sqlite.Database, statements: Statements, reader: () => Sqlite.Database) {
    this.connection = connection;
    this.statements = statements;
    this.#reader = reader;
  }

  async all<Row>(sql: string, params: Params = []): Promise<Row[]> {
    return this.statements.of(sql).all(...params) as Row[];
  }

  async get<Row>(sql: string, params: Params = []): Promise<Row | undefined> {
    return this.statements.of(sql).get(...params) as Row | undefined;
  }

  async run(sql: string, params: Params = []): Promise<number> {
    return this.statements.of(sql).run(...params).changes;
  }

  async many(sql: string, rows: Iterable<Params>): Promise<number> {
    const statement = this.statements.of(sql);
    let changes = 0;
    for (const row of rows) changes += statement.run(...row).changes;
    return changes;
  }

  async getMany<Row>(sql: string, rows: Iterable<Params>): Promise<(Row | undefined)[]> {
    const statement = this.statements.of(sql);
    return Array.from(rows, (row) => statement.get(...row) as Row | undefined);
  }

  // A connection of its own, because better-sqlite3 refuses to write while a result is being read.
  async *each<Row>(sql: string, params: Params = []): AsyncIterable<Row> {
    yield* this.#reader()
      .prepare(sql)
      .iterate(...params) as IterableIterator<Row>;
  }

  async transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return work(this);
  }

  async script(sql: string): Promise<void> {
    this.connection.exec(sql);
  }

  async close(): Promise<void> {
    throw new Error('a transaction cannot close its database');
  }
}

class SqliteDatabase extends Session {
  /** The tail of the line of callers: one transaction at a time, everybody else waits their turn. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #closeReader: () => void;
  readonly #file: string;

  constructor(file: string) {
    const connection = open(file, false);
    const statements = new Statements(connection);
    let readonlyConnection: Sqlite.Database | undefined;
    const reader = () => {
      readonlyConnection ??= open(file, true);
      return readonlyConnection;
    };
    super(connection, statements, reader);
    this.#file = file;
    this.#closeReader = () => readonlyConnection?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work).catch((error: unknown) => {
      throw explained(error, this.#file);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  override all<Row>(sql: string, params?: Params): Promise<Row[]> {
    return this.#inTurn(() => super.all<Row>(sql, params));
  }

  override get<Row>(sql: string, params?: Params): Promise<Row | undefined> {
    return this.#inTurn(() => super.get<Row>(sql, params));
  }

  override run(sql: string, params?: Params): Promise<number> {
    return this.#inTurn(() => super.run(sql, params));
  }

  override many(sql: string, rows: Iterable<Params>): Promise<number> {
    return this.transaction((tx) => tx.many(sql, rows));
  }

  override getMany<Row>(sql: string, rows: Iterable<Params>): Promise<(Row | undefined)[]> {
    return this.transaction((tx) => tx.getMany<Row>(sql, rows));
  }

  override script(sql: string): Promise<void> {
    return this.#inTurn(() => super.script(sql));
  }

  // BEGIN IMMEDIATE: a transaction that reads first and writes later would otherwise fail at once, without waiting,
  // when another process wrote in between.
  override transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const session = new Session(this.connection, this.statements, () => {
        throw new Error('each() reads committed rows only; call it outside the transaction');
      });
      this.connection.exec('BEGIN IMMEDIATE');
      try {
        const result = await work(session);
        this.connection.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  override async close(): Promise<void> {
    await this.#turn;
    this.#closeReader();
    this.connection.close();
  }
}

/**
 * Opens or creates a SQLite database in WAL mode.
 * @throws UserError when the file is not a database, cannot be written, or the engine is too old to be safe
 */
export function openSqlite(file: string): Database {
  try {
    const database = new SqliteDatabase(file);
    const engine = new Sqlite(':memory:');
    const version = engine.prepare('SELECT sqlite_version()').pluck().get() as string;
    engine.close();
    if (isOlder(version, OLDEST_ENGINE)) {
      throw new UserError(
        `SQLite ${version} can damage this kind of database; ${OLDEST_ENGINE.join('.')} or newer is needed. Run npm ci again.`,
      );
    }
    return database;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot open the database ${file}: ${reason}. Check the file and its folder, or name another with --data.`,
      {
        cause: error,
      },
    );
  }
}
