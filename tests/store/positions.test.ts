import { describe, expect, it } from 'vitest';
import { readLayout, saveLayout } from '../../src/store/positions.js';
import { finishCheck } from '../../src/store/removal.js';
import { clean } from '../map/samples.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const layout = (nodes: string[]) => ({
  positions: new Map(nodes.map((node, index) => [node, { x: index + 0.25, y: 1 - index }])),
  ...{ fingerprint: 'abc', scale: 1.5, seed: 7 },
});

describe('where the nodes of the map stand', () => {
  it('is not known at first, is kept, and is replaced as a whole', async () => {
    const store = await temporaryStore();
    expect(await readLayout(store)).toBeNull();
    await saveLayout(store, layout(['place:a', 'voice:1']));
    expect(await readLayout(store)).toEqual(layout(['place:a', 'voice:1']));
    const next = { ...layout(['voice:2']), fingerprint: 'def' };
    await saveLayout(store, next);
    expect(await readLayout(store)).toEqual(next);
  });

  it('is forgotten of a person whose posts are all gone, and of nobody else', async () => {
    const store = await temporaryStore();
    await seed(store, 'tweets', [
      tweet('1', 'ada', 'hello'),
      tweet('2', 'bob', 'hello ada'),
      tweet('3', 'bob', 'hello again'),
    ]);
    await clean(store);
    await saveLayout(store, layout(['place:a', 'voice:1', 'voice:2']));
    const gone = ['1', '2'].map((externalId) => ({ externalId, reason: 'deleted' }));
    expect(await finishCheck(store, 'job', 'x', gone, '2026-03-02T00:00:00.000Z')).toBe(2);
    expect([...(await readLayout(store))!.positions.keys()]).toEqual(['place:a', 'voice:2']);
  });
});
