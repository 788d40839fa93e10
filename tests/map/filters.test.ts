/** Which posts a map is drawn from, and what of it is kept when only the strongest is wanted. */
import { describe, expect, test } from 'vitest';
import { tieGraph } from '../../src/map/graph.js';
import { drawMap, type MapSettings, writeMap } from '../../src/map/map.js';
import { project } from '../../src/map/projection.js';
import { significantTies } from '../../src/map/strongest.js';
import { seed, temporaryStore, tweet } from '../support/project.js';
import { addTheme, clean, seedConversation } from './samples.js';

const SETTINGS: MapSettings = { seed: 1, view: 'all', identify: false };

async function conversation() {
  const store = await temporaryStore();
  await seedConversation(store);
  return store;
}

describe('a map of some posts', () => {
  test('counts what was said in the period, and nothing else', async () => {
    const store = await conversation();
    const scope = { since: '2026-02-02T00:00:00.000Z', until: '2026-02-03T00:00:00.000Z', theme: null };
    const map = await drawMap(store, { ...SETTINGS, view: 'voices', scope });
    expect(map.edges.map(({ source, kind, target, weight }) => [source, kind, target, weight])).toEqual([
      ['voice:2', 'mention', 'voice:1', 1],
      ['voice:2', 'reply', 'voice:1', 1],
      ['voice:2', 'mention', 'voice:mentioned-1', 1],
    ]);
    expect(map.nodes.map(({ id, posts }) => [id, posts])).toEqual([
      ['voice:1', 0],
      ['voice:2', 1],
      ['voice:mentioned-1', 0],
    ]);
  });

  test('of a theme has the voices and places that talk about it', async () => {
    const scope = { since: null, until: null, theme: 'theme-1' };
    const map = await drawMap(await conversation(), { ...SETTINGS, scope });
    expect(map.nodes.map(({ id }) => id)).toEqual(['place:nhscitizen', 'theme:theme-1', 'voice:1']);
    expect(map.edges.map(({ kind }) => kind)).toEqual(['talks-about', 'talks-about']);
  });
});

describe('projections of voices and themes', () => {
  /** Ada and bob talk about two themes, bob and cyrus about one of them. */
  async function store() {
    const made = await temporaryStore();
    await addTheme(made, 'theme-1', 'one');
    await addTheme(made, 'theme-2', 'two');
    const said = [
      ['1', 'ada', 'theme-1'],
      ['2', 'ada', 'theme-2'],
      ['3', 'bob', 'theme-1'],
      ['4', 'bob', 'theme-2'],
      ['5', 'cyrus', 'theme-1'],
      ['6', 'dan', 'theme-2'],
    ] as const;
    await seed(
      made,
      'x',
      said.map(([id, author]) => tweet(id, author, 'words')),
    );
    await clean(made, Object.fromEntries(said.map(([id, , theme]) => [id, { themes: [[theme, 1]] }])));
    return made;
  }

  test('themes are joined by the voices they share, voices by the themes they share, weighted as Newman does', async () => {
    const made = await store();
    const themes = await drawMap(made, { ...SETTINGS, view: 'themes' });
    // Ada and bob talk about two themes each: 1 / (2 - 1) from either.
    expect(themes.edges).toMatchObject([
      { source: 'theme:theme-1', target: 'theme:theme-2', kind: 'shares-people', weight: 2, strength: 2 },
    ]);
    const voices = await drawMap(made, { ...SETTINGS, view: 'shared-themes' });
    // Three voices in each theme: 1 / (3 - 1) from either.
    expect(voices.edges.map(({ source, target, weight, strength }) => [source, target, weight, strength])).toEqual([
      ['voice:1', 'voice:2', 2, 1],
      ['voice:1', 'voice:3', 1, 0.5],
      ['voice:1', 'voice:4', 1, 0.5],
      ['voice:2', 'voice:3', 1, 0.5],
      ['voice:2', 'voice:4', 1, 0.5],
    ]);
  });

  test('what too many share is left out, the largest first, and counted', () => {
    const dates = { firstSeen: null, lastSeen: null };
    const group = (shared: string, size: number) =>
      Array.from({ length: size }, (_, member) => ({ shared, member, ...dates }));
    const { ties, leftOut, leftOutFrom } = project([...group('crowd', 100), ...group('few', 3)], 1_000);
    expect([ties.length, leftOut, leftOutFrom]).toEqual([3, 1, 100]);
  });
});

describe('filters', () => {
  test('--min-weight leaves out weak relations and whoever has no other, and says so', async () => {
    const map = await drawMap(await conversation(), { ...SETTINGS, minWeight: 2 });
    expect(map.edges.map(({ weight }) => weight)).toEqual([2, 2, 2]);
    expect(map.nodes.map(({ id }) => id)).toEqual(['place:hearing-forum', 'place:nhscitizen', 'voice:1', 'voice:2']);
    expect(map.omitted).toMatchObject({ nodes: 6, rules: ['Relations with a weight below 2 are left out.'] });
    expect(writeMap(map, 'svg')[0]!.content).toContain('Left out of the map: 6 nodes');
    expect(writeMap(map, 'html')[0]!.content).toContain('Relations with a weight below 2 are left out.');
  });

  test('the disparity filter keeps a tie that carries far more than its share, by the formula of the paper', () => {
    const star = ['a', 'b', 'c', 'd', 'e'].map((target, index) => ({
      source: 'hub',
      target,
      weight: index === 0 ? 96 : 1,
    }));
    const graph = tieGraph(['hub', 'a', 'b', 'c', 'd', 'e'], star);
    // (1 - 0.96) ^ 4 for the heavy tie, (1 - 0.01) ^ 4 for each other one.
    expect([...significantTies(graph, 0.000_002_6)]).toEqual(['a\nhub']);
    expect([...significantTies(graph, 0.000_002_5)]).toEqual([]);
    expect(significantTies(graph, 0.9606).size).toBe(5);
  });

  test('the strongest so many keep the communities of the whole, and the picture says what is missing', async () => {
    const store = await conversation();
    const whole = await drawMap(store, SETTINGS);
    const map = await drawMap(store, { ...SETTINGS, most: { nodes: 4, edges: 3 } });
    expect([map.nodes.length, map.edges.length]).toEqual([4, 3]);
    const communities = new Map(whole.nodes.map(({ id, community }) => [id, community]));
    for (const { id, community } of map.nodes) expect(community).toBe(communities.get(id));
    expect(map.omitted).toMatchObject({ nodes: whole.nodes.length - 4, edges: whole.edges.length - 3 });
    expect(writeMap(map, 'svg')[0]!.content).toContain('`discover map` writes');
    expect(await drawMap(store, { ...SETTINGS, most: { nodes: 2_000, edges: 5_000 } })).toEqual(whole);
  });
});
