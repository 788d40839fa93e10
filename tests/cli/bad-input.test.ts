/** What is missing, malformed or refused: one clear line naming it, the rest goes on, nothing stored is lost. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { answerOf, ask, contentOf, discover, filesIn, projectFile, projectFolder, writeFiles } from '../support/cli.js';
import { temporaryFolder } from '../support/project.js';
import { testServer } from '../support/server.js';
import { problem, TOKEN, tweetsOf, USE, xStandIn } from '../support/x-stand-in.js';
import { atom } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

const SEARCH = '/2/tweets/search/recent';

/** Bytes that are no text and no format: the same ones every time. */
const GARBAGE = Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * index * 31 + index * 7) % 256));

interface Crawl {
  new: number;
  failed: number;
  sources: { name: string; state: string; slug: string | null; message: string; new: number; refused: number }[];
}

describe('a crawl of good and bad sources', () => {
  it('names each failure in one line and a slug, keeps what is good, and is whole again once all is mended', async () => {
    const x = await xStandIn([]);
    const refusing = await xStandIn([]);
    refusing.server.handlers[SEARCH] = problem(401, { title: 'Unauthorized', detail: 'Unauthorized' });
    const broken = {
      'not-found': { status: 404 },
      'server-error': { status: 500, body: 'Internal Server Error' },
      'not-a-feed': { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>A page</title><p>Hello' },
      'bad-feed': { headers: { 'content-type': 'application/rss+xml' }, body: '<?xml version="1.0"?><rss><channel>' },
      'connection-lost': (_seen: unknown, response: { destroy(): void }) => void response.destroy(),
    };
    const server = await testServer({
      '/good': atom('good.example', [{ id: 'a', text: 'Buses are late' }]),
      ...Object.fromEntries(Object.entries(broken).map(([slug, reply]) => [`/${slug}`, reply])),
    });
    const closed = await closedPort();
    const blog = (name: string, feed: string) => ({ name, crawler: 'blogs', options: { feed } });
    const search = (name: string, api: string, token: string) => ({
      ...{ name, crawler: 'tweets', options: { query: '#buses', api, token, use: USE } },
    });
    const settings = {
      sources: [
        blog('good', `${server.origin}/good`),
        ...Object.keys(broken).map((slug) => blog(slug, `${server.origin}/${slug}`)),
        blog('connection-refused', `http://${closed}/feed`),
        blog('refused-address', 'http://127.0.0.1:9/feed'),
        search('bad-token', refusing.api, 'X_BEARER_TOKEN'),
        { name: 'file-missing', crawler: 'notes', options: { file: 'nowhere.csv' } },
        { name: 'bad-file', crawler: 'archive', options: { file: 'garbage.ndjson' } },
        { name: 'bad-options', crawler: 'archive', options: { file: 'table.csv', map: { text: 'comment' } } },
      ],
      http: { allow_private: [server.host, closed, x.server.host, refusing.server.host], delay_s: 0 },
      queue: { backoff_s: 0, attempts: 2 },
    };
    const data = await projectFolder(settings, { 'garbage.ndjson': GARBAGE, 'table.csv': 'words,day\nBuses,Monday\n' });
    const token = { env: { X_BEARER_TOKEN: TOKEN } };
    const run = await answerOf<{ crawl: Crawl }>(['run', '--data', data], token);
    expect(run.code).toBe(1);
    const bad = run.json.crawl.sources.filter(({ name }) => name !== 'good');
    expect(bad).toHaveLength(11);
    expect(bad.map(({ name, state, slug }) => ({ name, state, slug }))).toEqual(
      bad.map(({ name }) => ({ name, state: 'failed', slug: name })),
    );
    expect(run.json.crawl).toMatchObject({
      new: 1,
      failed: 11,
      sources: { 0: { name: 'good', state: 'done', new: 1 } },
    });
    // Of each, the last line is about giving up, and it says where.
    const places = { 'connection-refused': closed, 'refused-address': '127.0.0.1:9' };
    const more = { 'bad-token': 'X: Unauthorized', 'file-missing': 'nowhere.csv', 'bad-file': 'garbage.ndjson' };
    const named: Record<string, string> = { ...places, ...more, 'bad-options': '"comment"' };
    for (const { name } of bad) {
      const line = run.err.split('\n').filter((one) => one.startsWith(`${name}: `));
      expect(line.at(-1)).toContain(named[name] ?? `${server.host}/${name}`);
      expect(line.at(-1)).not.toContain('tried again');
    }
    expect(run.err).not.toMatch(/\n\s+at |discover itself/);
    expect(server.requests.filter(({ path }) => path === '/server-error')).toHaveLength(2);
    expect(server.requests.filter(({ path }) => path === '/not-found')).toHaveLength(1);
    expect(ask(data, "SELECT state FROM jobs WHERE state <> 'dead'")).toEqual([]);
    expect([...(await filesIn(join(data, 'reports'))).keys()]).toContain('page.html');

    const status = await discover(['status', '--data', data]);
    for (const { name } of bad) expect(status.out).toMatch(new RegExp(`^ +${name} +[12] +${name}: `, 'm'));
    const everything = [run.out, run.err, status.out, ...(await filesIn(data)).values()].join('\n');
    expect(everything).not.toContain(TOKEN);

    x.tweets.push(...tweetsOf([2, 1]));
    refusing.server.handlers[SEARCH] = x.server.handlers[SEARCH]!;
    for (const name of Object.keys(broken)) {
      server.handlers[`/${name}`] = atom(`${name}.example`, [{ id: '1', text: `Now ${name} is heard` }]);
    }
    const mended = settings.sources.filter(({ name }) => !['connection-refused', 'refused-address'].includes(name));
    await writeFiles(data, {
      'discover.yaml': projectFile({ ...settings, sources: mended }),
      ...{
        'garbage.ndjson': '{"text":"No garbage"}\n',
        'table.csv': 'comment\nBuses\n',
        'nowhere.csv': 'note\nHere\n',
      },
    });
    const next = await answerOf<{ crawl: Crawl }>(['run', '--data', data], {
      env: token.env,
    });
    expect(next.json.crawl.sources.filter(({ slug }) => slug !== null)).toEqual([]);
    expect(next).toMatchObject({ code: 0, json: { crawl: { new: 5 + 2 + 3, failed: 0 } } });
  });

  it('leaves a site that asks for an hour alone for that hour, and says so', async () => {
    const server = await testServer({ '/feed': { status: 429, headers: { 'retry-after': '3600' } } });
    const data = await projectFolder({
      sources: [{ name: 'blog', crawler: 'blogs', options: { feed: `${server.origin}/feed` } }],
      http: { allow_private: [server.host], delay_s: 0 },
    });
    const first = await answerOf<Crawl>(['crawl', '--data', data]);
    expect(first).toMatchObject({ code: 1, json: { sources: [{ state: 'waiting', slug: 'rate-limited' }] } });
    expect(first.err).toContain('will be tried again');
    const second = await answerOf<Crawl>(['crawl', '--data', data]);
    expect(second).toMatchObject({ json: { waiting: 1, sources: [{ state: 'waiting' }] } });
    expect(server.requests).toHaveLength(1);
    expect((await discover(['status', '--data', data])).out).toMatch(/1 waiting, 0 at work, 0 given up/);
  });

  it('loses nothing it had when a site turns bad', async () => {
    const server = await testServer({
      '/feed': atom('blog.example', [
        { id: 'a', text: 'Buses are late' },
        { id: 'b', text: 'Trams are early' },
      ]),
    });
    const data = await projectFolder({
      sources: [{ name: 'blog', crawler: 'blogs', options: { feed: `${server.origin}/feed` } }],
      http: { allow_private: [server.host], delay_s: 0 },
    });
    expect(await discover(['run', '--data', data])).toMatchObject({ code: 0 });
    const { sources: _before, ...content } = contentOf(data);
    const reports = await filesIn(join(data, 'reports'));
    server.handlers['/feed'] = { body: GARBAGE };
    expect(await discover(['run', '--data', data])).toMatchObject({ code: 1 });
    const { sources: _after, failures, ...still } = contentOf(data);
    expect(failures).toHaveLength(1);
    expect({ ...still, failures: [] }).toEqual(content);
    const page = 'page.html';
    const now = await filesIn(join(data, 'reports'));
    expect([...now].filter(([name, text]) => reports.get(name) !== text).map(([name]) => name)).toEqual([
      ...['manifest.json', page],
      ...['silence.csv', 'themes.method.json'],
    ]);
    expect(reports.get(page)).toContain('Every source could be read');
    expect(now.get(page)).toContain('not-a-feed');
  });
});

describe('importing', () => {
  it('one good file among bad ones: it is kept, each of the others has its line', async () => {
    const data = await temporaryFolder();
    await writeFiles(data, {
      'good.ndjson': '{"id":"1","text":"Buses are late"}\n{"id":"2"}\n{"id":"3","te\n{"id":"4","text":"Trams too"}\n',
      'empty.ndjson': '',
      'half.json': '{"id":"1","text":"Buses are',
      'garbage.csv': GARBAGE,
      'wrong.csv': 'words,day\nBuses,Monday\n',
      'cut.ndjson.gz': gzipSync('{"id":"1","text":"Buses"}\n').subarray(0, 25),
      'folder.csv/inside.txt': '',
    });
    const bad = {
      ...{
        'empty.ndjson': 'bad-file',
        'half.json': 'bad-file',
        'garbage.csv': 'bad-file',
        'cut.ndjson.gz': 'bad-file',
      },
      ...{ 'wrong.csv': 'bad-options', 'folder.csv': 'bad-file', 'nowhere.csv': 'file-missing' },
    };
    const files = ['good.ndjson', ...Object.keys(bad)];
    const ends = await answerOf<Crawl>(['import', ...files, '--data', data], { cwd: data });
    expect(ends.code).toBe(1);
    const [good, ...others] = ends.json.sources;
    expect(good).toMatchObject({ state: 'done', new: 2, refused: 2 });
    expect(others.map(({ slug }) => slug)).toEqual(Object.values(bad));
    const lines = ends.err.trim().split('\n');
    expect(lines).toHaveLength(others.length);
    for (const [index, { name, message }] of others.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${name}: .+: `));
      expect(lines[index]).toContain(message);
    }
    expect(lines.filter((line) => line.includes(join(data, '')))).toHaveLength(others.length - 1);
    expect(lines.join('\n')).toContain('Its columns are: words, day');
    expect(ask(data, 'SELECT external_id FROM posts ORDER BY id')).toEqual([
      { external_id: '1' },
      { external_id: '4' },
    ]);

    const again = await answerOf<Crawl>(['import', 'good.ndjson', '--data', data], { cwd: data });
    expect(again.json.sources).toMatchObject([{ new: 0, duplicate: 2 }]);
  });

  it.each([
    ['a file where the data folder should be', 'occupied', /^Cannot make the data folder .*occupied: .*--data\.\n$/],
    ['a database that is none', 'ruined', /^The database in .*ruined is damaged \(.*file is not a database.*\).*\n$/],
  ])('%s', async (_case, name, words) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'posts.csv': 'text\nBuses\n', occupied: 'mine', 'ruined/discover.db': GARBAGE });
    const before = await filesIn(folder);
    const ended = await discover(['import', 'posts.csv', '--data', name], { cwd: folder });
    expect(ended).toMatchObject({ code: 1, out: '' });
    expect(ended.err).toMatch(words);
    expect(await filesIn(folder)).toEqual(before);
  });
});

/** An address at which nothing listens any more. */
async function closedPort(): Promise<string> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return `127.0.0.1:${port}`;
}
