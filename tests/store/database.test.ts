import { existsSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/store.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';

const AT = '2026-03-02T21:00:00.000Z';

describe('transactions', () => {
  it('keep nothing of what failed', async () => {
    const store = await temporaryStore();
    const attempt = store.transaction(async (tx) => {
      await tx.run("INSERT INTO sources (name, crawler) VALUES ('a', 'blogs')");
      throw new Error('power cut');
    });
    await expect(attempt).rejects.toThrow('power cut');
    expect(await store.all('SELECT name FROM sources')).toEqual([]);
  });

  it('take turns: calls made meanwhile wait and are not drawn into an open transaction', async () => {
    const store = await temporaryStore();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const failing = store.transaction(async (tx) => {
      await tx.run("INSERT INTO sources (name, crawler) VALUES ('inside', 'blogs')");
      await gate;
      throw new Error('rolled back');
    });
    const beside = store.run("INSERT INTO sources (name, crawler) VALUES ('beside', 'blogs')");
    release();
    await expect(failing).rejects.toThrow('rolled back');
    await beside;
    expect(await store.all('SELECT name FROM sources')).toEqual([{ name: 'beside' }]);
  });

  it('of two processes wait for each other', async () => {
    const folder = await temporaryFolder();
    const one = await temporaryStore(folder);
    const two = await temporaryStore(folder);
    const insert = (name: string) => [name, 'blogs'] as const;
    for (let index = 0; index < 200; index += 1) {
      await one.many('INSERT INTO sources (name, crawler) VALUES (?, ?)', [insert(`one-${index}`)]);
      await two.many('INSERT INTO sources (name, crawler) VALUES (?, ?)', [insert(`two-${index}`)]);
    }
    expect(await one.get('SELECT count(*) AS n FROM sources')).toEqual({ n: 400 });
  });
});

describe('each', () => {
  it('reads rows one at a time while others are written', async () => {
    const store = await temporaryStore();
    await store.many(
      'INSERT INTO sources (name, crawler) VALUES (?, ?)',
      Array.from({ length: 10 }, (_, index) => [`s${index}`, 'blogs'] as const),
    );
    const names: string[] = [];
    for await (const row of store.each<{ name: string }>('SELECT name FROM sources ORDER BY name')) {
      names.push(row.name);
      await store.run('INSERT INTO sources (name, crawler) VALUES (?, ?)', [`later-${row.name}`, 'blogs']);
    }
    expect(names).toEqual(Array.from({ length: 10 }, (_, index) => `s${index}`));
    expect(await store.get('SELECT count(*) AS n FROM sources')).toEqual({ n: 20 });
  });
});

describe('opening', () => {
  it('keeps the folder and the file to their owner', async () => {
    const folder = join(await temporaryFolder(), 'data');
    await temporaryStore(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'discover.db'))).mode & 0o077).toBe(0);
  });

  it('says what is wrong with a file that is not a database, and leaves it alone', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'discover.db');
    await writeFile(file, 'my precious notes '.repeat(100));
    await expect(openStore('sqlite', folder, AT)).rejects.toThrow(/Cannot open the database .*discover\.db.*--data/);
    expect((await stat(file)).size).toBe(1800);
  });

  it('says so when the data folder is a file', async () => {
    const folder = join(await temporaryFolder(), 'data');
    await writeFile(folder, '');
    await expect(openStore('sqlite', join(folder, 'x'), AT)).rejects.toThrow(/Cannot make the data folder/);
  });

  it('is safe to repeat and refuses a store of a newer version', async () => {
    const folder = await temporaryFolder();
    const store = await temporaryStore(folder);
    await migrate(store, AT);
    await store.run("INSERT INTO migrations (name, applied_at) VALUES ('999-future', ?)", [AT]);
    await expect(openStore('sqlite', folder, AT)).rejects.toThrow(/newer version.*999-future/);
  });

  it('makes the folders on the way', async () => {
    const folder = join(await temporaryFolder(), 'a/b/c');
    await mkdir(join(folder, '..'), { recursive: true });
    await temporaryStore(folder);
    expect(existsSync(join(folder, 'discover.db'))).toBe(true);
  });
});
