import { describe, expect, it } from 'vitest';
import { readCursor, registerSource, savePage } from '../../src/store/sources.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const AT = '2026-03-02T21:00:00.000Z';

describe('a page of posts', () => {
  it('counts what is new, changed and known', async () => {
    const store = await temporaryStore();
    await registerSource(store, 'tweets', 'tweets');
    const first = await savePage(
      store,
      'tweets',
      null,
      { posts: [tweet('1', 'ann', 'one'), tweet('2', 'bob', 'two')] },
      AT,
    );
    const again = await savePage(
      store,
      'tweets',
      null,
      { posts: [tweet('1', 'ann', 'one'), tweet('2', 'bob', 'two!')] },
      AT,
    );
    expect(first).toEqual({ new: 2, changed: 0, duplicate: 0, strangers: [], withdrawn: [] });
    expect(again).toEqual({ new: 0, changed: 1, duplicate: 1, strangers: [], withdrawn: [] });
  });

  it('an edit keeps the post and its first date, and sends it through the pipeline again', async () => {
    const store = await temporaryStore();
    await seed(store, 'tweets', [tweet('1', 'ann', 'one')]);
    const [before] = await store.all<{ id: number; collected_at: string }>('SELECT id, collected_at FROM posts');
    await store.run(
      "INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links) VALUES (?, 'one', 'en', '[]', '[]', '[]', '[]')",
      [before!.id],
    );
    await savePage(store, 'tweets', null, { posts: [tweet('1', 'ann', 'one, corrected')] }, '2026-04-01T00:00:00.000Z');
    const rows = await store.all('SELECT id, collected_at, text FROM posts');
    expect(rows).toEqual([{ ...before, text: 'one, corrected' }]);
    expect(await store.all('SELECT post_id FROM clean_posts')).toEqual([]);
  });

  it('never puts the words of one author into the mouth of another', async () => {
    const store = await temporaryStore();
    await seed(store, 'files', [tweet('1', 'ann', 'I like the new bus')]);
    const counts = await savePage(store, 'files', null, { posts: [tweet('1', 'bob', 'I want to sue them')] }, AT);
    expect(counts).toEqual({ new: 0, changed: 0, duplicate: 0, strangers: ['1'], withdrawn: [] });
    expect(await store.all('SELECT text FROM posts')).toEqual([{ text: 'I like the new bus' }]);
  });

  it('keeps every digit of large ids and one voice per account of a platform', async () => {
    const store = await temporaryStore();
    await seed(store, 'tweets', [
      tweet('9007199254740993', 'ann', 'one'),
      tweet('9007199254740992', 'ann', 'two'),
      { ...tweet('3', 'ann', 'three'), platform: 'forum.example' },
    ]);
    const ids = await store.all<{ external_id: string }>('SELECT external_id FROM posts ORDER BY id');
    expect(ids.map((row) => row.external_id)).toEqual(['9007199254740993', '9007199254740992', '3']);
    expect(await store.all('SELECT platform FROM voices ORDER BY platform')).toEqual([
      { platform: 'forum.example' },
      { platform: 'x' },
    ]);
  });

  it('never saves a cursor without its posts (A2)', async () => {
    const store = await temporaryStore();
    await registerSource(store, 'tweets', 'tweets');
    await savePage(store, 'tweets', null, { posts: [tweet('1', 'ann', 'one')], cursor: { since: '1' } }, AT);
    const broken = { ...tweet('2', 'bob', 'two'), kind: null as never };
    const attempt = savePage(
      store,
      'tweets',
      null,
      { posts: [tweet('3', 'cat', 'three'), broken], cursor: { since: '3' } },
      AT,
    );
    await expect(attempt).rejects.toThrow();
    expect(await readCursor(store, 'tweets')).toEqual({ since: '1' });
    expect(await store.all('SELECT external_id FROM posts')).toEqual([{ external_id: '1' }]);
  });
});
