/** Posts of the X API v2: one answer of a search, or one tweet that twarc has flattened, into our shape. */
import { SourceError } from '../../errors.js';
import { type Author, emptyPost, type Post } from '../../model.js';
import type { Refusal } from '../crawler.js';
import { parseDate } from './dates.js';
import { distinct, type Fields, fieldsOf, idOf, isFields, listOf, type Reading, wordsOf } from './fields.js';
import { named, readXText, type XText } from './x-text.js';

/** One answer of a search. */
export interface XPage {
  posts: Post[];
  refused: Refusal[];
  newestId: string | null;
  oldestId: string | null;
  nextToken: string | null;
}

/** What X sends along for context: authors, and posts that are quoted, answered or repeated. They are not ours. */
interface Includes {
  users: Map<string, Fields>;
  tweets: Map<string, Fields>;
}

const NOTHING: Includes = { users: new Map(), tweets: new Map() };
/** X marks with these that it could not tell. */
const NO_LANGUAGE = /^(und|zxx|art|q[a-z]{2})$/;
const OLD_LANGUAGES: Record<string, string> = { in: 'id', iw: 'he' };
/** First millisecond that ids carry in their upper bits (X's "snowflake" ids, since November 2010). */
const SNOWFLAKE_EPOCH = 1_288_834_974_657n;

/** True for a whole answer of the X API v2: `data`, a count of results, or errors. */
export function isXPage(value: unknown): value is Fields {
  if (!isFields(value) || 'text' in value) return false;
  const holdsData = typeof value.data === 'object' && value.data !== null;
  return holdsData || 'result_count' in fieldsOf(value.meta) || Array.isArray(value.errors);
}

/** True for one tweet by itself, as twarc's `flatten` writes them. */
export function isXTweet(value: unknown): value is Fields {
  if (!isFields(value) || idOf(value.id) === null || typeof value.text !== 'string') return false;
  const marks = ['author_id', 'conversation_id', 'public_metrics', 'reply_settings', '__twarc'];
  return marks.some((mark) => mark in value) || ['references', 'history', 'note'].some((name) => has(value, name));
}

function has(value: Fields, name: string): boolean {
  return named(value, name as 'note') !== undefined;
}

/**
 * Reads one answer: `data` may be a list or a single post; partial `errors` beside it are refusals.
 * @param item what to call a post that has no id, such as `line 17`
 * @throws SourceError `unknown-shape` when it is not what X is known to send
 */
export function parseXPage(body: unknown, item = 'a post'): XPage {
  if (!isXPage(body)) throw unknownShape('neither data nor a count of results');
  const data = tweetsOf(body);
  const includes = includesOf(body, data);
  const readings = data.map((tweet) => readXTweet(tweet, item, includes));
  const meta = fieldsOf(body.meta);
  const ids = data.map((tweet) => idOf(tweet.id)).filter((id) => id !== null);
  return {
    posts: readings.flatMap((reading) => ('post' in reading ? [reading.post] : [])),
    refused: [
      ...readings.flatMap((reading) => ('refused' in reading ? [reading.refused] : [])),
      ...listOf(body.errors).map((problem) => refusalOf(problem, item)),
    ],
    newestId: idOf(meta.newest_id) ?? ids.reduce<string | null>((best, id) => pickId(best, id, 1), null),
    oldestId: idOf(meta.oldest_id) ?? ids.reduce<string | null>((best, id) => pickId(best, id, -1), null),
    nextToken: wordsOf(meta.next_token),
  };
}

/** Posts named in `data`; loud when the answer says there are some that we cannot see. */
function tweetsOf(body: Fields): Fields[] {
  const { data } = body;
  if (data === undefined) {
    if (Number(fieldsOf(body.meta).result_count ?? 0) > 0) throw unknownShape('a count of results without data');
    return [];
  }
  const list = Array.isArray(data) ? data : [data];
  const tweets = listOf(list);
  if (tweets.length < list.length) throw unknownShape('data that are not objects');
  if (tweets.length > 0 && tweets.every((tweet) => idOf(tweet.id) === null || typeof tweet.text !== 'string')) {
    throw unknownShape('data without any id and text');
  }
  return tweets;
}

function unknownShape(what: string): SourceError {
  return new SourceError('unknown-shape', `X sent ${what}`);
}

/** What the answer holds of users and of posts: of a repost whose original is beside it the whole text is known. */
function includesOf(body: Fields, data: readonly Fields[]): Includes {
  const included = fieldsOf(body.includes);
  const byId = (list: Fields[]) => new Map(list.map((item) => [idOf(item.id) ?? '', item]));
  return { users: byId(listOf(included.users)), tweets: byId([...data, ...listOf(named(included, 'included'))]) };
}

/** Longer ids are larger; of the same length, the digits decide. */
function pickId(best: string | null, id: string, sign: 1 | -1): string {
  if (best === null || best === id) return id;
  const larger = best.length === id.length ? id > best : id.length > best.length;
  return larger === (sign === 1) ? id : best;
}

/** Reads one tweet. Flattened ones bring their author and their referenced tweets with them. */
export function readXTweet(tweet: Fields, item: string, includes: Includes = NOTHING): Reading {
  const id = idOf(tweet.id);
  if (id === null) return refuse('no id', item);
  if (typeof tweet.text !== 'string') return refuse('no text', id);
  if ('dm_conversation_id' in tweet || 'event_type' in tweet) return refuse('not public', id);
  const user = userOf(tweet, includes);
  if (user.protected === true) return refuse('protected account', id);
  if (fieldsOf(tweet.withheld).copyright === true) return refuse('withheld for copyright', id);
  return { post: postOf(id, tweet, user, includes) };
}

function refuse(reason: string, item: string): Reading {
  return { refused: { reason, item } };
}

function postOf(id: string, tweet: Fields, user: Fields, includes: Includes): Post {
  const references = listOf(named(tweet, 'references'));
  const [reposted, quoted, answered] = ['retweeted', 'quoted', 'replied_to'].map((type) =>
    references.find((reference) => reference.type === type),
  );
  const history = named(tweet, 'history');
  // An edit is a new id for the same post; the first one is the post's for good.
  const first = Array.isArray(history) ? idOf(history[0]) : null;
  const handle = wordsOf(user.username);
  return {
    ...emptyPost(first ?? id, 'tweet', 'x'),
    ...wordsOfPost(tweet, [id, first], quoted, reposted && original(reposted, includes)),
    author: authorOf(tweet, user),
    createdAt: parseDate(String(tweet.created_at ?? '')) ?? dateOfId(id),
    url: `https://x.com/${handle ?? 'i'}/status/${id}`,
    lang: languageOf(tweet.lang),
    inReplyTo: idOf(answered?.id),
    quotes: idOf(quoted?.id),
    reposts: idOf(reposted?.id),
    thread: idOf(tweet.conversation_id),
  };
}

/** A repost is cut after 140 characters: its words are those of the post it repeats, where X sent that along. */
function wordsOfPost(
  tweet: Fields,
  ownIds: (string | null)[],
  quoted: Fields | undefined,
  repeated: Fields | undefined,
): XText {
  const own = readXText(tweet, [...ownIds, idOf(quoted?.id)]);
  if (repeated === undefined) return own;
  const quotedThere = listOf(named(repeated, 'references')).find(({ type }) => type === 'quoted');
  const whole = readXText(repeated, [idOf(repeated.id), idOf(quotedThere?.id)]);
  return { ...whole, mentions: distinct([...own.mentions, ...whole.mentions]) };
}

function original(reference: Fields, { tweets }: Includes): Fields | undefined {
  const tweet = typeof reference.text === 'string' ? reference : tweets.get(idOf(reference.id) ?? '');
  return typeof tweet?.text === 'string' ? tweet : undefined;
}

function userOf(tweet: Fields, { users }: Includes): Fields {
  return isFields(tweet.author) ? tweet.author : fieldsOf(users.get(idOf(tweet.author_id) ?? ''));
}

function authorOf(tweet: Fields, user: Fields): Author | null {
  const id = idOf(tweet.author_id) ?? idOf(user.id);
  if (id === null) return null;
  const handle = wordsOf(user.username);
  const url = handle === null ? null : `https://x.com/${handle}`;
  const organisation = user.verified_type === 'business' || user.verified_type === 'government';
  return { id, handle, name: wordsOf(user.name), url, kind: organisation ? 'organisation' : 'unknown' };
}

/** Default answers carry no date, but the id does: milliseconds in all but its lowest 22 bits. ISO 8601. */
export function dateOfId(id: string): string | null {
  if (!/^\d{15,19}$/.test(id)) return null; // shorter ones are older
  return new Date(Number((BigInt(id) >> 22n) + SNOWFLAKE_EPOCH)).toISOString();
}

function languageOf(value: unknown): string | null {
  const lang = wordsOf(value);
  return lang === null || NO_LANGUAGE.test(lang) ? null : (OLD_LANGUAGES[lang] ?? lang);
}

/** Deleted, protected or suspended: named by the last part of the problem's type, with the field it was met in. */
function refusalOf(problem: Fields, item: string): Refusal {
  const kind = wordsOf(problem.type)?.split('/').at(-1) ?? wordsOf(problem.title) ?? 'error';
  const where = wordsOf(problem.parameter) ?? wordsOf(problem.resource_type);
  return {
    reason: where === null ? kind : `${kind} (${where})`,
    item: idOf(problem.resource_id) ?? idOf(problem.value) ?? item,
  };
}
