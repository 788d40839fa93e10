import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LockedError } from '../../../src/errors.js';
import { makeBackup } from '../../../src/store/backup/backup.js';
import { checkCopy } from '../../../src/store/backup/check.js';
import { restoreBackup } from '../../../src/store/backup/restore.js';
import { thisHolder } from '../../../src/store/holder.js';
import { acquireLock } from '../../../src/store/lock.js';
import { openSqlite } from '../../../src/store/sqlite.js';
import { openStore } from '../../../src/store/store.js';
import { startChild } from '../../support/child.js';
import { contents, spoil } from '../../support/damage.js';
import { seed, TEST_NOW, temporaryFolder, testEffects, tweet } from '../../support/project.js';

const RULE = { daily: 7, weekly: 4, monthly: 6 };
const ASIDE = 'discover.db.before-restore-2026-03-02T210000';
const NOW = new Date(TEST_NOW).toISOString();

function tweets(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => {
    const id = String(from + index);
    return tweet(id, `voice${id}`, `The number ${id} bus was late again. ${'And again. '.repeat(40)}`);
  });
}

/** A closed project of 300 posts with a backup, to which 50 posts have come since. */
async function backedUp(): Promise<string> {
  const folder = await temporaryFolder();
  const store = await openStore('sqlite', folder, NOW);
  await seed(store, 'a', tweets(300));
  await makeBackup('sqlite', folder, RULE, { now: () => TEST_NOW, env: {} });
  await seed(store, 'a', tweets(50, 1000));
  await store.close();
  return folder;
}

const databaseOf = (folder: string) => join(folder, 'discover.db');
const backupOf = (folder: string) => join(folder, 'backups/discover-2026-03-02T2100.db');

describe('restore', () => {
  it('brings back every row, and keeps aside what was there', async () => {
    const folder = await backedUp();
    const before = contents(databaseOf(folder));
    const restored = await restoreBackup(folder, 'latest', testEffects());
    expect(restored).toMatchObject({ from: backupOf(folder), keptAs: join(folder, ASIDE), rows: { posts: 300 } });
    expect(contents(databaseOf(folder))).toEqual(contents(backupOf(folder)));
    expect((await stat(databaseOf(folder))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['backups', 'discover.db', ASIDE]);
    // The lock taken for the restore is the one thing that was not there.
    expect({ ...contents(join(folder, ASIDE)), locks: [] }).toEqual(before);
  });

  it('and back again: what was kept aside is a backup too', async () => {
    const folder = await backedUp();
    const world = testEffects();
    await restoreBackup(folder, 'latest', world);
    world.clock.now += 60_000;
    await restoreBackup(folder, join(folder, ASIDE), world);
    expect(checkCopy(databaseOf(folder)).posts).toBe(350);
  });

  it('leaves no log of the old store beside the new one, to be played into it', async () => {
    const folder = await backedUp();
    const crashed = openSqlite(databaseOf(folder));
    await crashed.run("UPDATE posts SET text = 'from the log'");
    const side = await readFile(`${databaseOf(folder)}-wal`);
    const old = await readFile(databaseOf(folder));
    await crashed.close();
    // As a killed process leaves them.
    await writeFile(databaseOf(folder), old);
    await writeFile(`${databaseOf(folder)}-wal`, side);
    await restoreBackup(folder, 'latest', testEffects());
    expect(await readdir(folder)).not.toContain('discover.db-wal');
    expect(JSON.stringify(contents(databaseOf(folder)).posts)).not.toContain('from the log');
    expect(JSON.stringify(contents(join(folder, ASIDE)).posts)).toContain('from the log');
  });

  it('refuses while a run is at work, and changes nothing', async () => {
    const folder = await backedUp();
    const store = await openStore('sqlite', folder, NOW);
    const lock = await acquireLock(store, 'run', thisHolder(), testEffects());
    await expect(restoreBackup(folder, 'latest', testEffects())).rejects.toThrow(LockedError);
    expect((await store.get<{ n: number }>('SELECT count(*) AS n FROM posts'))!.n).toBe(350);
    expect(await readdir(folder)).not.toContain(ASIDE);
    await lock.release();
    await store.close();
  });

  it('refuses while another program has the store open', async () => {
    const folder = await backedUp();
    const store = await openStore('sqlite', folder, NOW);
    await store.get('SELECT count(*) FROM posts');
    await expect(restoreBackup(folder, 'latest', testEffects())).rejects.toThrow(
      /Another program has this project open/,
    );
    await store.close();
  });

  it.each([
    ['a page written over', spoil],
    ['the end cut off', (file: string) => truncate(file, 9000)],
    ['no database at all', (file: string) => writeFile(file, 'notes '.repeat(2000))],
  ])('heals a store with %s', async (_, harm) => {
    const folder = await backedUp();
    await harm(databaseOf(folder));
    const harmed = await readFile(databaseOf(folder));
    await restoreBackup(folder, 'latest', testEffects());
    expect(contents(databaseOf(folder))).toEqual(contents(backupOf(folder)));
    const kept = await readFile(join(folder, ASIDE));
    expect(kept.length).toBe(harmed.length);
  });

  it('works where there is no store any more', async () => {
    const folder = await backedUp();
    const elsewhere = await temporaryFolder();
    expect((await restoreBackup(elsewhere, backupOf(folder), testEffects())).keptAs).toBeNull();
    expect(checkCopy(databaseOf(elsewhere)).posts).toBe(300);
  });

  it('refuses what is damaged, foreign, from the future, or not there, and changes nothing', async () => {
    const folder = await backedUp();
    const before = contents(databaseOf(folder));
    const newer = openSqlite(join(folder, 'newer.db'));
    await newer.script("CREATE TABLE migrations (name TEXT); INSERT INTO migrations VALUES ('999-future')");
    await newer.close();
    const foreign = openSqlite(join(folder, 'foreign.db'));
    await foreign.script('CREATE TABLE recipes (name TEXT)');
    await foreign.close();
    await spoil(backupOf(folder));
    for (const [which, words] of [
      ['latest', /None of the backups in .* is good/],
      [backupOf(folder), /2100\.db is damaged: /],
      [join(folder, 'foreign.db'), /is not a backup of a project of discover/],
      [join(folder, 'newer.db'), /newer version of discover \(it knows 999-future\)/],
      [join(folder, 'none.db'), /There is no file .*none\.db/],
    ] as const) {
      await expect(restoreBackup(folder, which, testEffects())).rejects.toThrow(words);
    }
    expect(contents(databaseOf(folder))).toEqual(before);
  });

  it('killed at any moment leaves a whole store, the old one or the new', async () => {
    const folder = await backedUp();
    for (let round = 0; round < 6; round += 1) {
      const child = startChild('store/backup/restore-child.ts', folder);
      for (let line = 0; line <= round; line += 1) await child.line();
      for (let turn = 0; turn < round * 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      child.signal('SIGKILL');
      await child.ended;
      expect([300, 350]).toContain(checkCopy(databaseOf(folder)).posts);
    }
    await restoreBackup(folder, 'latest', { now: Date.now, log: testEffects().log });
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
