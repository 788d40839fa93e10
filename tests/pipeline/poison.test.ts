/** B6: a post that cannot be cleaned is set aside with its source named, and the rest goes on. */
import { describe, expect, it } from 'vitest';
import { takeInHand } from '../../src/store/set-aside.js';
import type { Database } from '../../src/store/store.js';
import { seed, temporaryStore, testEffects, tweet } from '../support/project.js';
import { processAll } from './drafts.js';

const POSTS = Array.from({ length: 9 }, (_, n) =>
  tweet(String(n), 'ann', n === 4 ? 'the venom is here' : `plain words ${n}`),
);

async function seeded(): Promise<Database> {
  const store = await temporaryStore();
  await seed(store, 'tweets', POSTS);
  return store;
}

/** Cleans with words of which some bring the tokeniser down, as a bug in it would. */
async function run(store: Database, isPoison: (word: string) => boolean = () => false) {
  const { log, lines } = testEffects();
  const stopwords = { has: (word: string) => isPoison(word) && fail(word) } as unknown as ReadonlySet<string>;
  const summary = await processAll(store, { languages: ['en'], words: [], stopwords: () => stopwords }, 5, log);
  return { summary, lines };
}

function fail(word: string): never {
  throw new Error(`cannot read ${word}`);
}

const cleaned = async (store: Database) => (await store.all('SELECT post_id FROM clean_posts')).length;
const venom = (word: string) => word === 'venom';

describe('a post that throws', () => {
  it('is set aside by name; all others are cleaned, and it is not tried again', async () => {
    const store = await seeded();
    const { summary, lines } = await run(store, venom);
    expect(summary).toMatchObject({ processed: 8, setAside: 1 });
    expect(lines).toEqual(['warning: tweets: post 4 is set aside, it cannot be cleaned (cannot read venom)']);
    expect(await cleaned(store)).toBe(8);
    expect((await run(store)).summary).toMatchObject({ processed: 0, setAside: 0 });
    expect(await store.all('SELECT * FROM in_hand')).toEqual([]);
  });

  it('is tried again when its words change', async () => {
    const store = await seeded();
    await run(store, venom);
    await seed(store, 'tweets', [tweet('4', 'ann', 'the antidote is here')]);
    expect((await run(store, venom)).summary).toMatchObject({ processed: 1, setAside: 0 });
  });

  it('is not to blame when most posts throw: the run fails and loses none of them', async () => {
    const store = await seeded();
    await expect(run(store, () => true)).rejects.toThrow('cannot read');
    expect(await store.all('SELECT * FROM set_aside')).toEqual([]);
    expect((await run(store)).summary).toMatchObject({ processed: 9, setAside: 0 });
  });
});

describe('a post in hand when the program died', () => {
  const idOf = async (store: Database, externalId: string) =>
    (await store.get<{ id: number }>('SELECT id FROM posts WHERE external_id = ?', [externalId]))!.id;

  it('once: is tried by itself, and cleaned', async () => {
    const store = await seeded();
    await takeInHand(store, [await idOf(store, '3'), await idOf(store, '4')]);
    expect((await run(store)).summary).toMatchObject({ processed: 9, setAside: 0 });
  });

  it('twice: is set aside', async () => {
    const store = await seeded();
    for (const _ of [1, 2]) await takeInHand(store, [await idOf(store, '4')]);
    const { summary, lines } = await run(store);
    expect(summary).toMatchObject({ processed: 8, setAside: 1 });
    expect(lines[0]).toMatch(/tweets: post 4 is set aside.*2 times the program did not survive it/);
    expect((await run(store)).summary).toMatchObject({ processed: 0, setAside: 0 });
  });
});
