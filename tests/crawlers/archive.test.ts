import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { archive } from '../../crawlers/archive.js';
import { type Crawled, crawlFile, folderOf } from '../support/crawls.js';
import { testEffects } from '../support/project.js';

const options = { file: 'f' };

async function crawlText(content: string | Buffer, more: Record<string, unknown> = {}): Promise<Crawled> {
  return crawlFile(archive, await folderOf({ f: content }), { ...options, ...more });
}

const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');
const tweet = (id: string) => ({ id, text: `tweet ${id}`, author_id: '7', created_at: '2026-03-01T09:00:00.000Z' });
const status = (id: string) => ({
  id,
  content: `<p>status ${id}</p>`,
  visibility: 'public',
  created_at: '2026-03-01T09:00:00.000Z',
  account: { id: '1', acct: 'ada', url: 'https://social.example.org/@ada' },
});
const note = (id: string) => ({
  type: 'Create',
  actor: 'https://social.example.org/users/ada',
  to: ['https://www.w3.org/ns/activitystreams#Public'],
  object: { type: 'Note', id: `https://social.example.org/users/ada/statuses/${id}`, content: `<p>${id}</p>` },
});

describe('sees by itself what a file holds', () => {
  const cases: [string, string, string[]][] = [
    ['one import line', '{"text":"a","id":"1"}', ['1']],
    ['import lines', lines({ id: '1', text: 'a' }, { id: '2', text: 'b' }), ['1', '2']],
    ['a list of import lines', JSON.stringify([{ id: '1', text: 'a' }]), ['1']],
    ['a list over several lines', '[\n{"id":"1","text":"a"},\n{"id":"2","text":"b"}\n]\n', ['1', '2']],
    ['an object over several lines', '{\n  "id": "1",\n  "text": "a"\n}\n', ['1']],
    ['a page of X', JSON.stringify({ data: [tweet('1'), tweet('2')], meta: {} }), ['1', '2']],
    ['pages of X, one a line', lines({ data: [tweet('1')] }, { data: [tweet('2')] }), ['1', '2']],
    ['streamed posts of X', lines({ data: tweet('1'), matching_rules: [] }, { data: tweet('2') }), ['1', '2']],
    ['flattened tweets', lines(tweet('1'), tweet('2')), ['1', '2']],
    ['a list of flattened tweets', JSON.stringify([tweet('1')]), ['1']],
    [
      'tweets of API v1',
      lines({ id_str: '1', id: 1, full_text: 'a', user: { id_str: '7', screen_name: 'ada' } }),
      ['1'],
    ],
    ['a list of statuses', JSON.stringify([status('1'), status('2')]), ['1', '2']],
    ['statuses, one a line', lines(status('1'), status('2')), ['1', '2']],
    ['a search answer of Mastodon', JSON.stringify({ accounts: [], statuses: [status('1')] }), ['1']],
    ['a thread', JSON.stringify({ ancestors: [status('1')], descendants: [status('2')] }), ['1', '2']],
    [
      'an outbox',
      JSON.stringify({ type: 'OrderedCollection', orderedItems: [note('1')] }),
      ['https://social.example.org/users/ada/statuses/1'],
    ],
    ['a table', 'id,text\n1,a\n2,b\n', ['1', '2']],
    ['a table with semicolons', 'id;text\n1;"a;b"\n', ['1']],
  ];
  test.each(cases)('%s', async (_name, content, ids) => {
    const { posts, refused } = await crawlText(content);
    expect(posts.map((post) => post.externalId)).toEqual(ids);
    expect(refused).toEqual([]);
  });

  test.each(cases)('%s, packed with gzip', async (_name, content, ids) => {
    const { posts } = await crawlText(gzipSync(content));
    expect(posts.map((post) => post.externalId)).toEqual(ids);
  });
});

describe('bad lines', () => {
  test('are counted with their number, and never end the reading', async () => {
    const content = [
      '{"text":"a"}',
      'oops',
      '',
      '{"no":"words"}',
      '[]',
      '7',
      '{"text":"b","created_at":"yesterday"}',
      '{"text":"c"}',
    ];
    const { posts, refused } = await crawlText(content.join('\n'));
    expect(posts.map(({ text }) => text)).toEqual(['a', 'c']);
    expect(refused).toEqual([
      { reason: 'not JSON', item: 'line 2' },
      { reason: 'no text', item: 'line 4' },
      { reason: 'not an object', item: 'line 6' },
      { reason: 'created_at is not a date', item: 'line 7' },
    ]);
  });

  test('may come first', async () => {
    const { posts, refused } = await crawlText(`error: timed out\n${lines(tweet('1'))}`);
    expect(posts).toHaveLength(1);
    expect(refused).toEqual([{ reason: 'not JSON', item: 'line 1' }]);
  });

  test('may be broken off', async () => {
    const { posts, refused } = await crawlText('{"text":"a"}\n{"text":"b');
    expect([posts.length, refused]).toEqual([1, [{ reason: 'not JSON', item: 'line 2' }]]);
  });

  test('may be answers of X about something else', async () => {
    const users = { data: [{ id: '1', username: 'ada' }] };
    const { posts, refused } = await crawlText(lines(users, { data: [tweet('1')] }));
    expect([posts.length, refused.map(({ item }) => item)]).toEqual([1, ['line 1']]);
  });

  test('of a table are counted too', async () => {
    const { posts, refused } = await crawlText(
      'id,text,created_at\n1,a,2021-02-30\n2,,\n3,c,"30/09/2021"\n4,"never closed\n5,e\n',
    );
    expect(posts.map(({ externalId, createdAt }) => [externalId, createdAt])).toEqual([
      ['1', null],
      ['3', '2021-09-30T00:00:00.000Z'],
    ]);
    expect(refused).toEqual([
      { reason: 'no text', item: 'line 3' },
      { reason: 'a quotation mark is never closed; the rest is lost', item: 'line 5' },
    ]);
  });
});

describe('dates that are not in our own format', () => {
  /** Dates by id, with what was refused and what was logged. */
  async function datesOf(content: string, map: Record<string, string>) {
    const { now, env, log, lines: logged } = testEffects();
    const folder = await folderOf({ f: content });
    const fetch = () => Promise.reject(new Error('a file needs no network'));
    const options = archive.options.parse({ file: 'f', map });
    const dates: Record<string, string | null> = {};
    const refused: unknown[] = [];
    for await (const page of archive.crawl({ source: 'survey', options, cursor: null, fetch, env, folder, now, log })) {
      for (const post of page.posts) dates[post.externalId] = post.createdAt;
      refused.push(...(page.refused ?? []));
    }
    return { dates, refused, logged };
  }
  const rows: [string, string][] = [
    ['1', '30/09/2021'],
    ['2', '01/02/2021 10:30'],
    ['3', '2021-09-30'],
    ['4', '09/30/2021'],
    ['5', 'n/a'],
    ['6', ''],
  ];
  const expected = {
    1: '2021-09-30T00:00:00.000Z',
    2: '2021-02-01T10:30:00.000Z',
    3: '2021-09-30T00:00:00.000Z',
    4: null,
    5: null,
    6: null,
  };
  const told = (first: string) => [
    `warning: survey: 2 posts are kept without a date: what stands there cannot be read (first: ${first}). ` +
      'Dates are day first, as 30/09/2021, or 2021-09-30',
  ];
  const table = (header: string) => `${header}\n${rows.map(([id, date]) => `${id},words,${date}`).join('\n')}\n`;
  const byKey = rows.map(([id, date]) => ({ id, text: 'words', date }));

  test.each<[string, string, Record<string, string>, string]>([
    ['in a table', table('id,text,created_at'), {}, 'line 5'],
    ['in a mapped column', table('id,text,date'), { created_at: 'date' }, 'line 5'],
    ['under a mapped key of JSON lines', lines(...byKey), { created_at: 'date' }, 'line 4'],
    ['under a mapped key of a JSON document', JSON.stringify(byKey), { created_at: 'date' }, 'item 4'],
  ])('%s are read day first, and the unreadable are left out and told', async (_name, content, map, first) => {
    expect(await datesOf(content, map)).toEqual({ dates: expected, refused: [], logged: told(first) });
  });

  test('one alone is told in the singular, and none is not told', async () => {
    const one = await datesOf('id,text,created_at\n1,a,soon\n', {});
    expect(one.logged).toEqual([expect.stringContaining('survey: 1 post is kept without a date')]);
    expect((await datesOf('id,text,created_at\n1,a,\n', {})).logged).toEqual([]);
  });

  test('in our own format they must be ISO 8601, whatever else is mapped', async () => {
    const content = lines({ id: '1', body: 'a', created_at: '2021-09-30' }, { body: 'b', created_at: '30/09/2021' });
    expect(await datesOf(content, { text: 'body' })).toEqual({
      dates: { 1: '2021-09-30T00:00:00.000Z' },
      refused: [{ reason: 'created_at is not a date', item: 'line 2' }],
      logged: [],
    });
  });
});

describe('files that are no use', () => {
  const cases: [string, string | Buffer, string, string][] = [
    ['an empty file', '', 'bad-file', 'it holds nothing'],
    ['nothing but bad lines', '{"a":1}\n{"b":2}', 'bad-file', 'line 1: no text'],
    ['a broken document', '[{"text":"a"},', 'bad-file', 'JSON'],
    ['bytes', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 10, 20]), 'bad-file', 'not a text file'],
    [
      'a table without words',
      'id,body\n1,a\n',
      'bad-options',
      'no column "text"; say which one it is with map. Its columns are: id, body',
    ],
    ['packed data that breaks off', gzipSync(`{"text":"a"}\n`.repeat(5000)).subarray(0, 60), 'bad-file', 'breaks off'],
  ];
  test.each(cases)('%s', async (_name, content, slug, words) => {
    const error = await crawlText(content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ slug });
    expect((error as Error).message).toContain(words);
  });

  test('a missing file', async () => {
    const folder = await folderOf({});
    await expect(crawlFile(archive, folder, { file: 'gone.ndjson' })).rejects.toMatchObject({ slug: 'file-missing' });
  });

  const wrongKinds: [string, string, string][] = [
    ['a folder', '.', 'is a folder; name a file in it'],
    ['a pipe nobody writes to', 'pipe', 'is a pipe; save what comes out of it to a file and name that'],
    ['a socket', 'socket', 'is a socket; name a file'],
    ['a device without an end', '/dev/zero', '/dev/zero is a device; name a file'],
    ['a dash', '-', 'standard input is not read; save it to a file and name that'],
  ];
  test.skipIf(process.platform === 'win32').each(wrongKinds)('%s is refused unopened', async (_name, file, words) => {
    const folder = await folderOf({});
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    await expect(crawlFile(archive, folder, { file })).rejects.toMatchObject({
      slug: 'bad-file',
      message: expect.stringContaining(words),
    });
  });

  test('a file that is called by a dash is a file', async () => {
    const folder = await folderOf({ '-': '{"text":"a"}' });
    expect((await crawlFile(archive, folder, { file: '-' })).posts).toHaveLength(1);
  });

  test('what was refused is shown before the file is given up', async () => {
    const folder = await folderOf({ f: 'x\n{"a":1}' });
    const crawl = archive.crawl({
      source: 's',
      options: { file: 'f', format: 'ndjson', map: {} },
      cursor: null,
      fetch: () => Promise.reject(new Error()),
      env: {},
      folder,
      now: () => 0,
      log: { info: () => undefined, warn: () => undefined },
    });
    expect((await crawl.next()).value).toMatchObject({ posts: [], refused: [{}, {}] });
    await expect(crawl.next()).rejects.toMatchObject({ slug: 'bad-file' });
  });
});

describe('a file that was read', () => {
  test('is left alone until it changes, or is to be read differently', async () => {
    const folder = await folderOf({ f: 'id,text,body\n1,a,b\n' });
    const { cursor } = await crawlFile(archive, folder, options);
    expect((await crawlFile(archive, folder, options, cursor)).pages).toEqual([]);
    expect((await crawlFile(archive, folder, { ...options, map: { text: 'body' } }, cursor)).posts).toHaveLength(1);
    await writeFile(join(folder, 'f'), 'id,text,body\n1,a,b\n2,c,d\n');
    expect((await crawlFile(archive, folder, options, cursor)).posts).toHaveLength(2);
  });

  test('counts as changed when it is of the same size but newer', async () => {
    const folder = await folderOf({ f: '{"text":"old"}' });
    const { cursor } = await crawlFile(archive, folder, options);
    const { mtimeMs } = await stat(join(folder, 'f'));
    await writeFile(join(folder, 'f'), '{"text":"new"}');
    await utimes(join(folder, 'f'), 0, mtimeMs / 1000 + 10);
    expect((await crawlFile(archive, folder, options, cursor)).posts[0]!.text).toBe('new');
  });

  test('says so with its last page only, so that a crawl that broke off reads it again', async () => {
    const { pages } = await crawlText(Array.from({ length: 1200 }, (_, n) => `{"text":"${n}"}`).join('\n'));
    expect(pages.map(({ posts, cursor }) => [posts.length, cursor !== undefined])).toEqual([
      [500, false],
      [500, false],
      [200, true],
    ]);
  });

  test('may be gone', async () => {
    const folder = await folderOf({ f: '{"text":"a"}' });
    const { cursor } = await crawlFile(archive, folder, options);
    await rm(join(folder, 'f'));
    await expect(crawlFile(archive, folder, options, cursor)).rejects.toMatchObject({ slug: 'file-missing' });
  });
});

describe('when the format is named', () => {
  test('nothing else is read', async () => {
    const mixed = lines({ text: 'a', id: '1' }, tweet('2'), status('3'));
    const byFormat = async (format: string) =>
      (await crawlText(mixed, { format })).posts.map((post) => post.externalId);
    expect(await byFormat('ndjson')).toEqual(['1', '2']);
    expect(await byFormat('x-v2')).toEqual(['1', '2']);
    expect(await byFormat('mastodon')).toEqual(['3']);
  });

  test('a table may begin like JSON', async () => {
    const { posts } = await crawlText('[id],text\n1,a\n', { format: 'csv', map: { id: '[id]' } });
    expect(posts.map(({ externalId }) => externalId)).toEqual(['1']);
  });
});

test('keys of lines may have other names, as columns may', async () => {
  const { posts } = await crawlText('{"response_id":1001,"response":"More","created_at":"2021-09-30"}', {
    map: { id: 'response_id', text: 'response' },
  });
  expect(posts[0]).toMatchObject({ externalId: '1001', text: 'More', createdAt: '2021-09-30T00:00:00.000Z' });
});

test('the platform is that of the post, of its addresses, or as declared', async () => {
  const content = lines(
    { text: 'a', kind: 'tweet' },
    { text: 'b', url: 'https://www.forum.example.org/t/1' },
    { text: 'c' },
    tweet('9'),
  );
  const platforms = async (more: Record<string, unknown>) =>
    (await crawlText(content, more)).posts.map(({ platform }) => platform);
  expect(await platforms({})).toEqual(['x', 'forum.example.org', 'files', 'x']);
  expect(await platforms({ platform: 'board.example.org' })).toEqual([
    ...Array<string>(3).fill('board.example.org'),
    'x',
  ]);
});

test.each([
  {},
  { file: '' },
  { file: 'f', format: 'xml' },
  { file: 'f', map: { words: 'a' } },
  { file: 'f', path: 'g' },
])('refuses the options %j', (wrong) => {
  expect(archive.options.safeParse(wrong).success).toBe(false);
});

test('a large file is read in constant memory', { timeout: 60_000 }, async () => {
  const folder = await folderOf({});
  const stream = createWriteStream(join(folder, 'f'));
  const words = 'word '.repeat(100);
  for (let n = 0; n < 120_000; n += 1) {
    if (!stream.write(`{"id":"${n}","text":"${words}"}\n`)) await once(stream, 'drain');
  }
  await finished(stream.end());
  const settings = { file: 'f', format: 'auto' as const, map: {} };
  const quiet = { info: () => undefined, warn: () => undefined };
  const fetch = () => Promise.reject(new Error());
  let [posts, peak] = [0, 0];
  const before = process.memoryUsage().rss;
  for await (const page of archive.crawl({
    source: 's',
    options: settings,
    cursor: null,
    fetch,
    env: {},
    folder,
    now: () => 0,
    log: quiet,
  })) {
    posts += page.posts.length;
    peak = Math.max(peak, process.memoryUsage().rss - before);
  }
  expect(posts).toBe(120_000);
  // 62 MB of text, two bytes a letter when held in memory.
  expect(peak).toBeLessThan(60_000_000);
});
