import { expect, it } from 'vitest';
import { sharedTurns } from '../../src/crawl/shared-turns.js';
import { forgetRestedHosts } from '../../src/store/turns.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';

const SETTINGS = { delayMs: 5_000, leaseMs: 60_000 };
const ELSEWHERE = JSON.stringify({ host: 'another-machine', boot: 'b', pid: 1, start: '1' });

/** Turns as two processes would have them, on one store and one clock. */
async function twoProcesses() {
  const folder = await temporaryFolder();
  const world = testEffects();
  const stores = [await temporaryStore(folder), await temporaryStore(folder)] as const;
  const [one, other] = stores.map((store) => sharedTurns(store, SETTINGS, world));
  return { one: one!, other: other!, store: stores[0], world };
}

it('lets one at a time speak to a host, with the pause between them, whichever process it is', async () => {
  const { one, other, world } = await twoProcesses();
  const times: string[] = [];
  let speaking = 0;
  const speak = (name: string) => async () => {
    speaking += 1;
    expect(speaking).toBe(1);
    times.push(`${name} ${world.now() - TEST_NOW}`);
    await world.sleep(1_000);
    speaking -= 1;
  };
  await one.take('a.example', speak('one'));
  await other.take('a.example', speak('other'));
  await one.take('a.example', speak('one'));
  expect(times).toEqual(['one 0', 'other 6000', 'one 12000']);
});

it('lets different hosts be spoken to at once', async () => {
  const { one, other, world } = await twoProcesses();
  await one.take('a.example', () => other.take('b.example', async () => undefined));
  expect(world.now()).toBe(TEST_NOW);
});

it('gives the pause after a request that failed, too', async () => {
  const { one, other, world } = await twoProcesses();
  await expect(one.take('a.example', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await other.take('a.example', async () => expect(world.now()).toBe(TEST_NOW + SETTINGS.delayMs));
});

it.each([
  { who: 'of a dead process of this machine after the pause', gone: true, free: SETTINGS.delayMs },
  { who: 'held elsewhere for longer than a request can take', gone: false, free: 60_000 + SETTINGS.delayMs },
])('takes the turn $who', async ({ gone, free }) => {
  const { one, store, world } = await twoProcesses();
  // A holder written by a process of this machine that has ended since, or by one that nobody here can look at.
  await one.take('other.example', async () => undefined);
  const mine = (await store.get<{ holder: string }>('SELECT holder FROM turns'))!.holder;
  const dead = JSON.stringify({ ...(JSON.parse(mine) as object), start: '1' });
  await store.run('INSERT INTO turns (host, lease, holder, until, free_at) VALUES (?, ?, ?, ?, 0)', [
    ...['a.example', 'theirs', gone ? dead : ELSEWHERE, TEST_NOW + SETTINGS.leaseMs],
  ]);
  await one.take('a.example', async () => {
    expect(world.now() - TEST_NOW).toBeGreaterThanOrEqual(free);
    expect(world.now() - TEST_NOW).toBeLessThan(free + 1_000);
  });
});

it('does not leave a host alone for ever when the clock is set back', async () => {
  const { one, other, world } = await twoProcesses();
  await one.take('a.example', async () => undefined);
  world.clock.now -= 365 * 24 * 3_600_000;
  const before = world.now();
  await other.take('a.example', async () => undefined);
  expect(world.now()).toBe(before);
});

it('does not end the turn of whoever has it by now', async () => {
  const { one, other, store, world } = await twoProcesses();
  const slept = one.take('a.example', async () => {
    world.clock.now += SETTINGS.leaseMs + SETTINGS.delayMs;
    await other.take('a.example', async () => {
      expect(await store.get('SELECT lease FROM turns')).not.toEqual({ lease: null });
    });
    // What the other did ended its own turn; that of the late one ends nothing.
    await store.run("UPDATE turns SET lease = 'a third', free_at = 0");
  });
  await slept;
  expect(await store.get('SELECT lease, free_at FROM turns')).toEqual({ lease: 'a third', free_at: 0 });
});

it('stops waiting when it is told to', async () => {
  const folder = await temporaryFolder();
  const world = testEffects();
  const stop = new AbortController();
  const store = await temporaryStore(folder);
  const turns = sharedTurns(store, { ...SETTINGS, signal: stop.signal }, world);
  await turns.take('a.example', async () => undefined);
  stop.abort(new Error('enough'));
  await expect(turns.take('a.example', async () => undefined)).rejects.toThrow('enough');
});

it('forgets hosts at rest, and no host at work', async () => {
  const { one, store, world } = await twoProcesses();
  await one.take('rested.example', async () => undefined);
  world.clock.now += 100_000;
  await one.take('busy.example', () => forgetRestedHosts(store, world.now()));
  expect(await store.all('SELECT host FROM turns')).toEqual([{ host: 'busy.example' }]);
});
