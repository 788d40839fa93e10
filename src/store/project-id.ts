/** The project's own name, made once: where parts of it live elsewhere (a queue on Redis), they are kept under it. */
import { randomUUID } from 'node:crypto';
import type { Database } from './database.js';

const FIND = 'SELECT id FROM project';
const MAKE = 'INSERT INTO project (id) VALUES (?)';

export async function projectId(database: Database): Promise<string> {
  return database.transaction(async (tx) => {
    const known = await tx.get<{ id: string }>(FIND);
    if (known !== undefined) return known.id;
    const id = randomUUID();
    await tx.run(MAKE, [id]);
    return id;
  });
}
