/** What a notice says of what is kept, the same on SQLite and PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCoverage } from '../../src/store/coverage.js';
import { recordDisclosure } from '../../src/store/disclosures.js';
import { latestSettings, readNoticeFigures } from '../../src/store/notice-figures.js';
import { startRun } from '../../src/store/runs.js';
import { registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { seed, temporaryFolder, testStore, tweet } from '../support/project.js';

async function tells(store: Database): Promise<void> {
  expect(await readNoticeFigures(store)).toEqual({
    ...{ asOf: null, posts: 0, accounts: 0, sources: [], coverage: [] },
    disclosures: { exports: 0, latest: null },
  });
  expect(await latestSettings(store)).toBeNull();

  await seed(store, 'hashtag', [
    tweet('1', 'ann', 'one'),
    tweet('2', 'ann', 'two', { createdAt: '2026-03-02T08:00:00.000Z' }),
    tweet('3', 'bob', 'three'),
  ]);
  await registerSource(store, 'empty', 'blogs');
  for (const day of ['2026-01-07', '2026-02-11'])
    await recordDisclosure(store, 'report posts', 'to answer', `${day}T09:30:00.000Z`);
  const lost = 'what was posted in January';
  for (const missing of [lost, null, lost])
    await recordCoverage(store, 'hashtag', { counted: 4, collected: 3, missing }, '2026-03-01T00:00:00.000Z');
  for (const seed of [1, 2]) await startRun(store, 'run', { seed }, '2026-03-02T21:00:00.000Z');

  expect(await readNoticeFigures(store)).toEqual({
    ...{ asOf: '2026-03-02', posts: 3, accounts: 2 },
    sources: [
      { name: 'empty', crawler: 'blogs', posts: 0, since: null, newest: null, slug: null },
      { name: 'hashtag', crawler: 'archive', posts: 3, since: '2026-03-02', newest: '2026-03-02', slug: null },
    ],
    disclosures: { exports: 2, latest: '2026-02-11' },
    coverage: [{ source: 'hashtag', counted: 12, share: 0.75, missing: [lost] }],
  });
  expect(await latestSettings(store)).toEqual({ seed: 2 });
}

it('on SQLite', async () => {
  await tells(await testStore('sqlite', await temporaryFolder()));
});

describe.skipIf(postgresMissing)('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.remove());

  it('the same', async () => {
    await tells(await testStore(server.url()));
  });
});
