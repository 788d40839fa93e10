/** The map of a run, kept for later. */
import { expect, test } from 'vitest';
import { drawMap, keepMap } from '../../src/map/map.js';
import { listSnapshots, readSnapshot } from '../../src/store/map-snapshots.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { TEST_NOW, temporaryStore } from '../support/project.js';
import { EMPTY_MAP, seedConversation } from './samples.js';

const DAY = 86_400_000;
const NONE = { latest: 0, daily: 0, weekly: 0, monthly: 0 };

async function keepAt(store: Database, at: number, rule: typeof NONE, map = EMPTY_MAP): Promise<number> {
  const runId = await startRun(store, 'run', {}, new Date(at).toISOString());
  await keepMap(store, map, { runId, at, rule });
  return runId;
}

test('holds everybody who has spoken, under public ids, and no name', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  const map = await drawMap(store, { seed: 1, view: 'all', identify: false });
  const runId = await keepAt(store, TEST_NOW, { ...NONE, latest: 1 }, map);
  const kept = await readSnapshot(store, runId);
  const lasting = map.nodes.filter(({ id }) => !id.includes('mentioned'));
  expect(lasting.length).toBeLessThan(map.nodes.length);
  expect(kept.nodes).toEqual(lasting.map(({ id, community, posts }) => ({ id, community, posts })));
  expect(kept.edges.length).toBeGreaterThan(10);
  expect(kept.edges).toContainEqual({ source: 'voice:2', target: 'voice:1', kind: 'reply', weight: 2 });
  expect(JSON.stringify(kept)).not.toMatch(/ada|bob|cyrus|mentioned/);
  expect(await listSnapshots(store)).toEqual([{ runId, takenAt: new Date(TEST_NOW).toISOString(), partial: false }]);
});

test('a map with something left out is kept as a part', async () => {
  const store = await temporaryStore();
  await keepAt(store, TEST_NOW, NONE, { ...EMPTY_MAP, omitted: { nodes: 2, edges: 0, rules: ['The strongest.'] } });
  expect(await listSnapshots(store)).toMatchObject([{ partial: true }]);
});

test('keeps the latest, and the newest of each day', async () => {
  const store = await temporaryStore();
  const rule = { ...NONE, latest: 2, daily: 3 };
  const days = [0, 1, 2, 3, 3, 4, 4, 4].map((day, hour) => TEST_NOW + day * DAY + hour * 1000);
  for (const at of days) await keepAt(store, at, rule);
  // Of the days 2 and 3 the newest, of day 4 the newest two.
  expect((await listSnapshots(store)).map(({ runId }) => runId)).toEqual([3, 5, 7, 8]);
});
