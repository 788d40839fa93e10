import { expect, it } from 'vitest';
import { defaultConfig, parseConfig } from '../src/config.js';
import { cronProblem, nextMoment } from '../src/cron.js';
import type { Project } from '../src/project.js';
import { keepSchedule, makeDueRun } from '../src/schedule.js';
import type { Database } from '../src/store/database.js';
import { acquireLock } from '../src/store/lock.js';
import { recentRuns } from '../src/store/runs.js';
import { temporaryFolder, temporaryStore, testEffects } from './support/project.js';

const NIGHTLY = '17 2 * * *';
const HOUR = 3_600_000;

/** Workers of one project, on one clock. */
async function workers() {
  const folder = await temporaryFolder();
  const effects = testEffects();
  const open = async (): Promise<Project> => {
    const stop = new AbortController();
    const { signal } = stop;
    const store = await temporaryStore(folder);
    const abort = (reason: Error) => stop.abort(reason);
    return { data: folder, config: await defaultConfig(folder), store, effects, version: '1', signal, abort };
  };
  return { open, effects };
}

async function twoWorkers() {
  const { open, effects } = await workers();
  return { one: await open(), other: await open(), effects };
}

const done = async () => ({ json: {} });

it('makes a run when it is due, once for all workers, and again at the next moment', async () => {
  const { one, other, effects } = await twoWorkers();
  const made: string[] = [];
  const run = (name: string) => async () => {
    made.push(`${name} ${new Date(effects.now()).toISOString()}`);
    // While it lasts the others find it due, and the project locked.
    expect(await makeDueRun(name === 'one' ? other : one, NIGHTLY, done)).toBe(false);
    effects.clock.now += HOUR;
    return { json: {} };
  };
  expect(await makeDueRun(one, NIGHTLY, run('one'))).toBe(false);
  effects.clock.now = Date.parse('2026-03-03T02:17:00.000Z');
  expect(await makeDueRun(one, NIGHTLY, run('one'))).toBe(true);
  expect(await makeDueRun(other, NIGHTLY, run('other'))).toBe(false);
  effects.clock.now = Date.parse('2026-03-04T02:17:00.000Z');
  expect(await makeDueRun(other, NIGHTLY, run('other'))).toBe(true);
  expect(made).toEqual(['one 2026-03-03T02:17:00.000Z', 'other 2026-03-04T02:17:00.000Z']);
  expect((await recentRuns(one.store, 9)).map(({ status }) => status)).toEqual(['done', 'done']);
});

/** A store that is asked nothing before `first` is done. */
function after(first: () => Promise<void>, store: Database): Database {
  const get = (target: Database, name: keyof Database) => {
    const value = target[name];
    if (typeof value !== 'function' || name === 'close' || name === 'each') return value;
    return async (...args: unknown[]) => {
      await first();
      return Reflect.apply(value, target, args);
    };
  };
  return new Proxy(store, { get: (target, name) => get(target, name as keyof Database) });
}

it.each([
  { how: 'goes well', run: done },
  { how: 'fails', run: () => Promise.reject(new Error('the disk is full')) },
])('begins a run that $how once, whenever two other workers look (I1)', async ({ run }) => {
  const { open, effects } = await workers();
  const [one, two, three] = [await open(), await open(), await open()];
  await makeDueRun(one, NIGHTLY, done);
  let begun = 0;
  const count = async () => {
    begun += 1;
    return run();
  };
  let asked = 0;
  // At moment 0 nobody looks: that says how many moments there are.
  for (let moment = 0, most = 0; moment <= most; moment += 1) {
    effects.clock.now += 24 * HOUR;
    [asked, begun] = [0, 0];
    const look = async () => {
      asked += 1;
      if (asked !== moment) return;
      for (const other of [two, three]) await makeDueRun(other, NIGHTLY, count);
    };
    await makeDueRun({ ...one, store: after(look, one.store) }, NIGHTLY, count);
    for (const worker of [one, two, three]) await makeDueRun(worker, NIGHTLY, count);
    expect(begun, `they looked before what the first asked ${moment}. of the store`).toBe(1);
    if (moment === 0) most = asked;
  }
});

it('makes a run late, and one run only, when no worker was there for days', async () => {
  const { one, effects } = await twoWorkers();
  await makeDueRun(one, NIGHTLY, done);
  effects.clock.now += 5 * 24 * HOUR;
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(true);
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(false);
});

it('waits for a run that somebody else makes, and makes its own afterwards', async () => {
  const { one, effects } = await twoWorkers();
  await makeDueRun(one, NIGHTLY, done);
  effects.clock.now += 24 * HOUR;
  const holder = { host: 'elsewhere', boot: '', pid: 1, start: '' };
  const lock = await acquireLock(one.store, 'run', holder, effects);
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(false);
  await lock.release();
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(true);
});

it('makes a run again whose process died, but not for ever', async () => {
  const { one, other, effects } = await twoWorkers();
  await makeDueRun(one, NIGHTLY, done);
  effects.clock.now += 24 * HOUR;
  // What a process leaves behind that dies in the middle: a try that was counted.
  for (let death = 0; death < 2; death += 1) await one.store.run('UPDATE schedules SET tries = tries + 1');
  expect(await makeDueRun(other, NIGHTLY, done)).toBe(true);
  effects.clock.now += 24 * HOUR;
  await one.store.run('UPDATE schedules SET tries = 3');
  expect(await makeDueRun(other, NIGHTLY, done)).toBe(false);
  expect(effects.lines.at(-1)).toContain('it is left out');
  effects.clock.now += 24 * HOUR;
  expect(await makeDueRun(other, NIGHTLY, done)).toBe(true);
});

it('goes on with the next moment after a run that failed, and says why', async () => {
  const { one, effects } = await twoWorkers();
  await makeDueRun(one, NIGHTLY, done);
  effects.clock.now += 24 * HOUR;
  const fail = () => Promise.reject(new Error('the disk is full'));
  expect(await makeDueRun(one, NIGHTLY, fail)).toBe(false);
  expect(effects.lines.at(-1)).toContain('the disk is full');
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(false);
  effects.clock.now += 24 * HOUR;
  expect(await makeDueRun(one, NIGHTLY, done)).toBe(true);
});

it('forgets an old schedule as soon as the project has another', async () => {
  const { one, effects } = await twoWorkers();
  await makeDueRun(one, NIGHTLY, done);
  await makeDueRun(one, '0 12 * * *', done);
  effects.clock.now = Date.parse('2026-03-03T03:00:00.000Z');
  expect(await makeDueRun(one, '0 12 * * *', done)).toBe(false);
  expect(await one.store.all('SELECT cron FROM schedules')).toEqual([{ cron: '0 12 * * *' }]);
});

it('keeps its schedule until it is stopped', async () => {
  const { one } = await twoWorkers();
  let runs = 0;
  await keepSchedule(one, NIGHTLY, async () => {
    runs += 1;
    if (runs === 3) one.abort(new Error('enough'));
    return { json: {} };
  });
  expect(runs).toBe(3);
});

it.each([
  ['17 2 * * *', null],
  ['*/15 6-22 * * 1-5', null],
  ['61 * * * *', 'Invalid value for minute'],
  ['nonsense', 'five'],
  ['0 0 30 2 *', 'it never comes round'],
  ['* * * * * *', 'exactly 5 parts'],
  ['', 'five'],
])('knows what is wrong with the cron line "%s"', (text, problem) => {
  if (problem === null) expect(cronProblem(text)).toBeNull();
  else expect(cronProblem(text)).toContain(problem);
});

it('refuses a schedule that cannot be kept, with place and reason', async () => {
  const refusal = parseConfig('purpose: x\nschedule: "61 2 * * *"\n', 'discover.yaml');
  await expect(refusal).rejects.toThrow(/discover\.yaml:2:1 schedule: five fields of cron.*Invalid value for minute/);
  expect((await parseConfig('purpose: x\nschedule: "17 2 * * *"\n', 'discover.yaml')).schedule).toBe('17 2 * * *');
});

it('counts in the time zone of the machine, over the change of the clocks', () => {
  const before = Date.parse('2026-03-28T12:00:00.000Z');
  const first = nextMoment(NIGHTLY, before)!;
  expect(new Date(first).toISOString()).toBe('2026-03-29T01:17:00.000Z');
});
