import { describe, expect, test } from 'vitest';
import { drawMap, MAP_FORMATS, MAP_VIEWS, type MapSettings, VIEWS, writeMap } from '../../src/map/map.js';
import { ASSERTED_KINDS, type ConversationMap } from '../../src/model.js';
import { saveAssertions } from '../../src/store/asserted.js';
import type { Database } from '../../src/store/store.js';
import { seed, temporaryStore, tweet } from '../support/project.js';
import { addTheme, clean, FORUM, seedConversation, TAG } from './samples.js';

const SETTINGS: MapSettings = { seed: 1, view: 'all', identify: false };

/** Edges as `source kind target xWeight`. */
function edgesOf(map: ConversationMap): string[] {
  return map.edges.map(({ source, kind, target, weight }) => `${source} ${kind} ${target} x${weight}`);
}

function labelsOf(map: ConversationMap): Record<string, string> {
  return Object.fromEntries(map.nodes.map((node) => [node.id, node.label]));
}

async function conversation(): Promise<Database> {
  const store = await temporaryStore();
  await seedConversation(store);
  return store;
}

/** With a voice that talks about two themes, a theme that two voices talk about, and every relation people can assert. */
async function fullConversation(): Promise<Database> {
  const store = await conversation();
  await seed(store, 'tweets', [
    tweet('8', 'ada', 'waiting too', { place: TAG }),
    tweet('9', 'nhs', 'hello', {
      place: TAG,
      inReplyTo: '7',
      quotes: '7',
      reposts: '7',
      author: { id: 'nhs', handle: 'nhs', name: 'NHS', url: null, kind: 'organisation' },
    }),
  ]);
  await clean(store, {
    8: { themes: [['theme-2', 1]] },
    9: { mentions: ['trust'], links: ['https://blog.example.net/one'] },
  });
  const [council, forum] = [
    { kind: 'organisation', name: 'Council' },
    { kind: 'place', name: FORUM.name },
  ] as const;
  const unsaid = { url: null, placeKind: null, owner: null, area: null, description: null, knownFrom: null };
  const held = { since: '2025-01-01', until: null, knownFrom: null };
  const nodes = [{ ...unsaid, ...council }, { ...unsaid, kind: 'place', name: 'Town hall' } as const];
  const edges = ASSERTED_KINDS.flatMap((relation) => [
    { source: council, relation, target: forum, ...held },
    { source: nodes[1]!, relation, target: forum, ...held },
  ]);
  await saveAssertions(store, { nodes, edges }, '2026-03-01T00:00:00.000Z');
  return store;
}

describe('the whole map', () => {
  test('has every relation that was seen, none of a node with itself, in order', async () => {
    const map = await drawMap(await conversation(), SETTINGS);
    expect(edgesOf(map)).toEqual([
      'place:ear-to-the-ground link place:hearing-forum x1',
      'place:ear-to-the-ground shares-people place:nhscitizen x1',
      'place:ear-to-the-ground talks-about theme:theme-2 x1',
      'place:hearing-forum shares-people place:nhscitizen x2',
      'place:nhscitizen link place:ear-to-the-ground x1',
      'place:nhscitizen link place:hearing-forum x1',
      'place:nhscitizen talks-about theme:theme-1 x1',
      'place:nhscitizen talks-about theme:theme-2 x1',
      'voice:1 talks-about theme:theme-1 x1',
      'voice:2 talks-about theme:theme-2 x1',
      'voice:2 mention voice:1 x2',
      'voice:2 reply voice:1 x2',
      'voice:2 mention voice:mentioned-1 x1',
      'voice:3 quote voice:1 x1',
      'voice:3 repost voice:1 x1',
      'voice:3 mention voice:4 x1',
      'voice:4 talks-about theme:theme-2 x1',
      'voice:4 link voice:1 x1',
    ]);
    expect(map.edges.every((edge) => edge.basis === 'observed')).toBe(true);
  });

  test('has every node, by id, with its posts', async () => {
    const map = await drawMap(await conversation(), SETTINGS);
    expect(map.nodes.map(({ id, posts }) => [id, posts])).toEqual([
      ['place:ear-to-the-ground', 1],
      ['place:hearing-forum', 2],
      ['place:nhscitizen', 7],
      ['theme:theme-1', 1],
      ['theme:theme-2', 2],
      ['voice:1', 3],
      ['voice:2', 2],
      ['voice:3', 3],
      ['voice:4', 2],
      ['voice:mentioned-1', 0],
    ]);
    for (const { x, y, community } of map.nodes) {
      expect([x, y].every(Number.isFinite) && Number.isInteger(community)).toBe(true);
    }
  });

  test('is the same, to the byte, in every format when drawn again', async () => {
    const [one, other] = [await conversation(), await conversation()];
    for (const format of MAP_FORMATS) {
      expect(writeMap(await drawMap(one, SETTINGS), format)).toEqual(writeMap(await drawMap(other, SETTINGS), format));
    }
  });

  test('does not depend on which source was read first', async () => {
    const sources = {
      one: [tweet('1', 'a', 'x', { place: { ...FORUM, name: 'One' } })],
      two: [tweet('2', 'a', 'y', { place: { ...FORUM, name: 'Two' } })],
    };
    const draw = async (order: Array<keyof typeof sources>) => {
      const store = await temporaryStore();
      for (const source of order) await seed(store, source, sources[source]);
      await clean(store);
      return drawMap(store, SETTINGS);
    };
    expect(await draw(['one', 'two'])).toEqual(await draw(['two', 'one']));
  });
});

describe('privacy', () => {
  const NAMES = /\bada\b|\bbob\b|cyrus|nobody|x\.com\/\w+\/status/i;

  test('no file names an individual, in label, id or address', async () => {
    const map = await drawMap(await conversation(), SETTINGS);
    for (const format of MAP_FORMATS) {
      for (const { content } of writeMap(map, format)) expect(content).not.toMatch(NAMES);
    }
    expect(labelsOf(map)).toMatchObject({ 'voice:1': 'voice 1', 'voice:mentioned-1': 'mentioned voice 1' });
  });

  test('organisations keep their name', async () => {
    expect(labelsOf(await drawMap(await conversation(), SETTINGS))).toMatchObject({ 'voice:4': 'Leeds Trust' });
  });

  test('names appear when asked for, in labels only', async () => {
    const map = await drawMap(await conversation(), { ...SETTINGS, identify: true });
    expect(labelsOf(map)).toMatchObject({ 'voice:1': 'ada', 'voice:mentioned-1': 'nobody', 'voice:4': 'Leeds Trust' });
    expect(map.nodes.map((node) => node.id).join(' ')).not.toMatch(NAMES);
  });

  test('a day is all that is told of when somebody spoke, unless people are named', async () => {
    const store = await conversation();
    const dates = async (identify: boolean) => {
      const { edges } = await drawMap(store, { ...SETTINGS, identify });
      const reply = edges.find((edge) => edge.kind === 'reply')!;
      return [reply.firstSeen, reply.lastSeen];
    };
    expect(await dates(false)).toEqual(['2026-02-02', '2026-02-05']);
    expect(await dates(true)).toEqual(['2026-02-02T08:00:00.000Z', '2026-02-05T08:00:00.000Z']);
  });

  test('one handle on two platforms is two voices', async () => {
    const store = await temporaryStore();
    await seed(store, 'x', [tweet('1', 'ada', 'one')]);
    await seed(store, 'forum', [
      tweet('2', 'ada', 'two', { platform: 'forum.example.org' }),
      tweet('3', 'bob', 'three', { platform: 'forum.example.org' }),
    ]);
    await clean(store, { 3: { mentions: ['ada'] } });
    const map = await drawMap(store, { ...SETTINGS, view: 'voices' });
    expect(edgesOf(map)).toEqual(['voice:3 mention voice:2 x1']);
  });
});

describe('views', () => {
  test.each(MAP_VIEWS)('%s shows its kinds of nodes and edges, and no others', async (view) => {
    const map = await drawMap(await fullConversation(), { ...SETTINGS, view });
    expect(new Set(map.nodes.map((node) => node.kind))).toEqual(new Set(VIEWS[view].nodes));
    const kinds = new Set(map.edges.map((edge) => edge.kind));
    expect([...kinds].sort()).toEqual([...VIEWS[view].edges].sort());
  });

  test('without the mentions, voices that never spoke are not shown', async () => {
    const map = await drawMap(await conversation(), { ...SETTINGS, view: 'voice-theme' });
    expect(map.nodes.map((node) => node.id)).not.toContain('voice:mentioned-1');
  });
});

describe('odd stores', () => {
  test.each(MAP_VIEWS)('an empty store gives an empty map of %s', async (view) => {
    expect(await drawMap(await temporaryStore(), { ...SETTINGS, view })).toEqual({ nodes: [], edges: [] });
  });

  test('one voice that answers and mentions itself stands alone', async () => {
    const store = await temporaryStore();
    await seed(store, 's', [tweet('1', 'a', 'x'), tweet('2', 'a', 'y', { inReplyTo: '1' })]);
    await clean(store, { 2: { mentions: ['a'] } });
    const map = await drawMap(store, SETTINGS);
    expect(map.edges).toEqual([]);
    expect(map.nodes).toHaveLength(1);
    expect(map.nodes[0]).toMatchObject({ id: 'voice:1', x: 0, y: 0, community: 0 });
  });

  test('voices that have no number yet are left out, with their relations', async () => {
    const store = await temporaryStore();
    await seed(store, 's', [tweet('1', 'a', 'x')]);
    await clean(store);
    await seed(store, 's', [tweet('2', 'b', 'y', { inReplyTo: '1' })]);
    const map = await drawMap(store, SETTINGS);
    expect(map.nodes.map((node) => node.id)).toEqual(['voice:1']);
    expect(map.edges).toEqual([]);
  });

  test('places with names that come to the same or to nothing keep ids of their own', async () => {
    const store = await temporaryStore();
    const names = ['A Blog', 'a-blog', '!!!', 'Café 漢字'];
    await seed(
      store,
      's',
      names.map((name, index) => tweet(String(index), 'a', 'x', { place: { ...FORUM, name } })),
    );
    await clean(store);
    const map = await drawMap(store, { ...SETTINGS, view: 'places' });
    expect(labelsOf(map)).toEqual({
      'place:place': '!!!',
      'place:a-blog': 'A Blog',
      'place:a-blog-2': 'a-blog',
      'place:café-漢字': 'Café 漢字',
    });
  });

  test('posts without a date leave a relation without dates', async () => {
    const store = await temporaryStore();
    await addTheme(store, 'theme-1', 'x');
    await seed(store, 's', [tweet('1', 'a', 'x', { createdAt: null })]);
    await clean(store, { 1: { themes: [['theme-1', 1]] } });
    const { edges } = await drawMap(store, SETTINGS);
    expect(edges).toMatchObject([{ kind: 'talks-about', firstSeen: null, lastSeen: null }]);
  });
});
