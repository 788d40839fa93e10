import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { defaultConfig } from '../src/config.js';
import { inRun, withProject } from '../src/project.js';
import type { Queue } from '../src/queue/queue.js';
import { readStatus } from '../src/status.js';
import { startRun } from '../src/store/runs.js';
import { beginStage, stopStage } from '../src/store/stages.js';
import { openProjectQueues, workUntilStopped } from '../src/worker.js';
import { temporaryFolder, testEffects } from './support/project.js';

it('workers take no more of what is stopped until the next run begins with it (I2)', async () => {
  const folder = await temporaryFolder();
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  };
  const effects = { ...testEffects(), sleep };
  const where = { data: folder, configFile: null, effects, signal: new AbortController().signal };
  await withProject(
    where,
    async (project) => {
      const { store } = project;
      const [queue] = (await openProjectQueues(project, ['crawl'])) as [Queue];
      const [one, next] = [await startRun(store, 'run', {}, ''), 2];
      await beginStage(store, { kind: 'crawl', runId: one, total: 1, at: '' });
      await stopStage(store, 'crawl');
      await queue.put([{ key: 'gone source', payload: {} }]);
      const working = workUntilStopped(project);
      // Jobs of another kind are nobody's business here: the worker is at work while it leaves this one alone.
      const [clean] = (await openProjectQueues(project, ['clean'])) as [Queue];
      await clean.put([{ key: '0', payload: {} }]);
      while ((await clean.counts()).waiting + (await clean.counts()).taken > 0) await delay(20);
      expect(await queue.counts()).toEqual({ waiting: 1, taken: 0, dead: 0 });
      expect((await readStatus(project)).stages).toMatchObject([{ kind: 'crawl', total: 1, done: 0, stopped: true }]);
      await beginStage(store, { kind: 'crawl', runId: next, total: 1, at: '' });
      while ((await queue.counts()).waiting + (await queue.counts()).taken > 0) await delay(20);
      project.abort(new Error('enough'));
      const counts = await working;
      expect(counts).toMatchObject({ crawl: { done: 1, failed: 0 }, clean: { done: 1, failed: 0 } });
      expect(effects.lines.join('\n')).toContain('gone source: no such source');
    },
    await defaultConfig(folder),
  );
});

it('status calls a run interrupted whose process was killed, and running one whose lock is held', async () => {
  const folder = await temporaryFolder();
  const where = { data: folder, configFile: null, effects: testEffects(), signal: new AbortController().signal };
  await withProject(
    where,
    async (project) => {
      await startRun(project.store, 'run', {}, '');
      expect((await readStatus(project)).runs).toMatchObject([{ status: 'interrupted' }]);
      await inRun(project, 'run', async () => {
        expect((await readStatus(project)).runs[0]).toMatchObject({ status: 'running' });
        return { json: {} };
      });
    },
    await defaultConfig(folder),
  );
});
