import { describe, expect, it } from 'vitest';
import { forums } from '../../crawlers/forums.js';
import type { CrawlPage, Cursor } from '../../src/crawl/crawler.js';
import { SourceError } from '../../src/errors.js';
import type { Post } from '../../src/model.js';
import { testEffects } from '../support/project.js';
import { type TestServer, testFetch, testServer } from '../support/server.js';

async function crawl(server: TestServer, paths: string[], cursor: Cursor | null = null) {
  const effects = testEffects();
  const pages: CrawlPage[] = [];
  for await (const page of forums.crawl({
    source: 'a forum',
    options: forums.options.parse({ feeds: paths.map((path) => `${server.origin}${path}`) }),
    cursor,
    fetch: testFetch([server]),
    env: {},
    folder: '.',
    now: effects.now,
    log: effects.log,
  })) {
    pages.push(JSON.parse(JSON.stringify(page)) as CrawlPage);
  }
  return {
    pages,
    posts: pages.flatMap((page) => page.posts),
    refused: pages.flatMap((page) => page.refused ?? []),
    cursor: pages.findLast((page) => page.cursor !== undefined)?.cursor ?? cursor,
  };
}

async function postsOf(body: string): Promise<Post[]> {
  const server = await testServer({ '/feed': { body } });
  return (await crawl(server, ['/feed'])).posts;
}

interface Said {
  topic: number;
  post: number;
  by: string;
  title: string;
  html: string;
}

const phpbbEntry = ({ topic, post, by, title, html }: Said) => `<entry><author><name><![CDATA[${by}]]></name></author>
  <updated>2026-03-02T09:${String(post % 60).padStart(2, '0')}:00Z</updated>
  <id>https://forum.example/viewtopic.php?t=${topic}&amp;p=${post}#p${post}</id>
  <link href="https://forum.example/viewtopic.php?t=${topic}&amp;p=${post}#p${post}"/><category term="Beds"/>
  <title type="html"><![CDATA[${title}]]></title><content type="html"><![CDATA[
  ${html}<p>Statistics: Posted by <a href="https://forum.example/memberlist.php?mode=viewprofile&amp;u=7">${by}</a> — Mon Mar 02, 2026 9:00 am</p><hr />
  ]]></content></entry>`;
const phpbb = (entries: Said[]) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Forum</title><link href="https://forum.example/"/>${entries.map(phpbbEntry).join('')}</feed>`;

describe('phpBB', () => {
  const first = { topic: 5, post: 10, by: 'ann', title: 'Beds', html: 'Too few beds.' };
  const second = { topic: 5, post: 11, by: 'bob', title: 'Re: Beds', html: 'Indeed.' };

  it('posts carry thread, author with profile, and the words without the signature', async () => {
    const posts = await postsOf(phpbb([first]));
    expect(posts).toMatchObject([
      {
        externalId: 'https://forum.example/viewtopic.php?t=5&p=10#p10',
        kind: 'forum',
        platform: 'forum.example',
        html: 'Too few beds.',
        title: 'Beds',
        thread: 'https://forum.example/viewtopic.php?t=5',
        inReplyTo: null,
        hashtags: [],
        author: {
          id: 'ann',
          handle: 'ann',
          name: 'ann',
          url: 'https://forum.example/memberlist.php?mode=viewprofile&u=7',
          kind: 'unknown',
        },
      },
    ]);
  });

  const quote = (name: string) => `<blockquote><div><cite>${name}</cite>Indeed.</div></blockquote>No.`;
  const third = (html: string): Said => ({ topic: 5, post: 12, by: 'cas', title: 'Re: Beds', html });
  it.each([
    ['the first post when nobody is quoted', third('Hm.'), 10],
    ['who is quoted', third(quote('bob wrote:')), 11],
    ['who is quoted in another language', third(quote('bob escribió:')), 11],
    [
      'the post that is linked',
      third(quote('<a href="/u/2">zoe</a> wrote: <a href="/viewtopic.php?p=11#p11">↑</a>')),
      11,
    ],
  ])('a reply answers %s', async (_, said, answered) => {
    const posts = await postsOf(phpbb([said, second, first])); // newest first
    expect(posts.map(({ externalId }) => externalId)).toHaveLength(3);
    expect(posts[0]!.inReplyTo).toBe(`https://forum.example/viewtopic.php?t=5&p=${answered}#p${answered}`);
    expect(posts[0]!.mentions).toEqual([]);
    expect(posts[1]!.inReplyTo).toBe(posts[2]!.externalId);
    expect(posts[2]!.inReplyTo).toBeNull();
  });

  it('whoever is quoted but not in the feed is mentioned, and no reply is made up', async () => {
    const [post] = await postsOf(phpbb([third(quote('zoe wrote:')), second, first]));
    expect(post).toMatchObject({ inReplyTo: null, mentions: ['zoe'] });
  });

  it('a feed that starts in the middle of a topic gives no first post', async () => {
    const posts = await postsOf(phpbb([third('Hm.'), second]));
    expect(posts.map(({ inReplyTo }) => inReplyTo)).toEqual([null, null]);
  });

  it('a short topic feed without Re: shows the first post; a long one may not', async () => {
    const said = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...first, post: 20 + count - i, by: `b${i}` }));
    const short = await postsOf(phpbb(said(3)));
    expect(short.map(({ inReplyTo }) => inReplyTo !== null)).toEqual([true, true, false]);
    const long = await postsOf(phpbb(said(12)));
    expect(long.every(({ inReplyTo }) => inReplyTo === null)).toBe(true);
  });

  it('topics of one board are kept apart', async () => {
    const other = { topic: 6, post: 13, by: 'bob', title: 'Chairs', html: 'Chairs!' };
    const posts = await postsOf(phpbb([other, second, first]));
    expect(posts.map(({ thread }) => thread!.at(-1))).toEqual(['6', '5', '5']);
    expect(posts[0]!.inReplyTo).toBeNull();
  });
});

const discourseItem = (n: number, by: string, html: string) => `<item><title>Beds</title>
  <dc:creator><![CDATA[@${by} ${by.toUpperCase()} Lee]]></dc:creator><description><![CDATA[${html}]]></description>
  <link>https://talk.example/t/beds/9/${n}</link><pubDate>Mon, 02 Mar 2026 09:0${n}:00 +0000</pubDate>
  <guid isPermaLink="false">talk.example-post-9-${n}</guid></item>`;
const discourse = (items: string) =>
  `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Talk</title><link>https://talk.example</link>${items}</channel></rss>`;

it('Discourse: topic, handle, and the post that is quoted by its number', async () => {
  const quote =
    '<aside class="quote no-group" data-username="bob" data-post="2" data-topic="9"><blockquote>x</blockquote></aside>';
  const posts = await postsOf(
    discourse(
      discourseItem(4, 'dee', 'Hello.') +
        discourseItem(3, 'cas', `${quote}<p>No.</p>`) +
        discourseItem(2, 'bob', '<p>Indeed.</p>') +
        discourseItem(
          1,
          'ann',
          '<p>Too few.</p><p><small>3 posts - 2 participants</small></p>\n<p><a href="/t/9">Read full topic</a></p>',
        ),
    ),
  );
  expect(posts.map(({ inReplyTo }) => inReplyTo?.at(-1) ?? null)).toEqual(['1', '2', '1', null]);
  expect(new Set(posts.map(({ thread }) => thread))).toEqual(new Set(['https://talk.example/t/9']));
  expect(posts[3]).toMatchObject({ html: '<p>Too few.</p>', author: { id: 'ann', handle: 'ann', name: 'ANN Lee' } });
});

it('a reply the platform names itself is taken as it is (RFC 4685)', async () => {
  const entry = `<entry xmlns:thr="http://purl.org/syndication/thread/1.0"><id>b</id><title>B</title>
    <link href="https://forum.example/topic/beds/#post-2"/><thr:in-reply-to ref="tag:forum.example:a"/></entry>`;
  const [post] = await postsOf(`<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>${entry}</feed>`);
  expect(post).toMatchObject({ inReplyTo: 'tag:forum.example:a', thread: 'https://forum.example/topic/beds' });
});

describe('several feeds', () => {
  const said = (post: number) => phpbb([{ topic: 5, post, by: 'ann', title: 'Beds', html: 'Hm.' }]);

  it('are remembered each by itself', async () => {
    const server = await testServer({ '/a': { body: said(1), headers: { etag: '"a"' } }, '/b': { body: said(2) } });
    const { cursor, pages } = await crawl(server, ['/a', '/b']);
    expect(pages).toHaveLength(2);
    server.handlers['/b'] = { body: said(3) };
    const second = await crawl(server, ['/a', '/b'], cursor);
    expect(second.posts.map(({ externalId }) => externalId.at(-1))).toEqual(['3']);
    expect(server.requests[2]!.headers['if-none-match']).toBe('"a"');
  });

  it('may fail alone', async () => {
    const server = await testServer({ '/b': { body: said(2) } });
    const { posts, refused, cursor } = await crawl(server, ['/a', '/b']);
    expect(posts).toHaveLength(1);
    expect(refused).toEqual([{ reason: 'feed not read (not-found)', item: `${server.origin}/a` }]);
    server.handlers['/a'] = { body: said(1) };
    expect((await crawl(server, ['/a', '/b'], cursor)).posts).toHaveLength(1);
  });

  it('fail together as a failure of the source', async () => {
    const server = await testServer();
    const effects = testEffects();
    const refused: unknown[] = [];
    const reading = async () => {
      for await (const page of forums.crawl({
        source: 'a forum',
        options: { feeds: [`${server.origin}/a`, `${server.origin}/b`] },
        cursor: null,
        fetch: testFetch([server]),
        env: {},
        folder: '.',
        now: effects.now,
        log: effects.log,
      })) {
        refused.push(...(page.refused ?? []));
      }
    };
    const error = await reading().catch((thrown: unknown) => thrown);
    expect((error as SourceError).slug).toBe('not-found');
    expect(error).toBeInstanceOf(SourceError);
    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(refused).toEqual([]);
  });
});

it.each([
  [{}, /feeds/],
  [{ feeds: [] }, /at least one feed/],
  [{ feeds: ['forum.example'] }, /address of a feed/],
  [{ feeds: ['https://forum.example/feed'], board: 1 }, /board/],
])('options %j are refused with words', (options, words) => {
  expect(forums.options.safeParse(options).error?.message).toMatch(words);
});
