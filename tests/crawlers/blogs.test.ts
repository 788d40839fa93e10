import { describe, expect, it } from 'vitest';
import { blogs } from '../../crawlers/blogs.js';
import type { CrawlPage, Cursor } from '../../src/crawl/crawler.js';
import { SourceError } from '../../src/errors.js';
import { TEST_NOW, testEffects } from '../support/project.js';
import { type TestServer, testFetch, testServer } from '../support/server.js';

const DAY = 86_400_000;

async function crawl(server: TestServer, options: object, cursor: Cursor | null = null, now = TEST_NOW) {
  const effects = testEffects(now);
  const pages: CrawlPage[] = [];
  server.handlers['/robots.txt'] ??= { status: 404 };
  for await (const page of blogs.crawl({
    source: 'a blog',
    options: blogs.options.parse(options),
    cursor,
    fetch: testFetch([server]),
    env: {},
    folder: '.',
    now: effects.now,
    log: effects.log,
  })) {
    // A cursor is kept as JSON: what does not survive that would be lost.
    pages.push(JSON.parse(JSON.stringify(page)) as CrawlPage);
  }
  return {
    pages,
    posts: pages.flatMap((page) => page.posts),
    refused: pages.flatMap((page) => page.refused ?? []),
    cursor: pages.findLast((page) => page.cursor !== undefined)?.cursor ?? cursor,
    /** Without that of robots.txt, which tests of their own are about. */
    paths: server.requests
      .splice(0)
      .map(({ path }) => path)
      .filter((path) => path !== '/robots.txt'),
  };
}

interface Article {
  name: string;
  comments?: number;
}

const article = (origin: string, { name, comments }: Article) => `<item><title>${name}</title>
  <link>https://blog.example/${name}/</link><guid>https://blog.example/?p=${name}</guid>
  <dc:creator>Ann Lee</dc:creator><pubDate>Mon, 02 Mar 2026 09:30:00 GMT</pubDate>
  <category>Health Care</category><description><![CDATA[<p>About ${name}.</p>]]></description>
  ${comments === undefined ? '' : `<wfw:commentRss>${origin}/${name}/feed/</wfw:commentRss><slash:comments>${comments}</slash:comments>`}</item>`;

const feed = (items: string) => `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blog</title>
  <link>https://www.blog.example/</link><language>en-GB</language>${items}</channel></rss>`;

const comment = (page: string, id: number, more = '') => `<item><title>By: Bob</title>
  <link>https://blog.example/${page}/#comment-${id}</link><guid>https://blog.example/?p=${page}#comment-${id}</guid>
  <dc:creator>Bob</dc:creator><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>
  <content:encoded><![CDATA[${more}<p>Well said, ${id}.</p>]]></content:encoded></item>`;

/** A step that only tells how long the site wants to be left alone. */
const NOTHING_TO_SAVE = { posts: [], restMs: 0 };

const articles = (server: TestServer, list: Article[]) => ({
  body: feed(list.map((one) => article(server.origin, one)).join('')),
});

describe('articles', () => {
  it('become posts of the site, wherever the feed was fetched from', async () => {
    const server = await testServer();
    server.handlers['/feed'] = articles(server, [{ name: 'beds' }]);
    const { posts, pages } = await crawl(server, { feed: `${server.origin}/feed` });
    expect(pages).toHaveLength(1);
    expect(posts).toEqual([
      {
        externalId: 'https://blog.example/?p=beds',
        kind: 'blog',
        platform: 'blog.example',
        title: 'beds',
        html: '<p>About beds.</p>',
        text: null,
        createdAt: '2026-03-02T09:30:00.000Z',
        author: { id: 'Ann Lee', handle: null, name: 'Ann Lee', url: null, kind: 'unknown' },
        place: null,
        url: 'https://blog.example/beds/',
        lang: 'en-GB',
        area: null,
        inReplyTo: null,
        quotes: null,
        reposts: null,
        thread: 'https://blog.example/beds/',
        mentions: [],
        hashtags: ['HealthCare'],
        links: [],
      },
    ]);
  });

  it('without a word are counted, not kept', async () => {
    const server = await testServer({ '/feed': { body: feed('<item><guid>silent</guid></item>') } });
    const { posts, refused } = await crawl(server, { feed: `${server.origin}/feed` });
    expect(posts).toEqual([]);
    expect(refused).toEqual([{ reason: 'no text', item: 'silent' }]);
  });
});

describe('what was read before', () => {
  it('C1: is asked for with the validators of the server, to the byte', async () => {
    const validators = { etag: 'W/"odd, \\"one\\""', 'last-modified': 'Mon,  02 Mar 26 09:30 GMT' };
    const server = await testServer();
    server.handlers['/feed'] = (seen) =>
      seen.headers['if-none-match'] === validators.etag
        ? { status: 304 }
        : { ...articles(server, [{ name: 'beds' }]), headers: validators };
    const options = { feed: `${server.origin}/feed` };
    const { cursor, posts } = await crawl(server, options);
    expect(posts).toHaveLength(1);
    const second = await crawl(server, options, cursor);
    expect(second.paths).toEqual(['/feed']);
    expect(second.pages).toEqual([NOTHING_TO_SAVE]);
  });

  it('sends both validators, and none to another address', async () => {
    const server = await testServer();
    const headers = { etag: '"1"', 'last-modified': 'Mon, 02 Mar 2026 09:30:00 GMT' };
    const asked: Record<string, unknown>[] = [];
    server.handlers['*'] = (seen) => {
      asked.push(seen.headers);
      return { ...articles(server, [{ name: seen.path.slice(1) }]), headers };
    };
    const { cursor } = await crawl(server, { feed: `${server.origin}/a` });
    await crawl(server, { feed: `${server.origin}/a` }, cursor);
    await crawl(server, { feed: `${server.origin}/b` }, cursor);
    expect(asked[1]).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': headers['last-modified'] });
    expect(asked[2]).not.toHaveProperty('if-none-match');
    expect(asked[2]).not.toHaveProperty('if-modified-since');
  });

  it('C3: brings nothing to save when a server without validators sends the same bytes', async () => {
    const server = await testServer();
    server.handlers['/feed'] = articles(server, [{ name: 'beds' }]);
    const options = { feed: `${server.origin}/feed` };
    const { cursor } = await crawl(server, options);
    expect((await crawl(server, options, cursor)).pages).toEqual([NOTHING_TO_SAVE]);
    server.handlers['/feed'] = articles(server, [{ name: 'chairs' }, { name: 'beds' }]);
    expect((await crawl(server, options, cursor)).posts).toHaveLength(2);
  });

  it('a cursor of another shape counts as none', async () => {
    const server = await testServer();
    server.handlers['/feed'] = articles(server, [{ name: 'beds' }]);
    expect((await crawl(server, { feed: `${server.origin}/feed` }, { since: 7 })).posts).toHaveLength(1);
  });
});

describe('comments', () => {
  it('of new articles are read and hang on their article', async () => {
    const server = await testServer({ '/beds/feed/': { body: feed(comment('beds', 1) + comment('beds', 2)) } });
    server.handlers['/feed'] = articles(server, [
      { name: 'beds', comments: 2 },
      { name: 'quiet', comments: 0 },
    ]);
    const { posts, paths, pages } = await crawl(server, { feed: `${server.origin}/feed` });
    expect(paths).toEqual(['/feed', '/beds/feed/']);
    expect(posts.slice(2)).toMatchObject([
      {
        externalId: 'https://blog.example/?p=beds#comment-1',
        kind: 'comment',
        title: null,
        html: '<p>Well said, 1.</p>',
        inReplyTo: 'https://blog.example/?p=beds',
        thread: 'https://blog.example/beds/',
        platform: 'blog.example',
        author: { id: 'Bob', name: 'Bob', handle: null },
      },
      { externalId: 'https://blog.example/?p=beds#comment-2' },
    ]);
    // The validators of the feed are not saved before the comments it leads to.
    const feeds = (page: CrawlPage) => Object.keys((page.cursor?.feeds ?? {}) as object);
    expect(pages.map((page) => feeds(page).includes(`${server.origin}/feed`))).toEqual([false, false, true]);
  });

  it('that answer other comments hang on those', async () => {
    const answer = '<p>In reply to <a href="https://blog.example/beds/#comment-1">Bob</a>.</p>';
    const server = await testServer({ '/beds/feed/': { body: feed(comment('beds', 2, answer)) } });
    server.handlers['/feed'] = articles(server, [{ name: 'beds', comments: 2 }]);
    const { posts, refused } = await crawl(server, { feed: `${server.origin}/feed` });
    expect(posts[1]).toMatchObject({
      inReplyTo: 'https://blog.example/beds/#comment-1',
      html: '<p>Well said, 2.</p>',
      thread: 'https://blog.example/beds/',
    });
    expect(refused).toEqual([
      { reason: 'older comments not in the comment feed', item: '1 of https://blog.example/?p=beds' },
    ]);
  });

  it('are read again only where their number has changed', async () => {
    const server = await testServer({ '*': (seen) => ({ body: feed(comment(seen.path.split('/')[1]!, 1)) }) });
    server.handlers['/feed'] = articles(server, [
      { name: 'a', comments: 1 },
      { name: 'b', comments: 1 },
    ]);
    const options = { feed: `${server.origin}/feed` };
    const { cursor } = await crawl(server, options);
    server.handlers['/feed'] = articles(server, [
      { name: 'c', comments: 1 },
      { name: 'b', comments: 2 },
    ]);
    const second = await crawl(server, options, cursor);
    expect(second.paths).toEqual(['/feed', '/c/feed/', '/b/feed/']);
    // What the feed no longer lists is forgotten.
    const remembered = Object.keys(second.cursor!.comments as object).sort();
    expect(remembered).toEqual([`${server.origin}/b/feed/`, `${server.origin}/c/feed/`]);
  });

  it('C2: of recent articles are heard although the feed of articles says that nothing has changed', async () => {
    const server = await testServer();
    const bodies: Record<string, string> = { quiet: feed(''), beds: feed(comment('beds', 1)) };
    for (const name of Object.keys(bodies)) {
      server.handlers[`/${name}/feed/`] = (seen) => {
        const etag = `"${bodies[name]!.length}"`;
        return seen.headers['if-none-match'] === etag ? { status: 304 } : { body: bodies[name]!, headers: { etag } };
      };
    }
    const listed = articles(server, [
      { name: 'beds', comments: 1 },
      { name: 'quiet', comments: 0 },
    ]);
    server.handlers['/feed'] = (seen) =>
      seen.headers['if-none-match'] === '"1"' ? { status: 304 } : { ...listed, headers: { etag: '"1"' } };
    const options = { feed: `${server.origin}/feed` };
    const first = await crawl(server, options);
    expect(first.paths).toEqual(['/feed', '/beds/feed/']);

    const second = await crawl(server, options, first.cursor);
    expect(second.paths).toEqual(['/feed', '/beds/feed/', '/quiet/feed/']);
    expect(second.posts).toEqual([]);

    bodies.quiet = feed(comment('quiet', 7));
    const third = await crawl(server, options, second.cursor);
    expect(third.posts).toMatchObject([
      { kind: 'comment', thread: 'https://blog.example/quiet/', inReplyTo: 'https://blog.example/?p=quiet' },
    ]);
    expect(third.posts[0]).toMatchObject({ platform: 'blog.example' });
    const fourth = await crawl(server, options, third.cursor);
    expect(fourth.paths).toEqual(['/feed', '/beds/feed/', '/quiet/feed/']);
    expect(fourth.pages).toEqual([NOTHING_TO_SAVE]);
    // Nobody writes below what is older than a month.
    expect((await crawl(server, options, fourth.cursor, TEST_NOW + 40 * DAY)).paths).toEqual(['/feed']);
  });

  it('are not read when that is not wanted', async () => {
    const server = await testServer();
    server.handlers['/feed'] = articles(server, [{ name: 'beds', comments: 2 }]);
    const { paths } = await crawl(server, { feed: `${server.origin}/feed`, comments: false });
    expect(paths).toEqual(['/feed']);
  });

  it('whose feed fails are counted, and the rest is kept', async () => {
    const server = await testServer({
      '/gone/feed/': { status: 410 },
      '/page/feed/': { body: '<html><body>Log in</body></html>' },
      '/beds/feed/': { body: feed(comment('beds', 1)) },
    });
    const names = ['gone', 'page', 'beds'];
    server.handlers['/feed'] = articles(
      server,
      names.map((name) => ({ name, comments: 1 })),
    );
    const options = { feed: `${server.origin}/feed` };
    const { posts, refused, cursor } = await crawl(server, options);
    expect(posts).toHaveLength(4);
    expect(refused).toEqual([
      { reason: 'feed not read (gone)', item: `${server.origin}/gone/feed/` },
      { reason: 'feed not read (not-a-feed)', item: `${server.origin}/page/feed/` },
    ]);
    // Nobody asks again for what is gone.
    expect((await crawl(server, options, cursor)).paths).toEqual(['/feed', '/beds/feed/']);
  });

  it('C18: are left alone where robots.txt forbids them, and the feed that was asked for is not', async () => {
    const server = await testServer({ '/robots.txt': { body: 'User-agent: *\nDisallow: /feed\nDisallow: /beds/' } });
    server.handlers['/chairs/feed/'] = { body: feed(comment('chairs', 1)) };
    server.handlers['/feed'] = articles(
      server,
      ['beds', 'chairs'].map((name) => ({ name, comments: 1 })),
    );
    const { paths, refused, posts } = await crawl(server, { feed: `${server.origin}/feed` });
    expect(paths).toEqual(['/feed', '/chairs/feed/']);
    expect(posts).toHaveLength(3);
    expect(refused).toEqual([{ reason: 'feed not read (robots-refused)', item: `${server.origin}/beds/feed/` }]);
  });

  it('that could not be had for now are asked for next time, although the feed is unchanged', async () => {
    const server = await testServer({ '/beds/feed/': { status: 500 } });
    server.handlers['/feed'] = articles(server, [{ name: 'beds', comments: 1 }]);
    const options = { feed: `${server.origin}/feed` };
    const { cursor, refused } = await crawl(server, options);
    expect(refused).toHaveLength(1);
    server.handlers['/beds/feed/'] = { body: feed(comment('beds', 1)) };
    const second = await crawl(server, options, cursor);
    expect(second.paths).toEqual(['/feed', '/beds/feed/']);
    expect(second.posts.some(({ kind }) => kind === 'comment')).toBe(true);
  });

  it('stop being asked for when the site asks to wait', async () => {
    const server = await testServer({ '*': { status: 429 } });
    server.handlers['/feed'] = articles(
      server,
      ['a', 'b', 'c'].map((name) => ({ name, comments: 1 })),
    );
    const options = { feed: `${server.origin}/feed` };
    const { paths, cursor } = await crawl(server, options);
    expect(paths).toEqual(['/feed', '/a/feed/']);
    server.handlers['*'] = (seen) => ({ body: feed(comment(seen.path.split('/')[1]!, 1)) });
    expect((await crawl(server, options, cursor)).paths).toEqual(['/feed', '/a/feed/', '/b/feed/', '/c/feed/']);
  });

  it('of many articles are spread over several crawls, none forgotten', async () => {
    const server = await testServer({ '*': (seen) => ({ body: feed(comment(seen.path.split('/')[1]!, 1)) }) });
    const names = Array.from({ length: 45 }, (_, i) => `n${i}`);
    server.handlers['/feed'] = articles(
      server,
      names.map((name) => ({ name, comments: 1 })),
    );
    const options = { feed: `${server.origin}/feed` };
    let cursor: Cursor | null = null;
    const asked: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const found = await crawl(server, options, cursor);
      cursor = found.cursor;
      asked.push(...found.paths.filter((path) => path !== '/feed'));
    }
    expect(asked).toEqual(names.map((name) => `/${name}/feed/`));
  });

  it('of a whole site have a feed of their own that is a source like any other', async () => {
    const server = await testServer({ '/comments/feed/': { body: feed(comment('beds', 1)) } });
    const { posts } = await crawl(server, { feed: `${server.origin}/comments/feed/` });
    expect(posts).toMatchObject([
      { kind: 'comment', title: null, inReplyTo: 'https://blog.example/beds/', thread: 'https://blog.example/beds/' },
    ]);
  });
});

describe('failures', () => {
  it.each([
    [{ status: 404 }, 'not-found'],
    [{ status: 429 }, 'rate-limited'],
    [{ body: '<html><body>hello</body></html>' }, 'not-a-feed'],
  ])('%j ends the crawl as %s', async (reply, slug) => {
    const server = await testServer({ '/feed': reply });
    const error = await crawl(server, { feed: `${server.origin}/feed?key=SECRET` }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect((error as SourceError).slug).toBe(slug);
    expect((error as SourceError).message).toContain(`${server.origin}/feed`);
    expect((error as SourceError).message).not.toContain('SECRET');
  });

  it.each([
    [{}, /address of a feed/],
    [{ feed: 'blog.example' }, /address of a feed/],
    [{ feed: 'file:///etc/passwd' }, /address of a feed/],
    [{ feed: 'https://blog.example/feed', colour: 'red' }, /colour/],
    [{ feed: 'https://blog.example/feed', comments: 'yes' }, /boolean/],
  ])('options %j are refused with words', (options, words) => {
    expect(blogs.options.safeParse(options).error?.message).toMatch(words);
  });
});
