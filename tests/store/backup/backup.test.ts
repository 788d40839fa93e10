import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeBackup, ToolMissingError } from '../../../src/store/backup/backup.js';
import { checkCopy } from '../../../src/store/backup/check.js';
import { newestGoodBackup } from '../../../src/store/backup/files.js';
import type { Database } from '../../../src/store/store.js';
import { startChild } from '../../support/child.js';
import { contents, spoil } from '../../support/damage.js';
import { fillUp, NO_SMALL_DISK, smallDisk } from '../../support/disk.js';
import { seed, TEST_NOW, temporaryFolder, temporaryStore, tweet } from '../../support/project.js';

const DAY = 86_400_000;
const RULE = { daily: 7, weekly: 4, monthly: 6 };
const at = (now: number) => ({ now: () => now, env: {} });

function tweets(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => {
    const id = String(from + index);
    return tweet(id, `voice${id}`, `The number ${id} bus was late again. ${'And again. '.repeat(40)}`);
  });
}

async function projectWith(count: number): Promise<{ folder: string; store: Database }> {
  const folder = await temporaryFolder();
  const store = await temporaryStore(folder);
  await seed(store, 'a', tweets(count));
  return { folder, store };
}

describe('a backup', () => {
  it('holds every row of the store, in one file for its owner alone', async () => {
    const { folder } = await projectWith(200);
    const made = await makeBackup('sqlite', folder, RULE, at(TEST_NOW));
    expect(made).toMatchObject({
      file: 'backups/discover-2026-03-02T2100.db',
      rows: { posts: 200, voices: 200 },
      removed: [],
    });
    const file = join(folder, made.file);
    expect(contents(file)).toEqual(contents(join(folder, 'discover.db')));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'backups'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'backups'))).toEqual(['discover-2026-03-02T2100.db']);
    // Not in write-ahead mode: a copy of this one file is a copy of everything.
    expect((await readFile(file)).subarray(18, 20)).toEqual(Buffer.from([1, 1]));
  });

  it('is the store of one moment, though others go on writing', async () => {
    const { folder, store } = await projectWith(3000);
    const backup = makeBackup('sqlite', folder, RULE, at(TEST_NOW));
    let running = true;
    const done = backup.finally(() => {
      running = false;
    });
    let written = 0;
    while (running) {
      await seed(store, 'b', tweets(20, 10_000 + written));
      written += 20;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { file, rows } = await done;
    expect(written).toBeGreaterThan(20);
    // Twenty posts are saved in one transaction: all of them are in the copy, or none.
    expect((rows!.posts! - 3000) % 20).toBe(0);
    expect(checkCopy(join(folder, file))).toEqual(rows);
  });

  it('replaces older ones by the rule, and only once it is there itself', async () => {
    const { folder } = await projectWith(1);
    for (let night = 0; night < 3; night += 1)
      await makeBackup('sqlite', folder, { daily: 2, weekly: 0, monthly: 0 }, at(TEST_NOW + night * DAY));
    expect(await readdir(join(folder, 'backups'))).toEqual([
      'discover-2026-03-03T2100.db',
      'discover-2026-03-04T2100.db',
    ]);
  });

  it('of a store that is not whole is not kept, and costs no older one', async () => {
    const { folder, store } = await projectWith(500);
    await makeBackup('sqlite', folder, { daily: 1, weekly: 0, monthly: 0 }, at(TEST_NOW));
    await store.script('PRAGMA wal_checkpoint(TRUNCATE)');
    await spoil(join(folder, 'discover.db'));
    const later = makeBackup('sqlite', folder, { daily: 1, weekly: 0, monthly: 0 }, at(TEST_NOW + DAY));
    await expect(later).rejects.toThrow(/older ones are kept.*discover restore latest/);
    expect(await readdir(join(folder, 'backups'))).toEqual(['discover-2026-03-02T2100.db']);
  });

  it('killed at any moment leaves no half file under the name of a backup, and the next one clears up', async () => {
    const { folder } = await projectWith(3000);
    for (let round = 0; round < 6; round += 1) {
      const child = startChild('store/backup/backup-child.ts', folder);
      for (let line = 0; line <= round; line += 1) await child.line();
      for (let turn = 0; turn < round * 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      child.signal('SIGKILL');
      await child.ended;
      const names = (await readdir(join(folder, 'backups')).catch(() => [])).filter((name) => !name.startsWith('.'));
      for (const name of names) expect(checkCopy(join(folder, 'backups', name)).posts).toBe(3000);
    }
    const now = TEST_NOW + DAY;
    await makeBackup('sqlite', folder, { daily: 1, weekly: 0, monthly: 0 }, at(now));
    expect(await readdir(join(folder, 'backups'))).toEqual(['discover-2026-03-03T2100.db']);
  });

  it.skipIf(NO_SMALL_DISK !== null)(
    `on a full disk: one plain message, nothing half, and well again with room ${NO_SMALL_DISK ?? ''}`,
    async () => {
      const folder = await smallDisk(12);
      const store = await temporaryStore(folder);
      await seed(store, 'a', tweets(3000));
      await makeBackup('sqlite', folder, RULE, at(TEST_NOW));
      const ballast = await fillUp(folder, 500_000);
      await expect(makeBackup('sqlite', folder, RULE, at(TEST_NOW + DAY))).rejects.toThrow(
        /^Cannot write .*discover-2026-03-03T2100\.db: the disk is full\. Make room and run the same command again\.$/,
      );
      expect(await readdir(join(folder, 'backups'))).toEqual(['discover-2026-03-02T2100.db']);
      await rm(ballast);
      await makeBackup('sqlite', folder, RULE, at(TEST_NOW + DAY));
      expect(await newestGoodBackup(folder, TEST_NOW + DAY)).toBe(join(folder, 'backups/discover-2026-03-03T2100.db'));
    },
  );

  it('of PostgreSQL without pg_dump says which package brings it, and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    const backup = makeBackup('postgres://u:p@db.example/x', folder, RULE, {
      now: () => TEST_NOW,
      env: { PATH: folder },
    });
    await expect(backup).rejects.toThrow(ToolMissingError);
    await expect(backup).rejects.toThrow(/pg_dump is not on this machine.*postgresql-client/);
    expect(await readdir(join(folder, 'backups'))).toEqual([]);
  });

  it('of PostgreSQL hands the address to pg_dump without showing the password to the machine', async () => {
    const folder = await temporaryFolder();
    const tools = join(folder, 'tools');
    await mkdir(tools);
    const script = '#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\nenv | grep ^PG | sort > "$1"\n';
    await writeFile(join(tools, 'pg_dump'), script, { mode: 0o755 });
    await writeFile(join(tools, 'pg_restore'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const url = 'postgres://li%40na:s%3Acret@db.example:5433/listening';
    const { file, rows } = await makeBackup(url, folder, RULE, {
      now: () => TEST_NOW,
      env: { PATH: `${tools}:${process.env.PATH}` },
    });
    expect(rows).toBeNull();
    expect(file).toBe('backups/discover-2026-03-02T2100.dump');
    expect((await readFile(join(folder, file), 'utf8')).trim().split('\n')).toEqual([
      'PGDATABASE=listening',
      ...['PGHOST=db.example', 'PGPASSWORD=s:cret', 'PGPORT=5433', 'PGUSER=li@na'],
    ]);
  });
});

describe('the newest good backup', () => {
  it('is the newest that passes every check, whatever the names promise', async () => {
    const { folder } = await projectWith(300);
    for (let night = 0; night < 3; night += 1) await makeBackup('sqlite', folder, RULE, at(TEST_NOW + night * DAY));
    const backup = (name: string) => join(folder, 'backups', name);
    await spoil(backup('discover-2026-03-04T2100.db'));
    await writeFile(backup('discover-2026-03-05T2100.db'), 'no database at all');
    await writeFile(backup('discover-2026-03-06T2100.db'), '');
    const now = TEST_NOW + 10 * DAY;
    expect(await newestGoodBackup(folder, now)).toBe(backup('discover-2026-03-03T2100.db'));
    expect(await newestGoodBackup(await temporaryFolder(), now)).toBeNull();
  });

  it('is one of the past where there is any: a wrong clock dates ahead', async () => {
    const { folder } = await projectWith(1);
    await makeBackup('sqlite', folder, RULE, at(TEST_NOW + 365 * DAY));
    expect(await newestGoodBackup(folder, TEST_NOW)).toContain('2027-03-02');
    await makeBackup('sqlite', folder, RULE, at(TEST_NOW));
    expect(await newestGoodBackup(folder, TEST_NOW)).toContain('2026-03-02');
  });
});
