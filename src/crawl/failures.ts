/** From what went wrong on the network, or from what a site answered, to a failure with a slug. */
import { errors } from 'undici';
import { type FailureSlug, SourceError } from '../errors.js';
import { plainAddress } from './address.js';
import type { Answer } from './crawler.js';

/** Error codes of Node and undici; `retryable` where waiting may mend it. */
const BY_CODE: Record<string, { slug: FailureSlug; retryable: boolean }> = {
  ENOTFOUND: { slug: 'unknown-host', retryable: false },
  EAI_AGAIN: { slug: 'unknown-host', retryable: true },
  EAI_FAIL: { slug: 'unknown-host', retryable: true },
  ENODATA: { slug: 'unknown-host', retryable: false },
  EAI_NODATA: { slug: 'unknown-host', retryable: false },
  ECONNREFUSED: { slug: 'connection-refused', retryable: true },
  EHOSTUNREACH: { slug: 'connection-refused', retryable: true },
  ENETUNREACH: { slug: 'connection-refused', retryable: true },
  ETIMEDOUT: { slug: 'timeout', retryable: true },
  UND_ERR_CONNECT_TIMEOUT: { slug: 'timeout', retryable: true },
  UND_ERR_HEADERS_TIMEOUT: { slug: 'timeout', retryable: true },
  UND_ERR_BODY_TIMEOUT: { slug: 'timeout', retryable: true },
  UND_ERR_HEADERS_OVERFLOW: { slug: 'too-large', retryable: false },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { slug: 'connection-lost', retryable: true },
  UND_ERR_SOCKET: { slug: 'connection-lost', retryable: true },
  UND_ERR_DESTROYED: { slug: 'connection-lost', retryable: true },
  UND_ERR_ABORTED: { slug: 'connection-lost', retryable: true },
  ECONNRESET: { slug: 'connection-lost', retryable: true },
  EPIPE: { slug: 'connection-lost', retryable: true },
  EPROTO: { slug: 'tls-error', retryable: false },
};
const BY_PREFIX: [string, { slug: FailureSlug; retryable: boolean }][] = [
  ['Z_', { slug: 'bad-encoding', retryable: false }],
  ['ERR_TLS_', { slug: 'tls-error', retryable: false }],
  ['ERR_SSL_', { slug: 'tls-error', retryable: false }],
  ['CERT_', { slug: 'tls-error', retryable: false }],
  ['UNABLE_TO_', { slug: 'tls-error', retryable: false }],
  ['SELF_SIGNED_', { slug: 'tls-error', retryable: false }],
  ['DEPTH_ZERO_', { slug: 'tls-error', retryable: false }],
  ['HOSTNAME_MISMATCH', { slug: 'tls-error', retryable: false }],
];

/**
 * Names what broke a request.
 * @param address fit for messages, see `plainAddress`
 * @throws whatever it was given when that is not a failure of the network, but a bug
 */
export function networkFailure(error: unknown, address: string): SourceError {
  if (error instanceof SourceError) return withAddress(error, address);
  if (error instanceof Error && error.name === 'TimeoutError') return new SourceError('timeout', address, RETRY);
  if (error instanceof errors.HTTPParserError) return new SourceError('unknown-shape', `${address} (not HTTP)`);
  const code = codeOf(error);
  const known = BY_CODE[code] ?? BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (known === undefined) throw error;
  return new SourceError(known.slug, `${address} (${code})`, { retryable: known.retryable, cause: error });
}

const RETRY = { retryable: true };

function withAddress(error: SourceError, address: string): SourceError {
  if (error.message.includes(address)) return error;
  const { slug, retryable, retryAt } = error;
  return new SourceError(slug, `${address} (${error.message})`, { retryable, retryAt, cause: error });
}

/** When several addresses of a host were tried, what became of the first says most. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  const code = (error as NodeJS.ErrnoException).code;
  if (error.name === 'AbortError' && error.cause instanceof Error) return codeOf(error.cause) || String(code ?? '');
  return typeof code === 'string' ? code : '';
}

const SHORTEST_WAIT_MS = 60_000;
export const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * What a status means for the one who asked; `null` for success (2xx) and "not modified" (304).
 * @param now milliseconds since 1970; a wait the site names runs from here, and is kept within a minute and a day
 */
export function failureOf(answer: Answer, now: number): SourceError | null {
  const { status } = answer;
  if ((status >= 200 && status < 300) || status === 304) return null;
  const message = `${plainAddress(answer.url)} (status ${status})`;
  const retryAt = waitAskedFor(answer, now);
  if (retryAt !== null) return new SourceError('rate-limited', message, { retryable: true, retryAt });
  if (status >= 500) return new SourceError('server-error', message, { retryable: true });
  return new SourceError(CLIENT_ERRORS[status] ?? 'http-error', message, { retryable: status === 408 });
}

/**
 * Until when an answer asks to be left alone (milliseconds since 1970), kept within a minute and a day of `now`; `null`
 * when it does not. Every 429 does, and a 503 with `Retry-After` (RFC 9110), whatever that says; one without it is trouble
 * of the site's own, which often is over sooner.
 */
export function waitAskedFor({ status, headers }: Pick<Answer, 'status' | 'headers'>, now: number): number | null {
  if (status !== 429 && (status !== 503 || headers['retry-after'] === undefined)) return null;
  const named = namedMoment({ status, headers }, now) ?? now;
  return Math.min(Math.max(named, now + SHORTEST_WAIT_MS), now + LONGEST_WAIT_MS);
}

/** The moment an answer names (milliseconds since 1970), as it stands there; `null` when it names none. */
export function namedMoment({ status, headers }: Pick<Answer, 'status' | 'headers'>, now: number): number | null {
  const named = moment(headers['retry-after'], now);
  // Some platforms send these along with every answer: only a 429 is about them.
  if (named !== null || status !== 429) return named;
  return RESETS.map((name) => moment(headers[name], now)).find((found) => found !== null) ?? null;
}

const RESETS = ['x-ratelimit-reset', 'x-rate-limit-reset', 'ratelimit-reset'];

const CLIENT_ERRORS: Record<number, FailureSlug> = {
  401: 'bad-token',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  410: 'gone',
};

/** A number of seconds from now, a moment in seconds since 1970 when it is too large for that, or a date. */
function moment(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return seconds > 1e9 ? seconds * 1000 : now + seconds * 1000;
  }
  // A bare word or year would be guessed into a date.
  const date = /\d{1,2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}
