import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/config.js';
import type { Project } from '../../src/project.js';
import { startRun } from '../../src/store/runs.js';
import { groupThemes } from '../../src/themes/themes.js';
import { groupApart } from '../../src/work/group-apart.js';
import { TEST_NOW, temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { chatter, everything, say } from '../themes/conversation.js';

const AT = new Date(TEST_NOW).toISOString();
const SETTINGS = { words: [], stopwords: new Set(['the', 'of']) };

async function project() {
  const folder = await temporaryFolder();
  const stop = new AbortController();
  const store = await temporaryStore(folder);
  await say(store, 'a', chatter(150));
  const effects = testEffects();
  const abort = (reason: Error) => stop.abort(reason);
  const config = await defaultConfig(folder);
  const project: Project = { data: folder, config, version: '1', store, effects, signal: stop.signal, abort };
  return { project, store, effects, signal: stop.signal, abort, begin: () => startRun(store, 'run', {}, AT) };
}

it('gives and says what grouping in this thread does; again only when asked', async () => {
  const [apart, here] = [await project(), await project()];
  const group = async (again: boolean) => {
    const orders = { settings: SETTINGS, runId: await apart.begin(), how: { again } };
    const there = await groupApart(apart.project, orders, apart.signal);
    const log = here.effects.log;
    expect(there).toEqual(await groupThemes(here.store, SETTINGS, await here.begin(), log, { again }));
    expect(await everything(apart.store)).toEqual(await everything(here.store));
    expect(apart.effects.lines).toEqual(here.effects.lines);
    return everything(apart.store);
  };
  const first = await group(false);
  expect(first.themes!.length).toBeGreaterThan(1);
  expect(await group(false)).toEqual(first);
  expect((await group(true)).theme_snapshots).toHaveLength(2 * first.themes!.length);
});

it('keeps nothing when it is stopped', async () => {
  const { project: one, store, begin, signal, abort } = await project();
  const before = await everything(store);
  const grouping = groupApart(one, { settings: SETTINGS, runId: await begin(), how: { again: false } }, signal);
  abort(new Error('enough'));
  await expect(grouping).rejects.toThrow('enough');
  expect(await everything(store)).toEqual(before);
});
