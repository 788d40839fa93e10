import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/crawl/shapes/fields.js';
import { readImportLine } from '../../../src/crawl/shapes/ndjson.js';
import type { Post } from '../../../src/model.js';

const settings = { source: 'feedback', platform: null };

function post(line: Fields, platform: string | null = null): Post {
  const reading = readImportLine(line, 'line 1', { ...settings, platform });
  if ('refused' in reading) throw new Error(reading.refused.reason);
  return reading.post;
}

test('a whole line', () => {
  const line = {
    id: '5',
    text: ' Hello ',
    title: 'T',
    html: '<p>Hello</p>',
    created_at: '2021-09-30T10:00:00+01:00',
    author: '@ada',
    author_name: 'Ada',
    author_url: 'https://forum.example.org/u/ada',
    place: 'The forum',
    place_url: 'https://forum.example.org/',
    url: 'https://forum.example.org/t/5',
    lang: 'en-GB',
    in_reply_to: '4',
    mentions: ['@bob'],
    links: ['https://e.example/a', 'not a link'],
    hashtags: ['#nhs', 'nhs'],
    kind: 'forum',
    area: 'Leeds',
    score: 5,
  };
  expect(post(line)).toEqual({
    externalId: '5',
    kind: 'forum',
    platform: 'forum.example.org',
    text: 'Hello',
    html: null,
    title: 'T',
    createdAt: '2021-09-30T09:00:00.000Z',
    author: { id: 'ada', handle: 'ada', name: 'Ada', url: 'https://forum.example.org/u/ada', kind: 'unknown' },
    place: { name: 'The forum', url: 'https://forum.example.org/', kind: 'forum', owner: null, area: null },
    url: 'https://forum.example.org/t/5',
    lang: 'en-GB',
    area: 'Leeds',
    inReplyTo: '4',
    quotes: null,
    reposts: null,
    thread: null,
    mentions: ['bob'],
    hashtags: ['nhs'],
    links: ['https://e.example/a'],
  });
});

test('only words are required', () => {
  expect(post({ text: 'a' })).toMatchObject({
    kind: 'comment',
    platform: 'feedback',
    author: null,
    place: null,
    createdAt: null,
  });
  expect(post({ html: '<p>a</p>' })).toMatchObject({ text: null, html: '<p>a</p>' });
});

test.each<[string, Fields]>([
  ['no text', {}],
  ['no text', { text: '  ' }],
  ['no text', { text: 5 }],
  ['created_at is not a date', { text: 'a', created_at: 'yesterday' }],
  ['created_at is not a date', { text: 'a', created_at: '01/02/2021' }],
  ['created_at is not a date', { text: 'a', created_at: 1610005273 }],
  ['created_at is not a date', { text: 'a', created_at: {} }],
])('refuses: %s', (reason, line) => {
  expect(readImportLine(line, 'line 7', settings)).toEqual({ refused: { reason, item: 'line 7' } });
});

test.each([null, '', undefined])('a date of %j is no date', (created_at) => {
  expect(post({ text: 'a', created_at }).createdAt).toBeNull();
});

describe('a line without an id', () => {
  test('has the same one every time, in whatever order its keys come', () => {
    const id = post({ text: 'a', author: 'ada' }).externalId;
    expect(id).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(post({ author: 'ada', text: 'a' }).externalId).toBe(id);
  });

  test('is not taken for another that says the same', () => {
    const ids = [{ text: 'Nothing' }, { text: 'Nothing', author: 'ada' }, { text: 'Nothing', row: 2 }].map(
      (line) => post(line).externalId,
    );
    expect(new Set(ids).size).toBe(3);
  });
});

test('ids keep their digits', () => {
  expect(post({ text: 'a', id: 5, in_reply_to: '1234567890123456789' })).toMatchObject({
    externalId: '5',
    inReplyTo: '1234567890123456789',
  });
});

describe('authors', () => {
  const cases: [string, Fields, Partial<Post['author']>][] = [
    [
      'a handle on X, in any case',
      { author: '@AdaL', kind: 'tweet' },
      { id: 'adal', handle: 'AdaL', url: 'https://x.com/AdaL' },
    ],
    [
      'an id of X',
      { author: '1217864994852941825', kind: 'tweet' },
      { id: '1217864994852941825', handle: null, url: null },
    ],
    ['a name', { author: 'Ada Lovelace' }, { id: 'Ada Lovelace', handle: null, name: 'Ada Lovelace' }],
    ['a name alone', { author_name: 'Ada' }, { id: 'Ada', handle: null, name: 'Ada' }],
    [
      'an address alone',
      { author_url: 'https://e.example/ada', author_name: 'Ada' },
      { id: 'https://e.example/ada', name: 'Ada' },
    ],
    [
      'a fediverse address',
      { author: '@ada@social.example' },
      { id: 'ada@social.example', handle: 'ada@social.example' },
    ],
  ];
  test.each(cases)('%s', (_name, line, author) => {
    expect(post({ text: 'a', ...line }).author).toMatchObject(author!);
  });

  test.each([{ author: '' }, { author: '@' }, { author: null }, {}])('%j is nobody', (line) => {
    expect(post({ text: 'a', ...line }).author).toBeNull();
  });
});

describe('kind and platform', () => {
  test.each<[Fields, string | null, string, string]>([
    [{ kind: 'tweet' }, null, 'tweet', 'x'],
    [{ url: 'https://twitter.com/ada/status/1' }, null, 'tweet', 'x'],
    [{ kind: 'blog', url: 'https://www.e.example/a' }, null, 'blog', 'e.example'],
    [{ place_url: 'https://p.example', url: 'https://u.example' }, null, 'comment', 'p.example'],
    [{ kind: 'complaint' }, null, 'comment', 'feedback'],
    [{ kind: 'note' }, null, 'note', 'feedback'],
    [{}, 'x', 'tweet', 'x'],
    [{ kind: 'comment', url: 'https://e.example' }, 'd.example', 'comment', 'd.example'],
  ])('%j on %s', (line, platform, kind, expected) => {
    expect(post({ text: 'a', ...line }, platform)).toMatchObject({ kind, platform: expected });
  });
});

describe('places', () => {
  test.each<[Fields, Partial<Post['place']>]>([
    [
      { place: '#nhs', kind: 'tweet' },
      { name: '#nhs', kind: 'hashtag' },
    ],
    [
      { place: 'Town hall', kind: 'note' },
      { name: 'Town hall', kind: 'offline meeting' },
    ],
    [{ place_url: 'https://www.e.example/a' }, { name: 'e.example', url: 'https://www.e.example/a', kind: null }],
  ])('%j', (line, place) => {
    expect(post({ text: 'a', ...line }).place).toMatchObject(place!);
  });
});
