/** What the posts of the stream mean: from the store where a model has read them, and from the model where it has not. */
import type { Log } from '../effects.js';
import type { Database } from '../store/database.js';
import { postsWithVectors, readTextsOf, readVectors, saveVectors } from '../store/vectors.js';
import type { ModelFolder } from './model-folder.js';
import { loadModel } from './sentence-model.js';
import { Vectors } from './vectors.js';

/** Posts read and saved at once; whoever is stopped loses no more than these. */
const BATCH = 250;
/** After so many posts the log says how far the reading is. */
const TOLD_EVERY = 1_000;

export interface Model extends ModelFolder {
  fingerprint: string;
}

/**
 * Reads what no earlier run has read with this model, and keeps it.
 * @param posts ids, by number in the corpus
 * @throws UserError when the model cannot be used
 */
export async function readMeaning(store: Database, posts: readonly number[], model: Model, log: Log): Promise<Vectors> {
  const known = await postsWithVectors(store, model.fingerprint);
  const unread = posts.filter((id) => !known.has(id));
  if (unread.length > 0) await readPosts(store, unread, model, log);
  const numbers = new Map(posts.map((id, number) => [id, number]));
  const vectors: (Int16Array | undefined)[] = posts.map(() => undefined);
  for await (const { id, vector } of readVectors(store, model.fingerprint)) {
    const number = numbers.get(id);
    if (number !== undefined) vectors[number] = vector;
  }
  return new Vectors(vectors);
}

async function readPosts(store: Database, posts: readonly number[], model: Model, log: Log): Promise<void> {
  const reader = await loadModel(model);
  try {
    for (let start = 0; start < posts.length; start += BATCH) {
      if (start % TOLD_EVERY === 0) log.info(`reading what posts mean: ${start} of ${posts.length} done`);
      const read = [];
      for (const post of await readTextsOf(store, posts.slice(start, start + BATCH))) {
        read.push({ ...post, vector: await reader.embed(post.text) });
      }
      await saveVectors(store, model.fingerprint, read);
    }
  } finally {
    await reader.close();
  }
}
