/** What every store keeps, whatever it is made of. One suite, run for SQLite and for PostgreSQL. */
import { describe, expect, it } from 'vitest';
import { claimJob, insertJobs } from '../../src/store/jobs.js';
import { dropSnapshots, keepSnapshot, listSnapshots, readSnapshot } from '../../src/store/map-snapshots.js';
import { migrate } from '../../src/store/migrate.js';
import { projectId } from '../../src/store/project-id.js';
import { startRun } from '../../src/store/runs.js';
import { countFound, EVERYWHERE, eachFound, type FoundPost } from '../../src/store/search.js';
import { readQuery } from '../../src/store/search-query.js';
import { sourceFigures } from '../../src/store/source-figures.js';
import {
  appointments,
  beginCrawl,
  readCursor,
  recordFailure,
  recordSuccess,
  registerSource,
  savePage,
} from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { withdrawPosts } from '../../src/store/withdrawn.js';
import { seed, TEST_NOW, tweet } from '../support/project.js';

/** Two openings of one fresh store, as two processes would have it; both closed after the test. */
export type OpenTwice = () => Promise<[Database, Database]>;

const AT = new Date(TEST_NOW).toISOString();
const INSERT = 'INSERT INTO sources (name, crawler) VALUES (?, ?)';
const rowsOf = (names: readonly string[]) => names.map((name) => [name, 'blogs']);
const namesIn = async (store: Database) =>
  (await store.all<{ name: string }>('SELECT name FROM sources ORDER BY name')).map(({ name }) => name);
const count = async (store: Database, table: string) =>
  (await store.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n;

/** A promise and the way to keep it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

export function itIsAStore(openTwice: OpenTwice): void {
  const openOne = async () => (await openTwice())[0];
  describe('transactions', () => {
    it('keep nothing of what failed', async () => {
      const store = await openOne();
      const attempt = store.transaction(async (tx) => {
        await tx.run(INSERT, ['a', 'blogs']);
        throw new Error('power cut');
      });
      await expect(attempt).rejects.toThrow('power cut');
      expect(await namesIn(store)).toEqual([]);
    });

    it('keep nothing when a statement fails, and the store works on', async () => {
      const store = await openOne();
      await store.run(INSERT, ['known', 'blogs']);
      const attempt = store.transaction(async (tx) => {
        await tx.run(INSERT, ['new', 'blogs']);
        await tx.many(INSERT, rowsOf(['newer', 'known', 'newest']));
      });
      await expect(attempt).rejects.toThrow(/unique/i);
      await expect(store.many(INSERT, rowsOf(['newer', 'known']))).rejects.toThrow(/unique/i);
      expect(await namesIn(store)).toEqual(['known']);
    });

    it('take turns: calls made meanwhile wait and are not drawn into an open transaction', async () => {
      const store = await openOne();
      const { opened, open } = gate();
      const failing = store.transaction(async (tx) => {
        await tx.run(INSERT, ['inside', 'blogs']);
        await opened;
        throw new Error('rolled back');
      });
      const beside = store.run(INSERT, ['beside', 'blogs']);
      open();
      await expect(failing).rejects.toThrow('rolled back');
      await beside;
      expect(await namesIn(store)).toEqual(['beside']);
    });

    it('join the one they are in', async () => {
      const store = await openOne();
      const attempt = store.transaction(async (tx) => {
        await tx.transaction((inner) => inner.run(INSERT, ['inner', 'blogs']));
        expect(await namesIn(tx)).toEqual(['inner']);
        throw new Error('outer fails');
      });
      await expect(attempt).rejects.toThrow('outer fails');
      expect(await namesIn(store)).toEqual([]);
    });

    it('are not left by a caller that reads all', async () => {
      const store = await openOne();
      await store.transaction(async (tx) => {
        await expect(tx.each('SELECT 1 AS one')[Symbol.asyncIterator]().next()).rejects.toThrow('outside');
        await expect(tx.close()).rejects.toThrow('cannot close');
      });
      expect(await namesIn(store)).toEqual([]);
    });
  });

  describe('each', () => {
    it('reads rows as they stood when it began, while others are written', async () => {
      const store = await openOne();
      const names = Array.from({ length: 1200 }, (_, index) => `s${String(index).padStart(4, '0')}`);
      await store.many(INSERT, rowsOf(names));
      const read: string[] = [];
      for await (const { name } of store.each<{ name: string }>('SELECT name FROM sources ORDER BY name')) {
        if (read.length % 100 === 0) await store.run(INSERT, [`t-${name}`, 'blogs']);
        read.push(name);
      }
      expect(read).toEqual(names);
      expect(await count(store, 'sources')).toBe(1212);
    });

    it('can be left early, and read inside another', async () => {
      const store = await openOne();
      await store.many(INSERT, rowsOf(['a', 'b', 'c']));
      const pairs: string[] = [];
      const each = () => store.each<{ name: string }>('SELECT name FROM sources WHERE name < ? ORDER BY name', ['c']);
      for (let round = 0; round < 30; round += 1) for await (const _ of each()) break;
      for await (const one of each()) for await (const other of each()) pairs.push(one.name + other.name);
      expect(pairs).toEqual(['aa', 'ab', 'ba', 'bb']);
    });

    it('tells of a statement that is wrong', async () => {
      const store = await openOne();
      const reading = (async () => {
        for await (const _ of store.each('SELECT name FROM nowhere'));
      })();
      await expect(reading).rejects.toThrow(/nowhere/);
    });
  });

  describe('two openings of one store', () => {
    it('wait for each other to write', async () => {
      const [one, two] = await openTwice();
      const write = (store: Database, name: string) =>
        Promise.all(Array.from({ length: 50 }, (_, index) => store.run(INSERT, [`${name}-${index}`, 'blogs'])));
      for (let round = 0; round < 2; round += 1) {
        await write(one, `one-${round}`);
        await write(two, `two-${round}`);
      }
      expect(await count(one, 'sources')).toBe(200);
    });

    it('read what nobody has committed yet never', async () => {
      const [one, two] = await openTwice();
      const { opened, open } = gate();
      const written = gate();
      const writing = one.transaction(async (tx) => {
        await tx.run(INSERT, ['half', 'blogs']);
        written.open();
        await opened;
      });
      await written.opened;
      expect(await namesIn(two)).toEqual([]);
      open();
      await writing;
      expect(await namesIn(two)).toEqual(['half']);
    });

    it('find one project, and bring it up to date once', async () => {
      const [one, two] = await openTwice();
      await migrate(one, AT);
      await migrate(two, AT);
      expect(await projectId(one)).toBe(await projectId(two));
      expect(await count(one, 'project')).toBe(1);
    });

    it('never take the same job', async () => {
      const [one, two] = await openTwice();
      const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
      await insertJobs(
        one,
        keys.map((key) => ({ kind: 'crawl', key, payload: '{}', runAt: 0, priority: 0 })),
      );
      const taken: string[] = [];
      for (const key of keys) {
        const claim = { kind: 'crawl', lease: key, holder: 'h', now: 1, until: 100, beyond: 200 };
        const job = await claimJob(taken.length % 2 === 0 ? one : two, claim);
        taken.push(job!.key);
      }
      expect(taken.sort()).toEqual(keys.sort());
    });
  });

  describe('values', () => {
    it('come back as they went in', async () => {
      const store = await openOne();
      const text = "naïve “quotes” 'single' \\ back\nline 😀 \u{10FFFF} ?";
      await registerSource(store, text, 'archive');
      await seed(store, text, [tweet('1', 'a', text)]);
      const bytes = Buffer.from([0, 1, 255, 39, 92]);
      const clean = [1, text, 'en', '[]', '[]', '[]', '[]', null, bytes];
      await store.run(
        'INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, canonical_url, sketch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        clean,
      );
      await store.run('INSERT INTO near_copies (band, post_id) VALUES (?, 1), (?, 1)', [2 ** 53 - 1, 7n]);
      const row = await store.get('SELECT text, canonical_url AS url, sketch FROM clean_posts');
      expect(row).toEqual({ text, url: null, sketch: bytes });
      expect(Buffer.isBuffer((row as { sketch: unknown }).sketch)).toBe(true);
      expect(await store.all('SELECT band FROM near_copies ORDER BY band')).toEqual([
        { band: 7 },
        { band: 2 ** 53 - 1 },
      ]);
      expect(await store.get('SELECT post_id FROM clean_posts WHERE post_id = ?', [2])).toBeUndefined();
    });

    it('of sums, counts and conditions are numbers', async () => {
      const store = await openOne();
      await store.many(INSERT, rowsOf(['a', 'b', 'c']));
      const row = await store.get(
        `SELECT count(*) AS n, sum(failures + 2) AS sum, sum(failures + 2) / 4 AS whole, min(name) = 'a' AS yes,
           'what?' AS "a ?" FROM sources WHERE name <> ? -- is it?`,
        ['x'],
      );
      expect(row).toEqual({ n: 3, sum: 6, whole: 1, yes: 1, 'a ?': 'what?' });
    });

    it('keep every digit of a fraction', async () => {
      const store = await openOne();
      await seed(store, 's', [tweet('1', 'a', 'x')]);
      await store.run("INSERT INTO chapters (id, label) VALUES ('c', 'c')");
      await store.run(
        "INSERT INTO themes (id, label, chapter_id, lane, state) VALUES ('t', 't', 'c', 'steady', 'live')",
      );
      await store.run('INSERT INTO post_themes (post_id, theme_id, weight) VALUES (1, ?, ?)', ['t', 0.1 + 0.2]);
      expect(await store.get('SELECT weight FROM post_themes')).toEqual({ weight: 0.1 + 0.2 });
    });

    it('are put in order by code point, in every language', async () => {
      const store = await openOne();
      const names = ['Z', 'a', 'B', 'é', 'A', 'z', '_', '-', 'a b', 'aB', 'ab', '1', '10', '2', '😀', '\uffee'];
      await store.many(INSERT, rowsOf(names));
      const byCodePoint = [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      expect(await namesIn(store)).toEqual(byCodePoint);
      expect(await store.get("SELECT min(name) AS least, max(name) AS most FROM sources WHERE name > 'Z'")).toEqual({
        least: '_',
        most: '😀',
      });
    });
  });

  describe('many', () => {
    it('counts the rows it changed, one statement after the other', async () => {
      const store = await openOne();
      const upsert = `${INSERT} ON CONFLICT (name) DO UPDATE SET crawler = excluded.crawler WHERE sources.crawler <> excluded.crawler`;
      const changes = await store.many(upsert, [
        ...[
          ['a', 'blogs'],
          ['a', 'blogs'],
          ['a', 'forums'],
          ['b', 'blogs'],
        ],
      ]);
      expect(changes).toBe(3);
      expect(await store.many('DELETE FROM sources WHERE name = ?', [['a'], ['a'], ['b']])).toBe(2);
      expect(await store.many(INSERT, [])).toBe(0);
    });

    it('takes more rows than go out at once', async () => {
      const store = await openOne();
      const names = Array.from({ length: 1801 }, (_, index) => `n${index}`);
      function* lazily() {
        for (const name of names) yield [name, 'blogs'];
      }
      expect(await store.many(INSERT, lazily())).toBe(1801);
      expect(await count(store, 'sources')).toBe(1801);
    });

    it('gives what each statement finds, in order', async () => {
      const store = await openOne();
      await store.many(INSERT, rowsOf(['a', 'b']));
      const find = 'SELECT name FROM sources WHERE name = ?';
      const found = await store.getMany(find, [['b'], ['nobody'], ['a'], ['b']]);
      expect(found).toEqual([{ name: 'b' }, undefined, { name: 'a' }, { name: 'b' }]);
      const saved = await store.getMany<{ id: number }>('INSERT INTO places (name) VALUES (?) RETURNING id', [
        ['x'],
        ['y'],
      ]);
      expect(saved[1]!.id).toBe(saved[0]!.id + 1);
    });
  });

  describe('pages', () => {
    const page = (...texts: [string, string][]) => texts.map(([id, text]) => tweet(id, `author-${id}`, text));

    it('know what is new, what changed and what is there', async () => {
      const store = await openOne();
      await registerSource(store, 's', 'archive');
      const posts = [...page(['1', 'one'], ['2', 'two'], ['1', 'one'], ['2', 'two, mended']), ...page(['3', 'three'])];
      expect(await savePage(store, 's', null, { posts, cursor: { at: 1 } }, AT)).toEqual({
        new: 3,
        changed: 1,
        duplicate: 1,
        strangers: [],
        withdrawn: [],
      });
      expect(await savePage(store, 's', null, { posts: page(['2', 'two, mended'], ['3', '3']) }, AT)).toEqual({
        ...{ new: 0, changed: 1, duplicate: 1, strangers: [], withdrawn: [] },
      });
      expect(await store.all('SELECT external_id AS id, text FROM posts ORDER BY id')).toEqual([
        { id: '1', text: 'one' },
        { id: '2', text: 'two, mended' },
        { id: '3', text: '3' },
      ]);
      expect(await count(store, 'voices')).toBe(3);
      expect(await readCursor(store, 's')).toEqual({ at: 1 });
    });

    it('hold ids of any length, and know them again', async () => {
      const store = await openOne();
      await registerSource(store, 's', 'archive');
      const long = Array.from({ length: 900 }, (_, index) => (index * 7919).toString(36)).join('é');
      const posts = [tweet(`${long}1`, `${long}a`, 'one'), tweet(`${long}2`, `${long}b`, 'two')];
      expect(await savePage(store, 's', null, { posts }, AT)).toEqual({
        new: 2,
        changed: 0,
        duplicate: 0,
        strangers: [],
        withdrawn: [],
      });
      expect(await savePage(store, 's', null, { posts }, AT)).toMatchObject({ new: 0, changed: 0, duplicate: 2 });
      expect(await count(store, 'voices')).toBe(2);
    });

    it('hold addresses of any length, and texts without NUL', async () => {
      const store = await openOne();
      const url = `https://example.org/${Array.from({ length: 900 }, (_, index) => (index * 7919).toString(36)).join('-')}`;
      await seed(store, 's', [tweet('1', 'a', 'be\0fore', { url })]);
      expect(await store.get('SELECT text, url FROM posts')).toEqual({ text: 'before', url });
    });
  });

  describe('sources', () => {
    const outlook = { dueAt: AT, newsAt: AT, optionsSeen: 'o', errors: 0.75, errorNights: 2, erredAt: AT };

    it('stand as their last crawl left them, and only the crawl that began last may tell', async () => {
      const store = await openOne();
      expect(await beginCrawl(store, 'a', 'blogs', 'first')).toMatchObject({ cursor: null, errors: 0, newsAt: null });
      await savePage(store, 'a', null, { posts: [], cursor: { page: 7 } }, AT, 'first');
      await recordFailure(store, 'a', { slug: 'timeout', message: 'm' }, AT, 'first', outlook);
      expect(await beginCrawl(store, 'a', 'forums', 'second')).toEqual({
        ...{ cursor: { page: 7 }, lastCrawledAt: AT, lastOkAt: null, lastSlug: 'timeout' },
        ...{ newsAt: AT, errors: 0.75, errorNights: 2, erredAt: AT },
      });
      await recordSuccess(store, 'a', AT, 'first', { ...outlook, dueAt: null });
      expect((await appointments(store)).get('a')).toEqual({ lastCrawledAt: AT, dueAt: AT, optionsSeen: 'o' });
      await recordSuccess(store, 'a', AT, 'second', { ...outlook, dueAt: null });
      expect((await appointments(store)).get('a')).toEqual({ lastCrawledAt: AT, dueAt: null, optionsSeen: 'o' });
      expect(await beginCrawl(store, 'a', 'blogs')).toMatchObject({
        lastSlug: null,
        errors: 0,
        errorNights: 0,
        erredAt: null,
      });
    });

    it('have figures by the week', async () => {
      const store = await openOne();
      const daysAgo = (days: number) => new Date(TEST_NOW - days * 86_400_000).toISOString();
      const days = [0, 1, 8, 15, 16, 40, -400];
      await seed(
        store,
        'a',
        days.map((day) => tweet(`${day}`, 'ann', `post ${day}`, { createdAt: daysAgo(day) })),
      );
      await registerSource(store, 'b', 'blogs');
      expect(await sourceFigures(store, TEST_NOW)).toMatchObject([
        { name: 'a', posts: 7, newestPost: AT, lastWeek: 3, weeks: [1, 2, 0, 0], expected: { low: 0, typical: 0.5 } },
        { name: 'b', posts: 0, newestPost: null, lastWeek: 0, weeks: [], expected: null },
      ]);
    });
  });

  describe('maps of runs', () => {
    const map = (weight: number) => ({
      nodes: ['place:a-forum', 'voice:1', 'voice:2'].map((id) => ({ id, community: 0, posts: weight })),
      edges: [
        { source: 'voice:1', target: 'voice:2', kind: 'mention' as const, weight },
        { source: 'voice:1', target: 'voice:2', kind: 'reply' as const, weight: 1 },
        { source: 'voice:2', target: 'place:a-forum', kind: 'talks-about' as const, weight: 1 },
      ],
    });
    const kept = async () => {
      const store = await openOne();
      for (const runId of [1, 2]) {
        await startRun(store, 'run', {}, AT);
        await keepSnapshot(store, { runId, takenAt: AT, partial: runId === 2 }, map(runId));
      }
      return store;
    };

    it('come back as they were, each with its own numbers', async () => {
      const store = await kept();
      expect(await listSnapshots(store)).toEqual([
        { runId: 1, takenAt: AT, partial: false },
        { runId: 2, takenAt: AT, partial: true },
      ]);
      expect(await readSnapshot(store, 2)).toEqual(map(2));
      await keepSnapshot(store, { runId: 2, takenAt: AT, partial: false }, map(7));
      expect(await readSnapshot(store, 2)).toEqual(map(7));
      expect(await readSnapshot(store, 1)).toEqual(map(1));
      expect(await readSnapshot(store, 3)).toEqual({ nodes: [], edges: [] });
    });

    it('leave nothing behind when they are let go', async () => {
      const store = await kept();
      await dropSnapshots(store, [1]);
      expect((await listSnapshots(store)).map(({ runId }) => runId)).toEqual([2]);
      await dropSnapshots(store, [2]);
      for (const table of ['map_snapshots', 'map_snapshot_nodes', 'map_snapshot_edges', 'map_names']) {
        expect(await count(store, table)).toBe(0);
      }
    });

    it('forget a voice whose last post is taken back, with all its relations', async () => {
      const store = await kept();
      await seed(store, 's', [tweet('1', 'ada', 'one'), tweet('2', 'bob', 'two'), tweet('3', 'bob', 'three')]);
      await store.run('UPDATE voices SET number = id');
      await store.transaction((tx) => withdrawPosts(tx, 's', ['2'], AT));
      expect(await readSnapshot(store, 1)).toEqual(map(1));
      await store.transaction((tx) => withdrawPosts(tx, 's', ['1'], AT));
      for (const runId of [1, 2]) {
        const { nodes, edges } = await readSnapshot(store, runId);
        expect(nodes.map(({ id }) => id)).toEqual(['place:a-forum', 'voice:2']);
        expect(edges.map(({ kind }) => kind)).toEqual(['talks-about']);
      }
      expect(await count(store, 'map_snapshot_edges')).toBe(2);
    });
  });

  describe('search', () => {
    async function filled(): Promise<Database> {
      const store = await openOne();
      const texts = [
        'Bus cuts in Leeds: no bus after six, no bus at night',
        'The 36 bus is late again, and nobody at the depot answers the telephone these days',
        'Hospital parking costs too much.The café is closed',
        'They don’t listen; A&E/walk-in #LeedsBuses',
      ];
      await seed(
        store,
        's',
        texts.map((text, index) => tweet(String(index + 1), `a${index}`, text)),
      );
      await store.many(
        'INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links) VALUES (?, ?, ?, ?, ?, ?, ?)',
        texts.map((text, index) => [index + 1, text, 'en', '[]', '[]', '[]', '[]']),
      );
      return store;
    }

    const nearest = async (store: Database, query: string, limit: number) => {
      const found: FoundPost[] = [];
      for await (const post of eachFound(store, readQuery(query), EVERYWHERE, limit)) found.push(post);
      return found;
    };

    it.each([
      ['BUS', ['Bus cuts', 'The 36']],
      ['bus cuts', ['Bus cuts']],
      ['cuts bus', ['Bus cuts']],
      ['"bus cuts"', ['Bus cuts']],
      ['"cuts bus"', []],
      ['the', ['Hospital parking', 'The 36']],
      ['café', ['Hospital parking']],
      ['CAFÉ', ['Hospital parking']],
      ['cafe\u0301', ['Hospital parking']],
      ['cafe', []],
      ['park*', ['Hospital parking']],
      ['"hospital park*"', ['Hospital parking']],
      ['"hospital cost*"', []],
      ['bus -late', ['Bus cuts']],
      ['bus NOT "36 bus"', ['Bus cuts']],
      ['bus -(late OR depot)', ['Bus cuts']],
      ['late OR parking', ['Hospital parking', 'The 36']],
      ['bus late OR parking', ['Hospital parking', 'The 36']],
      ['bus (late OR parking)', ['The 36']],
      ['"much" OR (late', ['Hospital parking', 'The 36']],
      ['bus or late', []],
      ['a&e', ['They don’t']],
      ['"a e walk in"', ['They don’t']],
      ['walk-in', ['They don’t']],
      ['in-walk', []],
      ['#leedsbuses', ['They don’t']],
      ['don’t', ['They don’t']],
      ['leedsbus', []],
      ['leedsbus*', ['They don’t']],
      ['nowhere', []],
      [`text:bus NEAR(bus, 5) ^bus {text}`, []],
      [`bus' | '' & !x :* <-> \\`, ['Bus cuts', 'The 36']],
      ["bus'; DROP TABLE posts; --", []],
    ])('finds %s', async (query, beginnings) => {
      const store = await filled();
      const found = await nearest(store, query, 10);
      expect(found.map(({ text }) => text.split(' ').slice(0, 2).join(' ')).sort()).toEqual(beginnings);
      expect(await countFound(store, readQuery(query))).toMatchObject({ posts: beginnings.length });
    });

    it('puts the post that says more about it first', async () => {
      const found = await nearest(await filled(), 'bus', 10);
      expect(found.map(({ text }) => text.slice(0, 8))).toEqual(['Bus cuts', 'The 36 b']);
    });

    it('gives as many as asked for, of what stands there now', async () => {
      const store = await filled();
      expect(await nearest(store, 'bus', 1)).toMatchObject([
        { text: expect.stringContaining('Bus cuts'), handle: 'a0', voiceKind: 'individual', theme: null, place: null },
      ]);
      await store.run("UPDATE clean_posts SET text = 'trams' WHERE post_id = 1");
      await store.run('DELETE FROM clean_posts WHERE post_id = 2');
      expect(await nearest(store, 'bus', 10)).toEqual([]);
      expect(await nearest(store, 'trams', 10)).toHaveLength(1);
    });
  });
}
