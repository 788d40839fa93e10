import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { makeBackup } from '../../src/store/backup/backup.js';
import { refuseDamage, storeTrouble } from '../../src/store/damage.js';
import { thisHolder } from '../../src/store/holder.js';
import { acquireLock } from '../../src/store/lock.js';
import { startRun } from '../../src/store/runs.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { spoil } from '../support/damage.js';
import { seed, TEST_NOW, temporaryFolder, temporaryStore, testEffects, tweet } from '../support/project.js';

const NOW = new Date(TEST_NOW).toISOString();

/** A closed project with a backup; with `interrupted`, its last run never came to its end. */
async function project(interrupted: boolean): Promise<string> {
  const folder = await temporaryFolder();
  const store = await openStore('sqlite', folder, NOW);
  await seed(
    store,
    'a',
    Array.from({ length: 300 }, (_, index) => tweet(`${index}`, `v${index}`, 'late again '.repeat(40))),
  );
  await makeBackup('sqlite', folder, { daily: 7, weekly: 4, monthly: 6 }, { now: () => TEST_NOW, env: {} });
  if (interrupted) await startRun(store, 'nightly', {}, NOW);
  await store.close();
  return folder;
}

async function check(folder: string, thorough: boolean): Promise<unknown> {
  try {
    const store = openSqlite(join(folder, 'discover.db'));
    try {
      return await refuseDamage(store, folder, testEffects(), thorough);
    } finally {
      await store.close();
    }
  } catch (error) {
    // Where the damage is in what SQLite reads first, it cannot even be opened.
    return (await storeTrouble(error, folder, TEST_NOW)) ?? error;
  }
}

describe('a damaged store', () => {
  it.each([
    ['after a run that broke off', true, false],
    ['whenever that is asked for', false, true],
  ])('is noticed %s, not written to, and the newest good backup named', async (_, interrupted, thorough) => {
    const folder = await project(interrupted);
    expect(await check(folder, thorough)).toBeUndefined();
    await spoil(join(folder, 'discover.db'));
    const before = await readFile(join(folder, 'discover.db'));
    const error = await check(folder, thorough);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(
      /^The database in .* is damaged \(.+\), so it is left alone\. The newest good backup is .*discover-2026-03-02T2100\.db: `discover restore latest`/,
    );
    expect(await readFile(join(folder, 'discover.db'))).toEqual(before);
  });

  it('is not looked for while another run is at work: that is for its lock to say', async () => {
    const folder = await project(true);
    const store = await temporaryStore(folder);
    await acquireLock(store, 'run', thisHolder(), testEffects());
    let looked = false;
    const watched = Object.assign(Object.create(store) as typeof store, {
      get: (sql: string, params?: []) => {
        looked ||= sql.includes('quick_check');
        return store.get(sql, params);
      },
    });
    await refuseDamage(watched, folder, testEffects(), true);
    expect(looked).toBe(false);
  });

  it('with one byte flipped anywhere in 200 places opens, or is refused in words', async () => {
    const folder = await project(true);
    const file = join(folder, 'discover.db');
    const whole = await readFile(file);
    let refused = 0;
    for (let round = 0; round < 200; round += 1) {
      const place = Math.floor((round * whole.length) / 200) + (round % 97);
      await writeFile(file, whole);
      const handle = await open(file, 'r+');
      await handle.write(Buffer.from([whole[place]! ^ 0xff]), 0, 1, place).finally(() => handle.close());
      const error = await openAndCheck(folder);
      if (error === undefined) continue;
      refused += 1;
      expect(error, `byte ${place}: ${String(error)}`).toBeInstanceOf(UserError);
    }
    expect(refused).toBeGreaterThan(5);
    expect((await stat(file)).size).toBe(whole.length);
  }, 60_000);

  /** What a command would say; `undefined` when it would go on. */
  async function openAndCheck(folder: string): Promise<unknown> {
    try {
      const store = await openStore('sqlite', folder, NOW);
      try {
        await refuseDamage(store, folder, testEffects(), true);
      } finally {
        await store.close();
      }
      return undefined;
    } catch (error) {
      return (await storeTrouble(error, folder, TEST_NOW)) ?? error;
    }
  }
});

describe('words for trouble', () => {
  const sqlite = (code: string) => Object.assign(new Error('as SQLite puts it'), { code });

  it('say what is full, and what is damaged where there is no backup', async () => {
    const folder = await temporaryFolder();
    const full = await storeTrouble(sqlite('SQLITE_FULL'), folder, TEST_NOW);
    expect(full!.message).toBe(
      `The disk that holds ${folder} is full. Make room and run the same command again; what was saved is kept.`,
    );
    const wrapped = new Error('while doing something', { cause: sqlite('SQLITE_CORRUPT_INDEX') });
    expect((await storeTrouble(wrapped, folder, TEST_NOW))!.message).toContain('There is no good backup in');
    expect(await storeTrouble(new Error('something else'), folder, TEST_NOW)).toBeNull();
    expect(await storeTrouble(sqlite('SQLITE_BUSY'), folder, TEST_NOW)).toBeNull();
  });
});
