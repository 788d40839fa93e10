/** What goes wrong between this program and a PostgreSQL server, in words; never with the password. */
import type pg from 'pg';
import { LostStoreError, UserError } from '../errors.js';

/** Whom we speak to, as far as it may be shown. */
export type Whereabouts = Pick<pg.Client, 'host' | 'port' | 'user' | 'database'>;

/** SQLSTATE classes and codes after which the connection is of no more use: 08 connection, 57P01-57P03 shutdown. */
const LOST = /^(08...|57P0[1-3]|ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED)$/;
/** What pg says without a code when a socket ends under it. */
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired)/;
const UNREACHABLE = /^(ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EACCES)$/;
/** What pg says without a code when the server asks for a password and there is none. */
const NO_PASSWORD = /password must be a (non-empty )?string/;
/** The server is on its way up or down. */
export const STARTING = '57P03';

/** The SQLSTATE of the server, the errno of the system, or nothing. */
export function codeOf(error: unknown): string {
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return String((cause as { code?: unknown } | null)?.code ?? '');
}

/** Whether the connection is gone, with whatever it was doing. */
export function isLost(error: unknown): boolean {
  return LOST.test(codeOf(error)) || (error instanceof Error && LOST_WORDS.test(error.message));
}

/** Whether nothing answers, or not yet: worth another try while a server restarts. */
export function isAway(error: unknown): boolean {
  return isLost(error) || UNREACHABLE.test(codeOf(error));
}

/** Such as `user@host:5432/discover`. */
export function shown({ user, host, port, database }: Whereabouts): string {
  return `${user ?? ''}@${host}:${port}/${database ?? ''}`;
}

/** Words for why no connection came about; anything we have none for comes back as it is. */
export function connectError(error: unknown, where: Whereabouts): unknown {
  if (error instanceof UserError) return error;
  const words = connectWords(codeOf(error), (error as Error).message || codeOf(error), where);
  // Without the cause where a password may be about.
  return words === null ? error : new UserError(words);
}

function connectWords(code: string, message: string, where: Whereabouts): string | null {
  const { user, host, port, database } = where;
  if (code === '3D000') {
    const server = `--host ${host} --port ${port} --username ${user}`;
    return (
      `There is no database "${database}" at ${host}:${port}. Make it with: ` +
      `createdb ${server} --encoding UTF8 --template template0 ${database}`
    );
  }
  if (/^28/.test(code) || NO_PASSWORD.test(message)) {
    return (
      `The PostgreSQL at ${host}:${port} does not let "${user}" in: ${message}. ` +
      'Set the right password in PGPASSWORD (or in ~/.pgpass), or correct the user in store.url.'
    );
  }
  if (code === '53300') return `The PostgreSQL at ${host}:${port} has no connection left for us: ${message}.`;
  if (isAway({ code }) || LOST_WORDS.test(message) || /SSL|TLS|certificate/i.test(message)) {
    return (
      `No usable PostgreSQL answers at ${host}:${port}: ${message}. ` +
      'Start it, correct store.url, or set store.url to sqlite, which needs no server.'
    );
  }
  return null;
}

/** Words for what stopped a statement that is right in itself; anything else is a bug and comes back as it is. */
export function statementError(error: unknown, where: Whereabouts): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  if (isLost(error)) return new LostStoreError(lostWords(error, where), { cause: error });
  const words = statementWords(error, where);
  return words === null ? error : new UserError(words, { cause: error });
}

function lostWords(error: Error, where: Whereabouts): string {
  return (
    `The connection to the PostgreSQL at ${shown(where)} broke off (${error.message}). ` +
    'What was saved before is kept; run the same command again to go on.'
  );
}

function statementWords(error: Error, where: Whereabouts): string | null {
  const code = codeOf(error);
  if (code === '55P03') {
    return (
      `Another process has been writing to ${shown(where)} for minutes without a break (${error.message}). ` +
      'Run the same command again when it is done.'
    );
  }
  if (code === '42501') {
    return (
      `"${where.user}" may not do this in the database "${where.database}": ${error.message}. ` +
      `Let its owner run: GRANT CREATE ON DATABASE "${where.database}" TO "${where.user}"`
    );
  }
  if (code === '25006') return `The PostgreSQL at ${shown(where)} only lets us read: name its primary in store.url.`;
  if (/^53/.test(code)) return `The PostgreSQL at ${shown(where)} has run out of something: ${error.message}.`;
  return null;
}
