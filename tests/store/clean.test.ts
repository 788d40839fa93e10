import { beforeEach, describe, expect, it } from 'vitest';
import {
  countCampaigns,
  enlist,
  findCandidates,
  mergeCampaigns,
  newCampaign,
  numberVoices,
  pendingBlocks,
  readRawPosts,
  saveBands,
  saveCleanPosts,
  savePair,
  type UnplacedPost,
  unnumberedVoices,
  unplacedPosts,
} from '../../src/store/clean.js';
import type { Database } from '../../src/store/database.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

let store: Database;
let ids: Map<string, number>;
let versions: Map<string, string>;

const SKETCH = Buffer.from([1, 0, 0, 0]);

function clean(postId: number): UnplacedPost {
  const lists = { tokens: ['wait'], mentions: ['bob'], hashtags: ['gp'], links: ['https://a.example/'] };
  return { postId, text: 'Waiting', lang: 'en', canonicalUrl: null, ...lists };
}

const save = (name: string, sketch: Buffer | null = SKETCH) =>
  saveCleanPosts(store, [{ post: clean(ids.get(name)!), version: versions.get(name)!, sketch }]);
const idsOf = (...names: string[]) => names.map((name) => ids.get(name)!);
const places = () =>
  store.all<{ post_id: number; campaign_id: string | null; twin_id: number | null }>(
    'SELECT post_id, campaign_id, twin_id FROM clean_posts ORDER BY post_id',
  );

beforeEach(async () => {
  store = await temporaryStore();
  const at = (day: number) => ({ createdAt: `2026-02-0${day}T09:00:00.000Z` });
  await seed(store, 'zoo', [tweet('d', 'ann', 'four', { createdAt: null }), tweet('b', 'bob', 'two', at(2))]);
  await seed(store, 'art', [tweet('c', 'cat', 'three', at(2)), tweet('a', 'bob', 'one', at(1))]);
  const rows = await store.all<{ id: number; name: string; version: string }>(
    'SELECT id, external_id AS name, content_hash AS version FROM posts',
  );
  ids = new Map(rows.map(({ id, name }) => [name, id]));
  versions = new Map(rows.map(({ name, version }) => [name, version]));
});

describe('posts to clean', () => {
  it('are those without a clean row, in blocks by their ids', async () => {
    expect(await pendingBlocks(store, 2)).toEqual([0, 1, 2]);
    expect((await readRawPosts(store, 1, 2)).map(({ id }) => id)).toEqual(idsOf('b', 'c'));
    await save('c');
    expect((await readRawPosts(store, 1, 2)).map(({ id }) => id)).toEqual(idsOf('b'));
    await save('b');
    expect(await pendingBlocks(store, 2)).toEqual([0, 2]);
  });

  it('are read with their lists as lists', async () => {
    await seed(store, 'art', [
      tweet('e', 'ann', 'five', { mentions: ['x'], hashtags: ['y'], links: ['z'], inReplyTo: 'd' }),
    ]);
    const id = Math.max(...ids.values()) + 1;
    expect(await readRawPosts(store, id, 1)).toEqual([
      {
        ...{
          id,
          kind: 'tweet',
          platform: 'x',
          url: 'https://x.com/ann/status/e',
          title: null,
          text: 'five',
          html: null,
        },
        ...{ lang: null, inReplyTo: 'd', mentions: ['x'], hashtags: ['y'], links: ['z'] },
        version: expect.any(String),
      },
    ]);
  });

  it('are saved once, and never with words that were edited meanwhile (B1, B2)', async () => {
    expect(await save('a')).toHaveLength(1);
    expect(await save('a')).toEqual([]);
    // Whoever read the old words, slept, and saves now, comes too late: before the new words are clean, and after.
    await seed(store, 'art', [tweet('a', 'bob', 'edited')]);
    expect(await save('a')).toEqual([]);
    expect(await pendingBlocks(store, 2)).toEqual([0, 1, 2]);
    const { version } = (await readRawPosts(store, ids.get('a')!, 1))[0]!;
    expect(await saveCleanPosts(store, [{ post: clean(ids.get('a')!), version, sketch: null }])).toHaveLength(1);
    expect(await save('a')).toEqual([]);
    expect(await store.all('SELECT post_id AS id FROM clean_posts')).toEqual([{ id: ids.get('a') }]);
  });
});

describe('clean posts that wait for a look at their near copies', () => {
  it('come in stream order: by date, then source; undated last; and not at all with too few words', async () => {
    for (const name of ['d', 'b', 'c', 'a']) await save(name, name === 'b' ? null : SKETCH);
    expect(await unplacedPosts(store)).toEqual(idsOf('a', 'c', 'd'));
  });

  it('wait no longer when they are edited', async () => {
    await save('a');
    await seed(store, 'art', [tweet('a', 'bob', 'edited')]);
    expect(await unplacedPosts(store)).toEqual([]);
  });
});

describe('near copies', () => {
  it('are the posts in the same bands, with where they stand', async () => {
    const [a, b, c] = idsOf('a', 'b', 'c') as [number, number, number];
    for (const name of ['a', 'b', 'c']) await save(name);
    const bands = [
      [1, a],
      [2, a],
      [2, b],
      [3, c],
      [2 ** 53 - 1, a],
    ] as const;
    await saveBands(
      store,
      bands.map(([band, postId]) => ({ band, postId })),
    );
    await savePair(store, a, b);
    const found = await findCandidates(store, [2, 2 ** 53 - 1, 4]);
    expect(found.map(({ band, postId, twinId }) => [band, postId, twinId]).sort()).toEqual(
      [
        [2, a, b],
        [2, b, a],
        [2 ** 53 - 1, a, b],
      ].sort(),
    );
    expect(found.every(({ sketch, campaignId }) => sketch.equals(SKETCH) && campaignId === null)).toBe(true);
  });

  it('forget a twin whose words changed', async () => {
    const [a, b] = idsOf('a', 'b') as [number, number];
    await save('a');
    await save('b');
    await savePair(store, a, b);
    await seed(store, 'art', [tweet('a', 'bob', 'edited')]);
    expect(await places()).toEqual([{ post_id: b, campaign_id: null, twin_id: null }]);
  });
});

describe('campaigns', () => {
  it('take posts out of their pairs, join, and are counted', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await save(name);
    const [a, b, c, d] = idsOf('a', 'b', 'c', 'd') as [number, number, number, number];
    await savePair(store, a, b);
    expect(await countCampaigns(store)).toEqual({ campaigns: 0, posts: 0 });
    const [one, two] = [await newCampaign(store), await newCampaign(store)];
    await enlist(store, one, [a, b]);
    await enlist(store, two, [c]);
    expect(await countCampaigns(store)).toEqual({ campaigns: 2, posts: 3 });
    await mergeCampaigns(store, one, two);
    expect(await countCampaigns(store)).toEqual({ campaigns: 1, posts: 3 });
    expect((await places()).filter((row) => row.post_id !== d)).toEqual(
      [a, b, c].sort((x, y) => x - y).map((id) => ({ post_id: id, campaign_id: 'c1', twin_id: null })),
    );
    expect(await newCampaign(store)).toBe('c3');
  });
});

describe('voices', () => {
  it('are numbered in the order given, each once', async () => {
    const waiting = await unnumberedVoices(store);
    await numberVoices(store, waiting);
    await numberVoices(store, [...waiting].reverse());
    const rows = await store.all('SELECT author_id, number FROM voices ORDER BY number');
    expect(rows).toEqual([
      { author_id: 'bob', number: 1 },
      { author_id: 'cat', number: 2 },
      { author_id: 'ann', number: 3 },
    ]);
    expect(await unnumberedVoices(store)).toEqual([]);
  });
});
