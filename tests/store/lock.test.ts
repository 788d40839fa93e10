import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { EXIT, LockedError } from '../../src/errors.js';
import { type Holder, thisHolder } from '../../src/store/holder.js';
import { acquireLock } from '../../src/store/lock.js';
import type { Database } from '../../src/store/store.js';
import { type Child, startChild } from '../support/child.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';

const MINUTE = 60_000;
/** A process that cannot be looked at from here. */
const ELSEWHERE: Holder = { host: 'elsewhere', boot: 'another boot', pid: 1234, start: '99' };

async function holderOf(store: Database): Promise<Holder> {
  const row = await store.get<{ holder: string }>("SELECT holder FROM locks WHERE name = 'run'");
  return JSON.parse(row!.holder);
}

describe('the lock', () => {
  it('is held by one at a time, and free again when released', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    const lock = await acquireLock(store, 'run', thisHolder(), world);
    await expect(acquireLock(store, 'run', ELSEWHERE, world)).rejects.toThrow(LockedError);
    await expect(acquireLock(store, 'run', thisHolder(), world)).rejects.toThrow(LockedError);
    await lock.release();
    await lock.release();
    await acquireLock(store, 'run', ELSEWHERE, world);
    expect(await holderOf(store)).toEqual(ELSEWHERE);
  });

  it('of one name does not hinder another', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    await acquireLock(store, 'run', ELSEWHERE, world);
    await acquireLock(store, 'backup', ELSEWHERE, world);
  });

  it('says who holds it, where, since when, and what to do', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    const lock = await acquireLock(store, 'run', ELSEWHERE, world);
    world.clock.now += 40_000;
    await lock.renew();
    world.clock.now += 7_000;
    const error = await acquireLock(store, 'run', thisHolder(), world).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LockedError);
    expect((error as LockedError).exitCode).toBe(EXIT.locked);
    expect((error as LockedError).message).toBe(
      'Process 1234 on elsewhere holds the lock "run" of this project since 2026-03-02T21:00:00.000Z and was last heard ' +
        'of 7 s ago. Wait for it to finish, or stop it and start again: the lock of a dead process is free at once on ' +
        'its own machine and after 2 minutes elsewhere.',
    );
  });

  it('is taken over when its holder has been silent for more than two minutes, and not before', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    const lost = await acquireLock(store, 'run', ELSEWHERE, world);
    world.clock.now += MINUTE;
    expect(await lost.renew()).toBe(true);
    world.clock.now += 2 * MINUTE;
    await expect(acquireLock(store, 'run', thisHolder(), world)).rejects.toThrow(LockedError);
    world.clock.now += 1;
    const lock = await acquireLock(store, 'run', thisHolder(), world);
    expect(await lost.renew()).toBe(false);
    await lost.release();
    expect(await holderOf(store)).toEqual(thisHolder());
    expect(await lock.renew()).toBe(true);
  });

  it.skipIf(!existsSync('/proc/self/stat'))('is not kept by another process that was given the same pid', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    await acquireLock(store, 'run', { ...thisHolder(), start: '1' }, world);
    await acquireLock(store, 'run', thisHolder(), world);
  });

  it('is not kept for ever by a clock that once ran ahead', async () => {
    const [store, world] = [await temporaryStore(), testEffects()];
    world.clock.now += 365 * 24 * 60 * MINUTE;
    await acquireLock(store, 'run', ELSEWHERE, world);
    world.clock.now = TEST_NOW;
    await acquireLock(store, 'run', thisHolder(), world);
  });

  it.each(['', 'not JSON', '{}', '{"host":"h","boot":"","pid":-1,"start":""}'])(
    'of a holder that cannot be read (%s) is waited for, then taken over',
    async (holder) => {
      const [store, world] = [await temporaryStore(), testEffects()];
      await store.run("INSERT INTO locks (name, holder, taken_at, renewed_at) VALUES ('run', ?, ?, ?)", [
        ...[holder, TEST_NOW, TEST_NOW],
      ]);
      await expect(acquireLock(store, 'run', thisHolder(), world)).rejects.toThrow('Another process holds the lock');
      world.clock.now += 2 * MINUTE + 1;
      await acquireLock(store, 'run', thisHolder(), world);
    },
  );
});

describe('the lock between real processes', () => {
  async function start(folder: string): Promise<Child> {
    const child = startChild('store/lock-process.ts', folder);
    expect(await child.line()).toBe('ready');
    return child;
  }

  it('goes to exactly one of twenty that want it at once', async () => {
    const folder = await temporaryFolder();
    const store = await temporaryStore(folder);
    const children = await Promise.all(Array.from({ length: 20 }, () => start(folder)));
    for (const child of children) child.say('go');
    const words = await Promise.all(children.map((child) => child.line()));
    const winner = children[words.indexOf('got it')]!;
    expect(words.filter((line) => line === 'got it')).toHaveLength(1);
    expect(words.filter((line) => line.startsWith(`Process ${winner.pid} on ${hostname()} holds`))).toHaveLength(19);
    expect((await holderOf(store)).pid).toBe(winner.pid);
  }, 90_000);

  it('is free at once when its holder is killed', async () => {
    const folder = await temporaryFolder();
    const store = await temporaryStore(folder);
    const child = await start(folder);
    child.say('go');
    expect(await child.line()).toBe('got it');
    const world = { now: Date.now };
    await expect(acquireLock(store, 'run', thisHolder(), world)).rejects.toThrow(`Process ${child.pid}`);
    child.signal('SIGKILL');
    await child.ended;
    await acquireLock(store, 'run', thisHolder(), world);
    expect((await holderOf(store)).pid).toBe(process.pid);
  });
});
