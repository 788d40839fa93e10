/** Themes of posts whose meaning a model knows: two ways of saying the same become one theme. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginCheck, finishCheck, postsToCheck } from '../../src/store/removal.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { PARAMETERS } from '../../src/themes/parameters.js';
import { groupThemes } from '../../src/themes/themes.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { seed, TEST_NOW, temporaryFolder, temporaryStore, testEffects, testStore, tweet } from '../support/project.js';
import { writeTinyModel } from '../support/tiny-model.js';
import { dice, everything, night, SETTINGS, say, themeOfPost } from './conversation.js';

const AT = new Date(TEST_NOW).toISOString();
/** Ways of saying things; those of the first two mean the same, and share no word. */
const WAYS = [
  ['gp', 'appointment', 'waiting', 'phone', 'monday'],
  ['doctor', 'surgery', 'booking', 'slot', 'queue'],
  ['parking', 'car', 'barrier', 'fine', 'ticket'],
  ['tooth', 'dentist', 'crown', 'drill', 'filling'],
];
const MEANINGS = [[...WAYS[0]!, ...WAYS[1]!], WAYS[2]!, WAYS[3]!];

function talk(count: number): { way: number; text: string }[] {
  const random = dice(4);
  return Array.from({ length: count }, (_, index) => {
    const words = WAYS[index % WAYS.length]!;
    const text = Array.from({ length: 5 }, () => words[Math.floor(random() * words.length)]!).join(' ');
    return { way: index % WAYS.length, text };
  });
}

async function modelFolder(meanings: readonly (readonly string[])[] = MEANINGS): Promise<string> {
  return writeTinyModel(join(await temporaryFolder(), 'model'), meanings);
}

const nightWith = (store: Database, model: string | null) => night(store, { ...SETTINGS, model });
const vectorsIn = (store: Database) =>
  store.all<{ id: number; model: string; vector: Buffer }>(
    'SELECT post_id AS id, model, vector FROM post_vectors ORDER BY post_id',
  );

/** The themes that posts of each way of saying things are in, most of them first. */
async function themesByWay(store: Database, ids: readonly number[]): Promise<string[][]> {
  const themes = await themeOfPost(store);
  return WAYS.map((_, way) => [
    ...new Set(ids.filter((_id, at) => at % WAYS.length === way).map((id) => themes.get(id)!)),
  ]);
}

function itKnowsWhatPostsMean(open: () => Promise<Database>) {
  it('makes one theme of two ways of saying the same, and two without the model', async () => {
    const store = await open();
    const ids = await say(store, 'a', talk(120));
    await nightWith(store, null);
    const [gp, doctor] = await themesByWay(store, ids);
    expect(gp!.filter((theme) => doctor!.includes(theme))).toEqual([]);
    expect(await vectorsIn(store)).toEqual([]);
    const { merged } = await nightWith(store, await modelFolder());
    expect(merged).toBe(1);
    const after = await themesByWay(store, ids);
    expect(after[0]).toEqual(after[1]);
    expect(after.map((themes) => themes.length)).toEqual([1, 1, 1, 1]);
    expect(new Set(after.flat()).size).toBe(3);
    expect((await vectorsIn(store)).map(({ id }) => id)).toEqual(ids);
  });

  it('keeps a vector as long as the words it is of', async () => {
    const store = await open();
    const model = await modelFolder();
    const ids = await say(store, 'a', talk(12));
    await nightWith(store, model);
    const before = await vectorsIn(store);
    await seed(store, 'tweets', [tweet('a-0', 'a-author-0', 'tooth drill tooth crown tooth')]);
    expect((await vectorsIn(store)).map(({ id }) => id)).toEqual(ids.slice(1));
    await say(store, 'a', [{ text: 'tooth drill tooth crown tooth' }]);
    const gone = await postsToCheck(store, 'x', 100);
    await beginCheck(store, 'job', gone);
    await finishCheck(store, 'job', 'x', [{ externalId: 'a-5', reason: 'deleted' }], AT);
    await nightWith(store, model);
    const after = new Map((await vectorsIn(store)).map(({ id, vector }) => [id, vector]));
    expect(after.has(ids[5]!)).toBe(false);
    expect(after.get(ids[0]!)).not.toEqual(before[0]!.vector);
    expect(after.get(ids[1]!)).toEqual(before[1]!.vector);
  });
}

describe('on SQLite', () => {
  itKnowsWhatPostsMean(() => temporaryStore());

  it('reads a post once with a model, and anew with another', async () => {
    const store = await temporaryStore();
    const model = await modelFolder();
    await say(store, 'a', talk(40));
    await nightWith(store, model);
    const first = await vectorsIn(store);
    // Nothing new, or one post of four: what has been read is not read again, or its mark would be lost.
    await store.run('UPDATE post_vectors SET vector = ? WHERE post_id = 1', [Buffer.alloc(6)]);
    await nightWith(store, model);
    await say(store, 'b', talk(4));
    await nightWith(store, model);
    const second = await vectorsIn(store);
    expect(second).toHaveLength(44);
    expect(second[0]!.vector).toEqual(Buffer.alloc(6));
    expect(second.slice(1, 40)).toEqual(first.slice(1));
    await nightWith(store, await modelFolder([['other'], ...MEANINGS]));
    const third = await vectorsIn(store);
    expect(new Set(third.map(({ model: print }) => print)).size).toBe(1);
    expect(third[0]!.model).not.toBe(first[0]!.model);
    expect(third[0]!.vector).toHaveLength(8);
  });

  it('reads nothing of what stands for itself in a campaign already', async () => {
    const store = await temporaryStore();
    const copies = Array.from({ length: 5 }, () => ({ text: 'parking fine again', campaign: 'c' }));
    const ids = await say(store, 'a', [...talk(8), ...copies]);
    await nightWith(store, await modelFolder());
    expect((await vectorsIn(store)).map(({ id }) => id)).toEqual(ids.slice(0, 9));
  });

  it('knows what settled posts mean, and the passages of long ones', async () => {
    const store = await temporaryStore();
    const long = { text: Array.from({ length: 30 }, () => WAYS[3]!.join(' ')).join(' ') };
    const ids = await say(store, 'a', [...talk(1000), long]);
    const window = { ...PARAMETERS.window, open: 400, overlap: 250 };
    const runId = await startRun(store, 'themes', {}, AT);
    const settings = { ...SETTINGS, model: await modelFolder() };
    await groupThemes(store, settings, runId, testEffects().log, { window });
    const settled = await store.get<{ posts: number }>(
      'SELECT count(*) AS posts FROM post_micro_themes WHERE settled = 1',
    );
    expect(settled!.posts).toBeGreaterThan(50);
    expect(new Set((await themesByWay(store, ids.slice(0, 1000))).slice(0, 2).flat()).size).toBe(1);
    const passages = await store.all('SELECT 1 FROM post_micro_themes WHERE post_id = ?', [ids.at(-1)!]);
    expect(passages.length).toBeGreaterThan(1);
    expect((await vectorsIn(store)).map(({ id }) => id)).toEqual(ids);
  });

  it('goes back to words alone when the model is taken away, as if it had never been', async () => {
    const [with_, without] = [await temporaryStore(), await temporaryStore()];
    for (const store of [with_, without]) await say(store, 'a', talk(80));
    const groups = async (store: Database) => {
      const themes = [...(await themeOfPost(store)).values()];
      return themes.map((theme) => themes.indexOf(theme));
    };
    await nightWith(with_, await modelFolder());
    await nightWith(without, null);
    expect(await groups(with_)).not.toEqual(await groups(without));
    await nightWith(with_, null);
    expect(await groups(with_)).toEqual(await groups(without));
    const before = await everything(with_);
    await nightWith(with_, null);
    expect(await everything(with_)).toEqual(before);
  });

  it('keeps what it has read when the model breaks in the middle, and every theme', async () => {
    const store = await temporaryStore();
    const model = await modelFolder();
    await say(store, 'a', talk(40));
    await nightWith(store, model);
    const before = [await everything(store), await vectorsIn(store)];
    await say(store, 'b', talk(4));
    await writeFile(join(model, 'onnx/model.onnx'), 'broken');
    await expect(nightWith(store, model)).rejects.toThrow('onnx/model.onnx cannot be loaded');
    await rm(model, { recursive: true });
    await expect(nightWith(store, model)).rejects.toThrow(`there is no folder ${model}`);
    expect([await everything(store), await vectorsIn(store)]).toEqual(before);
  });
});

describe.skipIf(postgresMissing !== null)(
  `on PostgreSQL${postgresMissing === null ? '' : `: ${postgresMissing}`}`,
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server?.remove());
    itKnowsWhatPostsMean(() => testStore(server.url()));
  },
);
