import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database, Params } from '../../src/store/database.js';
import { seed, temporaryStore, tweet } from '../support/project.js';
import { processAll, STOPWORDS } from './drafts.js';

const SETTINGS = { languages: ['en'], words: [], stopwords: STOPWORDS };
const WORDS =
  'clinic weekend nurse parking garden bridge kettle window pillow ladder candle meadow basket ticket'.split(' ');

/** Three letters that everybody signs and changes a little: some copies are like two letters at once. */
const text = fc
  .record({ letter: fc.nat(2), changed: fc.array(fc.nat(13), { maxLength: 3 }), signed: fc.nat(5) })
  .map(({ letter, changed, signed }) => {
    const words = WORDS.map((word, at) => (changed.includes(at) ? `other${letter}` : word));
    return `${words.join(' ')} and ${letter === 0 ? 'more' : `more of number ${letter}`} says neighbour ${signed}`;
  });

async function placed(texts: readonly string[], batch: number) {
  const store = await temporaryStore();
  const posts = texts.map((said, n) => tweet(String(n), `v${n}`, said));
  // Two nights: the second meets what the first has left in the store.
  const half = Math.floor(posts.length / 2);
  for (const night of [posts.slice(0, half), posts.slice(half)]) {
    await seed(store, 'x', night);
    await processAll(store, SETTINGS, batch);
  }
  return {
    posts: await store.all('SELECT post_id, campaign_id, twin_id FROM clean_posts ORDER BY post_id'),
    bands: await store.all('SELECT band, post_id FROM near_copies ORDER BY band, post_id'),
    counters: await store.all<{ name: string; value: number }>('SELECT name, value FROM counters ORDER BY name'),
  };
}

it('come out the same one by one as all at once: copies, pairs, campaigns and those that grow together', async () => {
  let campaigns = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 12, maxLength: 40 }), async (texts) => {
      const [single, together] = [await placed(texts, 1), await placed(texts, 500)];
      expect(together).toEqual(single);
      campaigns += together.counters.filter(({ name }) => name === 'campaign').length;
    }),
    { numRuns: 12 },
  );
  expect(campaigns).toBeGreaterThan(0);
});

it('nothing is written while a reading goes on: the log of the store would keep all of it', async () => {
  const store = await temporaryStore();
  await seed(
    store,
    'x',
    Array.from({ length: 40 }, (_, n) => tweet(String(n), `v${n}`, `${WORDS.join(' ')} ${n % 4}`)),
  );
  let readings = 0;
  let writings = 0;
  const watched: Database = Object.assign(Object.create(store) as Database, {
    async *each(sql: string, params?: Params) {
      readings += 1;
      yield* store.each(sql, params);
      readings -= 1;
    },
    transaction<T>(work: (tx: Database) => Promise<T>) {
      writings += 1;
      expect(readings).toBe(0);
      return store.transaction(work);
    },
    all: <Row>(sql: string, params?: Params) => store.all<Row>(sql, params),
    get: <Row>(sql: string, params?: Params) => store.get<Row>(sql, params),
  });
  await processAll(watched, SETTINGS, 7);
  expect(writings).toBeGreaterThan(10);
});
