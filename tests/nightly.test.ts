import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nightly } from '../src/nightly.js';
import type { NightSummary } from '../src/notify/summary.js';
import { inRun, type Project, withProject } from '../src/project.js';
import { writeEverything } from '../src/publish.js';
import { recordOutcome } from '../src/store/outcomes.js';
import { fillUp, NO_SMALL_DISK, smallDisk } from './support/disk.js';
import { type FeedItem, rss } from './support/feeds.js';
import { writeProject } from './support/processes.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from './support/project.js';
import { type Handler, type TestServer, testServer } from './support/server.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CRAWL_MINUTES = 7;

const iso = (at: number) => new Date(at).toISOString();
const item = (id: string, at = TEST_NOW - HOUR): FeedItem => ({
  id,
  text: `The ${id} bus was late again`,
  at: iso(at),
});

/** A world whose clock the test sets, and in which the night's time is over when the test says so. */
function nightWorld(start = TEST_NOW) {
  const world = testEffects(start);
  let timeIsUp = () => {};
  const over = new Promise<void>((resolve) => {
    timeIsUp = resolve;
  });
  const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (milliseconds !== CRAWL_MINUTES * 60_000) return world.sleep(milliseconds, signal);
    const stopped = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([over, stopped]);
    signal?.throwIfAborted();
  };
  return { ...world, now: () => world.clock.now, sleep, timeIsUp };
}

interface Listening {
  folder: string;
  server: TestServer;
  night(world?: ReturnType<typeof nightWorld>): Promise<NightSummary>;
  within<T>(work: (project: Project) => Promise<T>): Promise<T>;
}

/** A project with one blog for each handler, crawled one after the other. */
async function listening(
  feeds: Record<string, Handler>,
  more: { folder?: string; nightly?: object } = {},
): Promise<Listening> {
  const folder = more.folder ?? (await temporaryFolder());
  const server = await testServer(Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [`/${name}`, feed])));
  await writeProject(folder, {
    words: [],
    sources: Object.keys(feeds).map((name) => ({
      name,
      crawler: 'blogs',
      options: { feed: `${server.origin}/${name}` },
    })),
    http: { allow_private: [server.host], delay_s: 0 },
    queue: { concurrency: 1, patience_s: 0 },
    nightly: { minutes: CRAWL_MINUTES, ...more.nightly },
  });
  const where = { data: folder, configFile: join(folder, 'discover.yaml'), signal: new AbortController().signal };
  return {
    folder,
    server,
    within: (work) => withProject({ ...where, effects: nightWorld() }, work),
    night: (world = nightWorld()) =>
      withProject({ ...where, effects: world }, async (project) => {
        const outcome = await inRun(project, 'nightly', async (runId) => ({ json: await nightly(project, runId) }));
        return outcome.json;
      }),
  };
}

const feedOf = (...items: FeedItem[]): Handler => ({
  headers: { 'content-type': 'application/rss+xml' },
  body: rss(items),
});
/** The blogs asked for their feeds, in order. */
const asked = (server: TestServer) =>
  server.requests.map(({ path }) => path.slice(1)).filter((path) => /^\w+$/.test(path));

describe('a night', () => {
  it('crawls, analyses, writes, backs up, and sums up', async () => {
    const { folder, night } = await listening({ a: feedOf(item('a1'), item('a2')), b: feedOf(item('b1')) });
    const summary = await night();
    expect(summary).toMatchObject({
      startedAt: '2026-03-02T21:00:00.000Z',
      crawl: { sources: 2, new: 3, failing: [], unfinished: [], outOfTime: false },
      analysis: { processed: 3 },
      backup: { file: 'backups/discover-2026-03-02T2100.db', removed: [] },
      ...{ quiet: [], problems: [], notes: [] },
    });
    for (const file of [...summary.files, summary.backup!.file])
      expect((await readFile(join(folder, file))).length).toBeGreaterThan(0);
    expect(summary.files).toContain('reports/page.html');
  });

  it('names nobody and quotes nothing', async () => {
    const secret: FeedItem = { id: 'x', text: 'Quotemark Zebra said so', at: iso(TEST_NOW - HOUR) };
    const { night } = await listening({ a: feedOf(secret), zebra: { status: 404, body: 'Quotemark Zebra' } });
    const summary = await night();
    expect(summary.crawl!.failing).toHaveLength(1);
    expect(JSON.stringify(summary)).not.toMatch(/Zebra|voice-x|127\.0\.0\.1/);
  });

  it('notes replies that are overdue, without a word of the theme, and is well all the same', async () => {
    const { night, within } = await listening({ a: feedOf(item('a1'), item('a2'), item('a3')) });
    await night();
    await within(async ({ store }) => {
      const [theme] = await store.all<{ id: string }>("SELECT id FROM themes WHERE state = 'live' ORDER BY id");
      const asked = {
        matter: null,
        themeId: theme!.id,
        status: 'raised',
        reply: null,
        link: null,
        author: 'A',
      } as const;
      for (const [owner, due] of [
        ['NHS Leeds ICB', '2026-03-02'],
        ['Leeds Council', '2026-03-01'],
      ] as const) {
        await recordOutcome(store, { ...asked, at: iso(TEST_NOW), owner, due });
      }
    });
    const summary = await night();
    expect(summary.problems).toEqual([]);
    expect(summary.notes).toContainEqual(
      expect.stringMatching(
        /^Overdue: 1 reply \(Leeds Council on theme-\d+, due 2026-03-01\)\. `discover outcome overdue` lists them\.$/,
      ),
    );
    expect(summary.files).toEqual(expect.arrayContaining(['public/what-happened.html', 'public/what-happened.xml']));
  });

  it('stops crawling when its time is over, analyses what there is, and begins the next night with the rest', async () => {
    const world = nightWorld();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const feeds = Object.fromEntries(names.map((name) => [name, feedOf(item(`${name}1`))]));
    const { night, server } = await listening(feeds);
    server.handlers['/c'] = () => {
      world.timeIsUp();
      return { body: rss([item('c1')]) };
    };
    const first = await night(world);
    expect(asked(server)).toEqual(['a', 'b', 'c']);
    expect(first.crawl).toMatchObject({ outOfTime: true, unfinished: ['d', 'e', 'f'], failing: [] });
    expect(first.analysis!.processed).toBe(first.crawl!.new);
    expect(first.backup).not.toBeNull();
    expect(first.problems).toEqual([]);
    expect(first.notes.join()).toContain('the next night begins with: d, e, f');

    server.handlers['/c'] = feeds.c!;
    server.requests.length = 0;
    const second = await night(nightWorld(TEST_NOW + DAY));
    expect(second.crawl).toMatchObject({ unfinished: [], outOfTime: false });
    expect(asked(server).slice(0, 3).sort()).toEqual(['d', 'e', 'f']);
    expect(asked(server).sort()).toEqual(names);
  });

  it('goes on after a step that fails, and says so once', async () => {
    const { folder, night } = await listening({ a: feedOf(item('a1')) });
    await writeFile(join(folder, 'reports'), 'in the way');
    const summary = await night();
    expect(summary.problems).toHaveLength(1);
    expect(summary.files).toEqual([]);
    expect(summary.backup).not.toBeNull();
  });
});

describe('silence', () => {
  it('is named: sources that fail, and sources that have had nothing new for long', async () => {
    const old = item('old', TEST_NOW - 40 * DAY);
    const { night } = await listening({
      ...{ lively: feedOf(item('l1')), still: feedOf(old), empty: feedOf(), down: { status: 500 } },
    });
    const summary = await night();
    expect(summary.quiet).toEqual([
      { name: 'empty', newestPost: null },
      { name: 'still', newestPost: old.at },
    ]);
    expect(summary.crawl!.failing).toEqual([{ name: 'down', slug: 'server-error', failures: 1, lastOkAt: null }]);
    expect(summary.problems).toEqual([
      'down: the site has trouble of its own (server-error); 1 failed crawl in a row, never crawled well',
    ]);
  });

  it('is not hidden by a post that is dated ahead', async () => {
    const { night } = await listening({ a: feedOf(item('a1', TEST_NOW + 3000 * DAY)) });
    expect((await night()).problems).toEqual([]);
    const later = await night(nightWorld(TEST_NOW + 31 * DAY));
    expect(later.quiet).toEqual([{ name: 'a', newestPost: iso(TEST_NOW) }]);
    expect(later.problems).toEqual(['Nothing new was heard from any source for 30 days.']);
  });

  /** Ten posts a week for eight weeks, of which the newest is so many days old. */
  const steady = (name: string, newest: number) =>
    Array.from({ length: 80 }, (_, index) => item(`${name}${index}`, TEST_NOW - (newest + index * 0.7) * DAY));

  it('I3: a volume that fell by four fifths is told, of one source as a note, of all together as a problem', async () => {
    const { night } = await listening({ lively: feedOf(...steady('l', 0)), fallen: feedOf(...steady('f', 8)) });
    const summary = await night();
    expect(summary.notes).toEqual([
      expect.stringMatching(/^fallen: 0 posts in seven days, where \d+ to 1\d are usual\.$/),
    ]);
    expect(summary.problems).toEqual([]);
    expect(summary.quiet).toEqual([]);

    const later = await night(nightWorld(TEST_NOW + 8 * DAY));
    expect(later.problems).toEqual([
      expect.stringMatching(/^All sources together: 0 posts in seven days, where \d+ to \d+ are usual\.$/),
    ]);
  });

  it('I3: of a source that keeps failing is told on the nights between its tries too', async () => {
    const { night, folder, server } = await listening({ a: feedOf(item('a1')) });
    const far = (name: string, feed: string) => ({ name, crawler: 'blogs', options: { feed } });
    await writeProject(folder, {
      sources: [far('a', `${server.origin}/a`), far('far', 'https://far.example/feed')],
      http: { allow_private: [server.host], delay_s: 0 },
      queue: { patience_s: 0 },
      nightly: { minutes: CRAWL_MINUTES },
    });
    expect((await night()).crawl!.failing).toMatchObject([{ name: 'far', slug: 'unknown-host' }]);
    const between = await night(nightWorld(TEST_NOW + HOUR));
    expect(between.crawl).toMatchObject({ sources: 1, failing: [] });
    expect(between.notes).toEqual([
      'Not due tonight: 1 source; the next is far, from 2026-03-03.',
      'far: could not be read at the last try (unknown-host); not asked tonight.',
    ]);
  });

  it('I3: of few posts a week, or of few weeks, says nothing', async () => {
    const rare = Array.from({ length: 8 }, (_, week) => item(`r${week}`, TEST_NOW - (week + 1.2) * 7 * DAY));
    const young = Array.from({ length: 20 }, (_, index) => item(`y${index}`, TEST_NOW - (8 + index) * DAY));
    const { night } = await listening({ rare: feedOf(...rare), young: feedOf(...young) });
    expect(await night()).toMatchObject({ notes: [], problems: [] });
  });

  it('altogether is a problem', async () => {
    const { night } = await listening({ a: feedOf(), b: feedOf() });
    expect((await night()).problems).toEqual(['There is not a single post in this project: nothing was heard.']);
  });
});

describe('clocks that jump', () => {
  it.each([
    ['three days', 3 * DAY],
    ['a year', 365 * DAY],
  ])('%s ahead and back: every night crawls everything once', async (_, jump) => {
    const { night, server, folder } = await listening({
      ...{ a: feedOf(item('a1')), b: { status: 503 }, c: feedOf(item('c1')) },
    });
    for (const at of [TEST_NOW, TEST_NOW + jump, TEST_NOW + DAY / 2, TEST_NOW - jump, TEST_NOW + DAY]) {
      server.requests.length = 0;
      const summary = await night(nightWorld(at));
      expect(asked(server).sort(), iso(at)).toEqual(['a', 'b', 'c']);
      expect(summary.crawl!.failing.map(({ name }) => name)).toEqual(['b']);
      expect(summary.backup).not.toBeNull();
    }
    const store = await temporaryStore(folder);
    const crawls = await store.all<{ at: string }>('SELECT last_crawled_at AS at FROM sources');
    expect(crawls.every(({ at }) => at === iso(TEST_NOW + DAY))).toBe(true);
  });

  it('a day ahead and back: nothing is put off for longer than the jump', async () => {
    const { night, server } = await listening({ a: feedOf(item('a1')), b: { status: 503 } });
    await night(nightWorld(TEST_NOW + DAY));
    for (const [at, names] of [
      [TEST_NOW + HOUR, ['a']],
      [TEST_NOW + DAY + HOUR, ['a', 'b']],
    ] as const) {
      server.requests.length = 0;
      await night(nightWorld(at));
      expect(asked(server).sort(), iso(at)).toEqual(names);
    }
  });

  it('on both nights when clocks change, at 01:30 in London: once each, an hour later or not', async () => {
    const { night, folder } = await listening({ a: feedOf(item('a1')) });
    // 01:30 comes twice on 25 October 2026; on 28 March 2027 it is not there.
    const moments = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'];
    for (const moment of moments) await night(nightWorld(Date.parse(moment)));
    expect(await readdir(join(folder, 'backups'))).toEqual([
      ...['discover-2026-10-25T0130.db', 'discover-2027-03-28T0130.db'],
    ]);
  });
});

describe('reports on a full disk', () => {
  it.skipIf(NO_SMALL_DISK !== null)(
    `one plain message, nothing half, and well again with room ${NO_SMALL_DISK ?? ''}`,
    async () => {
      const folder = await smallDisk(8);
      const many = Array.from({ length: 60 }, (_, index) => item(`number ${index}`));
      const { night, within } = await listening({ a: feedOf(...many) }, { folder });
      expect((await night()).problems).toEqual([]);
      const reports = async () => {
        const names = await readdir(join(folder, 'reports'));
        return Object.fromEntries(
          await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'reports', name))])),
        );
      };
      const before = await reports();
      let ballast = '';
      await within(async (project) => {
        ballast = await fillUp(folder, 12_000);
        await expect(writeEverything(project, 1)).rejects.toThrow(/^Cannot write .*: the disk is full\. Make room/);
      });
      expect(await reports()).toEqual(before);

      const full = await night(nightWorld(TEST_NOW + DAY)).catch((error: Error) => error);
      const words = full instanceof Error ? [full.message] : full.problems;
      for (const line of words) expect(line).toMatch(/disk.* is full/);
      expect(words.length).toBeGreaterThan(0);
      expect(await reports()).toEqual(before);
      expect((await readdir(join(folder, 'backups'))).filter((name) => name.startsWith('.'))).toEqual([]);

      await rm(ballast);
      await mkdir(join(folder, 'reports'), { recursive: true });
      expect((await night(nightWorld(TEST_NOW + 2 * DAY))).problems).toEqual([]);
    },
    90_000,
  );
});
