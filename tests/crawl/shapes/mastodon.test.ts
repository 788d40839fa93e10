import { describe, expect, test } from 'vitest';
import type { Fields } from '../../../src/crawl/shapes/fields.js';
import { readActivity, readStatus, serverOf } from '../../../src/crawl/shapes/mastodon.js';

const SERVER = 'social.example.org';
const ada = { id: '1', acct: 'Ada', display_name: 'Ada L', url: 'https://social.example.org/@Ada' };
const bob = { id: '2', acct: 'bob@other.example', display_name: '', url: 'https://other.example/@bob' };
const status = {
  id: '117020593741189701',
  created_at: '2026-03-01T09:00:00.123Z',
  visibility: 'public',
  language: 'en',
  url: 'https://social.example.org/@Ada/117020593741189701',
  content: '<p>Hello <a href="https://e.example">there</a></p>',
  spoiler_text: '',
  in_reply_to_id: null,
  reblog: null,
  account: ada,
  mentions: [bob],
  tags: [{ name: 'nhs' }],
};

test('a status', () => {
  expect(readStatus({ ...status, spoiler_text: 'long', in_reply_to_id: '5' }, SERVER)).toEqual({
    post: {
      externalId: '117020593741189701',
      kind: 'status',
      platform: SERVER,
      text: null,
      html: '<p>Hello <a href="https://e.example">there</a></p>',
      title: 'long',
      createdAt: '2026-03-01T09:00:00.123Z',
      author: {
        id: 'ada@social.example.org',
        handle: 'Ada@social.example.org',
        name: 'Ada L',
        url: ada.url,
        kind: 'unknown',
      },
      place: null,
      url: status.url,
      lang: 'en',
      area: null,
      inReplyTo: '5',
      quotes: null,
      reposts: null,
      thread: null,
      mentions: ['bob@other.example'],
      hashtags: ['nhs'],
      links: [],
    },
  });
});

test('a boost says what the boosted status says, in the name of who boosted', () => {
  const boost = { ...status, id: '9', content: '', account: bob, mentions: [], reblog: status };
  expect(readStatus(boost, SERVER)).toMatchObject({
    post: {
      externalId: '9',
      html: status.content,
      reposts: status.id,
      author: { id: 'bob@other.example', name: null },
      hashtags: ['nhs'],
    },
  });
});

test('a quotation, and the card of a link', () => {
  const quote = { state: 'accepted', quoted_status: { id: '4' } };
  expect(readStatus({ ...status, quote, card: { url: 'https://e.example/a' } }, SERVER)).toMatchObject({
    post: { quotes: '4', links: ['https://e.example/a'] },
  });
});

test.each<[string, Fields]>([
  ['not public', { visibility: 'private' }],
  ['not public', { visibility: 'direct' }],
  ['the author asks not to be indexed', { account: { ...ada, noindex: true } }],
  ['no id', { id: undefined }],
])('refuses: %s', (reason, more) => {
  expect(readStatus({ ...status, ...more }, SERVER)).toMatchObject({ refused: { reason } });
});

test('the server shows in the accounts that are at home there', () => {
  expect(serverOf(status)).toBe('social.example.org');
  expect(serverOf({ ...status, account: bob })).toBeNull();
  expect(serverOf({ ...status, account: bob, mentions: [ada] })).toBe('social.example.org');
});

describe('an outbox', () => {
  const note = {
    type: 'Note',
    id: 'https://social.example.org/users/ada/statuses/5',
    content: '<p>Hello</p>',
    published: '2026-03-01T09:00:00Z',
    inReplyTo: 'https://other.example/users/bob/statuses/4',
    tag: [
      { type: 'Mention', name: '@bob@other.example' },
      { type: 'Hashtag', name: '#nhs' },
    ],
    to: ['https://www.w3.org/ns/activitystreams#Public'],
  };
  const create = { type: 'Create', actor: 'https://social.example.org/users/ada', object: note };

  test('holds what the account said', () => {
    expect(readActivity(create)).toMatchObject({
      post: {
        externalId: note.id,
        platform: 'social.example.org',
        html: '<p>Hello</p>',
        createdAt: '2026-03-01T09:00:00.000Z',
        author: { id: 'ada@social.example.org', handle: 'ada@social.example.org' },
        inReplyTo: note.inReplyTo,
        mentions: ['bob@other.example'],
        hashtags: ['nhs'],
      },
    });
  });

  test.each<[string, Fields]>([
    ['not public', { ...create, object: { ...note, to: ['https://social.example.org/users/ada/followers'] } }],
    ['not public', { ...create, object: { ...note, to: ['https://other.example/users/bob'], cc: [] } }],
    ['no text', { type: 'Announce', id: '1', object: 'https://other.example/1', to: 'as:Public' }],
  ])('refuses: %s', (reason, activity) => {
    expect(readActivity(activity)).toMatchObject({ refused: { reason } });
  });
});
