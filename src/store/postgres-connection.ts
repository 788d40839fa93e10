/** One connection to PostgreSQL: opened with our settings, statements prepared once, and known to be dead when it is. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { UserError } from '../errors.js';
import type { Params, Value } from './database.js';
import { numbered } from './placeholders.js';
import { codeOf, connectError, isAway, STARTING, type Whereabouts } from './postgres-errors.js';

/** How long a server may take to answer when we knock. */
const ANSWER_MS = 10_000;
/** How long we wait for a server that restarts, and how often we knock meanwhile. */
const PATIENCE_MS = 30_000;
const KNOCK_MS = 250;
/** Statements kept prepared in the server; more are parsed anew each time. */
const PREPARED = 300;
/** Rows of one statement sent before the first answer is awaited. */
const IN_FLIGHT = 500;
/** Major version in which all we use is there, and which still gets mended. */
const OLDEST_SERVER = 13;

/** Types of PostgreSQL by their fixed numbers (pg_type): read as SQLite would give them. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [16, (text) => (text === 't' ? 1 : 0)], // boolean
  [20, Number], // bigint: counts and sums; ids and milliseconds stay below 2^53
  [1700, Number], // numeric: sums of bigint
]);
const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

export interface Address {
  /** For pg; may hold the password. */
  connection: string;
  /** The tables of a project are a schema of their own, so that several fit into one database. */
  schema: string;
}

const DEFAULT_SCHEMA = 'discover';

/**
 * Reads `postgres://user:password@host:port/database?schema=name`. What is left out comes from PGHOST, PGUSER, PGPASSWORD
 * and so on, or from ~/.pgpass.
 * @throws UserError when it is none
 */
export function parseAddress(url: string): Address {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^postgres(ql)?:$/.test(address.protocol)) {
    throw new UserError('This is not a usable address of a database; write it like postgres://user@host/database.');
  }
  const schema = address.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new UserError(`schema=${schema}: expected small letters, digits and _, such as ?schema=leeds_buses.`);
  }
  address.searchParams.delete('schema');
  return { connection: address.href, schema };
}

/** An address as it may be shown. */
export function withoutPassword(url: string): string {
  parseAddress(url);
  const address = new URL(url);
  address.password = '';
  address.searchParams.delete('password');
  return address.href;
}

export class Connection {
  readonly where: Whereabouts;
  #lost = false;
  readonly #client: pg.Client;
  readonly #texts = new Map<string, { text: string; name?: string }>();

  private constructor(client: pg.Client) {
    this.#client = client;
    this.where = client;
    const lose = () => {
      this.#lost = true;
    };
    // The library throws what nobody listens to; whoever uses the connection next finds it lost.
    client.on('error', lose).on('end', lose);
  }

  /** @throws UserError when nothing usable answers within the patience for a server that restarts (`again`) or at once */
  static async open({ connection, schema }: Address, again: boolean): Promise<Connection> {
    for (let waited = 0; ; waited += KNOCK_MS) {
      const client = newClient(connection);
      const opened = new Connection(client);
      try {
        await client.connect();
        await opened.script(settings(schema));
        return opened;
      } catch (error) {
        void client.end().catch(() => undefined);
        const worthIt = codeOf(error) === STARTING || (again && isAway(error));
        if (!worthIt || waited >= PATIENCE_MS) throw connectError(error, client);
        await delay(KNOCK_MS);
      }
    }
  }

  get isLost(): boolean {
    return this.#lost;
  }

  /** One statement; its rows and how many it changed. */
  async query<Row>(sql: string, params: Params = []): Promise<{ rows: Row[]; changes: number }> {
    const { rows, rowCount } = await this.#send<Row>(sql, params);
    return { rows, changes: rowCount ?? 0 };
  }

  /** The same statement for many rows, sent one behind the other without waiting for each answer. */
  async *queries<Row>(sql: string, rows: Iterable<Params>): AsyncGenerator<{ rows: Row[]; changes: number }> {
    let sent: Promise<pg.QueryResult>[] = [];
    for (const row of rows) {
      sent.push(this.#send(sql, row));
      if (sent.length < IN_FLIGHT) continue;
      yield* answers<Row>(sent);
      sent = [];
    }
    yield* answers<Row>(sent);
  }

  /** Several statements at once, without parameters; what the last of them was. */
  async script(sql: string): Promise<string> {
    const results: pg.QueryResult | pg.QueryResult[] = await this.#client.query(sql);
    return (Array.isArray(results) ? results.at(-1) : results)?.command ?? '';
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  #send<Row>(sql: string, params: Params): Promise<pg.QueryResult<Row & pg.QueryResultRow>> {
    return this.#client.query({ ...this.#prepared(sql), values: params.map(storable) });
  }

  #prepared(sql: string): { text: string; name?: string } {
    let known = this.#texts.get(sql);
    if (known === undefined) {
      if (this.#texts.size >= PREPARED) return { text: numbered(sql) };
      known = { text: numbered(sql), name: `discover_${this.#texts.size + 1}` };
      this.#texts.set(sql, known);
    }
    return known;
  }
}

function newClient(connectionString: string): pg.Client {
  return new pg.Client({
    connectionString,
    fallback_application_name: 'discover',
    connectionTimeoutMillis: ANSWER_MS,
    keepAlive: true,
    pipeline: true,
    types: TYPES,
  });
}

// A plan for parameters nobody has seen yet, or compiled for one use, costs more than it saves here.
function settings(schema: string): string {
  return `SET search_path TO "${schema}"; SET client_encoding TO 'UTF8'; SET jit TO off;
    SET tcp_keepalives_idle TO 60; SET default_transaction_isolation TO 'read committed'`;
}

// Text of PostgreSQL cannot hold the character NUL.
function storable(value: Value): Value {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}

/** All answers before the first is handed out: after an error the others must not be left without a listener. */
async function* answers<Row>(sent: Promise<pg.QueryResult>[]): AsyncGenerator<{ rows: Row[]; changes: number }> {
  for (const outcome of await Promise.allSettled(sent)) {
    if (outcome.status === 'rejected') throw outcome.reason;
    yield { rows: outcome.value.rows as Row[], changes: outcome.value.rowCount ?? 0 };
  }
}

/** @throws UserError when the server is too old, or its database cannot hold every character */
export async function refuseUnfit(connection: Connection): Promise<void> {
  const { rows } = await connection.query<{ version: string; number: number; encoding: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
       current_setting('server_encoding') AS encoding`,
  );
  const { version, number, encoding } = rows[0]!;
  const { host, port, database, user } = connection.where;
  if (number < OLDEST_SERVER * 10_000) {
    throw new UserError(`The PostgreSQL at ${host}:${port} is ${version}; ${OLDEST_SERVER} or newer is needed.`);
  }
  if (encoding !== 'UTF8') {
    throw new UserError(
      `The database "${database}" is encoded in ${encoding}, which cannot hold every post. Make another: ` +
        `createdb --host ${host} --port ${port} --username ${user} --encoding UTF8 --template template0 NAME`,
    );
  }
}
