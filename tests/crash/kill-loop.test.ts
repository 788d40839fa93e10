/**
 * A1, A2, B1: a real process is killed at the first, second, third … time it comes to each named step, and the next run
 * ends where an unbroken one does. As SQLite does with the operations of its file system. A seeded sample by default;
 * DISCOVER_LONG_TESTS=1 goes through every time of every step, until a run comes to its end unbroken.
 */
import { describe, expect, it, vi } from 'vitest';
import { FAULT_STEPS, type FaultStep } from '../../src/effects.js';
import { seededRandom } from '../../src/random.js';
import type { TestServer } from '../support/server.js';
import { expectWhole, feedProject, feedServer, outcomeOf, run } from './support.js';

const ALL = process.env.DISCOVER_LONG_TESTS === '1';
vi.setConfig({ testTimeout: ALL ? 3_600_000 : 300_000 });

/** No run comes to a step more often. */
const MOST_TIMES = 200;
const random = seededRandom(20260302);
/** Without rules there is nobody to tell: tests/cli/alerts.test.ts kills a run there. */
const STEPS = FAULT_STEPS.filter((step) => step !== 'tell');
/** Of each step one of its first times; the files of an export are many. */
const SAMPLE = STEPS.map((step) => ({ step, time: 1 + Math.floor(random() * (step === 'export' ? 6 : 3)) }));
const ONCE: FaultStep[] = ['index', 'group', 'connect', 'layout'];

/** Kills a new project there and runs it again; whether the step was reached at all. */
async function breakAt(server: TestServer, step: string, time: number, expected: object): Promise<boolean> {
  const data = await feedProject(server);
  const broken = await run(data, `${step}:${time}:kill`);
  const again = broken.signal === 'SIGKILL' ? await run(data) : broken;
  expect(again, `${step}:${time}\n${again.err}`).toMatchObject({ code: 0, signal: null });
  expectWhole(data);
  expect(await outcomeOf(data), `${step}:${time}`).toEqual(expected);
  return broken.signal === 'SIGKILL';
}

async function unbroken(server: TestServer) {
  const data = await feedProject(server);
  expect(await run(data)).toMatchObject({ code: 0 });
  expectWhole(data);
  const outcome = await outcomeOf(data);
  expect(outcome.posts).toHaveLength(30);
  expect(outcome.linked.length).toBeGreaterThan(20);
  return outcome;
}

describe.skipIf(ALL)('A1: killed once at each named step', () => {
  it('the next run ends with the same posts, links and files', async () => {
    const server = await feedServer();
    const expected = await unbroken(server);
    const two = async (those: typeof SAMPLE) => {
      for (const { step, time } of those) {
        expect(await breakAt(server, step, ONCE.includes(step) ? 1 : time, expected), step).toBe(true);
      }
    };
    const half = Math.ceil(SAMPLE.length / 2);
    await Promise.all([two(SAMPLE.slice(0, half)), two(SAMPLE.slice(half))]);
  });
});

describe.runIf(ALL)('A1: killed at every time of', () => {
  it.each(STEPS)('%s', async (step) => {
    const server = await feedServer();
    const expected = await unbroken(server);
    let time = 1;
    while (time <= MOST_TIMES && (await breakAt(server, step, time, expected))) time += 1;
    expect(time).toBeGreaterThan(1);
    expect(time).toBeLessThan(MOST_TIMES);
  });
});
