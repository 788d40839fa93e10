/** Nights as the machine runs them: real processes that are killed, that meet, that find a damaged store or a full disk. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thisHolder } from '../../src/store/holder.js';
import { acquireLock } from '../../src/store/lock.js';
import { contents, spoil } from '../support/damage.js';
import { fillUp, NO_SMALL_DISK, smallDisk } from '../support/disk.js';
import { rss } from '../support/feeds.js';
import { discover, writeProject } from '../support/processes.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { type TestServer, testServer } from '../support/server.js';
import { smtpServer } from '../support/smtp.js';

const NOW = new Date().toISOString();
const feed = (name: string, posts = 3) =>
  rss(
    Array.from({ length: posts }, (_, index) => ({
      id: `${name}-${index}`,
      text: `The ${name} bus ${index} was late`,
      at: NOW,
    })),
  );

/** A project with these blogs at a server that answers for each of them. */
async function project(names: readonly string[], more: { folder?: string; nightly?: object } = {}) {
  const folder = more.folder ?? (await temporaryFolder());
  const server = await testServer({ '*': ({ path }) => ({ body: feed(path.slice(1)) }) });
  await writeProject(folder, {
    words: [],
    sources: names.map((name) => ({ name, crawler: 'blogs', options: { feed: `${server.origin}/${name}` } })),
    http: { allow_private: [server.host], delay_s: 0 },
    queue: { concurrency: HANDS, patience_s: 0 },
    nightly: more.nightly ?? {},
  });
  return { folder, server };
}

const asked = (server: TestServer) =>
  server.requests.map(({ path }) => path.slice(1)).filter((path) => /^[a-z]$/.test(path));
const HANDS = 2;
const MAIL = { to: 'team@example.org', from: 'discover@example.org' };

describe('discover nightly', () => {
  it('started twenty times at once works once; nineteen leave and say who is at work', async () => {
    const { folder, server } = await project(['a']);
    let answer = () => {};
    const gate = new Promise<void>((resolve) => {
      answer = resolve;
    });
    server.handlers['/a'] = async () => {
      await gate;
      return { body: feed('a') };
    };
    const nights = Array.from({ length: 20 }, () => discover(folder, ['nightly']));
    const left: { code: number | null; words: string; pid: number }[] = [];
    const ends = nights.map(async (night) => {
      const { code } = await night.ended;
      left.push({ code, words: night.said(), pid: night.pid });
      if (left.length === 19) answer();
    });
    await Promise.all(ends);
    const winner = left.at(-1)!;
    expect(left.map(({ code }) => code)).toEqual([...Array(19).fill(75), 0]);
    for (const { words } of left.slice(0, 19)) {
      expect(words).toContain(`Process ${winner.pid} on ${hostname()} holds the lock "run" of this project since `);
    }
    expect(winner.words).toContain('3 new posts, all well');
    expect(asked(server)).toEqual(['a']);
    expect(await readdir(join(folder, 'backups'))).toHaveLength(1);
  }, 120_000);

  it('killed half-way every night passes nobody over within three nights', async () => {
    const names = [...'abcdefghij'];
    const { folder, server } = await project(names);
    const { code } = await discover(folder, ['nightly']).ended;
    expect(code).toBe(0);
    const nights: string[][] = [];
    let lastNight = '';
    for (let night = 0; night < 4; night += 1) {
      lastNight = new Date().toISOString();
      server.requests.length = 0;
      const program = discover(folder, ['nightly']);
      server.handlers['*'] = ({ path }) => {
        if (asked(server).length > names.length / 2) program.signal('SIGKILL');
        return { body: feed(path.slice(1)) };
      };
      expect((await program.ended).code).toBeNull();
      nights.push(asked(server).slice(0, names.length / 2));
    }
    for (const first of [0, 1]) {
      const reached = new Set(nights.slice(first, first + 3).flat());
      expect([...reached].sort(), JSON.stringify(nights)).toEqual(names);
    }
    // A night that is left alone begins with what the last one never took, and ends well. The two that were in its hands
    // when it was killed may be what kills, and come later; and one hand may sleep between taking a source and asking.
    const store = await temporaryStore(folder);
    const done = await store.all<{ name: string }>('SELECT name FROM sources WHERE last_crawled_at > ?', [lastNight]);
    expect(done.length).toBeGreaterThan(1);
    server.requests.length = 0;
    server.handlers['*'] = ({ path }) => ({ body: feed(path.slice(1)) });
    const last = await discover(folder, ['nightly', '--json']).ended;
    expect(last.code).toBe(0);
    const first = asked(server).slice(0, names.length - done.length - HANDS - 1);
    expect(first.filter((name) => done.some((row) => row.name === name))).toEqual([]);
    expect(await store.get('SELECT count(*) AS posts FROM posts')).toEqual({ posts: names.length * 3 });
  }, 90_000);

  it('sends one mail, and one summary to the webhook, that say what is printed', async () => {
    const smtp = await smtpServer();
    const hook = await testServer({ '/hook': {} });
    const { folder, server } = await project(['a']);
    await writeProject(folder, {
      sources: [{ name: 'a', crawler: 'blogs', options: { feed: `${server.origin}/a` } }],
      http: { allow_private: [server.host, hook.host], delay_s: 0 },
      nightly: { mail: { ...MAIL, smtp: smtp.url }, webhook: `${hook.origin}/hook` },
    });
    const { code, output } = await discover(folder, ['nightly', '--json']).ended;
    expect(code).toBe(0);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]!.text).toContain('3 new posts, all well');
    expect(hook.requests.map(({ body }) => JSON.parse(body))).toEqual([JSON.parse(output)]);
  });

  it('is not lost when the mail cannot be sent: a warning, and exit code 1', async () => {
    const { folder } = await project(['a'], { nightly: { mail: { ...MAIL, smtp: 'smtp://127.0.0.1:1' } } });
    const { code, output } = await discover(folder, ['nightly']).ended;
    expect(code).toBe(1);
    expect(output).toContain('- The summary could not be sent by mail: ');
    expect(await readdir(join(folder, 'reports'))).toContain('page.html');
    expect(await readdir(join(folder, 'backups'))).toHaveLength(1);
  });

  it('does not touch a damaged store: it names the backup, tells the owner, and restore mends it', async () => {
    const smtp = await smtpServer();
    const { folder } = await project([...'abcdef'], { nightly: { mail: { ...MAIL, smtp: smtp.url } } });
    expect((await discover(folder, ['nightly']).ended).code).toBe(0);
    const [backup] = await readdir(join(folder, 'backups'));
    await spoil(join(folder, 'discover.db'));
    const damaged = await readFile(join(folder, 'discover.db'));

    const night = discover(folder, ['nightly']);
    expect((await night.ended).code).toBe(1);
    expect(night.said()).toMatch(
      new RegExp(`is damaged .* The newest good backup is .*${backup}: .discover restore latest`),
    );
    expect(await readFile(join(folder, 'discover.db'))).toEqual(damaged);
    expect(smtp.mails).toHaveLength(2);
    expect(smtp.mails[1]!.text.replace(/=\n/g, '')).toContain('is damaged');

    const restore = discover(folder, ['restore', 'latest']);
    expect((await restore.ended).code, restore.said()).toBe(0);
    const [store, copy] = [contents(join(folder, 'discover.db')), contents(join(folder, 'backups', backup!))];
    expect(store.posts).toEqual(copy.posts);
    expect((await discover(folder, ['nightly']).ended).code).toBe(0);
  }, 60_000);

  it.skipIf(NO_SMALL_DISK !== null)(
    `on a full disk: exit code 1 and one plain message, and well again with room ${NO_SMALL_DISK ?? ''}`,
    async () => {
      const { folder } = await project(['a'], { folder: await smallDisk(8) });
      expect((await discover(folder, ['nightly']).ended).code).toBe(0);
      for (const leave of [0, 40_000, 200_000]) {
        const ballast = await fillUp(folder, leave);
        const night = discover(folder, ['nightly']);
        const { code } = await night.ended;
        expect(code, `${leave}: ${night.said()}`).toBe(1);
        expect(night.said().match(/is full\. Make room/g), `${leave}: ${night.said()}`).toHaveLength(1);
        expect(night.said()).not.toMatch(/fault in discover| at .*\.ts:/);
        await rm(ballast);
      }
      const again = discover(folder, ['nightly']);
      expect((await again.ended).code, again.said()).toBe(0);
    },
    60_000,
  );
});

describe('discover backup and restore', () => {
  it('make a copy, and refuse to put it back while a run is at work', async () => {
    const { folder } = await project(['a']);
    expect((await discover(folder, ['crawl']).ended).code).toBe(0);
    const made = JSON.parse((await discover(folder, ['backup', '--json']).ended).output);
    expect(made).toMatchObject({ rows: { posts: 3 }, removed: [] });
    const store = await temporaryStore(folder);
    const lock = await acquireLock(store, 'run', thisHolder(), { now: Date.now });
    const refused = discover(folder, ['restore', join(folder, made.file)]);
    expect((await refused.ended).code).toBe(75);
    expect(refused.said()).toContain(`Process ${process.pid} on ${hostname()} holds the lock`);
    expect((await discover(folder, ['backup']).ended).code).toBe(75);
    await lock.release();
  }, 40_000);
});

describe('discover schedule', () => {
  it('prints a line for cron that stays the same, and units for systemd', async () => {
    const { folder } = await project(['a']);
    const line = async () => (await discover(folder, ['schedule', '--cron']).ended).output;
    expect(await line()).toMatch(/^[1-5]?[13579] 4 \* \* \* cd .* nightly >> .*nightly\.log 2>&1\n$/);
    expect(await line()).toBe(await line());
    const { units } = JSON.parse((await discover(folder, ['schedule', '--systemd', '--json']).ended).output);
    expect(Object.keys(units)).toEqual(['discover-nightly.service', 'discover-nightly.timer']);
    expect((await discover(folder, ['schedule']).ended).code).toBe(2);
  }, 40_000);
});
