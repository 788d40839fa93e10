import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config.js';
import { crawlSources } from '../../src/listen.js';
import { inRun, withProject } from '../../src/project.js';
import { sourceHealth } from '../../src/store/sources.js';
import { rss } from '../support/feeds.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryFolder, testEffects } from '../support/project.js';
import { testServer } from '../support/server.js';

/** Once, in the middle of saving a page, the server lets go of the connection as it does when it is restarted. */
const CUT_ONCE = (schema: string) => `
  SET search_path TO ${schema};
  CREATE SEQUENCE cuts;
  CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF nextval('${schema}.cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER cut AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION cut();`;

describe.skipIf(postgresMissing !== null)('a crawl on PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
  afterAll(() => postgres?.remove());

  it('that loses the connection in the middle of a page tries again, and blames nobody', async () => {
    const folder = await temporaryFolder();
    const items = ['one', 'two'].map((id) => ({ id, text: `The ${id} bus was late`, at: '2026-03-01T09:00:00.000Z' }));
    const server = await testServer({
      '/feed': { headers: { 'content-type': 'application/rss+xml' }, body: rss(items) },
    });
    const url = postgres.url();
    const base = await defaultConfig(folder);
    const config = {
      ...base,
      store: { url },
      http: { ...base.http, allowPrivate: [server.host], delayMs: 0 },
      queue: { ...base.queue, backoffMs: 50 },
      sources: [
        {
          ...{ name: 'buses', crawler: 'blogs', options: { feed: `${server.origin}/feed` } },
          place: { name: 'buses', url: null, kind: null, owner: null, area: null },
        },
      ],
    };
    const effects = testEffects();
    const sleep = async (milliseconds: number, signal?: AbortSignal) => {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    };
    const now = Date.now;
    const where = { data: folder, configFile: null, effects: { ...effects, sleep, now } };
    await withProject(
      { ...where, signal: new AbortController().signal },
      async (project) => {
        postgres.sql('discover', CUT_ONCE(new URL(url).searchParams.get('schema')!));
        const summary = await inRun(project, 'crawl', async (runId) => ({
          json: await crawlSources(project, runId, { only: null, patienceMs: 30_000 }),
        }));
        expect(summary.json).toMatchObject({ new: 2, failed: 0, waiting: 0, sources: [{ state: 'done', slug: null }] });
        expect(await sourceHealth(project.store)).toMatchObject([{ posts: 2, failures: 0 }]);
      },
      config,
    );
    expect(effects.lines.join('\n')).toContain('(will be tried again)');
  }, 120_000);
});
