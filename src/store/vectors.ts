/** What posts mean, as vectors of a sentence model: kept so that each post is read once. */
import type { Database } from './database.js';

const VECTOR = 'SELECT vector FROM post_vectors WHERE post_id = ? AND model = ?';
const TEXT = 'SELECT post_id AS id, text FROM clean_posts WHERE post_id = ?';
// A post that was edited or removed while it was read is not what the vector is of.
const SAVE = `
  INSERT INTO post_vectors (post_id, model, vector)
  SELECT post_id, ?, ? FROM clean_posts WHERE post_id = ? AND text = ?
  ON CONFLICT (post_id) DO UPDATE SET model = excluded.model, vector = excluded.vector`;
/** Of one component. */
const BYTES = 2;
/** Posts asked for in one transaction. */
const BATCH = 500;

export interface ReadText {
  id: number;
  text: string;
}

/** Vectors in 1,024ths of those of the posts that this model has read. */
export async function readVectors(
  store: Database,
  model: string,
  posts: readonly number[],
): Promise<Map<number, Int16Array>> {
  const vectors = new Map<number, Int16Array>();
  for (let start = 0; start < posts.length; start += BATCH) {
    const ids = posts.slice(start, start + BATCH);
    const wanted = ids.map((id) => [id, model]);
    const rows = await store.transaction((tx) => tx.getMany<{ vector: Buffer }>(VECTOR, wanted));
    for (const [at, row] of rows.entries()) if (row !== undefined) vectors.set(ids[at]!, fromBytes(row.vector));
  }
  return vectors;
}

/** Clean texts of those of the posts that are still there. */
export async function readTextsOf(store: Database, posts: readonly number[]): Promise<ReadText[]> {
  const wanted = posts.map((id) => [id]);
  const rows = await store.transaction((tx) => tx.getMany<ReadText>(TEXT, wanted));
  return rows.filter((row) => row !== undefined);
}

/** Saves what the texts mean, all or none of it; a vector of another model gives way. */
export async function saveVectors(
  store: Database,
  model: string,
  read: readonly (ReadText & { vector: Int16Array })[],
): Promise<void> {
  const rows = read.map(({ id, text, vector }) => [model, toBytes(vector), id, text]);
  await store.transaction((tx) => tx.many(SAVE, rows));
}

function toBytes(vector: Int16Array): Buffer {
  const bytes = Buffer.alloc(vector.length * BYTES);
  for (const [at, number] of vector.entries()) bytes.writeInt16LE(number, at * BYTES);
  return bytes;
}

function fromBytes(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readInt16LE(at * BYTES));
}
