/** The log of exports that name people: what, when, and the reason somebody gave. */
import type { Database } from './database.js';

const RECORD = 'INSERT INTO disclosures (at, what, reason) VALUES (?, ?, ?)';

export async function recordDisclosure(database: Database, what: string, reason: string, at: string): Promise<void> {
  await database.run(RECORD, [at, what, reason]);
}
