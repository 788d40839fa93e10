/** Finding the feeds of sites, each imitated by a server of its own on loopback. */
import { describe, expect, it } from 'vitest';
import { type Discovery, discoverFeeds, MOST_REQUESTS } from '../../src/crawl/discovery.js';
import { SourceError } from '../../src/errors.js';
import { testEffects } from '../support/project.js';
import { type Handler, type TestServer, testFetch, testServer } from '../support/server.js';
import { alternate, atomFeed, jsonFeed, page, rssFeed } from '../support/sites.js';

const TODAY = '2026-03-02T09:00:00.000Z';
const ARTICLES = rssFeed({ title: 'A blog', items: [['https://site.example/2026/one/', TODAY]] });
const COMMENTS = rssFeed({ title: 'Comments on A blog', items: [['https://site.example/2026/one/#comment-3', TODAY]] });

/** Without what the client asks by itself before it guesses. */
const pagesAsked = (server: TestServer) => server.requests.filter(({ path }) => path !== '/robots.txt');

async function discover(server: TestServer, path = '/'): Promise<Discovery> {
  const { now, log } = testEffects();
  return discoverFeeds(`${server.origin}${path}`, { fetch: testFetch([server]), now, log });
}

const paths = (server: TestServer) => pagesAsked(server).map((request) => request.path);

describe('the address itself', () => {
  it('may be a feed: one request, and what a person wants to know of it', async () => {
    const server = await testServer({
      '/feed': rssFeed({
        title: 'Voices of the ward',
        site: 'https://ward.example/',
        items: [
          ['https://ward.example/old', '2025-01-01T10:00:00.000Z'],
          ['https://ward.example/new', TODAY],
        ],
      }),
    });
    const found = await discover(server, '/feed');
    expect(found).toMatchObject({ requests: 1, title: null, software: null, failed: [] });
    expect(found.feeds).toMatchObject([
      {
        ...{ url: `${server.origin}/feed`, title: 'Voices of the ward', site: 'https://ward.example/', format: 'rss' },
        ...{ items: 2, newest: TODAY, talk: 'articles', crawler: 'blogs', warnings: [] },
      },
    ]);
    expect(paths(server)).toEqual(['/feed']);
  });

  it.each([
    ['404', { status: 404 }, 'not-found'],
    ['403: a refusal is not evaded by guessing', { status: 403 }, 'forbidden'],
    ['429', { status: 429 }, 'rate-limited'],
    ['500', { status: 500 }, 'server-error'],
  ] as [string, Handler, string][])('that answers %s is asked once', async (_name, handler, slug) => {
    const server = await testServer({ '*': handler });
    await expect(discover(server)).rejects.toMatchObject({ slug });
    expect(pagesAsked(server)).toHaveLength(1);
  });
});

describe('autodiscovery', () => {
  it('reads RSS, Atom and JSON Feed links, relative ones against <base>, and guesses nothing', async () => {
    const server = await testServer({
      '/blog/': page(
        'A site',
        `<base href="/elsewhere/"><base href="/never/">${alternate('posts.xml')}
         <LINK REL="Alternate home" TYPE="application/atom+xml; charset=utf-8" HREF="/atom&amp;1">
         ${alternate('//HOST/json', 'application/feed+json')}
         ${alternate('/oembed?format=json', 'application/json+oembed')}
         ${alternate('/wp-json/', 'application/json')}
         ${alternate('/de/', 'text/html')}
         ${alternate('javascript:alert(1)')}`,
      ),
    });
    const html = (server.handlers['/blog/'] as { body: string }).body.replace('HOST', server.host);
    Object.assign(server.handlers, {
      '/blog/': { headers: { 'content-type': 'text/html' }, body: html },
      '/elsewhere/posts.xml': rssFeed({ title: 'Posts', items: [['https://site.example/1', TODAY]] }),
      '/atom&1': atomFeed({ title: 'News', items: [['https://site.example/2', TODAY]] }),
      '/json': jsonFeed({ title: 'Notes', items: [['https://site.example/3', TODAY]] }),
    });
    const found = await discover(server, '/blog/');
    expect(found.title).toBe('A site');
    expect(found.feeds.map(({ title, format }) => [title, format])).toEqual([
      ['Posts', 'rss'],
      ['News', 'atom'],
      ['Notes', 'json'],
    ]);
    expect(paths(server)).toEqual(['/blog/', '/elsewhere/posts.xml', '/atom&1', '/json']);
  });

  it('shows one feed once, whatever formats and addresses it comes in, and comments after articles', async () => {
    const items = [['https://site.example/1', TODAY]] as const;
    const server = await testServer({
      '/': page(
        'A blog',
        alternate('/comments/feed/') +
          alternate('/feed/') +
          alternate('/feed/atom/', 'application/atom+xml') +
          alternate('/again'),
      ),
      '/comments/feed/': COMMENTS,
      '/feed/': rssFeed({ title: 'A blog', items }),
      '/feed/atom/': atomFeed({ title: 'A blog', items }),
      '/again': { status: 302, headers: { location: '/feed/' } },
    });
    const found = await discover(server);
    expect(found.feeds.map(({ url, talk }) => [url, talk])).toEqual([
      [`${server.origin}/feed/`, 'articles'],
      [`${server.origin}/comments/feed/`, 'comments'],
    ]);
  });

  it('F1: a link to a private address is refused before anything is sent there, and named', async () => {
    const canary = await testServer({ '*': ARTICLES });
    const server = await testServer({
      '/': page(
        'Hostile',
        alternate(`${canary.origin}/feed`) +
          alternate('http://169.254.169.254/latest/meta-data/') +
          alternate('http://[::ffff:127.0.0.1]/feed') +
          alternate('http://localtest.example/feed') +
          alternate('/redirects'),
      ),
      '/redirects': { status: 302, headers: { location: `${canary.origin}/feed` } },
    });
    const { now, log } = testEffects();
    const effects = { ...testEffects(), resolve: async () => ['127.0.0.1'] };
    const found = await discoverFeeds(`${server.origin}/`, { fetch: testFetch([server], {}, effects), now, log });
    expect(found.feeds).toEqual([]);
    expect(found.failed.map(({ slug }) => slug)).toEqual(Array(5).fill('refused-address'));
    expect(canary.connections()).toBe(0);
  });

  it('a page that names hundreds of feeds, and one of many megabytes, cost few requests', async () => {
    const many = Array.from({ length: 300 }, (_, index) => alternate(`/tag/${index}`)).join('');
    const server = await testServer({
      '/': page('Many', many, `<p>${'x'.repeat(3_000_000)}</p><a href="/rss">late</a>`),
      '*': { status: 404 },
    });
    const found = await discover(server);
    expect(found.feeds).toEqual([]);
    expect(pagesAsked(server).length).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(found.requests).toBe(pagesAsked(server).length);
  });

  it('what is named and fails is told, the rest is found', async () => {
    const server = await testServer({
      '/': page('A blog', alternate('/gone') + alternate('/page') + alternate('/feed')),
      '/gone': { status: 410 },
      '/page': page('No feed'),
      '/feed': ARTICLES,
    });
    const found = await discover(server);
    expect(found.feeds).toHaveLength(1);
    expect(found.failed.map(({ url, slug }) => [url, slug])).toEqual([
      [`${server.origin}/gone`, 'gone'],
      [`${server.origin}/page`, 'not-a-feed'],
    ]);
  });
});

describe('where a page names no feed', () => {
  it('guesses nothing that robots.txt keeps back (C18)', async () => {
    const robots = { body: 'User-agent: *\nDisallow: /feed\nDisallow: /rss' };
    const server = await testServer({ '/': page('Blog'), '/robots.txt': robots, '/feed': ARTICLES });
    const found = await discover(server);
    expect(found.feeds).toEqual([]);
    expect(server.requests.map(({ path }) => path).filter((path) => /^\/(feed|rss)/.test(path))).toEqual([]);
  });

  it('a link of its text is tried, on its own host only', async () => {
    const server = await testServer({
      '/': page(
        'A site',
        '',
        '<a href="https://elsewhere.example/feed">x</a> <a href="/about">a</a> <a href="news/rss.xml">RSS</a>',
      ),
      '/news/rss.xml': ARTICLES,
    });
    expect((await discover(server)).feeds).toHaveLength(1);
    expect(paths(server)).toEqual(['/', '/news/rss.xml']);
  });

  it.each([
    'feed',
    'rss.xml',
    'atom.xml',
    'index.xml',
    'feed.xml',
    'rss',
    'feed.json',
    'feeds/posts/default',
    'feed/',
    'rss/',
  ])('/%s is found, and the guessing stops there', async (path) => {
    const server = await testServer({ '/about.html': page('Plain'), [`/${path}`]: ARTICLES });
    const found = await discover(server, '/about.html');
    expect(found.feeds.map(({ url }) => url)).toEqual([`${server.origin}/${path}`]);
    expect(paths(server).at(-1)).toBe(`/${path}`);
    expect(pagesAsked(server).length).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it('a blog in a folder is looked for there first', async () => {
    const server = await testServer({ '/blog': page('Blog'), '/blog/feed': ARTICLES, '/feed': COMMENTS });
    expect((await discover(server, '/blog')).feeds.map(({ url }) => url)).toEqual([`${server.origin}/blog/feed`]);
    expect(paths(server)).toEqual(['/blog', '/blog/feed']);
  });

  it('nothing at all is told after few requests; pages instead of feeds are no feeds', async () => {
    const server = await testServer({ '*': page('The same page everywhere') });
    const found = await discover(server, '/deep/down/');
    expect(found).toMatchObject({ feeds: [], failed: [], title: 'The same page everywhere' });
    expect(pagesAsked(server).length).toBe(found.requests);
    expect(found.requests).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it.each([
    [429, 'rate-limited'],
    [503, 'server-error'],
    [403, 'forbidden'],
  ])('a site that begins to answer %s is asked no more', async (status, slug) => {
    const server = await testServer({ '/': page('Plain'), '*': { status } });
    await expect(discover(server)).rejects.toMatchObject({ slug });
    // The page, and either robots.txt or the first guess.
    expect(pagesAsked(server).length).toBeLessThanOrEqual(2);
  });
});

const TOPIC = { discourse: '/t/late-buses/12', xenforo: '/threads/late-buses.12/', phpbb: '/viewtopic.php?t=1&p=2#p2' };
const forumFeed = (address: string) =>
  rssFeed({ title: 'All posts', items: [[`https://site.example${address}`, TODAY]] });

describe('forums, recognised from their pages', () => {
  it.each([
    [
      'Discourse',
      '/',
      page('F', '<meta name="generator" content="Discourse 3.4.0 - https://github.com/discourse/discourse">'),
      '/posts.rss',
      TOPIC.discourse,
    ],
    [
      'phpBB',
      '/board/viewforum.php?f=2',
      page('F', '', '<body id="phpbb" class="nojs">words</body>'),
      '/board/app.php/feed',
      TOPIC.phpbb,
    ],
    [
      'bbPress',
      '/forums/',
      page('F', '<link href="/wp-content/a.css">', '<body class="forum-archive bbpress no-js">w</body>'),
      '/forums/feed/',
      '/forums/topic/late/#post-4',
    ],
    [
      'vBulletin',
      '/vb/index.php',
      page('F', '<meta name="generator" content="vBulletin 4.2.5">'),
      '/vb/external.php?type=RSS2',
      '/vb/showthread.php?t=3',
    ],
    [
      'MyBB',
      '/mb/',
      page('F', '', 'Powered By <a href="https://mybb.com" target="_blank">MyBB</a>'),
      '/mb/syndication.php',
      '/mb/showthread.php?tid=3',
    ],
    [
      'Vanilla',
      '/',
      page('F', '', 'Powered by <a href="https://vanilla.example">Vanilla</a>'),
      '/discussions/feed.rss',
      '/discussion/5/late',
    ],
    ['XenForo', '/', page('F', '', 'w', 'id="XF" lang="en"'), '/forums/-/index.rss', TOPIC.xenforo],
  ] as const)('%s', async (software, path, html, feed, topic) => {
    const server = await testServer({ [path]: html, [feed]: forumFeed(topic) });
    const found = await discover(server, path);
    expect(found.software).toBe(software);
    expect(found.feeds).toMatchObject([{ url: server.origin + feed, talk: 'forum posts', crawler: 'forums' }]);
    expect(paths(server)).toEqual([path, feed]);
  });

  it('a forum whose page names a feed of topics: that of all posts, answers too, comes first', async () => {
    const server = await testServer({
      '/': page('F', `<meta name="generator" content="Discourse 3">${alternate('/latest.rss')}`),
      '/latest.rss': rssFeed({ title: 'Latest topics', items: [[`https://site.example${TOPIC.discourse}`, TODAY]] }),
      '/posts.rss': rssFeed({ title: 'Latest posts', items: [[`https://site.example${TOPIC.discourse}/3`, TODAY]] }),
    });
    expect((await discover(server)).feeds.map(({ title, crawler }) => [title, crawler])).toEqual([
      ['Latest posts', 'forums'],
      ['Latest topics', 'forums'],
    ]);
  });

  it('a feed given by itself is told from a blog by where its posts are', async () => {
    for (const [address, crawler] of [
      [`https://f.example${TOPIC.phpbb}`, 'forums'],
      [`https://f.example${TOPIC.xenforo}`, 'forums'],
      ['https://b.example/2026/03/buses/', 'blogs'],
    ] as const) {
      const server = await testServer({ '/x': rssFeed({ title: 'X', items: [[address, TODAY]] }) });
      expect((await discover(server, '/x')).feeds[0]!.crawler).toBe(crawler);
    }
  });
});

describe('blogs, recognised from their pages', () => {
  it.each([
    ['Blogger', '<meta content="blogger" name="generator"/>', '/feeds/posts/default'],
    ['Ghost', '<meta name="generator" content="Ghost 5.80">', '/rss/'],
    ['Tumblr', '<link rel="stylesheet" href="https://assets.tumblr.com/x.css">', '/rss'],
    ['Substack', '<script src="https://substackcdn.com/bundle.js"></script>', '/feed'],
    ['WordPress', '<link rel="stylesheet" href="/wp-content/themes/a/style.css">', '/feed/'],
  ])('%s', async (software, head, feed) => {
    const server = await testServer({ '/': page('B', head), [feed]: ARTICLES });
    const found = await discover(server);
    expect([found.software, found.feeds.map(({ url }) => url)]).toEqual([software, [server.origin + feed]]);
    expect(paths(server)).toEqual(['/', feed]);
  });

  it('WordPress: the feed of all comments is offered too', async () => {
    const server = await testServer({
      '/': page('B', `<meta name="generator" content="WordPress 6.7">${alternate('/feed/')}`),
      '/feed/': ARTICLES,
      '/comments/feed/': COMMENTS,
    });
    expect((await discover(server)).feeds.map(({ talk }) => talk)).toEqual(['articles', 'comments']);
  });
});

describe('what a person is warned of', () => {
  const warnings = async (handler: Handler) => {
    const server = await testServer({ '/feed': handler });
    return (await discover(server, '/feed')).feeds[0]!.warnings;
  };
  const dated = (...dates: (string | null)[]) =>
    rssFeed({ title: 'X', items: dates.map((at, index) => [`https://site.example/${index}`, at]) });

  it('nothing, old, empty, undated, dated in the future, broken', async () => {
    expect(await warnings(dated(TODAY))).toEqual([]);
    expect(await warnings(dated('2025-10-01T00:00:00.000Z'))).toEqual([]);
    expect(await warnings(dated('2025-08-01T00:00:00.000Z'))).toEqual(['the newest post is 7 months old']);
    expect(await warnings(dated('2025-02-01T00:00:00.000Z'))).toEqual(['the newest post is over a year old']);
    expect(await warnings(dated('2022-12-01T00:00:00.000Z'))).toEqual(['the newest post is 3 years old']);
    expect(await warnings(dated())).toEqual(['it is empty']);
    expect(await warnings(dated(null, null))).toEqual(['its posts carry no date']);
    expect(await warnings(dated('2031-01-01T00:00:00.000Z', TODAY))).toEqual(['it has posts dated in the future']);
    const server = await testServer({
      '/moved': { status: 301, headers: { location: '/feed' } },
      '/feed': dated(TODAY),
    });
    const [moved] = (await discover(server, '/moved')).feeds;
    expect(moved).toMatchObject({ url: `${server.origin}/moved`, answeredBy: `${server.origin}/feed` });
    expect(moved!.warnings).toEqual([`it is redirected to ${server.origin}/feed`]);
  });

  it('validators are those the server offers', async () => {
    const server = await testServer({
      '/both': rssFeed({ title: 'X', items: [] }, { etag: '"1"', 'last-modified': 'Mon, 02 Mar 2026 09:00:00 GMT' }),
      '/none': rssFeed({ title: 'X', items: [] }),
    });
    expect((await discover(server, '/both')).feeds[0]!.validators).toEqual(['ETag', 'Last-Modified']);
    expect((await discover(server, '/none')).feeds[0]!.validators).toEqual([]);
  });
});

it('a fault of this program is not taken for one of the site', async () => {
  const { now, log } = testEffects();
  const fetch = async () => Promise.reject(new TypeError('a bug'));
  await expect(discoverFeeds('https://site.example/', { fetch, now, log })).rejects.toThrow(TypeError);
  await expect(discoverFeeds('https://site.example/', { fetch, now, log })).rejects.not.toThrow(SourceError);
});
