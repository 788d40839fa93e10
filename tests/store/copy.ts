/** What a copy of a project keeps. Run between SQLite and whatever else there is. */
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../src/store/catalogue.js';
import { copyStore } from '../../src/store/copy.js';
import { thisHolder } from '../../src/store/holder.js';
import { acquireLock } from '../../src/store/lock.js';
import { countFound } from '../../src/store/search.js';
import { readQuery } from '../../src/store/search-query.js';
import { registerSource } from '../../src/store/sources.js';
import { type Database, openCopy, openStore } from '../../src/store/store.js';
import { startChild } from '../support/child.js';
import { seed, TEST_NOW, testEffects, tweet } from '../support/project.js';

export interface Place {
  url: string;
  folder: string;
}
/** A place where no store is yet. */
export type Fresh = () => Promise<Place>;

const AT = new Date(TEST_NOW).toISOString();
const POSTS = 1300;

async function using<T>(opening: Promise<Database>, work: (store: Database) => Promise<T>): Promise<T> {
  const store = await opening;
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const open = ({ url, folder }: Place) => openStore(url, folder, AT);
const copy = (from: Place, to: Place) =>
  using(open(from), (source) =>
    using(openCopy(to.url, to.folder, AT), (target) => copyStore(source, target, testEffects())),
  );

/** Every row of every table, for comparing. */
async function contents(place: Place): Promise<Record<string, unknown[]>> {
  return using(open(place), async (store) => {
    const tables = readCatalogue().filter(({ name }) => name !== 'migrations');
    const found: Record<string, unknown[]> = {};
    for (const { name, columns, key } of tables) {
      const list = columns.map((column) => `"${column}"`).join(', ');
      const order = key.map((column) => `"${column}"`).join(', ');
      found[name] = await store.all(`SELECT ${list} FROM "${name}" ORDER BY ${order}`);
    }
    return found;
  });
}

/** A project with rows that refer to later rows of their own table, blobs, fractions, gaps in the ids. */
async function fill(place: Place): Promise<void> {
  await using(open(place), async (store) => {
    const posts = Array.from({ length: POSTS }, (_, index) =>
      tweet(String(index), `a${index % 7}`, `words of ${index}`),
    );
    await seed(store, 'first', posts);
    await store.run("DELETE FROM posts WHERE external_id = '5'");
    const ids = await store.all<{ id: number }>('SELECT id FROM posts ORDER BY id');
    await store.many(
      `INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, sketch)
       VALUES (?, ?, 'en', '[]', '[]', '[]', '[]', ?)`,
      ids.map(({ id }) => [id, `clean ${id}`, id % 3 === 0 ? null : Buffer.from([id % 256, 0, 255])]),
    );
    const last = ids.at(-1)!.id;
    await store.many('UPDATE clean_posts SET twin_id = ? WHERE post_id = ?', [
      [last, ids[0]!.id],
      [ids[0]!.id, last],
    ]);
    await store.run("INSERT INTO chapters (id, label) VALUES ('chapter-1', 'c')");
    await store.many(
      "INSERT INTO themes (id, label, chapter_id, lane, state, merged_into) VALUES (?, ?, 'chapter-1', 'steady', ?, ?)",
      [
        ['theme-2', 'two', 'live', null],
        ['theme-1', 'one', 'merged', 'theme-2'],
      ],
    );
    await store.run("INSERT INTO post_themes (post_id, theme_id, weight) VALUES (?, 'theme-2', ?)", [last, 1 / 3]);
    await store.many(
      'INSERT INTO near_copies (band, post_id) VALUES (?, ?)',
      ids.flatMap(({ id }) => [
        [2 ** 53 - 1 - (id % 5), id],
        [id % 11, id],
      ]),
    );
  });
}

export function itCopies(embedded: Fresh, other: Fresh): void {
  describe('a copy', () => {
    it('there and back is the same in every table, and both can be worked with', async () => {
      const [from, there, back] = [await embedded(), await other(), await embedded()];
      await fill(from);
      const summary = await copy(from, there);
      expect(summary).toMatchObject({ copied: 'whole' });
      expect(summary.tables).toContainEqual({ name: 'posts', rows: POSTS - 1 });
      expect(await copy(there, back)).toMatchObject({ copied: 'whole', rows: summary.rows });
      const before = await contents(from);
      expect(await contents(there)).toEqual(before);
      expect(await contents(back)).toEqual(before);
      for (const place of [there, back]) {
        await using(open(place), async (store) => {
          await seed(store, 'second', [tweet('new', 'somebody', 'after the move')]);
          expect(await store.get('SELECT max(id) AS id FROM posts')).toEqual({ id: POSTS + 1 });
          expect(await countFound(store, readQuery('clean 1300'))).toMatchObject({ posts: 1 });
        });
      }
    });

    it('that is asked for again finds all there; one that is out of date is refused', async () => {
      const [from, to] = [await embedded(), await other()];
      await fill(from);
      await copy(from, to);
      expect(await copy(from, to)).toMatchObject({ copied: 'none' });
      await using(open(from), (store) => registerSource(store, 'later', 'blogs'));
      await expect(copy(from, to)).rejects.toThrow(/does not have the same rows: sources \(2 there, 1 here\)/);
    });

    it('never goes over another project, but over one that was only looked at', async () => {
      const [from, taken, looked] = [await embedded(), await other(), await other()];
      await fill(from);
      await using(open(taken), (store) => registerSource(store, 'somebody’s', 'blogs'));
      await expect(copy(from, taken)).rejects.toThrow('holds another project');
      expect((await contents(taken)).sources).toHaveLength(1);
      await using(open(looked), async (store) => {
        await store.run("INSERT INTO project (id) VALUES ('a name')");
      });
      expect(await copy(from, looked)).toMatchObject({ copied: 'whole' });
      expect((await contents(looked)).project).toEqual((await contents(from)).project);
    });

    it('waits for no run: it refuses while one is at work', async () => {
      const [from, to] = [await embedded(), await other()];
      await using(open(from), async (store) => {
        await acquireLock(store, 'run', thisHolder(), testEffects());
      });
      await expect(copy(from, to)).rejects.toThrow('holds the lock');
    });

    it('that was killed goes on where it stopped, and until then nobody else opens it', async () => {
      const [from, to] = [await embedded(), await other()];
      await fill(from);
      const child = startChild('store/copy-process.ts', from.url, from.folder, to.url, to.folder, 'posts');
      while ((await child.line()) !== 'posts copied');
      child.signal('SIGKILL');
      await child.ended;
      await expect(open(to)).rejects.toThrow('unfinished copy');
      const mark = "UPDATE posts SET title = 'copied before' WHERE external_id = '7'";
      await using(openCopy(to.url, to.folder, AT), (store) => store.run(mark));
      expect(await copy(from, to)).toMatchObject({ copied: 'resumed' });
      const posts = (await contents(to)).posts as { external_id: string; title: string | null }[];
      expect(posts).toHaveLength(POSTS - 1);
      expect(posts.find((post) => post.external_id === '7')?.title).toBe('copied before');
      expect((await contents(to)).clean_posts).toEqual((await contents(from)).clean_posts);
    });

    it('that was killed begins anew when the project has gone on since', async () => {
      const [from, to] = [await embedded(), await other()];
      await fill(from);
      const child = startChild('store/copy-process.ts', from.url, from.folder, to.url, to.folder, 'clean_posts');
      while ((await child.line()) !== 'clean_posts copied');
      child.signal('SIGKILL');
      await child.ended;
      await using(open(from), async (store) => {
        await seed(store, 'first', [tweet('late', 'a1', 'one more')]);
      });
      expect(await copy(from, to)).toMatchObject({ copied: 'whole' });
      expect(await contents(to)).toEqual(await contents(from));
    });
  });
}
