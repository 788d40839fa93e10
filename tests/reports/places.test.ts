import { expect, it } from 'vitest';
import { places } from '../../src/reports/places.js';
import { temporaryStore } from '../support/project.js';
import { seedConversation } from './conversation.js';

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
