/** One post is counted once, whatever its source does to its id (D1); edits (D2); deletions (D5). Feeds as bytes, a real store. */
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../src/crawl/feed.js';
import { postOf } from '../../src/crawl/feed-source.js';
import { areAlike } from '../../src/store/likeness.js';
import { registerSource, savePage } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { processorTime } from '../support/clock.js';
import { temporaryStore, tweet } from '../support/project.js';

const AT = '2026-03-02T21:00:00.000Z';
const TEXT = 'The waiting room was full again this morning and nobody could say how long it would take to be seen.';

interface Item {
  guid?: string;
  link?: string;
  title?: string;
  text?: string;
  date?: string | null;
  author?: string;
}

function rss(items: readonly Item[]): string {
  const field = (name: string, value: string | null | undefined) => (value ? `<${name}>${value}</${name}>` : '');
  const entries = items.map(
    ({ guid, link, title = 'Waiting', text = TEXT, date = 'Sun, 01 Mar 2026 09:00:00 GMT', author }) =>
      `<item>${field('guid', guid)}${field('link', link)}${field('title', title)}${field('pubDate', date)}${field('author', author)}${field('description', text)}</item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A blog</title><link>https://blog.example/</link>${entries.join('')}</channel></rss>`;
}

/** Fetches of one feed, one after the other; how many posts there are in the end, and what the last fetch counted. */
async function afterFetches(...fetches: (readonly Item[] | string)[]) {
  const store = await temporaryStore();
  await registerSource(store, 'blog', 'blogs');
  let last = { new: 0, changed: 0, duplicate: 0 };
  for (const fetch of fetches) last = await offer(store, typeof fetch === 'string' ? fetch : rss(fetch));
  const posts = await store.all<{ id: number; external_id: string; title: string; collected_at: string }>(
    'SELECT id, external_id, title, collected_at FROM posts ORDER BY id',
  );
  return { store, posts, last };
}

async function offer(store: Database, feed: string, source = 'blog', at = AT) {
  const { items, withdrawn } = await parseFeed(Buffer.from(feed), {}, 'https://blog.example/feed');
  const posts = items.map((item) => postOf(item, 'blog', 'blog.example')!);
  return savePage(store, source, null, { posts, withdrawn }, at);
}

const numbered = (count: number, make: (n: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `Waiting, day ${index}`,
    text: `${TEXT} It is now day ${'one two three four five six seven eight nine ten'.split(' ')[index % 10]} of this story number ${index}.`,
    ...make(index),
  }));

describe('D1: the same post', () => {
  it.each<[string, Item[], Item[]]>([
    [
      'whose guid turns from http to https',
      [{ guid: 'http://blog.example/?p=1' }],
      [{ guid: 'https://blog.example/?p=1' }],
    ],
    [
      'whose guid turns to https while its words are edited',
      [{ guid: 'http://blog.example/?p=1' }],
      [{ guid: 'https://blog.example/?p=1', text: 'All is well again.' }],
    ],
    [
      'whose guid moves to another host',
      numbered(12, (n) => ({ guid: `http://old.example/?p=${n}` })),
      numbered(12, (n) => ({ guid: `https://new.example/?p=${n}` })),
    ],
    [
      'whose guid is made up anew, at the same address',
      numbered(12, (n) => ({ guid: `urn:a:${n}`, link: `https://blog.example/${n}` })),
      numbered(12, (n) => ({ guid: `urn:b:${n}`, link: `https://blog.example/${n}` })),
    ],
    [
      'without a guid, whose link carries a token that changes with each fetch',
      numbered(12, (n) => ({ link: `https://blog.example/read?id=${n}&amp;v=abc${n}` })),
      numbered(12, (n) => ({ link: `https://blog.example/read?id=${n}&amp;v=xyz${n}` })),
    ],
    [
      'without guid and date, with such a token',
      numbered(5, (n) => ({ link: `https://blog.example/read?v=abc${n}`, date: null })),
      numbered(5, (n) => ({ link: `https://blog.example/read?v=xyz${n}`, date: null })),
    ],
    [
      'with new guid and new address, up to three of them',
      numbered(3, (n) => ({ guid: `urn:a:${n}`, link: `https://blog.example/a/${n}` })),
      numbered(3, (n) => ({ guid: `urn:b:${n}`, link: `https://blog.example/b/${n}` })),
    ],
    [
      'with the same link on every item, whose guids change',
      numbered(3, (n) => ({ guid: `urn:a:${n}`, link: 'https://blog.example/' })),
      numbered(3, (n) => ({ guid: `urn:b:${n}`, link: 'https://blog.example/' })),
    ],
    [
      'whose date moves by a day and one word of a hundred',
      [{ guid: 'urn:a', text: `${TEXT} ${TEXT} ${TEXT} ${TEXT} ${TEXT} A hundred.` }],
      [
        {
          guid: 'urn:b',
          text: `${TEXT} ${TEXT} ${TEXT} ${TEXT} ${TEXT} Hundred.`,
          date: 'Mon, 02 Mar 2026 09:00:00 GMT',
        },
      ],
    ],
  ])('%s is counted once', async (_, before, after) => {
    const { posts, last, store } = await afterFetches(before, after);
    expect(posts).toHaveLength(before.length);
    expect(last.new).toBe(0);
    // From now on the new id is simply known.
    expect(await offer(store, rss(after))).toMatchObject({ new: 0, changed: 0, duplicate: after.length });
  });

  it('under either scheme in one feed is counted once, and a guid given to two things is two posts', async () => {
    const twice = [{ guid: 'http://blog.example/1' }, { guid: 'https://blog.example/1' }];
    expect((await afterFetches(twice)).posts).toHaveLength(1);
    const shared = [
      { guid: 'same', link: 'https://blog.example/1', title: 'One' },
      { guid: 'same', link: 'https://blog.example/2', title: 'Two' },
    ];
    expect((await afterFetches(shared, shared)).posts).toHaveLength(2);
    // When one of the two has scrolled away, the guid of the other is no longer shared.
    expect((await afterFetches(shared, shared.slice(1))).posts).toHaveLength(2);
  });
});

describe('D1: never the same post', () => {
  const seen: Item = { guid: 'urn:a', link: 'https://blog.example/1' };
  it.each<[string, Item]>([
    ['another title at the same link', { title: 'Parking' }],
    [
      'other words at the same link, under the same title',
      { text: 'The car park is closed until Friday, so come by bus or tram.' },
    ],
    ['the same words a week later', { date: 'Sun, 08 Mar 2026 09:00:00 GMT' }],
    ['the same words by somebody else', { author: 'Bob' }],
    ['the same words without a date, elsewhere', { date: null, link: 'https://blog.example/2' }],
  ])('%s', async (_, change) => {
    const first = { ...seen, author: 'Ann' };
    const { posts } = await afterFetches([first], [{ ...first, guid: 'urn:b', ...change }]);
    expect(posts).toHaveLength(2);
  });

  it('few words are the same only at the same moment', async () => {
    const thanks = { guid: 'urn:a', link: 'https://forum.example/t/1', title: 'Re: Aids', text: 'Thank you!' };
    const later = { ...thanks, guid: 'urn:b', date: 'Sun, 01 Mar 2026 10:00:00 GMT' };
    expect((await afterFetches([thanks], [later])).posts).toHaveLength(2);
    expect((await afterFetches([thanks], [{ ...thanks, guid: 'urn:b' }])).posts).toHaveLength(1);
  });

  it('two that are shown side by side', async () => {
    expect((await afterFetches([seen], [seen, { ...seen, guid: 'urn:b' }])).posts).toHaveLength(2);
  });

  it('more than three that are known by their words alone', async () => {
    const { posts } = await afterFetches(
      numbered(10, (n) => ({ guid: `urn:a:${n}` })),
      numbered(10, (n) => ({ guid: `urn:b:${n}` })),
    );
    expect(posts).toHaveLength(17);
  });

  it('tweets: the ids of a platform are believed', async () => {
    const store = await temporaryStore();
    await registerSource(store, 'x', 'tweets');
    const save = (id: string) => savePage(store, 'x', null, { posts: [{ ...tweet(id, 'ann', TEXT), url: null }] }, AT);
    await save('1');
    expect(await save('2')).toMatchObject({ new: 1 });
  });
});

describe('D2: an edit', () => {
  it('is the same post with the date it was first seen, and keeps what it said before', async () => {
    const store = await temporaryStore();
    await registerSource(store, 'blog', 'blogs');
    await offer(store, rss([{ guid: 'a', text: 'First words.' }]));
    const edit = await offer(
      store,
      rss([{ guid: 'a', text: 'Second words.', title: 'New' }]),
      'blog',
      '2026-04-01T00:00:00.000Z',
    );
    expect(edit).toMatchObject({ new: 0, changed: 1 });
    expect(await store.all('SELECT title, text, collected_at FROM posts')).toEqual([
      { title: 'New', text: 'Second words.', collected_at: AT },
    ]);
    expect(await store.all('SELECT version, title, text, replaced_at FROM post_versions')).toEqual([
      { version: 1, title: 'Waiting', text: 'First words.', replaced_at: '2026-04-01T00:00:00.000Z' },
    ]);
  });

  it('keeps the first version and the last nine, however often it is edited', async () => {
    const edits = Array.from({ length: 31 }, (_, n) => [{ guid: 'a', text: `Version ${n}.` }]);
    const { store, posts } = await afterFetches(...edits);
    expect(posts).toHaveLength(1);
    const versions = await store.all<{ version: number; text: string }>(
      'SELECT version, text FROM post_versions ORDER BY version',
    );
    expect(versions.map(({ version }) => version)).toEqual([1, ...Array.from({ length: 9 }, (_, n) => 22 + n)]);
    expect(versions.map(({ text }) => text)).toEqual(versions.map(({ version }) => `Version ${version - 1}.`));
  });
});

describe('D5: absence is not deletion', () => {
  const entry = (id: string, updated = '2026-03-01T09:00:00Z') =>
    `<entry><id>${id}</id><title>Of ${id}</title><updated>${updated}</updated><content>Words of ${id}.</content></entry>`;
  const tombstone = (id: string) =>
    `<at:deleted-entry ref="${id}" when="2026-03-02T10:00:00Z"><at:comment>Sorry</at:comment></at:deleted-entry>`;
  const atom = (...inside: string[]) =>
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>A</title>${inside.join('')}</feed>`;

  it('what scrolls out of the feed is kept', async () => {
    expect((await afterFetches(atom(entry('a'), entry('b')), atom(entry('b')), atom())).posts).toHaveLength(2);
  });

  it('what the feed says was deleted is gone, with all that was made of it, and stays out', async () => {
    const { store, posts, last } = await afterFetches(
      atom(entry('a'), entry('b')),
      atom(tombstone('a'), entry('b')),
      atom(entry('a'), entry('b')),
    );
    expect(posts.map((post) => post.external_id)).toEqual(['b']);
    expect(last).toMatchObject({ new: 0, duplicate: 1, withdrawn: ['a'] });
    expect(await store.all('SELECT post_id FROM post_aliases WHERE post_id NOT IN (SELECT id FROM posts)')).toEqual([]);
  });

  it('under the id it has now, though it is kept under another', async () => {
    const named = (id: string) => atom(entry('x').replace('<id>x<', `<id>${id}<`));
    const { posts } = await afterFetches(
      named('http://blog.example/?p=1'),
      named('https://blog.example/?p=1'),
      atom(tombstone('https://blog.example/?p=1')),
    );
    expect(posts).toEqual([]);
  });

  it('an entry changed since its deletion counts (RFC 6721, 3)', async () => {
    const back = atom(tombstone('a'), entry('a', '2026-03-02T12:00:00Z'));
    expect((await afterFetches(atom(entry('a')), back)).posts).toHaveLength(1);
    const stale = atom(tombstone('a'), entry('a'));
    expect((await afterFetches(stale)).posts).toEqual([]);
  });

  it('only within the source that says so', async () => {
    const { store } = await afterFetches(atom(entry('a')));
    await registerSource(store, 'other', 'blogs');
    await offer(store, atom(tombstone('a')), 'other');
    expect(await store.all('SELECT source FROM posts')).toEqual([{ source: 'blog' }]);
  });

  it('in RSS too', async () => {
    const { posts } = await afterFetches(
      rss([{ guid: 'a' }]),
      `<rss version="2.0" xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel><title>A</title><at:deleted-entry ref="a" when="2026-03-02T10:00:00Z"/></channel></rss>`,
    );
    expect(posts).toEqual([]);
  });
});

describe('likeness of texts', () => {
  const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n}`);
  it.each([
    ['equal', words(10), words(10), true],
    ['both empty', [], [], true],
    ['one word of fifty replaced', words(50), [...words(49), 'x'], true],
    ['one word of forty replaced', words(40), [...words(39), 'x'], false],
    ['the same words in another order', words(50), [...words(50)].reverse(), false],
    ['one word left out in the middle', words(50), words(50).filter((word) => word !== 'w25'), true],
    ['an empty one', words(10), [], false],
  ])('%s', (_, one, other, expected) => expect(areAlike(one, other)).toBe(expected));

  it('is quick to say no to long texts', () => {
    const spent = processorTime();
    expect(
      areAlike(
        words(5_000),
        words(5_000).map((word) => `x${word}`),
      ),
    ).toBe(false);
    expect(spent()).toBeLessThan(4_000);
  });
});
