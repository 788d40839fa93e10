/** Conversations across sources: what belongs together, what does not, and that the order of arrival is all the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../src/model.js';
import { connectPosts } from '../../src/pipeline/conversations.js';
import type { Database } from '../../src/store/store.js';
import { withdrawPosts } from '../../src/store/withdrawn.js';
import { seed, temporaryStore, tweet } from '../support/project.js';
import { processAll } from './drafts.js';

type Sourced = [source: string, post: Post];

const article = (id: string, more: Partial<Post> = {}): Post => ({
  ...tweet(id, 'ed', 'A long article about waiting rooms and the people who sit in them.'),
  kind: 'blog',
  platform: 'blog.example',
  title: 'Waiting rooms',
  url: `https://blog.example/${id}`,
  ...more,
});

async function clean(store: Database): Promise<void> {
  const settings = { languages: ['en'], words: [], stopwords: () => new Set<string>() };
  await processAll(store, settings);
}

async function arrive(store: Database, posts: readonly Sourced[]): Promise<void> {
  for (const [source, post] of posts) await seed(store, source, [post]);
  await clean(store);
}

/** Conversations as sets of `source/id`, and the kinds of links as `from kind to`. */
async function found(store: Database) {
  const rows = await store.all<{ name: string; conversation: string }>(
    `SELECT p.source || '/' || p.external_id AS name, c.conversation_id AS conversation
     FROM post_conversations c JOIN posts p ON p.id = c.post_id ORDER BY 1`,
  );
  const conversations = new Map<string, string[]>();
  for (const { name, conversation } of rows)
    conversations.set(conversation, [...(conversations.get(conversation) ?? []), name]);
  const links = await store.all<{ link: string }>(
    `SELECT f.source || '/' || f.external_id || ' ' || l.kind || ' ' || t.source || '/' || t.external_id AS link
     FROM post_links l JOIN posts f ON f.id = l.post_id JOIN posts t ON t.id = l.target_id ORDER BY 1`,
  );
  return {
    ids: [...conversations.keys()].sort(),
    groups: [...conversations.values()].sort(),
    links: links.map(({ link }) => link),
  };
}

async function conversationsOf(...posts: Sourced[]) {
  const store = await temporaryStore();
  await arrive(store, posts);
  return found(store);
}

describe('one conversation', () => {
  it('is an article, its copy in another feed, a tweet of it, a quote of that tweet and a comment', async () => {
    const { groups, links, ids } = await conversationsOf(
      ['blog', article('1')],
      [
        'planet',
        article('urn:1', {
          url: 'http://www.blog.example/1/?utm_source=planet',
          createdAt: '2026-03-01T10:00:00.000Z',
        }),
      ],
      ['x', tweet('100', 'ann', 'Read this', { links: ['https://m.blog.example/1?utm_campaign=x'] })],
      ['x', tweet('101', 'bob', 'What she says', { quotes: '100' })],
      [
        'blog',
        {
          ...article('c1'),
          kind: 'comment',
          title: null,
          text: 'So true!',
          url: 'https://blog.example/1#comment-1',
          inReplyTo: 'https://blog.example/1',
        },
      ],
      ['x', tweet('102', 'cat', 'Another matter')],
    );
    expect(groups).toEqual([['blog/1', 'blog/c1', 'planet/urn:1', 'x/100', 'x/101']]);
    expect(ids).toEqual(['conversation-1']);
    expect(links).toEqual([
      'blog/c1 replies blog/1',
      'planet/urn:1 copy-of blog/1',
      'x/100 links-to blog/1',
      'x/101 quotes x/100',
    ]);
  });

  it('D1: is the same article in three feeds, each place credited', async () => {
    const copies = ['a', 'b', 'c'].map(
      (source, n): Sourced => [
        source,
        article(`${source}1`, {
          url: `https://blog.example/1?utm_source=${source}`,
          createdAt: `2026-03-01T0${n}:00:00.000Z`,
          place: { name: source, url: null, kind: null, owner: null, area: null },
        }),
      ],
    );
    const store = await temporaryStore();
    await arrive(store, copies);
    expect((await found(store)).groups).toEqual([['a/a1', 'b/b1', 'c/c1']]);
    // Near-identical posts are one campaign besides, and are shown once wherever themes are shown.
    expect(await store.all('SELECT DISTINCT campaign_id AS id FROM clean_posts')).toEqual([{ id: 'c1' }]);
    expect(await store.all('SELECT count(DISTINCT place_id) AS places FROM posts')).toEqual([{ places: 3 }]);
  });
});

describe('no conversation', () => {
  const link = { links: ['https://blog.example/'] };
  it.each<[string, Sourced[]]>([
    [
      'posts that link to the same page nobody knows',
      [1, 2].map((n) => ['x', tweet(String(n), 'ann', `Look ${n}`, { links: ['https://news.example/a'] })]),
    ],
    [
      'a link to the front page of a blog',
      [
        ['blog', article('1')],
        ['x', tweet('2', 'ann', 'Look', link)],
      ],
    ],
    [
      'items of one feed that all have the same link, and a link to that',
      [
        ['cast', article('1', { url: 'https://cast.example/listen' })],
        [
          'cast',
          article('2', { url: 'https://cast.example/listen', text: 'Today we talk about something else altogether.' }),
        ],
        ['x', tweet('3', 'ann', 'Look', { links: ['https://cast.example/listen'] })],
      ],
    ],
    [
      'articles of two titles at one address: a link alone joins nothing',
      [
        ['a', article('1', { url: 'https://blog.example/today' })],
        ['b', article('2', { url: 'https://blog.example/today', title: 'Something else' })],
      ],
    ],
    ['the same tag, and the same words', [1, 2].map((n) => ['x', tweet(String(n), `v${n}`, 'I love #buses')])],
    ['a post that links to itself', [['blog', article('1', { links: ['https://blog.example/1?utm_source=self'] })]]],
  ])('%s', async (_, posts) => expect((await conversationsOf(...posts)).groups).toEqual([]));
});

describe('conversations from run to run', () => {
  it('keep their number as they grow; the smaller stays when two become one', async () => {
    const store = await temporaryStore();
    await arrive(store, [
      ['x', tweet('1', 'ann', 'one')],
      ['x', tweet('2', 'bob', 'two', { inReplyTo: '1' })],
      ['x', tweet('3', 'cat', 'three', { createdAt: '2026-03-01T10:00:00.000Z' })],
      ['x', tweet('4', 'dan', 'four', { inReplyTo: '3', createdAt: '2026-03-01T10:01:00.000Z' })],
    ]);
    expect(await found(store)).toMatchObject({ ids: ['conversation-1', 'conversation-2'] });
    await arrive(store, [['x', tweet('5', 'eve', 'five', { inReplyTo: '4', quotes: '1' })]]);
    expect(await found(store)).toMatchObject({
      ids: ['conversation-1'],
      groups: [['x/1', 'x/2', 'x/3', 'x/4', 'x/5']],
    });
    await store.transaction((tx) => withdrawPosts(tx, 'x', ['5'], '2026-03-03T00:00:00.000Z'));
    await connectPosts(store);
    // What falls apart keeps its number where it began; a number is never given twice.
    expect(await found(store)).toMatchObject({ ids: ['conversation-1', 'conversation-3'] });
  });

  it('change nothing when there is nothing new', async () => {
    const store = await temporaryStore();
    await arrive(store, [
      ['x', tweet('1', 'ann', 'one')],
      ['x', tweet('2', 'bob', 'two', { inReplyTo: '1' })],
    ]);
    const before = await found(store);
    await connectPosts(store);
    expect(await found(store)).toEqual(before);
  });
});

/** A post points at some of the others, in one of the ways in which posts point. */
const point = fc.record({ from: fc.nat(11), to: fc.nat(11), how: fc.constantFrom('reply', 'quote', 'link', 'copy') });
type Point = { from: number; to: number; how: string };

function pointing(n: number, points: readonly Point[]): Sourced {
  const text = `${'ear bus map tea fog sun oak hat pen cup jam kite'.split(' ')[n]} is what number ${n} is about`;
  const post = article(String(n), { title: `Title ${n}`, text, createdAt: `2026-03-01T09:${10 + n}:00.000Z` });
  for (const { to, how } of points.filter(({ from }) => from === n)) {
    if (how === 'reply') post.inReplyTo = `https://blog.example/${to}`;
    else if (how === 'quote') post.quotes = `http://www.blog.example/${to}?utm_source=q`;
    else if (how === 'link') post.links = [...post.links, `https://amp.blog.example/${to}/amp`];
    else Object.assign(post, { url: `https://blog.example/${to}`, title: `Title ${to}` });
  }
  return [`s${n % 3}`, post];
}

it('the order of arrival does not matter', async () => {
  const arrival = fc.shuffledSubarray(
    Array.from({ length: 12 }, (_, n) => n),
    { minLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(point, { maxLength: 10 }), arrival, fc.nat(12), async (points, order, pause) => {
      const posts = Array.from({ length: 12 }, (_, n) => pointing(n, points));
      const inOrder = await temporaryStore();
      await arrive(inOrder, posts);
      const shuffled = await temporaryStore();
      await arrive(
        shuffled,
        order.slice(0, pause).map((n) => posts[n]!),
      );
      await arrive(
        shuffled,
        order.slice(pause).map((n) => posts[n]!),
      );
      const [one, other] = [await found(inOrder), await found(shuffled)];
      expect(other.groups).toEqual(one.groups);
      expect(other.links).toEqual(one.links);
    }),
    { numRuns: 15 },
  );
});

it('looking around what has changed gives what looking at everything gives', async () => {
  const happening = fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: fc.constant('arrival'), post: fc.nat(11), edit: point }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('withdrawal'), post: fc.nat(11), edit: point }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('edit'), post: fc.nat(11), edit: point }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(point, { minLength: 8, maxLength: 14 }),
      fc.array(happening, { minLength: 4, maxLength: 8 }),
      async (points, happenings) => {
        const store = await temporaryStore();
        await arrive(
          store,
          [0, 1, 2, 3, 4, 5, 6, 7].map((n) => pointing(n, points)),
        );
        for (const { what, post: n, edit } of happenings) {
          const [source, post] = pointing(n, what === 'edit' ? [...points, { ...edit, from: n }] : points);
          if (what !== 'withdrawal') await seed(store, source, [what === 'edit' ? { ...post, title: 'Other' } : post]);
          else
            await store.transaction((tx) => withdrawPosts(tx, source, [post.externalId], '2026-03-03T00:00:00.000Z'));
          await clean(store);
          const around = await found(store);
          await store.run('INSERT INTO unlinked (post_id) SELECT id FROM posts');
          await connectPosts(store);
          expect(await found(store)).toEqual(around);
        }
      },
    ),
    { numRuns: 12 },
  );
});
