import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sharedTurns } from '../../src/crawl/shared-turns.js';
import { embeddedQueue } from '../../src/queue/embedded.js';
import { type Database, openStore } from '../../src/store/store.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { testEffects } from '../support/project.js';
import { type Bench, CALM, itIsAQueue, job } from './conformance.js';

if (postgresMissing !== null) console.warn(postgresMissing);

describe.skipIf(postgresMissing !== null)('the embedded queue in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());

  /** As many openings of one fresh store as processes would have. */
  function project(): () => Promise<Database> {
    const url = server.url();
    return async () => {
      const store = await openStore(url, '', new Date().toISOString());
      onTestFinished(() => store.close());
      return store;
    };
  }

  itIsAQueue(async (): Promise<Bench> => {
    const open = project();
    await open();
    const world = testEffects();
    return { open: async (settings) => embeddedQueue(await open(), 'crawl', { ...CALM, ...settings }, world), world };
  });

  it('always has a job for each of several that ask at once', async () => {
    const open = project();
    const world = testEffects();
    await open();
    const queues = await Promise.all(
      Array.from({ length: 4 }, async () => embeddedQueue(await open(), 'crawl', CALM, world)),
    );
    await queues[0]!.put(Array.from({ length: 40 }, (_, index) => job(String(index))));
    for (let round = 0; round < 10; round += 1) {
      const taken = await Promise.all(queues.map((queue) => queue.take()));
      expect(new Set(taken.map((one) => one?.key)).size).toBe(4);
      expect(taken).not.toContain(null);
    }
  });

  it('lets one of several at a time speak to a host', async () => {
    const open = project();
    await open();
    const world = testEffects();
    // Whoever waits moves the clock: no lease must end by that while a slow machine speaks.
    const settings = { delayMs: 1_000, leaseMs: 3_600_000_000 };
    const crew = await Promise.all(Array.from({ length: 4 }, async () => sharedTurns(await open(), settings, world)));
    let speaking = 0;
    const moments: number[] = [];
    const speak = async () => {
      speaking += 1;
      expect(speaking).toBe(1);
      moments.push(world.now());
      await new Promise((resolve) => setTimeout(resolve, 2));
      speaking -= 1;
    };
    await Promise.all(crew.flatMap((turns) => [turns.take('a.example', speak), turns.take('a.example', speak)]));
    const pauses = moments.slice(1).map((moment, index) => moment - moments[index]!);
    expect(pauses).toHaveLength(7);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
  });
});
