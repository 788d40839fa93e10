/** What posts mean, as vectors of a sentence model: kept so that each post is read once. */
import type { Database } from './database.js';

const KNOWN = 'SELECT post_id AS id FROM post_vectors WHERE model = ? ORDER BY post_id';
const TEXT = 'SELECT post_id AS id, text FROM clean_posts WHERE post_id = ?';
const READ = 'SELECT post_id AS id, vector FROM post_vectors WHERE model = ? ORDER BY post_id';
// A post that was edited or removed while it was read is not what the vector is of.
const SAVE = `
  INSERT INTO post_vectors (post_id, model, vector)
  SELECT post_id, ?, ? FROM clean_posts WHERE post_id = ? AND text = ?
  ON CONFLICT (post_id) DO UPDATE SET model = excluded.model, vector = excluded.vector`;
const BYTES = 2;

export interface ReadText {
  id: number;
  text: string;
}

/** Posts that this model has read. */
export async function postsWithVectors(store: Database, model: string): Promise<Set<number>> {
  const known = new Set<number>();
  for await (const { id } of store.each<{ id: number }>(KNOWN, [model])) known.add(id);
  return known;
}

/** Clean texts of those of the posts that are still there. */
export async function readTextsOf(store: Database, ids: readonly number[]): Promise<ReadText[]> {
  const rows = await store.transaction((tx) =>
    tx.getMany<ReadText>(
      TEXT,
      ids.map((id) => [id]),
    ),
  );
  return rows.filter((row) => row !== undefined);
}

/** Saves what the texts mean, all or none of it; a vector of another model gives way. */
export async function saveVectors(
  store: Database,
  model: string,
  read: readonly (ReadText & { vector: Int16Array })[],
): Promise<void> {
  await store.transaction((tx) =>
    tx.many(
      SAVE,
      read.map(({ id, text, vector }) => [model, toBytes(vector), id, text]),
    ),
  );
}

/** Every vector of the model, in 1,024ths. */
export async function* readVectors(store: Database, model: string): AsyncGenerator<{ id: number; vector: Int16Array }> {
  for await (const { id, vector } of store.each<{ id: number; vector: Buffer }>(READ, [model])) {
    yield { id, vector: fromBytes(vector) };
  }
}

function toBytes(vector: Int16Array): Buffer {
  const bytes = Buffer.alloc(vector.length * BYTES);
  for (const [at, number] of vector.entries()) bytes.writeInt16LE(number, at * BYTES);
  return bytes;
}

function fromBytes(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readInt16LE(at * BYTES));
}
