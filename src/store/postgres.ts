/** PostgreSQL through pg: the store of projects that several machines work on. */
import type { Database, Params } from './database.js';
import { type Address, Connection, parseAddress, refuseUnfit } from './postgres-connection.js';
import { isLost, statementError } from './postgres-errors.js';

/** Rows of `each` held in memory at a time. */
const FETCH = 500;
const FETCH_ROWS = `FETCH ${FETCH} FROM reading`;
/** With the hash of the schema: the name of the one writer's turn, as numbers (class, object) of an advisory lock. */
const TURN = 0xd15c;

/**
 * Writers take turns, as with BEGIN IMMEDIATE in SQLite: a transaction that reads first and writes later reads what the
 * writer before it left, and never has to be thrown away and done again. Readers wait for nobody.
 * Locks are taken before the first statement looks at the tables, because a statement sees what was committed when it
 * began. A client that stops in the middle gives its turn back after some minutes.
 */
const BEGIN = `
  BEGIN; SET LOCAL lock_timeout TO '3min'; SET LOCAL idle_in_transaction_session_timeout TO '5min';
  SELECT pg_advisory_xact_lock(${TURN}, hashtext(current_schema()))`;
// A cursor is planned for its first rows unless told that all will be read.
const BEGIN_READING = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL cursor_tuple_fraction TO 1`;

const READS = /^\s*(SELECT|WITH)\b/i;

/** The calls that run inside the transaction that is open on the connection. */
class Session implements Database {
  readonly dialect = 'postgres';
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async all<Row>(sql: string, params?: Params): Promise<Row[]> {
    return (await this.#connection.query<Row>(sql, params)).rows;
  }

  async get<Row>(sql: string, params?: Params): Promise<Row | undefined> {
    return (await this.#connection.query<Row>(sql, params)).rows[0];
  }

  async run(sql: string, params?: Params): Promise<number> {
    return (await this.#connection.query(sql, params)).changes;
  }

  async many(sql: string, rows: Iterable<Params>): Promise<number> {
    let changes = 0;
    for await (const answer of this.#connection.queries(sql, rows)) changes += answer.changes;
    return changes;
  }

  async getMany<Row>(sql: string, rows: Iterable<Params>): Promise<(Row | undefined)[]> {
    const found: (Row | undefined)[] = [];
    for await (const answer of this.#connection.queries<Row>(sql, rows)) found.push(answer.rows[0]);
    return found;
  }

  // biome-ignore lint/correctness/useYield: the same call as outside a transaction, where it gives rows
  async *each<Row>(): AsyncGenerator<Row> {
    throw new Error('each() reads committed rows only; call it outside the transaction');
  }

  async transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return work(this);
  }

  async script(sql: string): Promise<void> {
    await this.#connection.script(sql);
  }

  async close(): Promise<void> {
    throw new Error('a transaction cannot close its database');
  }
}

class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  readonly #address: Address;
  /** The connection of everything but `each`. */
  #main: Connection;
  /** Connections of `each` that nobody reads from now. */
  readonly #idle: Connection[] = [];
  /** The tail of the line of callers: one statement or transaction at a time, everybody else waits their turn. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(address: Address, main: Connection) {
    this.#address = address;
    this.#main = main;
  }

  all<Row>(sql: string, params?: Params): Promise<Row[]> {
    return this.#statement(sql, (session) => session.all<Row>(sql, params));
  }

  get<Row>(sql: string, params?: Params): Promise<Row | undefined> {
    return this.#statement(sql, (session) => session.get<Row>(sql, params));
  }

  run(sql: string, params?: Params): Promise<number> {
    return this.transaction((tx) => tx.run(sql, params));
  }

  many(sql: string, rows: Iterable<Params>): Promise<number> {
    return this.transaction((tx) => tx.many(sql, rows));
  }

  getMany<Row>(sql: string, rows: Iterable<Params>): Promise<(Row | undefined)[]> {
    return this.transaction((tx) => tx.getMany<Row>(sql, rows));
  }

  script(sql: string): Promise<void> {
    return this.transaction((tx) => tx.script(sql));
  }

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const connection = await this.#again(begin);
      try {
        const result = await work(new Session(connection));
        // A transaction in which a statement failed is undone by COMMIT without an error.
        if ((await connection.script('COMMIT')) !== 'COMMIT') throw new Error('a statement of the transaction failed');
        return result;
      } catch (error) {
        await connection.script('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  async *each<Row>(sql: string, params: Params = []): AsyncGenerator<Row> {
    const connection = await this.#openReading(sql, params);
    try {
      for (;;) {
        const { rows } = await connection.query<Row>(FETCH_ROWS);
        yield* rows;
        if (rows.length < FETCH) break;
      }
    } catch (error) {
      throw statementError(error, connection.where);
    } finally {
      await connection.script('ROLLBACK').catch(() => undefined);
      this.#idle.push(connection);
    }
  }

  async close(): Promise<void> {
    await this.#turn;
    await Promise.all([this.#main, ...this.#idle].filter(({ isLost }) => !isLost).map((one) => one.close()));
  }

  /** A statement outside any transaction: one that only reads needs no turn among writers. */
  #statement<T>(sql: string, work: (session: Database) => Promise<T>): Promise<T> {
    if (!READS.test(sql)) return this.transaction(work);
    return this.#inTurn(() => this.#again((connection) => work(new Session(connection))));
  }

  /** Does what does no harm when done twice; again on a new connection when the server let go of the old one. */
  async #again<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#main.isLost) this.#main = await Connection.open(this.#address, true);
    try {
      return await work(this.#main);
    } catch (error) {
      if (!isLost(error)) throw error;
      this.#main = await Connection.open(this.#address, true);
      return work(this.#main);
    }
  }

  async #openReading(sql: string, params: Params): Promise<Connection> {
    const known = this.#idle.pop();
    const connection = known === undefined || known.isLost ? await Connection.open(this.#address, true) : known;
    try {
      await connection.script(BEGIN_READING);
      await connection.query(`DECLARE reading NO SCROLL CURSOR FOR ${sql}`, params);
      return connection;
    } catch (error) {
      await connection.close().catch(() => undefined);
      // One that lay idle while the server restarted; a new one either works or says why not.
      if (known !== undefined && isLost(error)) return this.#openReading(sql, params);
      throw statementError(error, connection.where);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work).catch((error: unknown) => {
      throw statementError(error, this.#main.where);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

async function begin(connection: Connection): Promise<Connection> {
  try {
    await connection.script(BEGIN);
    return connection;
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

// Two processes that make the same schema at once would fail one of them in spite of IF NOT EXISTS.
const MAKE_SCHEMA = (schema: string) => `
  BEGIN; SELECT pg_advisory_xact_lock(${TURN}, 0); CREATE SCHEMA IF NOT EXISTS "${schema}"; COMMIT`;
const FIND_SCHEMA = 'SELECT 1 AS yes FROM pg_namespace WHERE nspname = ?';
const FIND_TABLES = 'SELECT to_regclass(?) AS found';

/**
 * Opens a database of PostgreSQL; the project's tables live in a schema of their own, made here.
 * @throws UserError when no usable server answers, or it refuses us
 */
export async function openPostgres(url: string): Promise<Database> {
  const address = parseAddress(url);
  const connection = await Connection.open(address, false);
  try {
    await refuseUnfit(connection);
    const known = await connection.query(FIND_SCHEMA, [address.schema]);
    if (known.rows.length === 0) await connection.script(MAKE_SCHEMA(address.schema));
    return new PostgresDatabase(address, connection);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw statementError(error, connection.where);
  }
}

/** Whether a project has ever been opened there. Makes nothing. */
export async function existsInPostgres(url: string): Promise<boolean> {
  const address = parseAddress(url);
  const connection = await Connection.open(address, false);
  try {
    const { rows } = await connection.query<{ found: string | null }>(FIND_TABLES, [`${address.schema}.migrations`]);
    return rows[0]?.found != null;
  } finally {
    await connection.close();
  }
}
