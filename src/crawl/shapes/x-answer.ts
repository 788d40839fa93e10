/** What an HTTP answer of the X API v2 means: a body to read, or a failure with a slug. */
import { SourceError } from '../../errors.js';
import type { Answer } from '../crawler.js';
import { failureOf } from '../failures.js';
import { type Fields, fieldsOf, listOf, wordsOf } from './fields.js';
import { parseJson } from './json.js';

/** What X asks for at the least when it names no moment. */
const WAIT_MS = 60_000;
/** Clocks differ: asking in the very second of the reset is asking too early. */
const AFTER_RESET_MS = 1000;
const PARAMETERS = ['query', 'since_id', 'until_id', 'start_time', 'next_token', 'pagination_token'];

/**
 * The body of a good answer.
 * @throws SourceError with the slug of what went wrong
 */
export function readXAnswer(answer: Answer, now: number): unknown {
  const failure = xFailureOf(answer, now);
  if (failure !== null) throw failure;
  try {
    return parseJson(answer.body.toString('utf8'));
  } catch (error) {
    const type = answer.headers['content-type'] ?? 'no content type';
    throw new SourceError('unknown-shape', `X sent something that is not JSON (${type})`, { cause: error });
  }
}

/** Parameters of the request that a failure blames, such as `since_id`. */
export function blamedParameters(error: unknown): string[] {
  const cause = error instanceof SourceError ? fieldsOf(error.cause) : {};
  return Array.isArray(cause.parameters) ? (cause.parameters as string[]) : [];
}

/** The failure an answer stands for, or `null` when it is a good one. */
export function xFailureOf(answer: Answer, now: number): SourceError | null {
  const { status } = answer;
  const problem = problemOf(answer);
  const words = wordsOfProblem(problem) ?? `status ${status}`;
  if (status === 400) return refusedRequest(problem, words);
  if (status === 401) return new SourceError('bad-token', `X: ${words}`);
  if (status === 402 || ((status === 429 || status === 403) && isUsageCapped(problem)))
    return new SourceError('usage-capped', `X: ${words}`);
  if (status === 403) return new SourceError('forbidden', `X: ${words}`);
  if (status === 429) {
    return new SourceError('rate-limited', `X: ${words}`, { retryable: true, retryAt: resetMoment(answer, now) });
  }
  return failureOf(answer, now);
}

function refusedRequest(problem: Fields, words: string): SourceError {
  const blamed = JSON.stringify([problem.errors ?? [], words]);
  const parameters = PARAMETERS.filter((name) => new RegExp(`\\b${name}\\b`).test(blamed));
  const slug = parameters.includes('query') ? 'bad-options' : 'http-error';
  return new SourceError(slug, `X refuses the request: ${words}`, { cause: { parameters } });
}

/** The same statuses stand for other things, but neither a quarter of an hour nor other rights mend a spent quota. */
function isUsageCapped(problem: Fields): boolean {
  return /usage-?capped|usagecapexceeded|credits/i.test(`${String(problem.type)} ${String(problem.title)}`);
}

/** When the window ends: of the day where that is what is used up, else of the quarter of an hour. */
function resetMoment({ headers }: Answer, now: number): number {
  const daily = ['x-app-limit-24hour', 'x-user-limit-24hour'].find((name) => headers[`${name}-remaining`] === '0');
  const reset = Number(headers[`${daily ?? 'x-rate-limit'}-reset`] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(reset * 1000, now) + AFTER_RESET_MS : now + WAIT_MS;
}

/** Error bodies are JSON problems (RFC 7807) or a line of plain text. */
function problemOf(answer: Answer): Fields {
  const text = answer.body.toString('utf8');
  try {
    return fieldsOf(parseJson(text));
  } catch {
    return /^[\w .,'-]{1,200}\s*$/.test(text) ? { detail: text.trim() } : {};
  }
}

function wordsOfProblem(problem: Fields): string | null {
  const messages = listOf(problem.errors).map((error) => wordsOf(error.message) ?? wordsOf(error.detail));
  const parts = [wordsOf(problem.detail) ?? wordsOf(problem.title), ...messages].filter((part) => part !== null);
  return parts.length === 0 ? null : [...new Set(parts)].join(' ').slice(0, 500);
}
