/** The same store on PostgreSQL: a real server, started for these tests. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PACKAGE_FOLDER } from '../../src/config.js';
import { serveSample } from '../../src/serve/sample.js';
import { registerSource } from '../../src/store/sources.js';
import { openStore, storeExists } from '../../src/store/store.js';
import { startChild } from '../support/child.js';
import { PASSWORD, type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryFolder, testStore } from '../support/project.js';
import { freePort } from '../support/redis.js';
import { itIsAStore, type OpenTwice } from './conformance.js';
import { itCopies } from './copy.js';
import { listenInto } from './flow.js';
import { itKnowsHosts } from './hosts.js';
import { itTellsChanges } from './theme-changes.js';

if (postgresMissing !== null) console.warn(postgresMissing);

const AT = '2026-03-02T21:00:00.000Z';

describe.skipIf(postgresMissing !== null)('the store on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  const openTwice: OpenTwice = async () => {
    const url = server.url();
    return [await testStore(url), await testStore(url)];
  };
  itIsAStore(openTwice);
  itKnowsHosts(openTwice);
  itTellsChanges(openTwice);

  const embedded = async () => ({ url: 'sqlite', folder: await temporaryFolder() });
  itCopies(embedded, async () => ({ url: server.url(), folder: '' }));

  it('gives the same reports as SQLite, to the byte', async () => {
    const sample = await serveSample(join(PACKAGE_FOLDER, 'data/sample'));
    try {
      const embedded = await listenInto('sqlite', await temporaryFolder(), sample);
      const served = await listenInto(server.url(), await temporaryFolder(), sample);
      expect([...served.keys()]).toEqual([...embedded.keys()]);
      expect(served.size).toBeGreaterThan(8);
      for (const [name, content] of embedded) expect(served.get(name) === content, name).toBe(true);
    } finally {
      await sample.close();
    }
  }, 120_000);

  it('keeps several projects of one database apart', async () => {
    const [one, two] = [await testStore(server.url()), await testStore(server.url())];
    await registerSource(one, 'mine', 'blogs');
    expect(await two.all('SELECT name FROM sources')).toEqual([]);
  });

  it('is known by its name in the list of connections', async () => {
    const store = await testStore(server.url());
    const mine = 'SELECT application_name AS name FROM pg_stat_activity WHERE pid = pg_backend_pid()';
    expect(await store.get(mine)).toEqual({ name: 'discover' });
  });

  it('is made by opening it, not by asking whether it is there', async () => {
    const url = server.url();
    expect(await storeExists(url, '')).toBe(false);
    expect(await storeExists(url, '')).toBe(false);
    await testStore(url);
    expect(await storeExists(url, '')).toBe(true);
  });

  it('lets no reader wait for a writer', async () => {
    const url = server.url();
    const [one, two] = [await testStore(url), await testStore(url)];
    await one.transaction(async (tx) => {
      await registerSource(tx, 'slow', 'blogs');
      expect(await two.all('SELECT name FROM sources')).toEqual([]);
      for await (const _ of two.each('SELECT name FROM sources')) throw new Error('read what is not committed');
    });
  });

  it.each(['sqlite', 'postgres'])('loses no count of two processes that read before they write (%s)', async (kind) => {
    const [url, folder] = kind === 'sqlite' ? ['sqlite', await temporaryFolder()] : [server.url(), ''];
    const children = [1, 2].map(() => startChild('store/writer-process.ts', url, folder, '150'));
    for (const child of children) expect(await child.line()).toBe('ready');
    for (const child of children) expect(await child.line()).toBe('done');
    const store = await openStore(url, folder, AT);
    onTestFinished(() => store.close());
    expect(await store.get('SELECT value FROM counters')).toEqual({ value: 300 });
  });

  describe('when the server restarts', () => {
    const names = 'SELECT name FROM sources ORDER BY name';

    it('goes on with the next statement, whatever it is', async () => {
      const store = await testStore(server.url());
      await registerSource(store, 'a', 'blogs');
      for await (const _ of store.each(names)) break;
      server.restart();
      await registerSource(store, 'b', 'blogs');
      server.restart();
      expect(await store.all(names)).toEqual([{ name: 'a' }, { name: 'b' }]);
      server.restart();
      const read: unknown[] = [];
      for await (const row of store.each(names)) read.push(row);
      expect(read).toHaveLength(2);
      server.restart();
      await store.transaction(async (tx) => {
        await registerSource(tx, 'c', 'blogs');
      });
      expect(await store.all(names)).toHaveLength(3);
    }, 60_000);

    it('keeps nothing of a transaction it was in, says so, and goes on', async () => {
      const store = await testStore(server.url());
      const cut = store.transaction(async (tx) => {
        await registerSource(tx, 'half', 'blogs');
        server.restart();
        await registerSource(tx, 'other half', 'blogs');
      });
      await expect(cut).rejects.toMatchObject({
        name: 'LostStoreError',
        message: expect.stringContaining('broke off'),
      });
      expect(await store.all(names)).toEqual([]);
    }, 60_000);

    it('waits while it is down', async () => {
      const store = await testStore(server.url());
      await registerSource(store, 'a', 'blogs');
      server.stop();
      const reading = store.all(names);
      server.start();
      expect(await reading).toEqual([{ name: 'a' }]);
    }, 60_000);
  });

  describe('says what to do', () => {
    const address = (user: string, password: string, port: number, database: string) =>
      `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    const words = async (url: string) => {
      const error = (await openStore(url, '', AT).catch((thrown: unknown) => thrown)) as Error;
      expect(error.name).toBe('UserError');
      expect(`${error.message}${String(error.cause)}`).not.toContain(PASSWORD);
      return error.message;
    };

    it('when nothing answers', async () => {
      const port = await freePort();
      expect(await words(address('postgres', PASSWORD, port, 'x'))).toMatch(
        new RegExp(`No usable PostgreSQL answers at 127.0.0.1:${port}: .*ECONNREFUSED.*store.url to sqlite`),
      );
    });

    it('when the password is wrong, or missing', async () => {
      expect(await words(address('postgres', 'wrong', server.port, 'postgres'))).toMatch(
        /let "postgres" in.*PGPASSWORD/,
      );
      expect(await words(`postgres://postgres@127.0.0.1:${server.port}/postgres`)).toMatch(
        /let "postgres" in.*PGPASSWORD/,
      );
    });

    it('when the database is missing: the command makes it', async () => {
      const message = await words(address('postgres', PASSWORD, server.port, 'not_yet'));
      expect(message).toContain(
        `createdb --host 127.0.0.1 --port ${server.port} --username postgres --encoding UTF8 --template template0 not_yet`,
      );
    });

    it('when the user may not make tables', async () => {
      server.sql('discover', "CREATE ROLE guest LOGIN PASSWORD 'guest'");
      const message = await words(address('guest', 'guest', server.port, 'discover'));
      expect(message).toContain('GRANT CREATE ON DATABASE "discover" TO "guest"');
      server.sql('discover', 'GRANT CREATE ON DATABASE "discover" TO "guest"');
      await (await openStore(address('guest', 'guest', server.port, 'discover'), '', AT)).close();
    });

    it('when the database cannot hold every character', async () => {
      server.sql('postgres', "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
      expect(await words(address('postgres', PASSWORD, server.port, 'latin'))).toContain('encoded in LATIN1');
    });

    it.each(['postgres://[', 'http://example.org/', 'postgres://h/d?schema=Robert"); DROP'])(
      'when %s is no address',
      async (url) => {
        expect(await words(url)).toMatch(/usable address|schema=/);
      },
    );
  });
});
