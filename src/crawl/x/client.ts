/** The X API v2: twitter-api-v2 builds and signs each request, the guarded client sends it. */
import { type ITwitterApiClientPlugin, TwitterApi, type TwitterApiv2 } from 'twitter-api-v2';
import { SourceError } from '../../errors.js';
import type { Answer, CrawlContext, FetchOptions } from '../crawler.js';
import { readXAnswer } from '../shapes/x-answer.js';
import { tokenOf } from './use.js';

const HOME = 'https://api.x.com/2/';

export interface XAccount {
  api: string;
  /** Name of the environment variable that holds the bearer token. */
  token: string;
}

/**
 * A client whose every request travels through the guarded client.
 * @throws SourceError `no-token`
 */
export function openX(account: XAccount, world: Pick<CrawlContext<unknown>, 'env' | 'fetch' | 'now'>): TwitterApiv2 {
  const token = tokenOf(account.token, world.env);
  if (token === null) throw new SourceError('no-token', `set ${account.token} to a bearer token of the X API`);
  return new TwitterApi(token, { plugins: [guardedTransport(account, world, token)] }).v2;
}

interface BuiltRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

/** Answers every request of the library before it opens a connection of its own. */
function guardedTransport(
  account: XAccount,
  { fetch, now }: Pick<CrawlContext<unknown>, 'fetch' | 'now'>,
  token: string,
): ITwitterApiClientPlugin {
  const base = account.api.endsWith('/') ? account.api : `${account.api}/`;
  return {
    async onBeforeRequestConfig({ client, params }) {
      // The library's own request builder is public at run time only.
      const builder = client as unknown as { getHttpRequestArgs(params: unknown): BuiltRequest };
      const { url, method, headers, body } = builder.getHttpRequestArgs(params);
      if (!url.href.startsWith(HOME)) throw new Error(`twitter-api-v2 wants to go to ${url.origin}${url.pathname}`);
      const options: FetchOptions = {
        method: method === 'POST' ? 'POST' : 'GET',
        headers: {
          authorization: headers.Authorization ?? '',
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': headers['content-type'] ?? 'application/json' }),
        },
        ...(body === undefined ? {} : { body: body.toString() }),
      };
      const answer = await fetch(base + url.href.slice(HOME.length), options);
      return { data: readAnswer(withoutSecret(answer, token), now(), account.token), headers: answer.headers };
    },
  };
}

function readAnswer(answer: Answer, now: number, variable: string): unknown {
  try {
    return readXAnswer(answer, now);
  } catch (error) {
    if (!(error instanceof SourceError) || error.slug !== 'bad-token') throw error;
    throw new SourceError('bad-token', `${error.message}. Put a valid bearer token into ${variable}`);
  }
}

/** A server that repeats what it was sent must not get the token into our messages. */
function withoutSecret(answer: Answer, token: string): Answer {
  if (answer.status < 400) return answer;
  return { ...answer, body: Buffer.from(answer.body.toString('utf8').replaceAll(token, '[token]')) };
}
