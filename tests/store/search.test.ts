/** Which posts are searched, and how many there are of those that are found; the questions themselves: conformance.ts. */
import { describe, expect, it } from 'vitest';
import { countFound, EVERYWHERE, eachFound, type SearchScope } from '../../src/store/search.js';
import { readQuery } from '../../src/store/search-query.js';
import type { Database } from '../../src/store/store.js';
import { seedConversation } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';

async function conversation(): Promise<Database> {
  const store = await temporaryStore();
  const [forum, blog] = [{ name: 'A forum' }, { name: 'A blog' }];
  const said = (id: string, author: string, text: string, more: object) => ({
    id,
    author,
    text,
    place: forum,
    ...more,
  });
  await seedConversation(
    store,
    [
      said('1', 'ann', 'late bus', { at: '2026-01-01T09:00:00.000Z', themes: { 'theme-1': 1 } }),
      said('2', 'bob', 'late bus', { at: '2026-02-01T09:00:00.000Z', themes: { 'theme-1': 0.4, 'theme-2': 0.6 } }),
      said('3', 'bob', 'late bus', { at: '2026-03-01T09:00:00.000Z', themes: { 'theme-2': 1 }, place: blog }),
      said('4', 'cat', 'late bus', { at: null, themes: { 'theme-3': 1 } }),
      said('5', 'dan', 'early tram', { themes: { 'theme-1': 1 } }),
    ],
    ['waits', 'parking', 'gone'].map((label, at) => ({
      id: `theme-${at + 1}`,
      label,
      ...(label === 'gone' ? { state: 'gone' } : {}),
    })),
  );
  await store.run("UPDATE clean_posts SET lang = 'fr' WHERE post_id = 1");
  return store;
}

const days = async (store: Database, scope: Partial<SearchScope>, limit: number | null = null) => {
  const found: (string | null)[] = [];
  const all = { ...EVERYWHERE, ...scope };
  for await (const { createdAt } of eachFound(store, readQuery('bus'), all, limit)) {
    found.push(createdAt?.slice(0, 10) ?? null);
  }
  expect((await countFound(store, readQuery('bus'), all)).posts).toBeGreaterThanOrEqual(found.length);
  return found;
};

describe('a search', () => {
  it('puts the newer of equals first, and what has no date last', async () => {
    const store = await conversation();
    expect(await days(store, {})).toEqual(['2026-03-01', '2026-02-01', '2026-01-01', null]);
    expect(await days(store, {}, 1)).toEqual(['2026-03-01']);
  });

  it.each([
    ['place', { place: 2 }, ['2026-03-01']],
    ['language', { lang: 'fr' }, ['2026-01-01']],
    ['strongest theme', { theme: 'theme-1' }, ['2026-01-01']],
    ['period', { since: '2026-02-01', until: '2026-03-01' }, ['2026-02-01']],
    ['all of them', { place: 1, lang: 'en', theme: 'theme-2', since: '2026-01-01' }, ['2026-02-01']],
  ] as const)('looks only where it is told: %s', async (_, scope, found) => {
    expect(await days(await conversation(), scope)).toEqual(found);
  });

  it('counts posts, voices and places, and the themes that most voices speak about', async () => {
    expect(await countFound(await conversation(), readQuery('bus'))).toEqual({
      ...{ posts: 4, voices: 3, places: 2 },
      themes: [
        { id: 'theme-2', label: 'parking', posts: 2, voices: 1 },
        { id: 'theme-1', label: 'waits', posts: 1, voices: 1 },
      ],
    });
  });
});
