/** A run that is not alone ends as one that is: the same reports, byte for byte, whoever cleaned which post. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../src/config.js';
import { cleanPosts, groupPosts } from '../../src/listen.js';
import type { Post } from '../../src/model.js';
import { inRun, type Project, withProject } from '../../src/project.js';
import { writeEverything } from '../../src/publish.js';
import { readStatus } from '../../src/status.js';
import { workUntilStopped } from '../../src/worker.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { seed, temporaryFolder, testEffects, tweet } from '../support/project.js';
import { type RedisServer, redisMissing, startRedis } from '../support/redis.js';

/** Enough for seven blocks, and for a grouping in a thread of its own. */
const POSTS = 3_300;
const MATTERS = ['waiting times', 'car park fees', 'ward food', 'night staff', 'dentist lists', 'bus routes'];
const PLACES = ['Leeds', 'York', 'Hull', 'Ripon', 'Selby', 'Whitby', 'Malton', 'Goole'];

/** Copies and pairs far apart, so that they are cleaned by different hands, and twice as many dates as minutes. */
function conversation(): Post[] {
  return Array.from({ length: POSTS }, (_, n) => {
    const letter = `Please keep the walk-in centre in ${PLACES[n % 8]} open, many families here have no other way to see a nurse at the weekend`;
    const own = `${MATTERS[n % 6]} in ${PLACES[(n * 7) % 8]}: the ${MATTERS[n % 6]} I saw on visit ${n} were ${n % 5 === 0 ? 'dreadful' : 'rather good'} #Ward${n % 9}`;
    const createdAt = n % 97 === 0 ? null : new Date(Date.UTC(2026, 1, 1, 9, (n * 37) % 1_500)).toISOString();
    return tweet(`t${n}`, `voice${n % 301}`, n % 41 === 0 ? letter : own, { createdAt });
  });
}

/** A project on this machine, opened for as long as `work` takes; time stands still in it, and waiting is real. */
async function open<T>(config: Config, folder: string, work: (project: Project) => Promise<T>): Promise<T> {
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  };
  const where = { data: folder, configFile: null, effects: { ...testEffects(), sleep } };
  return withProject({ ...where, signal: new AbortController().signal }, work, config);
}

async function analysed(config: Config, folder: string): Promise<{ summary: unknown; files: Map<string, string> }> {
  const summary = await open(config, folder, async (project) => {
    await seed(project.store, 'tweets', conversation());
    return inRun(project, 'run', async (runId) => {
      const json = { process: await cleanPosts(project, runId), themes: await groupPosts(project, runId) };
      await writeEverything(project, runId);
      return { json };
    });
  });
  const names = (await readdir(join(folder, 'reports'))).sort();
  const texts = names.map(async (name) => [name, await readFile(join(folder, 'reports', name), 'utf8')] as const);
  return { summary, files: new Map(await Promise.all(texts)) };
}

const missing = redisMissing ?? postgresMissing;

describe.skipIf(missing !== null)('three workers beside a run, on PostgreSQL and Redis', () => {
  let redis: RedisServer;
  let postgres: PostgresServer;
  beforeAll(async () => {
    redis = await startRedis();
    postgres = await startPostgres();
  }, 120_000);
  afterAll(async () => {
    await redis?.crash();
    await postgres?.remove();
  });

  it('make the same reports as one process on SQLite, byte for byte (B1)', async () => {
    const [alone, together] = [await temporaryFolder(), await temporaryFolder()];
    const config = await defaultConfig(alone);
    const expected = await analysed(config, alone);
    expect(expected.summary).toMatchObject({ json: { process: { processed: POSTS } } });

    const shared: Config = {
      ...config,
      store: { url: postgres.url() },
      queue: { ...config.queue, url: redis.url },
    };
    const stops: ((reason: Error) => void)[] = [];
    const workers = [1, 2, 3].map(() =>
      open(shared, together, async (project) => {
        stops.push(project.abort);
        return workUntilStopped(project);
      }),
    );
    while (stops.length < 3) await delay(10);
    const found = await analysed(shared, together);
    const stages = await open(shared, together, async (project) => (await readStatus(project)).stages);
    for (const stop of stops) stop(new Error('enough'));
    const counts = await Promise.all(workers);
    expect(found.summary).toEqual(expected.summary);
    expect([...found.files.keys()]).toEqual([...expected.files.keys()]);
    for (const [name, text] of expected.files) expect(found.files.get(name) === text, name).toBe(true);
    expect(stages.map(({ kind, total, done }) => ({ kind, total, done }))).toEqual([
      { kind: 'campaigns', total: 1, done: 1 },
      { kind: 'clean', total: 7, done: 7 },
      { kind: 'themes', total: 1, done: 1 },
    ]);
    expect(counts.flatMap((one) => Object.values(one).map(({ failed }) => failed))).toEqual(Array(12).fill(0));
  }, 400_000);
});
