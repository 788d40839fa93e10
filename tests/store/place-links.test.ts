import { describe, expect, it, test } from 'vitest';
import { drawMap } from '../../src/map/map.js';
import { places } from '../../src/reports/places.js';
import { EVERYTHING } from '../../src/store/map-scope.js';
import { countPlaceLinks, eachPlaceLink, placeOfPostAt } from '../../src/store/place-links.js';
import type { Database } from '../../src/store/store.js';
import { BLOG, clean, FORUM, seedConversation, TAG } from '../map/samples.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const ALWAYS = EVERYTHING;

/** Names of places by id. */
async function namesOf(store: Database): Promise<Map<number, string>> {
  const rows = await store.all<{ id: number; name: string }>('SELECT id, name FROM places');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Links out of the hashtag when one post there has these links, as names of places. */
async function leadingTo(...links: string[]): Promise<string[]> {
  const store = await temporaryStore();
  await seedConversation(store);
  await store.run('DELETE FROM post_refs');
  await store.run("UPDATE clean_posts SET links = '[]'");
  await seed(store, 'tweets', [tweet('90', 'ada', 'look', { place: TAG })]);
  await clean(store, { 90: { links } });
  const names = await namesOf(store);
  const found: string[] = [];
  for await (const { target } of eachPlaceLink(store, ALWAYS)) found.push(names.get(target)!);
  return found.sort();
}

describe('a link leads', () => {
  it.each<[string, string[], string[]]>([
    ['to the place of the post that stands there', ['https://blog.example.net/one'], [BLOG.name]],
    ['there by its AMP address too', ['http://amp.blog.example.net/one/amp'], [BLOG.name]],
    ['to the place whose address it lies under', ['https://forum.example.org/hearing/t/404'], [FORUM.name]],
    [
      'to one place once',
      ['https://forum.example.org/hearing/t/1', 'https://forum.example.org/hearing/t/2'],
      [FORUM.name],
    ],
    [
      'to several places',
      ['https://forum.example.org/hearing/t/1', 'https://blog.example.net/one'],
      [BLOG.name, FORUM.name],
    ],
    ['nowhere when it stays in its place', ['https://x.com/ada/status/1'], []],
    ['nowhere when nobody knows the site', ['https://elsewhere.example/'], []],
    ['nowhere beside the path of a place', ['https://forum.example.org/news'], [FORUM.name]],
  ])('%s', async (_, links, expected) => expect(await leadingTo(...links)).toEqual(expected));
});

test('the place of an address is that of the post that stands there', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  const names = await namesOf(store);
  const at = async (address: string) => names.get((await placeOfPostAt(store, address)) ?? -1);
  expect(await at('https://blog.example.net/one')).toBe(BLOG.name);
  expect(await at('https://x.com/ada/status/1')).toBe(TAG.name);
  expect(await at('https://twitter.com/i/web/status/1')).toBe(TAG.name);
  expect(await at('https://blog.example.net/nothing')).toBeUndefined();
  expect(await at('https://blog.example.net/')).toBeUndefined();
});

test('the map and the reports count the same links', async () => {
  const store = await temporaryStore();
  await seedConversation(store);
  await seed(store, 'tweets', [
    tweet('91', 'bob', 'again', { place: TAG }),
    tweet('92', 'bob', 'twice', { place: FORUM }),
  ]);
  await clean(store, {
    91: {
      links: ['https://blog.example.net/one', 'https://blog.example.net/two', 'https://forum.example.org/hearing/'],
    },
    92: { links: ['https://blog.example.net/one', 'https://forum.example.org/hearing/t/1'] },
  });
  const map = await drawMap(store, { seed: 1, view: 'places', identify: true });
  const names = new Map(map.nodes.map((node) => [node.id, node.label]));
  const drawn = new Map<string, number>();
  for (const edge of map.edges.filter(({ kind }) => kind === 'link')) {
    drawn.set(names.get(edge.source)!, (drawn.get(names.get(edge.source)!) ?? 0) + edge.weight);
  }
  const reported = new Map<string, unknown>();
  for await (const row of places.rows(store, { ...ALWAYS, identify: false })) {
    if (row.links_to_other_places !== 0) reported.set(row.place as string, row.links_to_other_places);
  }
  expect(reported).toEqual(drawn);
  expect(Object.fromEntries(drawn)).toEqual({ [TAG.name]: 4, [FORUM.name]: 1, [BLOG.name]: 1 });
  expect([...(await countPlaceLinks(store, { since: '2030-01-01', until: null }))]).toEqual([]);
});
