/** The sample conversation keeps its promises, and its server the manners of what it stands in for. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join, relative } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';

import RssParser from 'rss-parser';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Config, parseConfig, type SourceConfig } from '../../src/config.js';
import type { Fetch } from '../../src/crawl/crawler.js';
import { createFetch } from '../../src/crawl/http.js';
import { loadCrawler } from '../../src/crawl/registry.js';
import type { Purse } from '../../src/crawl/x/purse.js';
import type { Post } from '../../src/model.js';
import { type SampleServer, serveSample } from '../../src/serve/sample.js';
import { testEffects } from '../support/project.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'data/sample');
const FIRST_DAY = Date.parse('2026-01-05T00:00:00Z');
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const WEEKS = [0, 1, 2, 3, 4, 5, 6, 7];

/** The sample costs nothing: whatever is asked for may be had. */
const free = (items: number) => ({ items, settle: async () => {}, refund: async () => {} });
const FREE: Purse = {
  payForPage: async (_endpoint, most) => free(most),
  payForCount: async () => free(1),
  close: async () => {},
};

/** A post with the theme it was written for. */
interface Told {
  source: string;
  post: Post;
  theme: string;
  voice: string | null;
  place: string;
  week: number;
  text: string;
}

async function sampleConfig(port: number): Promise<Config> {
  const file = join(SAMPLE, 'discover.yaml');
  return parseConfig((await readFile(file, 'utf8')).replaceAll('{port}', String(port)), file);
}

async function crawl(
  source: SourceConfig,
  config: Config,
  fetch: Fetch,
): Promise<{ posts: Post[]; refused: unknown[] }> {
  const crawler = await loadCrawler(source.crawler);
  const { now, log } = testEffects();
  const pages = crawler.crawl({
    source: source.name,
    options: crawler.options.parse(source.options),
    cursor: null,
    fetch,
    env: { X_BEARER_TOKEN: 'any' },
    purse: () => FREE,
    folder: config.folder,
    now,
    log,
  });
  const posts = new Map<string, Post>();
  const refused: unknown[] = [];
  for await (const page of pages) {
    for (const post of page.posts) posts.set(post.externalId, post);
    refused.push(...(page.refused ?? []));
  }
  return { posts: [...posts.values()], refused };
}

/** The words of a post, without the markup and without what it quotes. */
function wordsOf({ title, text, html, kind }: Post): string {
  const body = (text ?? html ?? '').replace(/<(blockquote|aside)[\s\S]*<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ');
  return `${kind === 'blog' ? `${title} ` : ''}${body}`.replace(/\s+/g, ' ').trim();
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const distinct = <T>(values: Iterable<T>) => new Set(values).size;
const voices = (told: readonly Told[]) => distinct(told.map(({ voice }) => voice).filter((voice) => voice !== null));

describe('the sample conversation', () => {
  let server: SampleServer;
  let told: Told[];
  let labels: { source: string; external_id: string; theme: string }[];
  const refused: unknown[] = [];
  const about = (theme: string) => told.filter((one) => one.theme === theme);

  beforeAll(async () => {
    server = await serveSample(SAMPLE);
    const config = await sampleConfig(server.port);
    const { fetch, close } = createFetch({ ...config.http, version: '0' }, testEffects());
    labels = parseCsv(await readFile(join(SAMPLE, 'themes.csv'), 'utf8'), { columns: true });
    const themes = new Map(labels.map((label) => [`${label.source} ${label.external_id}`, label.theme]));
    told = [];
    for (const source of config.sources) {
      const found = await crawl(source, config, fetch);
      refused.push(...found.refused);
      for (const post of found.posts) {
        told.push({
          source: source.name,
          post,
          theme: themes.get(`${source.name} ${post.externalId}`) ?? 'missing',
          voice: post.author === null ? null : `${post.platform} ${post.author.id}`,
          place: post.place?.name ?? source.place.name,
          week: Math.floor((Date.parse(post.createdAt ?? '') - FIRST_DAY) / WEEK_MS),
          text: wordsOf(post),
        });
      }
    }
    await close();
  });
  afterAll(() => server.close());

  it('is crawled whole, by the real crawlers, over the real client', () => {
    expect(refused).toEqual([]);
    // The stage has no robots.txt, as few local sites do; all else is there.
    const missed = server.requests.filter(({ path, status }) => status !== 200 && path !== '/robots.txt');
    expect(missed).toEqual([]);
  });

  it('has every post in the table of intended themes, once', () => {
    expect(told.filter(({ theme }) => theme === 'missing').map(({ post }) => post.externalId)).toEqual([]);
    expect(labels).toHaveLength(told.length);
    expect(distinct(labels.map(({ source, external_id }) => `${source} ${external_id}`))).toBe(labels.length);
    expect(distinct(labels.map(({ theme }) => theme).filter((theme) => theme !== 'none'))).toBeGreaterThanOrEqual(11);
  });

  it('is large and varied enough', () => {
    expect(told.length).toBeGreaterThanOrEqual(430);
    expect(voices(told)).toBeGreaterThanOrEqual(130);
    expect(voices(told.filter(({ source }) => source !== 'meeting-notes'))).toBeGreaterThanOrEqual(130);
    expect(distinct(told.map(({ place }) => place))).toBeGreaterThanOrEqual(5);
    expect(told.filter(({ post }) => post.author?.kind === 'organisation').length).toBeGreaterThan(10);
  });

  it('lasts exactly eight weeks, none of them quiet, in waking hours for the most part', () => {
    expect([...new Set(told.map(({ week }) => week))].sort()).toEqual(WEEKS);
    for (const week of WEEKS) expect(told.filter((one) => one.week === week).length).toBeGreaterThan(25);
    const dated = told.filter(({ post }) => post.kind !== 'note');
    const asleep = dated.filter(({ post }) => Number(post.createdAt?.slice(11, 13)) < 6);
    expect(asleep.length / dated.length).toBeLessThan(0.05);
  });

  it('says everything once, but for the campaign and reposts', () => {
    const own = told.filter(
      ({ text, post }) => post.reposts === null && !/save marlow ward\W/i.test(text.slice(0, 20)),
    );
    const seen = new Map<string, number>();
    for (const { text } of own) seen.set(text.toLowerCase(), (seen.get(text.toLowerCase()) ?? 0) + 1);
    const repeated = [...seen].filter(([text, times]) => times > 1 && text.length > 10);
    expect(repeated).toEqual([]);
    // Openings too: a template would show in them.
    expect(distinct(own.map(({ text }) => text.slice(0, 25).toLowerCase())) / own.length).toBeGreaterThan(0.97);
  });

  it('has one very loud account, and only one', () => {
    const posts = new Map<string, Told[]>();
    for (const one of told) if (one.voice !== null) posts.set(one.voice, [...(posts.get(one.voice) ?? []), one]);
    const [loudest, next] = [...posts.values()].sort((a, b) => b.length - a.length);
    expect(loudest!.length).toBeGreaterThanOrEqual(60);
    expect(distinct(loudest!.map(({ theme }) => theme))).toBe(1);
    expect(next!.length).toBeLessThan(20);
  });

  it('has a campaign: near-identical posts by more than thirty accounts', () => {
    const calls = about('maternity-unit').filter(({ text }) => /in a lay-?by on the road to wenlow/i.test(text));
    const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\d]+/gu));
    const first = words(calls[0]!.text);
    const alike = calls.filter(({ text }) => {
      const shared = [...words(text)].filter((word) => first.has(word)).length;
      return shared / new Set([...first, ...words(text)]).size > 0.7;
    });
    expect(voices(alike)).toBeGreaterThanOrEqual(30);
    expect(distinct(alike.map(({ text }) => text))).toBeGreaterThan(20);
    expect(voices(about('maternity-unit')) - voices(alike)).toBeGreaterThanOrEqual(10);
  });

  it.each(WEEKS)('has a slow burn: five to nine voices about respite in week %i', (week) => {
    const those = voices(about('carers-respite').filter((one) => one.week === week));
    expect(those).toBeGreaterThanOrEqual(5);
    expect(those).toBeLessThanOrEqual(9);
  });

  it('has a surge: corridors, quiet for seven weeks and everywhere in the last seven days', () => {
    const corridor = about('corridor-waits');
    const surge = corridor.filter(({ week }) => week === 7);
    expect(surge.length).toBeGreaterThanOrEqual(30);
    expect(voices(surge)).toBeGreaterThanOrEqual(25);
    expect(corridor.length - surge.length).toBeLessThanOrEqual(3);
    expect(distinct(surge.map(({ place }) => place))).toBeGreaterThanOrEqual(5);
  });

  it('has a small theme of people who never spoke before or after', () => {
    const walkers = about('walking-group');
    expect(voices(walkers)).toBe(walkers.length);
    expect(walkers.length).toBeGreaterThanOrEqual(5);
    for (const { voice } of walkers) expect(told.filter((one) => one.voice === voice)).toHaveLength(1);
  });

  it('keeps its critics', () => {
    expect(voices(about('listening-exercise'))).toBeGreaterThanOrEqual(15);
  });

  it('answers and quotes itself, and every answer is to a post that is there', () => {
    const known = new Set(told.flatMap(({ post }) => [post.externalId, post.url]));
    const references = told
      .flatMap(({ post }) => [post.inReplyTo, post.quotes, post.reposts])
      .filter((id) => id !== null);
    expect(references.length).toBeGreaterThan(150);
    expect(references.filter((id) => !known.has(id))).toEqual([]);
    for (const field of ['inReplyTo', 'quotes', 'reposts'] as const) {
      expect(told.filter(({ post }) => post[field] !== null).length, field).toBeGreaterThanOrEqual(5);
    }
  });

  it('has places that link to each other', () => {
    const hosts = ['brackenfordbeat', 'signedandseen', 'forum.brackenfordtalk', 'thecarerstable', 'sallowvaletrust'];
    const links = told.flatMap(({ source, post }) =>
      hosts
        .filter((host) => `${post.text} ${post.html}`.includes(`https://${host}.example/`))
        .map((host) => [source, host]),
    );
    const abroad = links.filter(
      ([source, host]) => !host!.replace('forum.', '').startsWith(source!.replaceAll('-', '')),
    );
    for (const source of [
      'nhscitizen-on-x',
      'brackenford-beat',
      'signed-and-seen',
      'brackenford-talk',
      'carers-table',
    ]) {
      expect(abroad.map(([from]) => from)).toContain(source);
    }
  });

  it.each([
    ['Welsh', /apwyntiad/],
    ['Polish', /kolejka/],
    ['a formula', /^=1\+1/],
    ['markup that is not markup', /<script>/],
    ['an ampersand', /A&E/],
    ['next to nothing', /^thanks$/],
    ['one emoji', /^\p{Extended_Pictographic}\ufe0f?$/u],
  ])('holds a post with %s', (_what, pattern) => {
    const raw = (post: Post) => (post.text ?? (post.html ?? '').replace(/<\/?p>/g, '')).trim();
    expect(told.filter(({ post, text }) => pattern.test(raw(post)) || pattern.test(text)).length).toBeGreaterThan(0);
  });

  it('holds a long article and a post beyond 280 characters', () => {
    expect(told.some(({ post, text }) => post.kind === 'blog' && text.split(' ').length >= 500)).toBe(true);
    expect(told.some(({ post, text }) => post.kind === 'tweet' && text.length > 300)).toBe(true);
  });
});

describe('the files of the sample', () => {
  it('are read by a parser other people use', async () => {
    const feeds = await listFiles(join(SAMPLE, 'site'));
    expect(feeds.length).toBeGreaterThan(20);
    for (const file of feeds) {
      const text = await readFile(file, 'utf8');
      const items = (await new RssParser().parseString(text)).items.length;
      expect(items, file).toBeGreaterThan(0);
    }
    const notes = parseCsv(await readFile(join(SAMPLE, 'notes.csv'), 'utf8'), { columns: true });
    expect(Object.keys(notes[0] as object)).toEqual(['id', 'date', 'meeting', 'area', 'table', 'voice', 'note']);
  });

  it('hold posts on X that the hashtag finds, newest first, in the ids and limits of X', async () => {
    const { tweets, users } = JSON.parse(await readFile(join(SAMPLE, 'x/search.json'), 'utf8'));
    const authors = new Set(users.map(({ id }: { id: string }) => id));
    for (const [index, tweet] of tweets.entries()) {
      expect(`${tweet.text} ${tweet.note_tweet?.text} ${tweet.referenced_tweets?.[0]?.type}`).toMatch(
        /#NHSCitizen|retweeted/i,
      );
      expect(authors.has(tweet.author_id)).toBe(true);
      const moment = Number((BigInt(tweet.id) >> 22n) + 1_288_834_974_657n);
      expect(new Date(moment).toISOString()).toBe(tweet.created_at);
      if (index > 0) expect(BigInt(tweets[index - 1].id) > BigInt(tweet.id)).toBe(true);
      expect([...tweet.text.replace(/https:\S+/g, '.'.repeat(23)).replace(/&\w+;/g, '&')].length).toBeLessThanOrEqual(
        280,
      );
    }
    for (const { username } of users) expect(username).toMatch(/^\w{4,15}$/);
  });

  it('name nobody who could be real: no domains, mailboxes or telephone numbers', async () => {
    // Names of XML vocabularies are spelt like addresses.
    const vocabulary = /"http:\/\/(?:www\.w3\.org|purl\.org|wellformedweb\.org)\/[^"]*"/g;
    const loopback = /http:\/\/127\.0\.0\.1:\{port\}/g;
    for (const file of await listFiles(SAMPLE)) {
      const text = (await readFile(file, 'utf8')).replace(vocabulary, '').replace(loopback, 'https://loopback.example');
      const hosts = [...text.matchAll(/https?:\/\/([^\s/"<>?#:)]+)/g)].map((match) => match[1]!);
      expect(
        hosts.filter((host) => host !== 'x.com' && !host.endsWith('.example')),
        file,
      ).toEqual([]);
      expect(
        text.match(/\b[a-z0-9-]+\.(?:com|org|net|co\.uk|nhs\.uk|gov\.uk|uk)\b/gi)?.filter((host) => host !== 'x.com') ??
          [],
      ).toEqual([]);
      // Nobody can have a mailbox below this name (RFC 2606).
      expect(text.match(/[\w.+-]+@[\w-]+\.(?!example\b)[a-z]{2,}/gi) ?? [], file).toEqual([]);
      expect(text.match(/(?<![\d:-])(?:\+44|0)[\d ()-]{9,12}\d(?!\d)/g) ?? [], file).toEqual([]);
    }
  });

  it('are small, and readable in an editor', async () => {
    const files = await listFiles(SAMPLE);
    let total = 0;
    for (const file of files) {
      total += (await stat(file)).size;
      const longest = Math.max(...(await readFile(file, 'utf8')).split('\n').map((line) => line.length));
      expect(longest, relative(SAMPLE, file)).toBeLessThan(1_200);
    }
    expect(total).toBeLessThan(600_000);
  });

  it('say plainly that all is invented', async () => {
    expect(await readFile(join(SAMPLE, 'README.md'), 'utf8')).toContain('Everything in this folder is invented');
  });
});

describe('config/example.yaml', () => {
  it('can be used as it stands, down to the options of each crawler', async () => {
    const file = join(ROOT, 'config/example.yaml');
    const { sources, http } = await parseConfig(await readFile(file, 'utf8'), file);
    expect(sources.map(({ crawler }) => crawler)).toEqual(expect.arrayContaining(['tweets', 'blogs', 'forums']));
    for (const { crawler, options } of sources) (await loadCrawler(crawler)).options.parse(options);
    expect(http.allowPrivate).toEqual([]);
  });
});

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends the path as it is written; clients that tidy it up would hide what is tested here. */
function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    sent.on('error', reject).end();
  });
}

describe('the sample server', () => {
  let server: SampleServer;
  let all: { id: string; created_at: string }[];
  beforeAll(async () => {
    server = await serveSample(SAMPLE);
    all = JSON.parse(await readFile(join(SAMPLE, 'x/search.json'), 'utf8')).tweets;
  });
  afterAll(() => server.close());

  async function search(parameters: Record<string, string>, headers = { authorization: 'Bearer any' }) {
    const query = new URLSearchParams({ query: '#NHSCitizen', ...parameters });
    const reply = await ask(server.port, `/2/tweets/search/recent?${query}`, headers);
    return { ...reply, json: JSON.parse(reply.body) };
  }
  const ids = (tweets: readonly { id: string }[]) => tweets.map(({ id }) => id);

  it('pages through everything, newest first, each once', async () => {
    const found: string[] = [];
    const sizes: number[] = [];
    let token: string | undefined;
    do {
      const { json } = await search({ max_results: '100', ...(token === undefined ? {} : { next_token: token }) });
      expect(json.meta).toMatchObject({ newest_id: json.data[0].id, oldest_id: json.data.at(-1).id });
      expect(json.meta.result_count).toBe(json.data.length);
      found.push(...ids(json.data));
      sizes.push(json.data.length);
      token = json.meta.next_token;
    } while (token !== undefined);
    expect(found).toEqual(ids(all));
    expect(sizes).toEqual([100, 100, all.length - 200]);
  });

  it('sends ten where no number is named', async () => {
    expect((await search({})).json.data).toHaveLength(10);
  });

  it.each([
    ['since_id', () => ({ since_id: all[12]!.id }), () => ids(all.slice(0, 12))],
    ['until_id', () => ({ until_id: all.at(-13)!.id }), () => ids(all.slice(-12))],
    ['both', () => ({ since_id: all[50]!.id, until_id: all[40]!.id }), () => ids(all.slice(41, 50))],
    ['start_time, inclusive', () => ({ start_time: all[20]!.created_at }), () => ids(all.slice(0, 21))],
    ['end_time, exclusive', () => ({ end_time: all.at(-12)!.created_at }), () => ids(all.slice(-11))],
  ])('keeps to %s', async (_name, limits, expected) => {
    const { json } = await search({ max_results: '100', ...limits() });
    expect(ids(json.data)).toEqual(expected());
  });

  it('pages on inside limits', async () => {
    const limits = { max_results: '10', since_id: all[15]!.id };
    const first = (await search(limits)).json;
    const second = (await search({ ...limits, next_token: first.meta.next_token })).json;
    expect(ids([...first.data, ...second.data])).toEqual(ids(all.slice(0, 15)));
    expect(second.meta.next_token).toBeUndefined();
    const full = (await search({ max_results: '10', since_id: all[10]!.id })).json;
    expect([full.data.length, full.meta.next_token]).toEqual([10, undefined]);
  });

  it('answers with no data at all when there is nothing newer', async () => {
    expect((await search({ since_id: all[0]!.id })).json).toEqual({ meta: { result_count: 0 } });
  });

  it('includes users and referenced tweets when asked, and not otherwise', async () => {
    expect((await search({ max_results: '100' })).json.includes).toBeUndefined();
    const { json } = await search({ max_results: '100', expansions: 'author_id,referenced_tweets.id' });
    const users = new Set(ids(json.includes.users));
    for (const { author_id } of json.data) expect(users.has(author_id)).toBe(true);
    const referenced = json.data.flatMap((tweet: { referenced_tweets?: { id: string }[] }) =>
      ids(tweet.referenced_tweets ?? []),
    );
    expect(new Set(ids(json.includes.tweets))).toEqual(new Set(referenced));
    expect(referenced.length).toBeGreaterThan(5);
  });

  it.each([[undefined], ['Basic abc'], ['Bearer '], ['Bearer']])('answers 401 to %s', async (authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await ask(server.port, '/2/tweets/search/recent?query=a', headers);
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({ title: 'Unauthorized', status: 401 });
  });

  it.each([
    ['query', { query: '' }],
    ['query', { query: 'x'.repeat(513) }],
    ['max_results', { max_results: '5' }],
    ['max_results', { max_results: '101' }],
    ['next_token', { next_token: 'made-up' }],
    ['since_id', { since_id: 'yesterday' }],
    ['start_time', { start_time: 'yesterday' }],
    ['start_time', { start_time: '2026-02-01T00:00:00Z', since_id: '1' }],
    ['from', { from: 'somebody' }],
  ])('answers 400 and blames %s', async (name, parameters: Record<string, string>) => {
    const { status, json } = await search(parameters);
    expect(status).toBe(400);
    expect(Object.keys(json.errors[0].parameters)).toEqual([name]);
    expect(json.title).toBe('Invalid Request');
  });

  it('sends the headers of the rate limit', async () => {
    const { headers } = await search({});
    expect(headers['x-rate-limit-limit']).toBe('450');
    expect(Number(headers['x-rate-limit-remaining'])).toBeGreaterThan(0);
    expect(headers['x-rate-limit-reset']).toMatch(/^\d{10}$/);
  });

  it.each([
    ['/brackenfordbeat.example/feed/', 'application/rss+xml; charset=utf-8'],
    ['/brackenfordbeat.example/feed', 'application/rss+xml; charset=utf-8'],
    ['/signedandseen.example/atom.xml', 'application/atom+xml; charset=utf-8'],
    ['/forum.brackenfordtalk.example/app.php/feed/topic/12', 'application/atom+xml; charset=utf-8'],
    ['/thecarerstable.example/posts.rss', 'application/rss+xml; charset=utf-8'],
  ])('serves %s as %s, and 304 once it is known', async (path, type) => {
    const first = await ask(server.port, path);
    expect(first).toMatchObject({ status: 200, headers: { 'content-type': type } });
    const [etag, modified] = [String(first.headers.etag), String(first.headers['last-modified'])];
    const status = async (headers: Record<string, string>) => (await ask(server.port, path, headers)).status;
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': `"other", W/${etag}` })).toBe(304);
    expect(await status({ 'if-modified-since': modified })).toBe(304);
    expect(await status({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200);
    expect(await status({ 'if-modified-since': 'Sun, 04 Jan 2026 00:00:00 GMT' })).toBe(200);
    expect((await ask(server.port, path, { 'if-none-match': etag })).body).toBe('');
  });

  it('fills its own port into the addresses of comment feeds, which then lead somewhere', async () => {
    const { body } = await ask(server.port, '/brackenfordbeat.example/feed/');
    expect(body).not.toContain('{port}');
    const addresses = [...body.matchAll(/<wfw:commentRss>http:\/\/127\.0\.0\.1:(\d+)([^<]+)</g)];
    expect(addresses.length).toBeGreaterThan(5);
    for (const [, port, path] of addresses) {
      expect(Number(port)).toBe(server.port);
      expect((await ask(server.port, path!)).status).toBe(200);
    }
  });

  it.each([
    ['/', 404],
    ['/robots.txt', 404],
    ['/2/tweets/search/all?query=a', 404],
    ['/signedandseen.example', 404],
    ['/site/signedandseen.example/atom.xml', 404],
    ['/../README.md', 404],
    ['/signedandseen.example/../../README.md', 404],
    ['/signedandseen.example/..%2f..%2f..%2fREADME.md', 404],
    ['/%2e%2e/%2e%2e/%2e%2e/package.json', 404],
    ['/..\\..\\README.md', 404],
    ['//etc/passwd', 404],
    ['/signedandseen.example/atom.xml%00', 404],
    ['*', 400],
    ['http://other.example/signedandseen.example/atom.xml', 400],
  ])('answers %s with %i', async (path, status) => {
    const reply = await ask(server.port, path);
    expect(reply.status).toBe(status);
    expect(reply.body).not.toContain('invented');
  });

  it('only reads: HEAD has no body, anything else is refused', async () => {
    expect(await ask(server.port, '/signedandseen.example/atom.xml', {}, 'HEAD')).toMatchObject({
      status: 200,
      body: '',
    });
    const { status, headers } = await ask(server.port, '/signedandseen.example/atom.xml', {}, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('remembers what it was asked', async () => {
    const before = server.requests.length;
    await ask(server.port, '/nowhere?a=1');
    expect(server.requests.slice(before)).toEqual([{ method: 'GET', path: '/nowhere?a=1', status: 404 }]);
  });

  it('is gone after close', async () => {
    const other = await serveSample(SAMPLE);
    expect((await ask(other.port, '/signedandseen.example/atom.xml')).status).toBe(200);
    await other.close();
    await expect(ask(other.port, '/')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('does not start without a sample', async () => {
    const started = serveSample(join(ROOT, 'config'));
    onTestFinished(() => started.then((one) => one.close()).catch(() => undefined));
    await expect(started).rejects.toThrow(/ENOENT/);
  });
});
