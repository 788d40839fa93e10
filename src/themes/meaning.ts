/** What the posts of the stream mean: from the store where a model has read them, and from the model where it has not. */
import type { Log } from '../effects.js';
import type { Database } from '../store/database.js';
import { readTextsOf, readVectors, saveVectors } from '../store/vectors.js';
import { type ModelFolder, modelFingerprint, readModelFolder } from './model-folder.js';
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
 * @param folder of a sentence model; `null`: there is none
 * @throws UserError that names what is missing
 */
export async function findModel(folder: string | null): Promise<Model | null> {
  if (folder === null) return null;
  const found = await readModelFolder(folder);
  return { ...found, fingerprint: await modelFingerprint(found) };
}

/**
 * Reads what no earlier run has read with this model, and keeps it.
 * @param items the id of the post behind each item of the corpus; a post may be behind several
 * @throws UserError when the model cannot be used
 */
export async function readMeaning(store: Database, items: readonly number[], model: Model, log: Log): Promise<Vectors> {
  const posts = [...new Set(items)];
  const known = await readVectors(store, model.fingerprint, posts);
  const unread = posts.filter((id) => !known.has(id));
  if (unread.length > 0) await readPosts(store, unread, model, log, known);
  return new Vectors(items.map((id) => known.get(id)));
}

async function readPosts(
  store: Database,
  posts: readonly number[],
  model: Model,
  log: Log,
  known: Map<number, Int16Array>,
): Promise<void> {
  const reader = await loadModel(model);
  try {
    for (let start = 0; start < posts.length; start += BATCH) {
      if (start % TOLD_EVERY === 0) log.info(`reading what posts mean: ${start} of ${posts.length} done`);
      const read = [];
      for (const post of await readTextsOf(store, posts.slice(start, start + BATCH))) {
        const vector = await reader.embed(post.text);
        known.set(post.id, vector);
        read.push({ ...post, vector });
      }
      await saveVectors(store, model.fingerprint, read);
    }
  } finally {
    await reader.close();
  }
}
