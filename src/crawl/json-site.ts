/** Sites that answer in JSON: asked through the guarded client, with failures in words and rate limits kept. */
import type { FailureSlug } from '../errors.js';
import { SourceError } from '../errors.js';
import { plainAddress } from './address.js';
import type { Answer, CrawlContext, FetchOptions } from './crawler.js';
import { failureOf } from './failures.js';
import { parseJson } from './shapes/json.js';

export interface JsonAnswer {
  body: unknown;
  /** As in `Answer`. */
  headers: Record<string, string>;
}

/** A list is sent as the same key again and again. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** What a failure means on this platform and what to do about it; `null` where the usual words say enough. */
export type Explain = (status: number) => { slug: FailureSlug; words: string } | null;

export interface JsonSite {
  /** Address that paths are meant from, with a slash at its end. */
  base: string;
  /** @throws SourceError when there is no answer, an answer of failure, or no JSON in it */
  get(path: string, query?: Query): Promise<JsonAnswer>;
  post(path: string, body: unknown): Promise<JsonAnswer>;
}

/**
 * @param base with a slash at its end
 * @param headers sent with every request; no redirect takes a secret to another site
 */
export function openSite(
  { fetch, now }: Pick<CrawlContext<unknown>, 'fetch' | 'now'>,
  base: string,
  headers: Readonly<Record<string, string>>,
  explain: Explain,
): JsonSite {
  let held: SourceError | null = null;

  async function ask(path: string, query: Query, options: FetchOptions): Promise<JsonAnswer> {
    if (held !== null && (held.retryAt ?? 0) > now()) throw held;
    const answer = await fetch(addressOf(base, path, query), {
      ...options,
      headers: { accept: 'application/json', ...headers, ...options.headers },
    });
    held = limitOf(answer, now());
    return { body: readBody(answer, now(), explain), headers: answer.headers };
  }

  return {
    base,
    get: (path, query = {}) => ask(path, query, {}),
    post: (path, body) =>
      ask(path, {}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  };
}

function addressOf(base: string, path: string, query: Query): string {
  const url = new URL(path, base);
  for (const [key, value] of Object.entries(query)) {
    for (const one of [value].flat()) url.searchParams.append(key, one);
  }
  return url.href;
}

/** An answer that says it was the last one of its window: asking again before the reset could only be refused. */
function limitOf(answer: Answer, now: number): SourceError | null {
  const { headers } = answer;
  const left = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining'];
  return left === '0' ? failureOf({ ...answer, status: 429 }, now) : null;
}

function readBody(answer: Answer, now: number, explain: Explain): unknown {
  const failure = failureOf(answer, now);
  if (failure !== null) {
    const known = failure.slug === 'rate-limited' ? null : explain(answer.status);
    if (known === null) throw failure;
    throw new SourceError(known.slug, `${plainAddress(answer.url)} (status ${answer.status}): ${known.words}`);
  }
  try {
    return parseJson(answer.body.toString('utf8'));
  } catch (error) {
    const type = answer.headers['content-type'] ?? 'no content type';
    throw new SourceError('unknown-shape', `${plainAddress(answer.url)} (${type}, not JSON)`, { cause: error });
  }
}
