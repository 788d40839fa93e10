import { describe, expect, it, onTestFinished } from 'vitest';
import type { SourceConfig } from '../../src/config.js';
import { createExtractor } from '../../src/crawl/article/extractor.js';
import { type ArticleLimits, dueArticles, fetchArticle, fetchArticles } from '../../src/crawl/articles.js';
import { emptyPost, type Post } from '../../src/model.js';
import { savePage } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { processAll, STOPWORDS } from '../pipeline/drafts.js';
import { seed, TEST_NOW, temporaryStore, testEffects } from '../support/project.js';
import { type Handler, type TestServer, testFetch, testServer } from '../support/server.js';

const SENTENCE = 'Nobody had told the ward that the beds were to close, and so the nurses wrote to the paper. ';
const SUMMARY = 'Nobody had told the ward that the beds were to close […]';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const AT = new Date(TEST_NOW).toISOString();
const LIMITS: ArticleLimits = { days: 14, most: 50, tries: 3 };

const pageOf = (more = '') =>
  `<!DOCTYPE html><title>The beds</title><nav class="menu"><a href="/">Home</a></nav><article><h1>The beds</h1>
  <p>${SENTENCE.repeat(4)}</p><p>${SENTENCE.repeat(4)} <a href="/paper">The paper</a> printed it. ${more}</p></article>
  <div id="comments"><p>${'Well said, somebody had to say it. '.repeat(9)}</p></div>`;
const page: Handler = { headers: HTML, body: pageOf() };

function post(server: TestServer, name: string, more: Partial<Post> = {}): Post {
  return {
    ...emptyPost(name, 'blog', 'blog.example'),
    ...{
      title: 'The beds',
      html: `<p>${SUMMARY}</p>`,
      url: `${server.origin}/${name}`,
      createdAt: '2026-03-01T09:00:00.000Z',
    },
    ...more,
  };
}

const source = (articles: 'auto' | 'never' = 'auto', name = 'a blog'): SourceConfig => ({
  ...{ name, crawler: 'blogs', options: { feed: 'https://blog.example/feed', articles } },
  place: { name, url: null, kind: null, owner: null, area: null },
});

function reader(store: Database, servers: TestServer[], limits: Partial<ArticleLimits> = {}) {
  const effects = testEffects();
  const extractor = createExtractor(60_000);
  onTestFinished(() => extractor.close());
  const world = { store, effects, extractor, fetch: testFetch(servers, {}, effects), limits: { ...LIMITS, ...limits } };
  const stop = new AbortController();
  return {
    ...{ world, effects, stop },
    read: (sources = [source()]) => fetchArticles(world, sources, { concurrency: 4, stop: stop.signal }),
  };
}

async function cleaned(store: Database): Promise<string[]> {
  await processAll(store, { languages: ['en'], words: [], stopwords: STOPWORDS });
  const rows = await store.all<{ text: string }>('SELECT text FROM clean_posts ORDER BY post_id');
  return rows.map(({ text }) => text);
}

const states = (store: Database) =>
  store.all(
    'SELECT p.external_id AS id, a.state, a.slug, a.tries FROM articles a JOIN posts p ON p.id = a.post_id ORDER BY 1',
  );
/** Without what the client asks by itself before it reads a page. */
const paths = (server: TestServer) =>
  server.requests
    .splice(0)
    .map(({ path }) => path)
    .filter((path) => path !== '/robots.txt');

describe('full texts', () => {
  it('take the place of the summary where the text is cleaned, and leave what the feed said as it is', async () => {
    const server = await testServer({ '/beds': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    expect(await cleaned(store)).toEqual([`The beds. ${SUMMARY}`]);
    const { read } = reader(store, [server]);
    expect(await read()).toEqual({ asked: 1, read: 1, whole: 0, left: 0, failures: {} });
    const [text] = await cleaned(store);
    expect(text).toContain('The paper printed it.');
    expect(text).not.toMatch(/Home|Well said/);
    expect(await store.all("SELECT html, title, content_hash <> '' AS hashed FROM posts")).toMatchObject([
      { html: `<p>${SUMMARY}</p>`, title: 'The beds' },
    ]);
    const [{ links }] = (await store.all<{ links: string }>('SELECT links FROM clean_posts')) as [{ links: string }];
    expect(JSON.parse(links)).toEqual([`${server.origin}/paper`]);
  });

  it('stay when the feed offers its summary again, and are no edit', async () => {
    const server = await testServer({ '/beds': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    const { read } = reader(store, [server]);
    await read();
    const before = await cleaned(store);
    const again = await savePage(store, 'a blog', null, { posts: [post(server, 'beds')] }, AT);
    expect(again).toMatchObject({ new: 0, changed: 0, duplicate: 1 });
    paths(server);
    expect(await read()).toMatchObject({ asked: 0, left: 0 });
    expect(paths(server)).toEqual([]);
    expect(await cleaned(store)).toEqual(before);
  });

  it('are read anew when the author edits the post, and dropped when the feed then gives it all', async () => {
    const server = await testServer({ '/beds': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    const { read } = reader(store, [server]);
    await read();
    server.handlers['/beds'] = { headers: HTML, body: pageOf('Update: they stay open.') };
    await seed(store, 'a blog', [post(server, 'beds', { html: `<p>Update. ${SUMMARY}</p>` })]);
    // Until the page is read again, the article that is known stands.
    expect((await cleaned(store))[0]).toContain('The paper printed it.');
    expect(await read()).toMatchObject({ asked: 1, read: 1 });
    expect((await cleaned(store))[0]).toContain('Update: they stay open.');
    await seed(store, 'a blog', [post(server, 'beds', { html: `<p>${SENTENCE.repeat(20)}</p>` })]);
    expect(await read()).toMatchObject({ asked: 0, left: 0 });
    expect(await cleaned(store)).toEqual([`The beds. ${SENTENCE.repeat(20).trim()}`]);
  });

  it('are asked for only where they are wanted', async () => {
    const server = await testServer({ '*': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [
      post(server, 'wanted'),
      post(server, 'whole', { html: `<p>${SENTENCE.repeat(20)}</p>` }),
      post(server, 'old', { createdAt: '2026-02-01T09:00:00.000Z' }),
      post(server, 'nowhere', { url: null }),
      { ...post(server, 'a-comment'), kind: 'comment' },
    ]);
    await seed(store, 'spared', [post(server, 'spared')]);
    await seed(store, 'a file', [post(server, 'imported')]);
    const file = { ...source('auto', 'a file'), crawler: 'archive', options: { files: ['a.ndjson'] } };
    const { read } = reader(store, [server]);
    expect(await read([source(), source('never', 'spared'), file])).toMatchObject({ asked: 1, read: 1 });
    expect(paths(server)).toEqual(['/wanted']);
  });

  it('give a post without a date that of its page', async () => {
    const body = pageOf().replace(
      '<title>',
      '<meta property="article:published_time" content="2026-02-27T08:00:00Z"><title>',
    );
    const server = await testServer({ '*': { headers: HTML, body } });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'dated'), post(server, 'undated', { createdAt: null })]);
    await reader(store, [server]).read();
    expect(await store.all('SELECT created_at AS at FROM posts ORDER BY external_id')).toEqual([
      { at: '2026-03-01T09:00:00.000Z' },
      { at: '2026-02-27T08:00:00.000Z' },
    ]);
  });

  it('keep the summary, with a reason, where the page is none', async () => {
    const wall = `<title>Sign in</title><p>${'Please sign in to your account, or subscribe today. '.repeat(20)}</p>`;
    const server = await testServer({
      '/gone': { status: 410 },
      '/pdf': { headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.7' },
      '/wall': { headers: HTML, body: wall },
      '/same': { headers: HTML, body: `<title>The beds</title><p>${SUMMARY}</p>` },
      '/large': { headers: HTML, body: Buffer.alloc(5 * 1024 * 1024 + 1, 'x') },
      '/flaky': { status: 500 },
    });
    const store = await temporaryStore();
    const names = ['flaky', 'gone', 'large', 'pdf', 'same', 'wall'];
    await seed(
      store,
      'a blog',
      names.map((name) => post(server, name)),
    );
    const { read, world } = reader(store, [server]);
    world.fetch = testFetch([server], { maxBytes: 15_000_000 });
    expect(await read()).toMatchObject({ asked: 6, read: 0, left: 0 });
    expect(await states(store)).toEqual([
      { id: 'flaky', state: 'wanted', slug: 'server-error', tries: 1 },
      { id: 'gone', state: 'failed', slug: 'gone', tries: 1 },
      { id: 'large', state: 'failed', slug: 'too-large', tries: 1 },
      { id: 'pdf', state: 'failed', slug: 'not-a-page', tries: 1 },
      { id: 'same', state: 'whole', slug: null, tries: 1 },
      { id: 'wall', state: 'failed', slug: 'no-article', tries: 1 },
    ]);
    expect(await cleaned(store)).toEqual(names.map(() => `The beds. ${SUMMARY}`));
  });

  it('are tried again by later runs, so often and no more', async () => {
    const server = await testServer({ '/beds': { status: 503 } });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    const { read, effects } = reader(store, [server], { tries: 2 });
    await read();
    // Soon after, a page that failed is left in peace.
    expect(await read()).toMatchObject({ asked: 0 });
    effects.clock.now += 86_400_000;
    expect(await read()).toMatchObject({ asked: 1, failures: { 'server-error': 1 } });
    effects.clock.now += 86_400_000;
    expect(await read()).toMatchObject({ asked: 0 });
    expect(await states(store)).toMatchObject([{ state: 'failed', tries: 2 }]);
  });

  it('are read newest first, so many of a source, and the next run goes on', async () => {
    const server = await testServer({ '*': page });
    const store = await temporaryStore();
    const day = (number: number) => ({ createdAt: `2026-02-2${number}T09:00:00.000Z` });
    await seed(
      store,
      'a blog',
      [1, 3, 2].map((number) => post(server, `day-${number}`, day(number))),
    );
    const { read } = reader(store, [server], { most: 2 });
    await read();
    expect(paths(server)).toEqual(['/day-3', '/day-2']);
    await read();
    expect(paths(server)).toEqual(['/day-1']);
  });

  it('leave a host in trouble alone, and go on with the others', async () => {
    const busy = await testServer({ '*': { status: 429 } });
    const server = await testServer({ '*': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(busy, 'one'), post(server, 'two'), post(busy, 'three')]);
    expect(await reader(store, [busy, server]).read()).toMatchObject({
      ...{ asked: 2, read: 1, left: 1 },
      failures: { 'rate-limited': 1 },
    });
    expect(busy.requests).toHaveLength(1);
  });

  it('end quietly when the time is over, with nothing counted as a try', async () => {
    const store = await temporaryStore();
    const server = await testServer();
    const { read, stop } = reader(store, [server]);
    server.handlers['*'] = (_, response) => {
      stop.abort(new Error('the time of this night is over'));
      response.destroy();
    };
    await seed(store, 'a blog', [post(server, 'one'), post(server, 'two')]);
    expect(await read()).toMatchObject({ asked: 0, left: 2, failures: {} });
    expect(await states(store)).toMatchObject([
      { state: 'wanted', tries: 0 },
      { state: 'wanted', tries: 0 },
    ]);
  });

  it('are asked for as pages, which obey robots.txt (C18)', async () => {
    const server = await testServer({ '/beds': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    const { read, world } = reader(store, [server]);
    const asked: unknown[] = [];
    const fetch = world.fetch;
    world.fetch = (url, options) => {
      asked.push(options?.robots);
      return fetch(url, options);
    };
    await read();
    expect(asked).toEqual([true]);
  });

  it('are kept once when two workers read the same page at the same time (B1)', async () => {
    const server = await testServer({ '/beds': page });
    const store = await temporaryStore();
    await seed(store, 'a blog', [post(server, 'beds')]);
    const { world } = reader(store, [server]);
    expect(await fetchArticle(world, 1)).toBeNull();
    expect(await dueArticles(world, source())).toMatchObject([{ id: 1, source: 'a blog' }]);
    const outcomes = await Promise.all([fetchArticle(world, 1), fetchArticle(world, 1)]);
    expect(outcomes).toContainEqual({ state: 'done', failure: null });
    expect(await fetchArticle(world, 1)).toBeNull();
    expect(await states(store)).toMatchObject([{ state: 'done', tries: 1 }]);
  });
});
