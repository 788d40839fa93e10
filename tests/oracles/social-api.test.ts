/** Recorded answers and archives of other projects, beside the checkout in ../shared/data. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { archive } from '../../crawlers/archive.js';
import type { Answer } from '../../src/crawl/crawler.js';
import { type Fields, fieldsOf, isFields, listOf } from '../../src/crawl/shapes/fields.js';
import { parseXPage, readXTweet } from '../../src/crawl/shapes/x.js';
import { readXAnswer, xFailureOf } from '../../src/crawl/shapes/x-answer.js';
import { toV2 } from '../../src/crawl/shapes/x-v1.js';
import { SourceError } from '../../src/errors.js';
import type { Post } from '../../src/model.js';
import { crawlFile, folderOf } from '../support/crawls.js';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const present = existsSync(join(DATA, 'social-api'));
if (!present) console.warn(`skipped: no third-party answers at ${DATA}`);

const bytesOf = (name: string): Buffer => {
  const path = join(DATA, name);
  return existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
};
const jsonOf = (name: string): unknown => JSON.parse(bytesOf(name).toString('utf8'));

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(DATA, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function read(path: string, more: Record<string, unknown> = {}) {
  return crawlFile(archive, dirname(path), { file: path, ...more });
}

describe.skipIf(!present && process.env.CI === undefined)('recorded answers and archives', () => {
  test('every file is read or given up with a reason', { timeout: 120_000 }, async () => {
    const files = [
      ...filesUnder('social-api', /\.(json|jsonl|csv|txt|yml|xml|html)(\.gz)?$/),
      ...filesUnder('text', /\.(jsonl?|csv)(\.gz)?$/),
    ];
    expect(files.length).toBeGreaterThan(200);
    const faults: string[] = [];
    for (const file of files) {
      const thrown = await read(file).catch((error: unknown) => error);
      if (thrown instanceof Error && !(thrown instanceof SourceError)) faults.push(`${file}: ${thrown.stack}`);
    }
    expect(faults).toEqual([]);
  });

  describe('twarc', () => {
    const page = () => fieldsOf(jsonOf('social-api/x-v2/twarc/brexit.jsonl'));

    test('a page and the same tweets flattened give the same posts', async () => {
      const flat = flatten(page());
      const lines = flat.map((tweet) => JSON.stringify(tweet));
      lines.splice(50, 0, 'Operational disconnect');
      const folder = await folderOf({ flat: lines.join('\n'), page: gzipSync(JSON.stringify(page())) });
      const fromFlat = await read(join(folder, 'flat'));
      const fromPage = await read(join(folder, 'page'));
      expect(fromPage.posts).toHaveLength(100);
      expect(fromFlat.posts).toEqual(fromPage.posts);
      expect(fromFlat.refused).toEqual([{ reason: 'not JSON', item: 'line 51' }]);
    });

    test('every author is known, and no repost is cut whose original was sent along', () => {
      const { posts, refused } = parseXPage(page());
      expect(refused).toEqual([]);
      expect(posts.filter(({ author }) => author?.handle == null)).toEqual([]);
      const reposts = posts.filter((post) => post.reposts !== null);
      expect(reposts.length).toBeGreaterThan(40);
      expect(reposts.filter(({ text }) => text?.startsWith('RT @') || text?.endsWith('…'))).toEqual([]);
    });

    test('words hold no t.co address, and dates agree with ids', () => {
      for (const post of parseXPage(page()).posts) {
        expect(post.text).not.toContain('https://t.co/');
        expect(post.links.filter((link) => link.includes('//t.co/'))).toEqual([]);
        const undated = readXTweet({ id: post.externalId, text: '' }, 'a post') as { post: Post };
        expect(undated.post.createdAt!.slice(0, 19)).toBe(post.createdAt!.slice(0, 19));
      }
    });

    test('versions of one post share its id', async () => {
      const names = ['edited', 'edited_before', 'edited_after'].map((name) =>
        join(DATA, `social-api/x-v2/twarc/${name}.jsonl`),
      );
      const posts = (await Promise.all(names.map((name) => read(name)))).flatMap((crawled) => crawled.posts);
      expect(new Set(posts.map(({ externalId }) => externalId)).size).toBe(1);
      expect(new Set(posts.map(({ text }) => text)).size).toBe(2);
    });
  });

  describe('twitwi reads the same from the same answers', () => {
    test('API v2', () => {
      const answers = ['payload-v2.json', 'payload-v2-singletweet.json'].map((name) =>
        jsonOf(`social-api/x-v2/twitwi/${name}`),
      );
      const posts = answers.flatMap((answer) => parseXPage(answer).posts);
      const theirs = listOf(jsonOf('social-api/x-v2/twitwi/normalized-tweets-v2.json'));
      const pairs = posts.map((post) => [post, theirs.find(({ id }) => id === post.externalId)] as const);
      expect(pairs).toHaveLength(11);
      expect(declines(pairs)).toEqual({
        // Pictures and quoted posts are not links of ours; they keep the address of X's own page.
        'hides the page of a picture or a quoted post': 3,
        // They read the tags of the 140 characters that are left of a repost.
        'has all tags of a repost': 2,
      });
    });

    test('API v1', () => {
      const pairs = listOf(jsonOf('social-api/x-v2/twitwi/normalization.json')).map(({ source, normalized }) => {
        const reading = readXTweet(toV2(fieldsOf(source)), 'a post') as { post: Post };
        return [reading.post, listOf(normalized).find(({ id }) => id === reading.post.externalId)] as const;
      });
      expect(pairs).toHaveLength(9);
      expect(declines(pairs)).toEqual({
        'hides the page of a picture or a quoted post': 4,
        // They write what is quoted into the words, and count its tags and mentions.
        'leaves what is quoted to the quoted post': 3,
        // The archive has lost the marks; the tag is still in the words.
        'leaves tags without a mark to the pipeline': 1,
      });
    });
  });

  describe('Mastodon', () => {
    interface Recorded {
      request: string;
      status: number;
      body: unknown;
    }
    const recorded = () => jsonOf('social-api/mastodon/mastodon_py_responses.json') as Recorded[];

    test('timelines, single statuses and search answers', async () => {
      let [kept, refused] = [0, 0];
      for (const { request, body } of recorded().filter(({ body }) => statusesOf(body).length > 0)) {
        const statuses = statusesOf(body);
        const folder = await folderOf({ f: JSON.stringify(body) });
        const crawled = await read(join(folder, 'f')).catch(() => null);
        const isPublic = statuses.filter((status) => ['public', 'unlisted'].includes(String(status.visibility)));
        expect(crawled?.posts.map(({ externalId }) => externalId) ?? []).toEqual(isPublic.map(({ id }) => id));
        for (const post of crawled?.posts ?? []) {
          expect(post.author!.handle).toMatch(/^\w+@[\w.-]+$/);
          if (request.startsWith('https://mastodon.social')) expect(post.mentions.join()).not.toMatch(/(^|,)\w+(,|$)/);
        }
        kept += isPublic.length;
        refused += statuses.length - isPublic.length;
      }
      expect(kept).toBeGreaterThan(20);
      expect(refused).toBeGreaterThan(2);
    });

    test('statuses in the documentation', async () => {
      const samples = listOf(jsonOf('social-api/mastodon/mastodon_docs_samples.json')).map(({ body }) => body);
      const statuses = samples.flatMap(statusesOf).filter(({ visibility }) => visibility === 'public');
      expect(statuses.length).toBeGreaterThan(1);
      const folder = await folderOf({ f: JSON.stringify(statuses) });
      const { posts, refused } = await read(join(folder, 'f'), { format: 'mastodon' });
      expect(posts.length + refused.length).toBe(statuses.length);
      expect(posts.filter(({ author, createdAt }) => author === null || createdAt === null)).toEqual([]);
    });
  });

  describe('exchanges with X', () => {
    interface Exchange {
      status: number;
      headers: Record<string, string>;
      body: unknown;
    }
    const answerOf = ({ status, headers, body }: Exchange): Answer => ({
      status,
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      url: 'https://api.x.com/2/tweets/search/recent',
    });
    const SLUGS: Record<number, string> = {
      400: 'http-error',
      401: 'bad-token',
      403: 'forbidden',
      429: 'rate-limited',
      500: 'server-error',
    };

    test('every published error has its slug', () => {
      const failed = (jsonOf('social-api/x-v2/postman_examples.json') as Exchange[]).filter(
        ({ status }) => status >= 300,
      );
      expect(failed.length).toBeGreaterThan(8);
      for (const exchange of failed) {
        const failure = xFailureOf(answerOf(exchange), 0);
        expect(failure).toMatchObject({ slug: SLUGS[exchange.status] });
        expect(failure!.message).not.toMatch(/^\S*$/);
      }
    });

    test('every published and recorded good answer is read, or is not about posts', () => {
      const folder = 'social-api/x-v2/tweepy-cassettes';
      const exchanges = [
        ...(jsonOf('social-api/x-v2/postman_examples.json') as Exchange[]),
        ...readdirSync(join(DATA, folder)).flatMap(
          (name) => jsonOf(`${folder}/${name.replace('.gz', '')}`) as Exchange[],
        ),
      ].filter(({ status }) => status === 200);
      let posts = 0;
      for (const exchange of exchanges) {
        const body = readXAnswer(answerOf(exchange), 0);
        const tweets = [fieldsOf(body).data].flat().filter((item) => isFields(item) && typeof item.text === 'string');
        if (tweets.length > 0) expect(parseXPage(body).posts).toHaveLength(tweets.length);
        else if (fieldsOf(body).data !== undefined) expect(() => parseXPage(body)).toThrow(SourceError);
        posts += tweets.length;
      }
      expect(posts).toBeGreaterThan(100);
    });
  });

  describe('texts', () => {
    test('a layout without header, of tweets', async () => {
      const map = { id: '1', created_at: '2', text: '3' };
      const raw = await read(join(DATA, 'text/uci-health-tweets/raw_bbchealth.txt.gz'), { format: 'csv', map });
      const lines = await read(join(DATA, 'text/uci-health-tweets/bbchealth.jsonl.gz'));
      const essence = ({ externalId, createdAt, text }: Post) => [externalId, createdAt, text];
      expect(raw.refused).toEqual([]);
      expect(raw.posts).toHaveLength(3929);
      expect(raw.posts.map(essence)).toEqual(lines.posts.map(essence));
    });

    test('comments of consultations', async () => {
      const map = { id: 'comment-id', created_at: 'timestamp', text: 'comment-body', author: 'author-id' };
      const files = filesUnder('text/polis', /^comments\.csv(\.gz)?$/);
      expect(files.length).toBeGreaterThan(4);
      for (const file of files) {
        const { posts, refused } = await read(file, { map });
        expect(refused).toEqual([]);
        expect(posts.length).toBeGreaterThan(20);
        expect(new Set(posts.map(({ externalId }) => externalId)).size).toBe(posts.length);
        expect(posts.filter(({ author, createdAt }) => author === null || createdAt === null)).toEqual([]);
      }
    });

    test('answers without ids stay as many as there are', async () => {
      for (const file of filesUnder('text/nhs-patient-feedback', /\.jsonl\.gz$/)) {
        const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
        const { posts, refused } = await read(file);
        expect(refused).toEqual([]);
        expect(new Set(posts.map(({ externalId }) => externalId)).size).toBe(lines.length);
      }
    });

    test('answers under other keys', async () => {
      for (const file of filesUnder('text/themefinder-synthetic', /^responses\.jsonl$/)) {
        const { posts, refused } = await read(file, { map: { id: 'response_id', text: 'response' } });
        expect([posts.length, refused.length]).toEqual([100, 0]);
      }
    });
  });
});

/** What twarc's `flatten` makes of a page: authors, mentioned and referenced ones are put into each tweet. */
function flatten(page: Fields): Fields[] {
  const included = fieldsOf(page.includes);
  const users = new Map(
    listOf(included.users).flatMap((user) => [[user.id, user] as const, [user.username, user] as const]),
  );
  const expand = (tweet: Fields, tweets: Map<unknown, Fields>): Fields => ({
    ...tweet,
    author: users.get(tweet.author_id) ?? {},
    entities: {
      ...fieldsOf(tweet.entities),
      mentions: listOf(fieldsOf(tweet.entities).mentions).map((one) => ({ ...one, ...users.get(one.username) })),
    },
    ...(tweet.referenced_tweets === undefined
      ? {}
      : { referenced_tweets: listOf(tweet.referenced_tweets).map((one) => ({ ...one, ...tweets.get(one.id) })) }),
    __twarc: page.__twarc,
  });
  const tweets = new Map(listOf(included.tweets).map((tweet) => [tweet.id, expand(tweet, new Map())] as const));
  return listOf(page.data).map((tweet) => expand(tweet, tweets));
}

/** Statuses in an answer of Mastodon; history entries have no id and are none. */
function statusesOf(body: unknown): Fields[] {
  const list = isFields(body) && Array.isArray(body.statuses) ? body.statuses : [body].flat();
  return listOf(list).filter((one) => typeof one.content === 'string' && isFields(one.account) && one.id !== undefined);
}

/** Everything in which we read a post otherwise than twitwi, by reason; what has no reason fails. */
function declines(pairs: readonly (readonly [Post, Fields | undefined])[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  const because = (reason: string) => {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  for (const [post, theirs] of pairs) {
    expect(theirs).toBeDefined();
    expect({
      handle: post.author!.handle,
      user: post.author!.id,
      seconds: Math.floor(Date.parse(post.createdAt!) / 1000),
      reposts: post.reposts,
      quotes: post.quotes,
      inReplyTo: post.inReplyTo,
    }).toEqual({
      handle: theirs!.user_screen_name,
      user: theirs!.user_id,
      seconds: Number(theirs!.timestamp_utc),
      reposts: theirs!.retweeted_id ?? null,
      quotes: theirs!.quoted_id ?? null,
      inReplyTo: theirs!.to_tweetid ?? null,
    });
    declineWords(post, theirs!, because);
  }
  return reasons;
}

const OWN_PAGE = /\s*https:\/\/twitter\.com\/\S+\/status\/\S+$/;

function declineWords(post: Post, theirs: Fields, because: (reason: string) => void): void {
  const whole = String(theirs.text).replace(/^RT @\w+: /, theirs.retweeted_id ? '' : '$&');
  const words = whole
    .replace(/\s*« .*»$/s, '')
    .replace(OWN_PAGE, '')
    .trim();
  expect(post.text!.replace(OWN_PAGE, '')).toBe(words);
  if (whole.includes('« ')) because('leaves what is quoted to the quoted post');
  else if (whole.trim() !== words) because('hides the page of a picture or a quoted post');
  const missing = (ours: string[], of: unknown) =>
    (of as string[]).filter((one) => !folded(ours).includes(one.toLowerCase()));
  const added = (ours: string[], of: unknown) => folded(ours).filter((one) => !folded(of as string[]).includes(one));
  expect(missing(post.links, theirs.links).filter((link) => !OWN_PAGE.test(link))).toEqual([]);
  expect(added(post.links, theirs.links)).toEqual([]);
  expect(added(post.mentions, theirs.mentioned_names)).toEqual([]);
  if (added(post.hashtags, theirs.hashtags).length > 0) {
    expect(post.reposts).not.toBeNull();
    because('has all tags of a repost');
  }
  const tags = missing(post.hashtags, theirs.hashtags);
  if (tags.length + missing(post.mentions, theirs.mentioned_names).length > 0) {
    expect(post.quotes !== null || tags.length > 0).toBe(true);
    because(
      post.quotes === null ? 'leaves tags without a mark to the pipeline' : 'leaves what is quoted to the quoted post',
    );
  }
}

function folded(words: readonly string[]): string[] {
  return words.map((word) => word.toLowerCase());
}
