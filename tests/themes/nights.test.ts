/**
 * Sixty nights with a small window, so that most posts are settled in the end: in one process, in a process a night, and
 * with every process killed once in the middle. CI breaks off every tenth night only; DISCOVER_LONG_TESTS=1 does all.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { groupThemes } from '../../src/themes/themes.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { chatter, dice, everything, SETTINGS, SMALL_WINDOW, say } from './conversation.js';

const LONG = process.env.DISCOVER_LONG_TESTS === '1';
const NIGHTS = LONG ? 60 : 20;
const POSTS = 40;
/** In between there is one night with a backlog that takes several steps. */
const BACKLOG = { night: NIGHTS / 2, posts: 500 };
const APART = LONG ? 1 : 10;
const CHILD = fileURLToPath(new URL('night-process.ts', import.meta.url));

vi.setConfig({ testTimeout: LONG ? 900_000 : 180_000 });

type Night = (store: Database, folder: string, night: number, runId: number) => Promise<void>;

const here: Night = async (store, _folder, _night, runId) => {
  await groupThemes(store, SETTINGS, runId, testEffects().log, { window: SMALL_WINDOW });
};
const apart: Night = async (_store, folder, _night, runId) => {
  expect(await child(folder, runId)).toBe(0);
};
/** Killed with everything in the open transaction, once; the backlog in its second step. */
const killed: Night = async (store, folder, night, runId) => {
  expect(await child(folder, runId, `group:${night === BACKLOG.night ? 2 : 1}:kill`)).toBe('SIGKILL');
  await apart(store, folder, night, runId);
};

function child(folder: string, runId: number, fault = ''): Promise<unknown> {
  return new Promise((resolve) => {
    const env = { ...process.env, DISCOVER_FAULT: fault };
    const ended = execFile(process.execPath, ['--import', 'tsx', CHILD, folder, String(runId)], { env }, () =>
      resolve(ended.signalCode ?? ended.exitCode),
    );
  });
}

async function replay(how: Night) {
  const folder = await temporaryFolder();
  const store = await temporaryStore(folder);
  const random = dice(7);
  for (let night = 0; night < NIGHTS; night++) {
    // A subject comes in the middle, and another goes.
    const subjects = [
      'parking',
      'dentist',
      night < NIGHTS / 3 ? 'pharmacy' : 'mental',
      ...(night > (NIGHTS * 2) / 3 ? ['maternity'] : []),
    ];
    const said = chatter(night === BACKLOG.night ? BACKLOG.posts : POSTS, subjects, random);
    await say(
      store,
      `night-${night}`,
      said.map((post, index) => ({
        ...post,
        at: new Date(TEST_NOW + (night - NIGHTS) * 86_400_000 + index * 1000).toISOString(),
        ...(index % 13 === 0 ? { text: 'Save our hospital sign the petition now', campaign: `c${night % 7}` } : {}),
      })),
    );
    const runId = await startRun(store, 'themes', {}, new Date(TEST_NOW).toISOString());
    await (night % APART === 0 ? how : here)(store, folder, night, runId);
  }
  return everything(store);
}

it('ends in the same tables in one process, in many, and when each is killed', async () => {
  const inOne = await replay(here);
  expect(inOne.post_micro_themes!.filter((row) => (row as { settled: number }).settled === 1).length).toBeGreaterThan(
    NIGHTS * 30,
  );
  expect(await replay(apart)).toEqual(inOne);
  expect(await replay(killed)).toEqual(inOne);
});
