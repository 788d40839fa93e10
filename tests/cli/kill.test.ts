/** Killed at the worst moment, or asked to stop: the next run ends where an unbroken one would have. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  answerOf,
  ask,
  discover,
  type How,
  projectFile,
  projectFolder,
  type Running,
  resultsIn,
  startDiscover,
  withStore,
  writeFiles,
} from '../support/cli.js';
import { type TestServer, testServer } from '../support/server.js';
import { range, TOKEN, tweetsOf, USE, type XStandIn, xStandIn } from '../support/x-stand-in.js';
import { atom, silence } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

const SEARCH = '/2/tweets/search/recent';
const WITH_TOKEN = { env: { X_BEARER_TOKEN: TOKEN } };

describe('kill -9 in the middle of a crawl', () => {
  it.each([2, 5])('of a search on X, at page %i: newer posts and the missing ones are both found', async (page) => {
    const x = await xStandIn(range(45, 1));
    const broken = await projectOnX(x);
    const stalled = stallAt(x.server, SEARCH, page);
    const run = startDiscover(['crawl', '--data', broken], WITH_TOKEN);
    await stalled.reached;
    await killed(run);
    stalled.goOn();
    const saved = (page - 1) * 10;
    expect(postsOf(broken)).toHaveLength(saved);
    const until_id = String(46 - saved);
    expect(cursorOf(broken)).toMatchObject([{ since_id: null, gap: { newest_id: '45', until_id } }]);

    const asked = x.searches.length;
    x.tweets.unshift(...tweetsOf(range(52, 46)));
    const unbroken = await projectOnX(x);
    await succeed(WITH_TOKEN, ['crawl', '--data', broken], ['crawl', '--data', unbroken]);
    expect(postsOf(broken)).toHaveLength(52);
    expect(postsOf(broken)).toEqual(postsOf(unbroken));
    expect(cursorOf(broken)).toMatchObject([{ since_id: '52', gap: null }]);
    expect(cursorOf(broken)).toEqual(cursorOf(unbroken));
    // What was saved before is not asked for, and paid for, again.
    const resumed = x.searches.slice(asked).map((search) => Object.fromEntries(search));
    expect(resumed).toContainEqual(expect.objectContaining({ until_id }));
    expect(resumed).toContainEqual(expect.objectContaining({ since_id: '45' }));
  });

  it('of a list of feeds: those already read are kept, the rest is read', async () => {
    const server = await testServer();
    const feeds = ['one', 'two', 'three', 'four'];
    for (const feed of feeds) {
      server.handlers[`/${feed}`] = atom('forum.example', [
        { id: `${feed}/1`, text: `the first of ${feed}` },
        { id: `${feed}/2`, text: `the second of ${feed}` },
        { id: 'shared', text: 'a post that several feeds carry' },
      ]);
    }
    const settings = sourceAt(server, {
      name: 'forum',
      crawler: 'forums',
      options: { feeds: feeds.map((feed) => `${server.origin}/${feed}`) },
    });
    const broken = await projectFolder(settings);
    const stalled = stallAt(server, '/three', 1);
    const run = startDiscover(['crawl', '--data', broken]);
    await stalled.reached;
    await killed(run);
    stalled.goOn();
    expect(postsOf(broken).length).toBeLessThan(9);

    const unbroken = await projectFolder(settings);
    await succeed({}, ['crawl', '--data', broken], ['crawl', '--data', unbroken]);
    expect(postsOf(broken)).toHaveLength(9);
    expect(postsOf(broken)).toEqual(postsOf(unbroken));
    const [cursor] = cursorOf(broken) as [{ feeds: object }];
    expect(Object.keys(cursor.feeds)).toHaveLength(4);
    // Each project remembers when it read a feed; all else is the same.
    const timeless = (cursors: unknown) => JSON.stringify(cursors, (key, value) => (key === 'changedAt' ? 0 : value));
    expect(timeless([cursor])).toEqual(timeless(cursorOf(unbroken)));
  });
});

describe('kill -9 in the middle of later stages', () => {
  it('while posts are cleaned, and again while themes are saved: the same files in the end', async () => {
    const posts = { 'posts.ndjson': conversation(1_600) };
    const [broken, unbroken] = [await projectFolder({}, posts), await projectFolder({}, posts)];
    const both = [broken, unbroken];
    await succeed({}, ...both.map((data) => ['import', `${data}/posts.ndjson`, '--data', data]));

    // Two blocks are saved, the ids 1 to 999; the third never is.
    await killAt(broken, 'process', 'clean_posts', 1_200, (store) => {
      return (store.prepare('SELECT count(*) FROM clean_posts').pluck().get() as number) >= 999;
    });
    expect(ask(broken, 'SELECT count(*) AS n FROM clean_posts')).toEqual([{ n: 999 }]);
    await succeed({}, ['process', '--data', broken]);

    // Themes are saved all at once: whoever holds the store for writing is in the middle of it.
    await killAt(broken, 'themes', 'post_themes', 700, isBeingWritten);
    expect(ask(broken, 'SELECT count(*) AS n FROM themes')).toEqual([{ n: 0 }]);
    expect(ask(broken, 'SELECT status FROM runs ORDER BY id DESC LIMIT 1')).toEqual([{ status: 'running' }]);

    await succeed({}, ...both.map((data) => ['run', '--data', data]));
    expect(ask(unbroken, 'SELECT id FROM themes').length).toBeGreaterThan(5);
    expect(ask(broken, 'SELECT command, status FROM runs ORDER BY id')).toMatchObject([
      { command: 'import', status: 'done' },
      { command: 'process', status: 'interrupted' },
      { command: 'process', status: 'done' },
      { command: 'themes', status: 'interrupted' },
      { command: 'run', status: 'done' },
    ]);
    const [ours, theirs] = [await resultsIn(`${broken}/reports`), await resultsIn(`${unbroken}/reports`)];
    expect([...ours.keys()]).toContain('themes.csv');
    expect([...ours].filter(([name, text]) => theirs.get(name) !== text).map(([name]) => name)).toEqual([]);
  });
});

describe('SIGTERM in the middle of a crawl', () => {
  it.each([
    ['an answer', 0],
    ['its turn at the site', 15],
  ])(
    'that waits for %s: gone within ten seconds with the source waiting, and the next run goes on',
    async (_, delay_s) => {
      const x = await xStandIn(range(25, 1));
      const data = await projectOnX(x, { delay_s });
      const stalled = stallAt(x.server, SEARCH, 2);
      const run = startDiscover(['run', '--data', data], WITH_TOKEN);
      if (delay_s === 0) await stalled.reached;
      else await expect.poll(() => hasPosts(data), { timeout: 30_000 }).toBe(true);
      run.kill('SIGTERM');
      const ended = await within(10_000, run.ended);
      expect(ended).toMatchObject({ code: 1, out: '' });
      expect(ended.err.match(/Run the same command again to go on/g)).toHaveLength(1);
      stalled.goOn();

      const { json } = await answerOf<Status>(['status', '--data', data]);
      expect(json).toMatchObject({ queue: { waiting: 1, taken: 0, dead: 0 }, totals: { posts: 10 } });
      expect(json.sources).toMatchObject([{ name: 'x', failures: 0, lastSlug: null }]);
      await writeFiles(data, { 'discover.yaml': projectFile(onX(x)) });
      const next = await answerOf<{ crawl: object }>(['run', '--data', data], WITH_TOKEN);
      expect(next.json.crawl).toMatchObject({ new: 15, failed: 0, waiting: 0 });
      expect(postsOf(data)).toHaveLength(25);
    },
  );
});

/** Runs commands side by side, each in a project of its own. */
async function succeed(how: How, ...commands: string[][]): Promise<void> {
  const all = await Promise.all(commands.map((words) => discover(words, how)));
  expect(all.map(({ code, err }) => (code === 0 ? code : err))).toEqual(all.map(() => 0));
}

interface Status {
  queue: object;
  totals: object;
  sources: object[];
}

function sourceAt(server: TestServer, source: object, http: object = {}) {
  return { sources: [source], http: { allow_private: [server.host], delay_s: 0, ...http }, queue: { backoff_s: 0 } };
}

function onX(x: XStandIn, http: object = {}) {
  return sourceAt(x.server, { name: 'x', crawler: 'tweets', options: { query: '#words', api: x.api, use: USE } }, http);
}

function projectOnX(x: XStandIn, http: object = {}): Promise<string> {
  return projectFolder(onX(x, http));
}

function hasPosts(data: string): boolean {
  return existsSync(join(data, 'discover.db')) && ask(data, 'SELECT 1 FROM posts LIMIT 1').length > 0;
}

/** Lets the server fall silent at the `nth` request for a path, until told to go on. */
function stallAt(server: TestServer, path: string, nth: number): { reached: Promise<void>; goOn(): void } {
  const usual = server.handlers[path]!;
  let asked = 0;
  const reached = new Promise<void>((resolve) => {
    server.handlers[path] = (seen, response) => {
      asked += 1;
      if (asked < nth) return typeof usual === 'function' ? usual(seen, response) : usual;
      resolve();
      return silence();
    };
  });
  return {
    reached,
    goOn: () => {
      server.handlers[path] = usual;
    },
  };
}

async function killed(run: Running): Promise<void> {
  run.kill('SIGKILL');
  expect(await run.ended).toMatchObject({ signal: 'SIGKILL' });
}

/**
 * Kills a command inside a transaction, however fast or slow this machine is: the row after `rows` of them in `table`
 * takes for ever to write, so that there is all the time in the world to see `isThere` come true.
 */
async function killAt(
  data: string,
  command: string,
  table: string,
  rows: number,
  isThere: (store: Store) => boolean,
): Promise<void> {
  withStore(data, (store) => {
    store.exec(`
      CREATE VIEW forever AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c;
      CREATE TRIGGER stand_still BEFORE INSERT ON ${table} WHEN (SELECT count(*) FROM ${table}) >= ${rows}
      BEGIN SELECT count(*) FROM forever; END;`);
  });
  const run = startDiscover([command, '--data', data]);
  if (command === 'themes') await run.says('grouping');
  await expect.poll(() => withStore(data, isThere), { timeout: 20_000, interval: 20 }).toBe(true);
  await killed(run);
  withStore(data, (store) => store.exec('DROP TRIGGER stand_still; DROP VIEW forever;'));
}

type Store = Parameters<Parameters<typeof withStore>[1]>[0];

function isBeingWritten(store: Store): boolean {
  try {
    store.exec('BEGIN IMMEDIATE');
    store.exec('ROLLBACK');
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'SQLITE_BUSY';
  }
}

function postsOf(data: string): string[] {
  const rows = ask(data, 'SELECT source, external_id, title, text, html, created_at, thread FROM posts');
  return rows.map((row) => JSON.stringify(row)).sort();
}

function cursorOf(data: string): unknown {
  return ask<{ cursor: string }>(data, 'SELECT cursor FROM sources').map(({ cursor }) => JSON.parse(cursor));
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Posts about ten matters by eighty voices, as an import file. The same every time. */
function conversation(posts: number): string {
  const matters = [
    'parking',
    'dentist',
    'carers',
    'ward',
    'phone',
    'walking',
    'hearing',
    'transport',
    'diary',
    'garden',
  ];
  return Array.from({ length: posts }, (_, index) => {
    const matter = matters[(index * 7 + Math.floor(index / 13)) % matters.length]!;
    const words = [1, 2, 3, 4].map((turn) => `${matter}${['day', 'ly', 'queue', 'line', 'desk'][(index * turn) % 5]}`);
    return JSON.stringify({
      id: String(index),
      text: `The ${matter} again: ${words.join(' and ')} since ${['spring', 'autumn', 'winter'][index % 3]} ${index}`,
      author: `voice${index % 80}`,
      created_at: new Date(Date.parse('2026-01-05T08:00:00Z') + index * 1_800_000).toISOString(),
    });
  }).join('\n');
}
