/** Recent search (the last seven days) and its counts, each request paid for before it is sent. */
import type { TweetV2CountParams, Tweetv2SearchParams } from 'twitter-api-v2';
import { type FailureSlug, SourceError } from '../../errors.js';
import type { CrawlContext } from '../crawler.js';
import { fieldsOf, idOf, listOf } from '../shapes/fields.js';
import { parseXPage, type XPage } from '../shapes/x.js';
import { openX, type XAccount } from './client.js';
import type { Payment, Purse } from './purse.js';

/**
 * No more than what becomes part of a post, because X charges for each post and user it sends along. Of referenced
 * posts the ids are enough: since May 2026 search finds no reposts, whose own words would be cut.
 */
const ASKED = {
  'tweet.fields':
    'id,text,note_tweet,author_id,created_at,conversation_id,referenced_tweets,entities,lang,edit_history_tweet_ids,withheld',
  expansions: 'author_id',
  'user.fields': 'username,name,protected,verified_type',
} as unknown as Partial<Tweetv2SearchParams>; // the library's types know no comma lists
const SEARCH = 'tweets/search/recent';
const COUNTS = 'tweets/counts/recent';
/** X sends no fewer and no more posts in a page. */
export const PAGE = { least: 10, most: 100 } as const;

/** What a request asks for besides the query. `since_id` and `start_time` exclude each other. */
export interface Span {
  since_id?: string;
  until_id?: string;
  start_time?: string;
  next_token?: string;
}

export interface Search {
  page(span: Span): Promise<XPage>;
  /** How many posts there are between two ids or since a moment, as X counts them; `null` when it will not say. */
  count(span: Span): Promise<number | null>;
}

type Context = Pick<CrawlContext<XAccount & { query: string }>, 'options' | 'env' | 'fetch' | 'now' | 'purse'>;

/**
 * Opens recent search for one query.
 * @throws SourceError `no-token`; `budget-spent` where there is no purse to pay from
 */
export function openSearch(context: Context): Search {
  const { query, token } = context.options;
  const client = openX(context.options, context);
  const purse = context.purse?.(token);
  if (purse === undefined) throw new SourceError('budget-spent', 'no money may be spent here');
  return {
    async page(span) {
      const payment = await purse.payForPage(SEARCH, PAGE.most, PAGE.least);
      const asked = { ...ASKED, max_results: payment.items, ...span };
      const body: unknown = await paid(purse, payment, async () => (await client.search(query, asked)).data);
      const page = parseXPage(body);
      await payment.settle(deliveredIn(body));
      return page;
    },
    async count(span) {
      const payment = await purse.payForCount(COUNTS);
      const asked = { granularity: 'day', ...span } as Partial<TweetV2CountParams>;
      try {
        const body: unknown = await paid(purse, payment, () => client.tweetCountRecent(query, asked));
        await payment.settle({ posts: [], users: [] });
        return totalOf(body);
      } catch (error) {
        // Some plans have search and no counts: then nobody knows how complete the search is.
        if (error instanceof SourceError && NO_COUNTS.includes(error.slug)) return null;
        throw error;
      }
    },
  };
}

const NO_COUNTS: FailureSlug[] = ['forbidden', 'not-found'];
/** Where the request was not sent, or was not understood, nothing was read. */
const FREE: FailureSlug[] = [
  ...(['unknown-host', 'connection-refused', 'tls-error', 'refused-address', 'bad-address'] as const),
  ...(['bad-token', 'forbidden', 'not-found', 'gone', 'http-error', 'bad-options'] as const),
  ...(['rate-limited', 'usage-capped', 'server-error'] as const),
];

/** A request that broke half-way may have been charged: its money stays spent. */
async function paid<T>(purse: Purse, payment: Payment, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (FREE.includes(error.slug)) await payment.refund();
    if (error.slug === 'usage-capped') await purse.close();
    throw error;
  }
}

/** X charges for posts and users, whether they are what was searched for or sent along. */
function deliveredIn(body: unknown): { posts: string[]; users: string[] } {
  const { data, includes } = fieldsOf(body);
  const { tweets, users } = fieldsOf(includes);
  const ids = (...lists: unknown[]) =>
    lists.flatMap((list) => listOf(list)).map((item, index) => idOf(item.id) ?? `without an id ${index}`);
  return { posts: ids(data, tweets), users: ids(users) };
}

function totalOf(body: unknown): number {
  const total = fieldsOf(fieldsOf(body).meta).total_tweet_count;
  if (typeof total !== 'number') throw new SourceError('unknown-shape', 'X sent a count without a total');
  return total;
}
