/** Feeds of the wild and of other readers' test suites, beside the checkout in ../shared/data. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { blogs } from '../../crawlers/blogs.js';
import { forums } from '../../crawlers/forums.js';
import type { Crawler, CrawlPage, Cursor, Fetch } from '../../src/crawl/crawler.js';
import { plainText } from '../../src/crawl/feed/markup.js';
import { type Feed, parseFeed } from '../../src/crawl/feed.js';
import { SourceError } from '../../src/errors.js';
import type { Post } from '../../src/model.js';
import { processorTime } from '../support/clock.js';
import { testEffects } from '../support/project.js';

const DATA = resolve(import.meta.dirname, '../../../shared/data/feeds');
const SITE = resolve(DATA, '../blog-forum-site');
const ORIGIN = 'https://site.example';
const present = existsSync(DATA);
if (!present) console.warn(`skipped: no third-party feeds at ${DATA}`);

interface Assertion {
  path?: (string | number)[];
  op: string;
  value?: unknown;
}
interface Case {
  file: string;
  url?: string;
  headers: [string, string][];
  asserts: Assertion[];
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Longest time one file may take, on a busy machine. */
const LIMIT_MS = 2_000;

async function read(file: string, headers: Record<string, string> = {}, url = 'https://oracle.example/feed') {
  try {
    const bytes = readFileSync(join(DATA, file));
    return await parseFeed(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, headers, url);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

describe.skipIf(!present && process.env.CI === undefined)('third-party feeds', () => {
  it('none crashes, hangs, has changing ids or dates that are no dates', async () => {
    const files = readdirSync(DATA, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^(README|feedparser_index|miniflux_inline)/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(DATA.length + 1))
      .sort();
    expect(files.length).toBeGreaterThan(1_500);
    const families = new Map<string, { files: number; feeds: number; items: number; ms: number }>();
    for (const file of files) {
      const family = file.split('/')[0]!;
      const tally = families.get(family) ?? { files: 0, feeds: 0, items: 0, ms: 0 };
      families.set(family, tally);
      const spent = processorTime();
      const feed = await read(file);
      const took = spent();
      expect(took, file).toBeLessThan(LIMIT_MS);
      tally.files += 1;
      tally.ms += took;
      if (feed instanceof SourceError) {
        expect(['not-a-feed', 'bad-feed'], file).toContain(feed.slug);
        continue;
      }
      tally.feeds += 1;
      tally.items += feed.items.length;
      checkMinimum(feed, (await read(file)) as Feed, file);
    }
    for (const [family, { files: count, feeds, items, ms }] of families) {
      console.log(`${family}: ${feeds} of ${count} files are feeds, ${items} items, ${Math.round(ms)} ms`);
    }
  }, 120_000);

  it('the assertions of the feedparser suite hold where they speak of what is kept here', async () => {
    const cases = JSON.parse(readFileSync(join(DATA, 'feedparser_index.json'), 'utf8')) as Case[];
    const scores = new Map<string, { held: number; all: number }>();
    const missed: string[] = [];
    for (const { file, url, headers, asserts } of cases) {
      const mine = asserts.filter(isOurs);
      if (mine.length === 0) continue;
      const feed = await read(
        file,
        Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
        url,
      );
      for (const assertion of mine) {
        const family = file.split('/').slice(1, -1).join('/');
        const score = scores.get(family) ?? { held: 0, all: 0 };
        scores.set(family, score);
        score.all += 1;
        if (!(feed instanceof SourceError) && holds(assertion, feed)) score.held += 1;
        else missed.push(`${file} ${assertion.path!.join('.')}: ${JSON.stringify(assertion.value)}`);
      }
    }
    const total = { held: 0, all: 0 };
    for (const [family, { held, all }] of scores) {
      console.log(`${family}: ${held} of ${all}`);
      total.held += held;
      total.all += all;
    }
    if (process.env.SHOW_MISSED !== undefined) console.log(missed.join('\n'));
    console.log(`feedparser: ${total.held} of ${total.all} assertions hold`);
    expect(total.held / total.all).toBeGreaterThan(0.98);
  }, 120_000);
});

interface Page {
  post: string;
  feed?: string;
  comments: { id: string; author: string }[];
}

describe.skipIf(!existsSync(SITE) && process.env.CI === undefined)('one real blog and forum', () => {
  it('comment feeds give the comments of the pages, by the same people, under one thread', async () => {
    const pages = JSON.parse(readFileSync(join(SITE, 'threads.json'), 'utf8')) as Page[];
    const files = readdirSync(join(SITE, 'comment-feeds'));
    expect(files.length).toBeGreaterThan(0);
    let checked = 0;
    for (const file of files) {
      const posts = await crawlFiles(blogs, {
        feed: `${ORIGIN}/comment-feeds/${file}`,
        comments: true,
        articles: 'never',
      });
      const page = pages.find(({ feed }) => feed === file)!;
      expect(new Set(posts.map(({ externalId }) => externalId)).size, file).toBe(posts.length);
      for (const post of posts) {
        const id = /#comment-(\d+)$/.exec(post.externalId)?.[1];
        const comment = page.comments.find((one) => one.id === id);
        expect(comment, `${file} ${id}`).toBeDefined();
        expect(plainText(post.author?.name ?? ''), file).toBe(plainText(comment!.author));
        expect(post).toMatchObject({ kind: 'comment', thread: post.url?.replace(/#.*/, '') });
        expect(post.inReplyTo, file).not.toBeNull();
        checked += 1;
      }
    }
    console.log(`${files.length} comment feeds: ${checked} comments found on their pages`);
  });

  it('comments below an article answer it, and those that its comment feed leaves out are counted', async () => {
    const pages = (JSON.parse(readFileSync(join(SITE, 'threads.json'), 'utf8')) as Page[]).filter(({ feed }) => feed);
    expect(pages.length).toBeGreaterThan(0);
    const items = pages.map(
      ({ post, feed, comments }) => `<item><title>${post}</title><link>${ORIGIN}/archives/${post}</link>
        <guid isPermaLink="false">${ORIGIN}/?p=${post}</guid><description>Words</description>
        <wfw:commentRss>${ORIGIN}/comment-feeds/${feed}</wfw:commentRss>
        <slash:comments>${comments.length}</slash:comments></item>`,
    );
    const spaces = `xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"`;
    const articles = `<rss version="2.0" ${spaces}><channel><title>Site</title>${items.join('')}</channel></rss>`;
    const options = { feed: `${ORIGIN}/feed`, comments: true, articles: 'never' as const };
    let cursor: Cursor | null = null;
    const [answers, unseen] = [new Map<string, number>(), new Map<string, string>()];
    // A crawl reads so many comment feeds, and the next ones go on.
    for (let crawls = 0; crawls < 2; crawls += 1) {
      for await (const page of crawlPages(blogs, options, cursor, { '/feed': articles })) {
        cursor = page.cursor ?? cursor;
        for (const { reason, item } of page.refused ?? [])
          if (/older/.test(reason)) unseen.set(item.split(' ')[2]!, item);
        for (const post of page.posts.filter(({ kind }) => kind === 'comment')) {
          expect(post.thread).toBe(post.inReplyTo!.replace('/?p=', '/archives/'));
          answers.set(post.inReplyTo!, (answers.get(post.inReplyTo!) ?? 0) + 1);
        }
      }
    }
    for (const { post, comments } of pages) {
      const id = `${ORIGIN}/?p=${post}`;
      const given = answers.get(id) ?? 0;
      expect(given, id).toBeGreaterThan(0);
      expect(Number(unseen.get(id)?.split(' ')[0] ?? 0), id).toBe(comments.length - given);
    }
  });

  it('phpBB feeds give thread, post and whom a post answers', async () => {
    const files = ['phpbb', 'phpbb-es'].flatMap((folder) =>
      readdirSync(join(SITE, folder)).map((f) => `${folder}/${f}`),
    );
    const posts = await crawlFiles(forums, { feeds: files.map((file) => `${ORIGIN}/${file}`) });
    const byId = new Map(posts.map((post) => [post.externalId, post]));
    let quotes = 0;
    for (const post of posts) {
      const [, topic, number] = /\?t=(\d+)&p=(\d+)#p\2$/.exec(post.externalId)!;
      expect(post.thread).toMatch(new RegExp(`viewtopic\\.php\\?t=${topic}$`));
      expect(post.url).toContain(`#p${number}`);
      expect(post.html).not.toMatch(/memberlist\.php[^>]*>[^<]*<\/a>[^<]*<\/p><hr/);
      const answered = post.inReplyTo === null ? undefined : byId.get(post.inReplyTo);
      if (answered !== undefined) {
        expect(answered.thread).toBe(post.thread);
        expect(answered.createdAt! <= post.createdAt!).toBe(true);
      }
      const cited = /<cite>(.+?) (?:wrote|escribió):<\/cite>/.exec(post.html ?? '')?.[1];
      if (cited === undefined) continue;
      quotes += 1;
      expect(answered?.author?.name ?? post.mentions[0], post.externalId).toBe(plainText(cited));
    }
    console.log(
      `${files.length} phpBB feeds: ${posts.length} posts, ${quotes} that quote, each tied to whom it quotes`,
    );
    expect(quotes).toBeGreaterThan(20);
  });
});

/** A crawl over files instead of a site. */
async function crawlFiles<Options>(crawler: Crawler<Options>, options: Options): Promise<Post[]> {
  const found: Post[] = [];
  for await (const page of crawlPages(crawler, options, null, {})) found.push(...page.posts);
  return [...new Map(found.map((post) => [post.externalId, post])).values()];
}

/** @param own pages beside the files, by path */
function crawlPages<Options>(
  crawler: Crawler<Options>,
  options: Options,
  cursor: Cursor | null,
  own: Record<string, string>,
): AsyncGenerator<CrawlPage, void, void> {
  const effects = testEffects();
  const fetch: Fetch = async (url) => ({
    status: 200,
    headers: {},
    body: Buffer.from(own[new URL(url).pathname] ?? readFileSync(join(SITE, new URL(url).pathname))),
    url,
  });
  const context = {
    source: 'site',
    options,
    cursor,
    fetch,
    env: {},
    folder: '.',
    now: effects.now,
    log: effects.log,
  };
  return crawler.crawl(context);
}

function checkMinimum(feed: Feed, again: Feed, file: string): void {
  const ids = feed.items.map(({ id }) => id);
  expect(new Set(ids).size, file).toBe(ids.length);
  expect(
    again.items.map(({ id }) => id),
    file,
  ).toEqual(ids);
  for (const item of feed.items) {
    expect(item.id, file).not.toBe('');
    for (const date of [item.publishedAt, item.updatedAt]) if (date !== null) expect(date, file).toMatch(ISO);
    for (const url of [item.url, item.commentsUrl, item.commentFeedUrl, item.author?.url ?? null, ...item.links]) {
      if (url !== null) expect(url, file).toMatch(/^https?:/);
    }
    expect(item.title ?? '', file).not.toMatch(/[\x00-\x08]/);
  }
}

const FEED_PATHS: Record<string, (feed: Feed) => string | null> = {
  title: (feed) => feed.title,
  'title_detail.value': (feed) => feed.title,
  link: (feed) => feed.url,
  language: (feed) => feed.lang,
};

type Item = Feed['items'][number];
const body = (item: Item) => item.html ?? item.text ?? item.summary;
const ITEM_PATHS: Record<string, (item: Item) => string | null> = {
  title: (item) => item.title,
  'title_detail.value': (item) => item.title,
  link: (item) => item.url,
  id: (item) => item.id,
  guid: (item) => item.id,
  author: (item) => item.author?.name ?? null,
  'author_detail.name': (item) => item.author?.name ?? null,
  'author_detail.url': (item) => item.author?.url ?? null,
  published_parsed: (item) => item.publishedAt,
  updated_parsed: (item) => item.updatedAt ?? item.publishedAt,
  summary: (item) => item.summary ?? body(item),
  description: (item) => item.summary ?? body(item),
  'summary_detail.value': (item) => item.summary ?? body(item),
  'content.value': body,
  comments: (item) => item.commentsUrl,
};

function getter(path: readonly (string | number)[]): ((feed: Feed) => string | null) | undefined {
  if (path[0] === 'feed') return FEED_PATHS[path.slice(1).join('.')];
  if (path[0] !== 'entries' || typeof path[1] !== 'number') return undefined;
  const index = path[1];
  const key = path.slice(2).filter((step) => step !== 0);
  if (key[0] === 'tags' && key.at(-1) === 'term') {
    const tag = path.find((step, at) => at > 2 && typeof step === 'number');
    return (feed) => feed.items.at(index)?.categories[Number(tag ?? 0)] ?? null;
  }
  const found = ITEM_PATHS[key.join('.')];
  return found && ((feed) => (feed.items.at(index) === undefined ? null : found(feed.items.at(index)!)));
}

function isOurs({ path, op }: Assertion): boolean {
  return op === 'eq' && path !== undefined && getter(path) !== undefined;
}

/** Sanitised HTML differs from reader to reader: what is compared is its text. */
function holds({ path, value }: Assertion, feed: Feed): boolean {
  const got = getter(path!)!(feed);
  if (Array.isArray(value)) return got?.slice(0, 19) === instant(value as number[]);
  if (value === null || value === '') return got === null || got === '';
  const [expected, actual] = [plainText(String(value)), plainText(got ?? '')];
  const name = expected.replace(/ \(\S+@\S+\)$/, ''); // addresses of people are not kept
  return (
    [actual, got].includes(expected) ||
    actual === urlForm(expected) ||
    actual === name ||
    (expected !== '' && actual.includes(expected))
  );
}

/** Hosts are compared as addresses are written here: in lower case. */
function urlForm(text: string): string {
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text).href : text;
}

function instant(parts: readonly number[]): string {
  const [year, month, day, hour, minute, second] = parts;
  return new Date(Date.UTC(year!, month! - 1, day, hour, minute, second)).toISOString().slice(0, 19);
}
