/** What a search shows of people: a few words, no link, no name. */
import { describe, expect, it } from 'vitest';
import { excerptOf, readExcerpts } from '../../src/reports/excerpt.js';
import { wordsOf } from '../../src/reports/verbatim.js';
import { searchPosts } from '../../src/store/search.js';
import type { Database } from '../../src/store/store.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const TRUST = { id: 'trust', handle: 'trust', name: 'The Trust', url: null, kind: 'organisation' } as const;

async function said(...posts: [author: 'trust' | 'somebody', text: string][]): Promise<Database> {
  const store = await temporaryStore();
  const tweets = posts.map(([author, text], index) =>
    tweet(String(index), author, text, author === 'trust' ? { author: TRUST } : {}),
  );
  await seed(store, 's', tweets);
  await store.many(
    `INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links)
     VALUES (?, ?, 'en', '[]', '[]', '[]', '[]')`,
    posts.map(([, text], index) => [index + 1, text]),
  );
  await store.run('UPDATE voices SET number = id');
  return store;
}

async function shown(store: Database, query: string) {
  const found = await searchPosts(store, query, 10);
  return found.map(await readExcerpts(store, found, [query]));
}

const LONG =
  'I waited nine hours on a trolley with @friend at http://example.org/x before anybody came to look at my mother';

describe('what a search shows', () => {
  it('of an individual is seven words at most, without link or name', async () => {
    const [post] = await shown(await said(['somebody', LONG]), 'trolley');
    expect(post).toEqual({ voice: 'voice 1', excerpt: '…hours on a trolley with @… at before…', url: null });
    expect(wordsOf(post!.excerpt).length).toBeLessThanOrEqual(7);
  });

  it('of an organisation is more, with its name and a link', async () => {
    const [post] = await shown(
      await said(['trust', 'Our new walk-in centre opens on Monday at nine, all are welcome']),
      'centre',
    );
    expect(post).toEqual({
      voice: 'The Trust',
      excerpt: 'Our new walk-in centre opens on Monday at nine, all are welcome',
      url: 'https://x.com/trust/status/0',
    });
  });

  it('of an organisation that carries somebody else’s words is as little as of them', async () => {
    const store = await said(['somebody', LONG], ['trust', `Somebody wrote to us: ${LONG}`]);
    for (const post of await shown(store, 'trolley')) {
      expect(post.url).toBeNull();
      expect(wordsOf(post.excerpt).length).toBeLessThanOrEqual(7);
    }
  });
});

describe('an excerpt', () => {
  it.each([
    ['one two three', ['two'], 3, 'one two three'],
    ['one two three four five', ['one'], 3, 'one two three…'],
    ['one two three four five', ['five'], 3, '…three four five'],
    ['one two three four five', ['THREE'], 3, '…two three four…'],
    ['one two three four five', ['elsewhere'], 2, 'one two…'],
    ['(one) two!', ['two'], 5, '(one) two!'],
    ['…!', ['x'], 5, ''],
    ['', [], 5, ''],
  ])('of %j for %j in %i words is %j', (text, searched, most, excerpt) => {
    expect(excerptOf(text, searched, most)).toBe(excerpt);
  });
});
