import { expect, it } from 'vitest';
import { countPlaceLinks } from '../../src/reports/place-links.js';
import { places } from '../../src/reports/places.js';
import { temporaryStore } from '../support/project.js';
import { seedConversation } from './conversation.js';

const PLACES = [
  { id: 1, url: 'https://forum.example.org/' },
  { id: 2, url: 'https://www.community.example.org/' },
  { id: 3, url: 'https://community.example.org/carers/' },
  { id: 4, url: null },
  { id: 5, url: 'not an address' },
];

it.each([
  ['a page of another place', 1, 'https://community.example.org/about', 1],
  ['a page of its own', 1, 'https://forum.example.org/t/7', 0],
  ['the home of another place, without its slash', 1, 'https://community.example.org', 1],
  ['its own part of a larger site', 3, 'https://community.example.org/carers/7', 0],
  ['the rest of the site it is part of', 3, 'https://community.example.org/news', 1],
  ['a path that only begins alike', 2, 'https://community.example.org/carers-week', 0],
  ['somewhere else', 1, 'https://elsewhere.example/', 0],
  ['something that is no address', 1, 'mailto:x', 0],
  ['from a place without an address', 4, 'https://forum.example.org/', 1],
])('a link to %s', async (_, placeId, link, expected) => {
  async function* posts() {
    yield { placeId, links: [link] };
  }
  expect((await countPlaceLinks(PLACES, posts())).get(placeId) ?? 0).toBe(expected);
});

it('one row a place: replies, themes, links to the others', async () => {
  const store = await temporaryStore();
  const forum = { name: 'A forum', url: 'https://forum.example.org/', kind: 'forum' as const, area: 'Leeds' };
  const blog = { name: 'A blog', url: 'https://blog.example.org/' };
  await seedConversation(
    store,
    [
      { id: '1', author: 'ann', text: 'x', place: forum, themes: { 'theme-1': 1 } },
      {
        id: '2',
        author: 'bob',
        text: 'x',
        place: forum,
        post: { inReplyTo: '1' },
        links: ['https://blog.example.org/7'],
      },
      { id: '3', author: 'cat', text: 'x', place: blog, themes: { 'theme-2': 1 } },
      { id: '4', author: 'cat', text: 'x', place: blog, themes: { 'theme-1': 0.6, 'theme-2': 0.4 } },
    ],
    [
      { id: 'theme-1', label: 'waits' },
      { id: 'theme-2', label: 'parking' },
    ],
  );
  const rows = [];
  for await (const row of places.rows(store, { identify: false, since: null, until: null })) rows.push(row);
  expect(rows).toMatchObject([
    {
      ...{ place: 'A forum', kind: 'forum', owner: null, area: 'Leeds', url: 'https://forum.example.org/' },
      ...{ channels: 'online', voices: 2, posts: 2, replies: 1, reply_share: 0.5, themes: 1, top_themes: 'waits' },
      ...{ links_to_other_places: 1, new_posts: null, first_seen: '2026-03-01' },
    },
    { place: 'A blog', top_themes: 'waits; parking', links_to_other_places: 0 },
  ]);
});
