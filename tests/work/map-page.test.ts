import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/config.js';
import { drawRunMap, renderMapPage, renderRunMap } from '../../src/work/map-page.js';
import { clean, seedConversation, TAG } from '../map/samples.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

async function project() {
  const store = await temporaryStore();
  await seedConversation(store);
  return { store, config: await defaultConfig('.') };
}

describe('the map of a run', () => {
  it('is the same a second time, to the byte, and from another store with the same posts', async () => {
    const [one, other] = [await project(), await project()];
    const map = await drawRunMap(one, { keep: one.store });
    expect(await drawRunMap(one, { keep: one.store })).toEqual(map);
    expect(await drawRunMap(other, {})).toEqual(map);
    expect(await renderRunMap(one)).toBe(await renderMapPage(other, map, { identify: false }));
  });

  it('stays where it was when somebody new comes', async () => {
    const here = await project();
    const before = await drawRunMap(here, { keep: here.store });
    await seed(here.store, 'tweets', [tweet('99', 'dora', 'me too', { place: TAG, inReplyTo: '1' })]);
    await clean(here.store);
    const after = await drawRunMap(here, {});
    expect(after.nodes.length).toBe(before.nodes.length + 1);
    for (const { id, x, y } of before.nodes) {
      const now = after.nodes.find((node) => node.id === id)!;
      expect(Math.hypot(now.x - x, now.y - y), id).toBeLessThanOrEqual(30.02);
    }
  });
});

describe('what the page shows behind nodes and edges', () => {
  it('names nobody, links to no individual, and does both when people are identified', async () => {
    const here = await project();
    const pageOf = async (identify: boolean) => renderMapPage(here, await drawRunMap(here, { identify }), { identify });
    const data = (html: string) => JSON.parse(/id="map-data">([^<]*)</.exec(html)![1]!);
    const open = data(await pageOf(false));
    const voices = new Set(open.posts.map(({ voice }: { voice: string }) => voice));
    expect([...voices].sort()).toEqual(['Leeds Trust', 'voice 1', 'voice 2', 'voice 3']);
    for (const { voice, url, words } of open.posts) {
      if (voice === 'Leeds Trust') continue;
      expect(url).toBeNull();
      expect(words.split(' ').length).toBeLessThan(8);
    }
    const named = data(await pageOf(true));
    expect(named.posts.map(({ voice }: { voice: string }) => voice)).toContain('ada');
  });

  it('has the posts behind every observed edge that posts show', async () => {
    const here = await project();
    const html = await renderRunMap(here);
    const { edges } = JSON.parse(/id="map-data">([^<]*)</.exec(html)![1]!);
    const without = edges.kind.filter((_: number, index: number) => edges.extras[index]?.posts === undefined);
    // Places that share people: no single post shows it.
    expect(new Set(without)).toEqual(new Set([5]));
  });
});
