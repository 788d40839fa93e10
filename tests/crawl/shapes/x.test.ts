import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/crawl/shapes/fields.js';
import { parseXPage, readXTweet } from '../../../src/crawl/shapes/x.js';
import { toV2 } from '../../../src/crawl/shapes/x-v1.js';
import type { Post } from '../../../src/model.js';

const ada = { id: '7', username: 'Ada_L', name: 'Ada', protected: false };
const base = { id: '1700000000000000001', text: 'Hello', author_id: '7', created_at: '2026-03-01T09:00:00.000Z' };

function post(tweet: Fields, included: Fields[] = [], users: Fields[] = [ada]): Post {
  const { posts, refused } = parseXPage({
    data: [{ ...base, ...tweet }],
    includes: { users, tweets: included },
    meta: {},
  });
  expect(refused).toEqual([]);
  return posts[0]!;
}

test('a post, its author and its thread', () => {
  const read = post({
    conversation_id: '99',
    lang: 'en',
    entities: { hashtags: [{ tag: 'NHS' }], mentions: [{ username: 'BBC' }] },
  });
  expect(read).toEqual({
    externalId: '1700000000000000001',
    kind: 'tweet',
    platform: 'x',
    text: 'Hello',
    html: null,
    title: null,
    createdAt: '2026-03-01T09:00:00.000Z',
    author: { id: '7', handle: 'Ada_L', name: 'Ada', url: 'https://x.com/Ada_L', kind: 'unknown' },
    place: null,
    url: 'https://x.com/Ada_L/status/1700000000000000001',
    lang: 'en',
    area: null,
    inReplyTo: null,
    quotes: null,
    reposts: null,
    thread: '99',
    mentions: ['BBC'],
    hashtags: ['NHS'],
    links: [],
  });
});

describe('authors', () => {
  test.each([
    ['business', 'organisation'],
    ['government', 'organisation'],
    ['blue', 'unknown'],
    [undefined, 'unknown'],
  ])('verified as %s', (verified_type, kind) => {
    expect(post({}, [], [{ ...ada, verified_type }]).author!.kind).toBe(kind);
  });

  test('are known by id when X did not send them along', () => {
    const read = post({}, [], []);
    expect(read.author).toEqual({ id: '7', handle: null, name: null, url: null, kind: 'unknown' });
    expect(read.url).toBe('https://x.com/i/status/1700000000000000001');
  });

  test('are null when X names none', () => {
    expect(post({ author_id: undefined }).author).toBeNull();
  });
});

describe('what is refused', () => {
  test.each<[string, Fields, Fields]>([
    ['protected account', {}, { ...ada, protected: true }],
    ['withheld for copyright', { withheld: { copyright: true } }, ada],
    ['not public', { dm_conversation_id: '1-2', event_type: 'MessageCreate' }, ada],
    ['no text', { text: 5 }, ada],
    ['no id', { id: null }, ada],
  ])('%s', (reason, tweet, user) => {
    const page = parseXPage({
      data: [
        { ...base, id: '2' },
        { ...base, author_id: '8', ...tweet },
      ],
      includes: { users: [{ ...user, id: '8' }] },
    });
    expect(page.posts.map(({ externalId }) => externalId)).toEqual(['2']);
    expect(page.refused).toEqual([{ reason, item: tweet.id === null ? 'a post' : base.id }]);
  });
});

describe('both namings are read', () => {
  const long = 'a'.repeat(300);
  test.each<[string, Fields]>([
    [
      'tweet',
      {
        note_tweet: { text: long },
        edit_history_tweet_ids: ['11', '12'],
        referenced_tweets: [{ type: 'quoted', id: '5' }],
      },
    ],
    [
      'post',
      {
        note_post: { text: long },
        edit_history_post_ids: ['11', '12'],
        referenced_posts: [{ type: 'quoted', id: '5' }],
      },
    ],
  ])('%s', (_name, tweet) => {
    expect(post({ id: '12', ...tweet })).toMatchObject({ externalId: '11', text: long, quotes: '5' });
  });

  test('in the includes too', () => {
    const page = parseXPage({
      data: { ...base, text: 'RT @bob: cut…', referenced_posts: [{ type: 'retweeted', id: '5' }] },
      includes: { posts: [{ id: '5', text: 'not cut at all' }] },
    });
    expect(page.posts[0]).toMatchObject({ text: 'not cut at all', reposts: '5' });
  });
});

describe('relations', () => {
  test('an answer and a quotation', () => {
    const read = post({
      referenced_tweets: [
        { type: 'replied_to', id: '3' },
        { type: 'quoted', id: '4' },
      ],
    });
    expect(read).toMatchObject({ inReplyTo: '3', quotes: '4', reposts: null });
  });

  test('a repost has the whole words of the original, and mentions whom it repeats', () => {
    const original = {
      id: '5',
      text: 'All of it &amp; more https://t.co/a #NHS',
      entities: {
        urls: [{ url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
        hashtags: [{ tag: 'NHS' }],
      },
    };
    const read = post(
      {
        text: 'RT @bob: All of…',
        entities: { mentions: [{ username: 'bob' }] },
        referenced_tweets: [{ type: 'retweeted', id: '5' }],
      },
      [original],
    );
    expect(read).toMatchObject({
      text: 'All of it & more https://example.org/a #NHS',
      reposts: '5',
      mentions: ['bob'],
      hashtags: ['NHS'],
      links: ['https://example.org/a'],
    });
  });

  test('a repost whose original is gone keeps the words it has', () => {
    expect(post({ text: 'RT @bob: All of…', referenced_tweets: [{ type: 'retweeted', id: '5' }] }).text).toBe(
      'RT @bob: All of…',
    );
  });

  test('posts that come along are not ours', () => {
    const page = parseXPage({ data: [base], includes: { tweets: [{ ...base, id: '5' }] } });
    expect(page.posts).toHaveLength(1);
  });
});

describe('words', () => {
  const url = (more: Fields) => ({ entities: { urls: [{ url: 'https://t.co/a', ...more }] } });
  test.each<[string, Fields, string, string[]]>([
    ['escapes are decoded once', { text: '&lt;b&gt; &amp;amp; &quot;' }, '<b> &amp; &quot;', []],
    [
      'links lead where they lead',
      { text: 'see https://t.co/a!', ...url({ expanded_url: 'https://e.example/a?b=1&c=$&' }) },
      'see https://e.example/a?b=1&c=$&!',
      ['https://e.example/a?b=1&c=$&'],
    ],
    [
      'unwound where X got there',
      {
        text: 'https://t.co/a',
        ...url({ expanded_url: 'https://s.example/1', unwound_url: 'https://e.example/a', status: 200 }),
      },
      'https://e.example/a',
      ['https://e.example/a'],
    ],
    [
      'not unwound where X did not',
      {
        text: 'https://t.co/a',
        ...url({ expanded_url: 'https://s.example/1', unwound_url: 'https://e.example/login', status: 403 }),
      },
      'https://s.example/1',
      ['https://s.example/1'],
    ],
    [
      'pictures are no words',
      { text: 'look https://t.co/a', ...url({ expanded_url: 'https://x.com/a/status/1/photo/1', media_key: '3_1' }) },
      'look',
      [],
    ],
    [
      'pictures without a key neither',
      { text: 'look https://t.co/a', ...url({ expanded_url: 'https://twitter.com/a/status/1/video/1' }) },
      'look',
      [],
    ],
    [
      'nor the link to what is quoted',
      {
        text: 'so true https://t.co/a',
        ...url({ expanded_url: 'https://twitter.com/b/status/4' }),
        referenced_tweets: [{ type: 'quoted', id: '4' }],
      },
      'so true',
      [],
    ],
    [
      'a link to another post is a link',
      { text: 'https://t.co/a', ...url({ expanded_url: 'https://twitter.com/b/status/5' }) },
      'https://twitter.com/b/status/5',
      ['https://twitter.com/b/status/5'],
    ],
    [
      'a script is no link',
      { text: 'https://t.co/a', ...url({ expanded_url: 'javascript:alert(1)' }) },
      'https://t.co/a',
      ['https://t.co/a'],
    ],
    [
      'a picture alone leaves none',
      { text: 'https://t.co/a', ...url({ media_key: '3_1', expanded_url: 'x' }) },
      '',
      [],
    ],
  ])('%s', (_name, tweet, text, links) => {
    const read = post(tweet);
    expect([read.text, read.links]).toEqual([text, links]);
  });

  test('a long post brings its own tags and links', () => {
    const note_tweet = {
      text: 'long #b https://t.co/b',
      entities: { hashtags: [{ tag: 'b' }], urls: [{ url: 'https://t.co/b', expanded_url: 'https://e.example/b' }] },
    };
    const read = post({
      text: 'lo… https://t.co/a',
      ...url({ expanded_url: 'https://x.com/a/status/9/photo/1' }),
      note_tweet,
    });
    expect(read).toMatchObject({
      text: 'long #b https://e.example/b',
      hashtags: ['b'],
      links: ['https://e.example/b'],
    });
  });
});

test.each([
  ['en', 'en'],
  ['und', null],
  ['qme', null],
  ['zxx', null],
  ['in', 'id'],
  ['zh-CN', 'zh-CN'],
  [undefined, null],
])('language %s', (lang, expected) => {
  expect(post({ lang }).lang).toBe(expected);
});

test('an id tells the date where X does not, to the millisecond', () => {
  expect(post({ id: '1440716895355764743', created_at: undefined }).createdAt).toBe('2021-09-22T16:37:29.735Z');
  expect(post({ id: '20', created_at: undefined }).createdAt).toBeNull();
});

test('newest and oldest ids are counted as numbers where meta does not name them', () => {
  const page = parseXPage({ data: ['99', '1000', '101'].map((id) => ({ ...base, id })), meta: { next_token: 't' } });
  expect(page).toMatchObject({ newestId: '1000', oldestId: '99', nextToken: 't' });
});

test('an answer of errors alone holds no posts', () => {
  const problem = {
    value: '5',
    title: 'Not Found Error',
    resource_type: 'tweet',
    type: 'https://api.x.com/2/problems/resource-not-found',
  };
  expect(parseXPage({ errors: [problem] })).toEqual({
    posts: [],
    refused: [{ reason: 'resource-not-found (tweet)', item: '5' }],
    newestId: null,
    oldestId: null,
    nextToken: null,
  });
});

test.each([null, 'x', [], {}, { data: [1] }, { data: [{ username: 'ada', id: '1' }] }, { meta: { result_count: 3 } }])(
  'shape %# is unknown',
  (body) => {
    expect(() => parseXPage(body)).toThrow(expect.objectContaining({ slug: 'unknown-shape' }));
  },
);

test('a tweet of API v1 reads like one of v2', () => {
  const v1 = {
    id: 1.44071689535576e18,
    id_str: '1440716895355764743',
    created_at: 'Wed Sep 22 16:37:29 +0000 2021',
    text: 'cut…',
    extended_tweet: {
      full_text: 'whole &amp; @bob #NHS',
      entities: { user_mentions: [{ screen_name: 'bob' }], hashtags: [{ text: 'NHS' }] },
    },
    user: { id_str: '7', screen_name: 'Ada_L', name: 'Ada', protected: false },
    in_reply_to_status_id_str: '3',
    quoted_status_id_str: '4',
    lang: 'en',
  };
  const reading = readXTweet(toV2(v1), 'line 1');
  expect(reading).toMatchObject({
    post: {
      externalId: '1440716895355764743',
      text: 'whole & @bob #NHS',
      author: { id: '7', handle: 'Ada_L' },
      createdAt: '2021-09-22T16:37:29.000Z',
      mentions: ['bob'],
      hashtags: ['NHS'],
      inReplyTo: '3',
      quotes: '4',
      reposts: null,
    },
  });
});
