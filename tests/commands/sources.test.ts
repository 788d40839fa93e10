/** `discover sources` with a person at the terminal who answers what the test says. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Context } from '../../src/commands/command.js';
import { addSource } from '../../src/commands/sources/add.js';
import { checkSources } from '../../src/commands/sources/check.js';
import { listSources } from '../../src/commands/sources/list.js';
import { exportOpml, importOpml } from '../../src/commands/sources/opml.js';
import { recordFailure, recordSuccess, registerSource } from '../../src/store/sources.js';
import { projectFile } from '../support/cli.js';
import { seed, TEST_NOW, temporaryFolder, testEffects, testStore, tweet } from '../support/project.js';
import { type TestServer, testServer } from '../support/server.js';
import { alternate, page, rssFeed } from '../support/sites.js';

const TODAY = '2026-03-02T09:00:00.000Z';
const PLAIN = '# Mine\npurpose: Why\nsources: []\n# later\n';

interface Place {
  context: Context;
  file: string;
  questions: string[];
  lines: string[];
  written: string[];
}

/** A project whose owner gives these answers; with `null` nobody is at the terminal. */
async function project(text: string, answers: (string | null)[] | null): Promise<Place> {
  const data = await temporaryFolder();
  const file = join(data, 'discover.yaml');
  await writeFile(file, text);
  const effects = testEffects();
  const questions: string[] = [];
  const written: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    expect(answers).not.toHaveLength(0);
    return answers!.shift()!;
  };
  const context: Context = {
    ...{ data, configFile: null, effects, signal: new AbortController().signal },
    write: async (piece) => void written.push(String(piece)),
    ask: answers === null ? null : ask,
  };
  return { context, file, questions, lines: effects.lines, written };
}

const open = (...servers: TestServer[]) =>
  `http:\n  delay_s: 0\n  allow_private: ${JSON.stringify(servers.map(({ host }) => host))}\n`;
const sourcesIn = async (file: string) => (parse(await readFile(file, 'utf8')) as { sources: unknown[] }).sources;

/** A blog with a feed of its articles and one of its comments. */
function blog(): Promise<TestServer> {
  return testServer({
    '/': page('Late Buses', alternate('/feed') + alternate('/comments/feed/')),
    '/feed': rssFeed({
      title: 'Late Buses',
      items: [['https://buses.example/1', TODAY]],
      site: 'https://buses.example/',
    }),
    '/comments/feed/': rssFeed({
      title: 'Comments on Late Buses',
      items: [['https://buses.example/1#comment-2', TODAY]],
    }),
  });
}

const board = (title: string, at: string) => rssFeed({ title, items: [[at, TODAY]], site: 'https://forum.example/' });

describe('sources add', () => {
  it('shows what it found and takes what is chosen; the rest of the file stays', async () => {
    const server = await blog();
    const { context, file, questions } = await project(PLAIN + open(server), ['3', '1, 2']);
    const { text } = await addSource(context, {}, `${server.origin}/`);
    expect(questions[0]).toMatch(
      / 1 +Late Buses +articles +1 +2026-03-02 +blogs\n +2 +Comments on Late Buses +comments +1 /,
    );
    expect(questions[1]).toBe('"3" is none of the answers: numbers from 1 to 2, all, or no. [1] ');
    expect(await sourcesIn(file)).toEqual([
      {
        ...{ name: 'late-buses', crawler: 'blogs', options: { feed: `${server.origin}/feed` } },
        place: { name: 'Late Buses', url: 'https://buses.example/', kind: 'blog' },
      },
      {
        ...{ name: 'comments-on-late-buses', crawler: 'blogs', options: { feed: `${server.origin}/comments/feed/` } },
        place: { name: 'Comments on Late Buses', url: 'https://site.example/', kind: 'blog' },
      },
    ]);
    expect(await readFile(file, 'utf8')).toMatch(
      /^# Mine\npurpose: Why\nsources:\n {2}- name: late-buses\n[\s\S]*\n# later\nhttp:/,
    );
    expect(text).toMatch(/^Added 2 sources to .*\n[\s\S]*Next: `discover crawl --source late-buses`/);
  });

  it('an empty answer takes the first; no, and no answer at all, take none', async () => {
    const server = await blog();
    for (const [answer, added] of [
      ['', 1],
      ['no', 0],
      [null, 0],
      ['all', 2],
    ] as const) {
      const { context, file } = await project(PLAIN + open(server), [answer]);
      await addSource(context, {}, `${server.origin}/`);
      expect([answer, (await sourcesIn(file)).length]).toEqual([answer, added]);
    }
    const { context } = await project(PLAIN + open(server), ['what', '0,1', '1;2']);
    await expect(addSource(context, {}, `${server.origin}/`)).rejects.toMatchObject({ exitCode: 2 });
  });

  it('--yes asks nothing; without it and without a terminal it is wrong usage, and says what was found', async () => {
    const server = await blog();
    const { context, file } = await project(PLAIN + open(server), null);
    await expect(addSource(context, {}, `${server.origin}/`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/Late Buses +articles[\s\S]*Say --yes to take number 1/),
    });
    expect(await sourcesIn(file)).toEqual([]);
    await addSource(context, { yes: true, name: 'Buses', kind: 'hyperlocal site' }, `${server.origin}/`);
    expect(await sourcesIn(file)).toMatchObject([{ name: 'Buses', place: { kind: 'hyperlocal site' } }]);
  });

  it('refuses an address that is there already, however it is written, and a name that is taken', async () => {
    const server = await blog();
    const source = `sources:\n  - { name: mine, crawler: forums, options: { feeds: ["https://${server.host}/feed/"] } }\n`;
    const { context, file } = await project(`purpose: Why\n${source}${open(server)}`, null);
    for (const path of ['/feed', '/feed/', '/feed#top', '/']) {
      await expect(addSource(context, { yes: true }, server.origin + path)).rejects.toThrow(/already, as "mine"/);
    }
    expect(server.requests.filter(({ path }) => path === '/feed')).toHaveLength(1);
    await expect(addSource(context, { yes: true, name: 'mine' }, server.origin)).rejects.toThrow(/Choose another name/);
    expect(await sourcesIn(file)).toHaveLength(1);
  });

  it('of several that are chosen, those that are there already are left out', async () => {
    const server = await blog();
    const { context, file, questions } = await project(PLAIN + open(server), ['2', 'all', 'all']);
    await addSource(context, {}, server.origin);
    await addSource(context, {}, server.origin);
    expect(questions[1]).toContain('Note: it is there already, as "comments-on-late-buses".');
    expect(await sourcesIn(file)).toMatchObject([{ name: 'comments-on-late-buses' }, { name: 'late-buses' }]);
    await expect(addSource(context, {}, server.origin)).rejects.toThrow(/already, as "late-buses"/);
    expect(await sourcesIn(file)).toHaveLength(2);
  });

  it('a second site of the same title gets a name and a place of its own', async () => {
    const [one, other] = [await blog(), await blog()];
    const { context, file } = await project(PLAIN + open(one, other), null);
    other.handlers['/feed'] = rssFeed({
      title: 'Late Buses',
      items: [['https://b.example/1', TODAY]],
      site: 'https://b.example/',
    });
    await addSource(context, { yes: true }, one.origin);
    await addSource(context, { yes: true }, other.origin);
    expect(await sourcesIn(file)).toMatchObject([
      { name: 'late-buses', place: { name: 'Late Buses' } },
      { name: 'late-buses-2', place: { name: 'Late Buses (b.example)' } },
    ]);
  });

  it('the feeds of one forum make one source; --kind decides where it cannot be seen', async () => {
    const topic = 'https://forum.example/t/late/1';
    const server = await testServer({
      '/': page('The Forum', `<meta name="generator" content="Discourse 3">${alternate('/latest.rss')}`),
      '/posts.rss': board('Posts', `${topic}/2`),
      '/latest.rss': board('Topics', topic),
    });
    const { context, file } = await project(PLAIN + open(server), ['all']);
    await addSource(context, {}, server.origin);
    expect(await sourcesIn(file)).toEqual([
      {
        ...{ name: 'the-forum', crawler: 'forums' },
        options: { feeds: [`${server.origin}/posts.rss`, `${server.origin}/latest.rss`] },
        place: { name: 'The Forum', url: 'https://forum.example/', kind: 'forum' },
      },
    ]);
    const plain = await blog();
    const forced = await project(PLAIN + open(plain), null);
    await addSource(forced.context, { yes: true, kind: 'forum' }, plain.origin);
    expect(await sourcesIn(forced.file)).toMatchObject([{ crawler: 'forums', place: { kind: 'forum' } }]);
    await expect(addSource(forced.context, { kind: 'pub' }, plain.origin)).rejects.toThrow(
      /--kind pub: there are community site/,
    );
  });

  it('F1: a private address is refused with what to do, and nothing is sent there', async () => {
    const server = await blog();
    const { context, file } = await project(PLAIN, null);
    await expect(addSource(context, { yes: true }, server.origin)).rejects.toThrow(
      /Nothing was added \(refused-address\).*name its host:port under http\.allow_private/,
    );
    expect(server.connections()).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(PLAIN);
  });

  it('what is not there, is no site, or has no feed is told with what to do', async () => {
    const server = await testServer({ '/plain': page('Plain') });
    const { context } = await project(PLAIN + open(server), null);
    const adding = (address: string) => addSource(context, { yes: true }, address);
    await expect(adding(`${server.origin}/nowhere`)).rejects.toThrow(
      /\(not-found\).*`discover sources add URL` finds it/,
    );
    await expect(adding(`${server.origin}/plain`)).rejects.toThrow(/No feed was found at .* in \d+ requests/);
    await expect(adding('http://')).rejects.toMatchObject({ exitCode: 2 });
    await expect(adding('file:///etc/passwd')).rejects.toThrow(/bad-address/);
    const none = { ...context, data: await temporaryFolder(), configFile: null };
    const here = process.cwd();
    process.chdir(none.data);
    try {
      await expect(addSource(none, { yes: true }, 'https://a.example')).rejects.toThrow(/`discover init` writes one/);
    } finally {
      process.chdir(here);
    }
  });

  it('a title that would drive the terminal is made harmless', async () => {
    const server = await testServer({ '/feed': rssFeed({ title: 'A&#x1b;[31m\u202eB', items: [] }) });
    const { context, file, questions } = await project(PLAIN + open(server), ['1']);
    const { text } = await addSource(context, {}, `${server.origin}/feed`);
    for (const said of [questions[0]!, text, await readFile(file, 'utf8')]) expect(said).not.toMatch(/\x1b\[31|\u202e/);
  });
});

describe('sources check', () => {
  it('says of each what it is, or what is wrong and what to do; one failure fails it', async () => {
    const server = await testServer({
      '/good': rssFeed({ title: 'Good', items: [['https://a.example/1', TODAY]] }, { etag: '"1"' }),
      '/moved': { status: 301, headers: { location: '/good' } },
      '/page': page('No feed'),
    });
    const options = (path: string) => ({ feed: server.origin + path });
    const settings = {
      sources: [
        { name: 'good', crawler: 'blogs', options: options('/good') },
        { name: 'moved', crawler: 'blogs', options: options('/moved') },
        { name: 'page', crawler: 'blogs', options: options('/page') },
        { name: 'board', crawler: 'forums', options: { feeds: [`${server.origin}/good`, `${server.origin}/gone`] } },
        { name: 'private', crawler: 'blogs', options: { feed: 'http://localhost/feed' } },
        { name: 'notes', crawler: 'notes', options: { file: 'notes.csv' } },
        { name: 'missing', crawler: 'notes', options: { file: 'nowhere.csv' } },
        { name: 'x', crawler: 'tweets', options: { query: '#buses' } },
      ],
      http: { delay_s: 0, allow_private: [server.host] },
    };
    const { context, file } = await project(projectFile(settings), null);
    await writeFile(join(context.data, 'notes.csv'), 'note,date\nLate,2026-03-01\n');
    const effects = { ...context.effects, resolve: async () => ['127.0.0.1'] };
    const { json, text, failed } = await checkSources({ ...context, effects }, []);
    expect(failed).toBe(true);
    expect(json).toMatchObject({
      failed: true,
      sources: [
        { name: 'good', state: 'good', newest: TODAY, feeds: [{ items: 1, validators: ['ETag'], warnings: [] }] },
        { name: 'moved', state: 'good', feeds: [{ warnings: [`it is redirected to ${server.origin}/good`] }] },
        { name: 'page', state: 'failed', problems: [{ slug: 'not-a-feed' }] },
        {
          name: 'board',
          state: 'failed',
          feeds: [{ items: 1 }],
          problems: [{ slug: 'not-found', url: `${server.origin}/gone` }],
        },
        { name: 'private', state: 'failed', problems: [{ slug: 'refused-address' }] },
        { name: 'notes', state: 'good', posts: 1, newest: '2026-03-01T00:00:00.000Z' },
        { name: 'missing', state: 'failed', problems: [{ slug: 'file-missing' }] },
        { name: 'x', state: 'failed', problems: [{ slug: 'no-token' }] },
      ],
    });
    expect(text).toMatch(/ {2}good: good\n.*\/good\n {4}RSS, 1 item, newest 2026-03-02; ETag\n/);
    expect(text).toMatch(/ {2}page: failed\n {4}not-a-feed: .*\n {4}Look at the address in a browser/);
    // Nothing was kept, not even a store.
    await expect(readFile(join(context.data, 'discover.db'))).rejects.toThrow(/ENOENT/);
    expect(await readFile(file, 'utf8')).toBe(projectFile(settings));

    const some = await checkSources({ ...context, effects }, ['good', 'notes']);
    expect(some).toMatchObject({ failed: false, json: { sources: [{ name: 'good' }, { name: 'notes' }] } });
    await expect(checkSources(context, ['nobody'])).rejects.toMatchObject({ exitCode: 2 });
    const paid = await checkSources({ ...context, effects: { ...effects, env: { X_BEARER_TOKEN: 'secret' } } }, ['x']);
    expect(paid).toMatchObject({ failed: false, json: { sources: [{ name: 'x', state: 'not asked' }] } });
    expect(JSON.stringify(paid)).not.toContain('secret');
  });
});

describe('sources import and export', () => {
  const LIST = `<opml version="2.0"><body>
    <outline text="Leeds"><outline text="Carers"><outline text="A blog" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline></outline>
    <outline text="A board" xmlUrl="https://forum.b.example/feed.php"/>
    <outline text="Inside" xmlUrl="http://127.0.0.1/feed"/><outline text="Router" xmlUrl="http://192.168.1.1:8080/feed"/>
    <outline text="A file" xmlUrl="file:///etc/passwd"/>
    <outline text="Again" xmlUrl="http://www.a.example/feed/"/></body></opml>`;

  async function listFile(context: Context, text: string): Promise<string> {
    const file = join(context.data, 'list.opml');
    await writeFile(file, text);
    return file;
  }

  it('asks once, adds what may be asked, and names each private address it refuses', async () => {
    const { context, file, questions } = await project(PLAIN, ['maybe', 'yes']);
    const { json } = await importOpml(context, {}, await listFile(context, LIST));
    expect(questions[0]).toMatch(
      /has 2 new sources:[\s\S]*Refused: Inside: refused-address[\s\S]*Refused: Router: refused-address/,
    );
    expect(questions[0]).toMatch(/Refused: A file: neither http nor https\n[\s\S]*\n {2}1 feed of it is there already/);
    expect(questions[1]).toBe('Please answer yes or no. [yes] ');
    expect(await sourcesIn(file)).toEqual([
      {
        ...{ name: 'a-blog', crawler: 'blogs', options: { feed: 'https://a.example/feed' } },
        place: { name: 'A blog', url: 'https://a.example/', area: 'Leeds / Carers' },
      },
      {
        ...{ name: 'a-board', crawler: 'forums', options: { feeds: ['https://forum.b.example/feed.php'] } },
        place: { name: 'A board', url: 'https://forum.b.example/', kind: 'forum' },
      },
    ]);
    expect(json).toMatchObject({
      added: [{ name: 'a-blog' }, { name: 'a-board' }],
      refused: [{}, {}, {}],
      known: [{}],
    });
    const again = await importOpml(context, { yes: true }, await listFile(context, LIST));
    expect(again).toMatchObject({ json: { added: [] }, text: expect.stringContaining('Nothing was added') });
  });

  it('adds nothing when the answer is no, when nobody answers, or when the file is no list', async () => {
    for (const answers of [['no'], [null]]) {
      const { context, file } = await project(PLAIN, answers);
      await importOpml(context, {}, await listFile(context, LIST));
      expect(await readFile(file, 'utf8')).toBe(PLAIN);
    }
    const { context, file } = await project(PLAIN, null);
    const list = await listFile(context, LIST);
    await expect(importOpml(context, {}, list)).rejects.toMatchObject({ exitCode: 2 });
    await expect(importOpml(context, { yes: true }, `${list}x`)).rejects.toThrow(/there is no such file/);
    await expect(importOpml(context, { yes: true }, context.data)).rejects.toThrow(/^Cannot read /);
    await writeFile(list, '<opml>'.padEnd(10_000_001));
    await expect(importOpml(context, { yes: true }, list)).rejects.toThrow(/larger than 10 MB/);
    await writeFile(list, 'hello');
    await expect(importOpml(context, { yes: true }, list)).rejects.toThrow(/not OPML/);
    expect(await readFile(file, 'utf8')).toBe(PLAIN);
  });

  it('a round trip gives the same sources; what has no feed is named', async () => {
    const sources = [
      {
        ...{
          name: 'Ann & Bob'.replace(' & ', ' '),
          crawler: 'blogs',
          options: { feed: 'https://a.example/feed?x=1&y=2' },
        },
        place: {
          name: 'Ann & "Bob"',
          url: 'https://a.example/',
          kind: 'blog',
          owner: 'individual',
          area: 'England / Leeds',
        },
      },
      { name: 'plain', crawler: 'blogs', options: { feed: 'https://b.example/feed' }, place: { name: 'B' } },
      {
        ...{ name: 'board', crawler: 'forums', options: { feeds: ['https://c.example/1', 'https://c.example/2'] } },
        place: { name: 'Ann & "Bob"', url: 'https://c.example/', kind: 'community site', area: 'England' },
      },
    ];
    const notes = { name: 'notes', crawler: 'notes', options: { file: 'notes.csv' } };
    const from = await project(projectFile({ sources: [...sources, notes] }), null);
    const { text } = await exportOpml(from.context, {});
    expect(from.lines).toEqual(['warning: notes reads no feed, and is not in the list.']);
    await exportOpml(from.context, { out: '-' });
    expect(from.written.join('')).toBe(`${text}\n`);
    const out = join(from.context.data, 'feeds.opml');
    expect(await exportOpml(from.context, { out })).toMatchObject({ json: { feeds: 4, without: ['notes'] } });
    expect(await readFile(out, 'utf8')).toBe(`${text}\n`);

    const to = await project(PLAIN, null);
    await importOpml(to.context, { yes: true }, out);
    expect(await sourcesIn(to.file)).toEqual(sources);
  });
});

describe('sources list', () => {
  it('tells when each was asked, how fresh its newest post is, its pace, and what failed, within 80 columns', async () => {
    const long = 'a-name-that-goes-on-and-on-for-longer-than-anybody-would-type';
    const settings = {
      sources: [
        {
          name: long,
          crawler: 'blogs',
          options: { feed: 'https://a.example/feed' },
          place: { name: long.toUpperCase() },
        },
        { name: 'never', crawler: 'blogs', options: { feed: 'https://b.example/feed' } },
      ],
    };
    const { context } = await project(projectFile(settings), null);
    expect((await listSources(context)).json).toMatchObject([{ name: long, lastCrawledAt: null }, { name: 'never' }]);
    const store = await testStore('sqlite', context.data);
    const ago = (days: number) => new Date(TEST_NOW - days * 86_400_000).toISOString();
    await seed(
      store,
      long,
      Array.from({ length: 100 }, (_, day) => tweet(`p${day}`, 'ann', 'w', { createdAt: ago(day + 3) })),
    );
    await recordSuccess(store, long, ago(0.1));
    await registerSource(store, 'gone', 'blogs');
    await recordFailure(store, 'gone', { slug: 'not-found', message: 'https://c.example/ (status 404)' }, ago(20));
    await recordFailure(store, 'gone', { slug: 'not-found', message: 'https://c.example/ (status 404)' }, ago(20));
    const { text, json } = await listSources(context);
    expect(json).toMatchObject([
      { name: long, posts: 100, newestPost: '2026-02-27', week: 4, usual: { low: 7, high: 7 }, lastSlug: null },
      { name: 'never', configured: true, week: 0, usual: null },
      { name: 'gone', configured: false, failures: 2, lastSlug: 'not-found' },
    ]);
    expect(text).toMatch(/^ {2}a-name-that-goes-on… +blogs +A-NAME-THAT-GOE… +2 h +3 d +4 +7$/m);
    expect(text).toMatch(/^ {2}never +blogs +never +- +0 +-$/m);
    expect(text).toMatch(
      /gone +blogs .*2 wk.*\n.*not in the project file: imported, or taken out\n {4}not-found: there is nothing at this address, 2 times in a row\n/,
    );
    for (const line of text.replace(/\x1b\[\d+m/g, '').split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
