/** Recent search of the X API v2: twitter-api-v2 builds and signs each request, the guarded client sends it. */
import { type ITwitterApiClientPlugin, type Tweetv2SearchParams, TwitterApi } from 'twitter-api-v2';
import { SourceError } from '../../errors.js';
import type { Answer, CrawlContext } from '../crawler.js';
import { parseXPage, type XPage } from './x.js';
import { readXAnswer } from './x-answer.js';

/**
 * No more than what becomes part of a post: X charges for each user it sends along, so of the referenced posts only the
 * words are asked for, not their authors.
 */
const ASKED = {
  max_results: 100,
  'tweet.fields':
    'id,text,note_tweet,author_id,created_at,conversation_id,referenced_tweets,entities,lang,edit_history_tweet_ids,withheld',
  expansions: 'author_id,referenced_tweets.id',
  'user.fields': 'username,name,protected,verified_type',
} as unknown as Partial<Tweetv2SearchParams>; // the library's types know no comma lists
const HOME = 'https://api.x.com/2/';

/** What a request asks for besides the query. `since_id` and `start_time` exclude each other. */
export interface Span {
  since_id?: string;
  until_id?: string;
  start_time?: string;
  next_token?: string;
}

export type Search = (span: Span) => Promise<XPage>;

interface Account {
  query: string;
  api: string;
  /** Name of the environment variable that holds the bearer token. */
  token: string;
}

/**
 * Opens recent search (the last seven days) for one query.
 * @throws SourceError `no-token`
 */
export function openSearch(context: Pick<CrawlContext<Account>, 'options' | 'env' | 'fetch' | 'now'>): Search {
  const { query, token: variable } = context.options;
  const token = context.env[variable]?.trim();
  if (token === undefined || token === '') {
    throw new SourceError('no-token', `set ${variable} to a bearer token of the X API (https://console.x.com)`);
  }
  const client = new TwitterApi(token, { plugins: [guardedTransport(context, token)] }).v2;
  return async (span) => parseXPage((await client.search(query, { ...ASKED, ...span })).data);
}

type BuildRequest = (params: unknown) => { url: URL; headers: Record<string, string> };

/** Answers every request of the library before it opens a connection of its own. */
function guardedTransport(
  { options, fetch, now }: Pick<CrawlContext<Account>, 'options' | 'fetch' | 'now'>,
  token: string,
): ITwitterApiClientPlugin {
  const base = options.api.endsWith('/') ? options.api : `${options.api}/`;
  return {
    async onBeforeRequestConfig({ client, params }) {
      // The library's own request builder is public at run time only.
      const build = (client as unknown as { getHttpRequestArgs: BuildRequest }).getHttpRequestArgs.bind(client);
      const { url, headers } = build(params);
      if (!url.href.startsWith(HOME)) throw new Error(`twitter-api-v2 wants to go to ${url.origin}${url.pathname}`);
      const address = base + url.href.slice(HOME.length);
      const authorization = headers.Authorization ?? '';
      const answer = await fetch(address, { headers: { authorization, accept: 'application/json' } });
      return { data: readXAnswer(withoutSecret(answer, token), now()), headers: answer.headers };
    },
  };
}

/** A server that repeats what it was sent must not get the token into our messages. */
function withoutSecret(answer: Answer, token: string): Answer {
  if (answer.status < 400) return answer;
  return { ...answer, body: Buffer.from(answer.body.toString('utf8').replaceAll(token, '[token]')) };
}
