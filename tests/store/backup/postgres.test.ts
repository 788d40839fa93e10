import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBackup } from '../../../src/store/backup/backup.js';
import { openStore } from '../../../src/store/store.js';
import { PASSWORD, type PostgresServer, postgresMissing, startPostgres } from '../../support/postgres.js';
import { seed, TEST_NOW, temporaryFolder, tweet } from '../../support/project.js';

describe.skipIf(postgresMissing !== null)(`a backup of PostgreSQL ${postgresMissing ?? ''}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.remove());

  it('is a dump of the project and no other, from which pg_restore brings every row back', async () => {
    const folder = await temporaryFolder();
    const [url, other] = [server.url(), server.url()];
    const open = (address: string) => openStore(address, folder, new Date(TEST_NOW).toISOString());
    const [store, neighbour] = [await open(url), await open(other)];
    await seed(store, 'a', [tweet('1', 'ann', 'late again'), tweet('2', 'bob', 'and again')]);
    await seed(neighbour, 'b', [tweet('3', 'cat', 'somewhere else')]);
    await Promise.all([store.close(), neighbour.close()]);
    const world = { now: () => TEST_NOW, env: process.env };
    const { file, rows, bytes } = await makeBackup(url, folder, { daily: 7, weekly: 4, monthly: 6 }, world);
    expect(file).toBe('backups/discover-2026-03-02T2100.dump');
    expect(rows).toBeNull();
    expect(bytes).toBeGreaterThan(1000);

    const { hostname, port, username, pathname, searchParams } = new URL(url);
    server.sql(pathname.slice(1), `DROP SCHEMA ${searchParams.get('schema')} CASCADE`);
    const login = ['-h', hostname, '-p', port, '-U', username, '-d', pathname.slice(1)];
    execFileSync('pg_restore', ['--clean', '--if-exists', ...login, join(folder, file)], {
      env: { ...process.env, PGPASSWORD: PASSWORD },
    });
    const [again, beside] = [await open(url), await open(other)];
    expect(await again.all('SELECT external_id AS id, text FROM posts ORDER BY 1')).toEqual([
      { id: '1', text: 'late again' },
      { id: '2', text: 'and again' },
    ]);
    expect(await beside.all('SELECT external_id AS id FROM posts')).toEqual([{ id: '3' }]);
    await Promise.all([again.close(), beside.close()]);
  }, 60_000);
});
