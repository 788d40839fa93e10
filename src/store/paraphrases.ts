/** What people say a theme is about, in neutral words of their own: one per theme stands, earlier ones are kept. */
import type { Database } from './database.js';

const STANDING = `
  SELECT theme_id AS "themeId", text, author, at FROM paraphrases
  WHERE id IN (SELECT max(id) FROM paraphrases GROUP BY theme_id) AND text IS NOT NULL ORDER BY theme_id`;
const ADD = 'INSERT INTO paraphrases (at, theme_id, text, author) VALUES (?, ?, ?, ?)';

export interface Paraphrase {
  themeId: string;
  text: string;
  /** Who stands by the words. */
  author: string;
  /** ISO 8601. */
  at: string;
}

/** By theme. */
export async function readParaphrases(store: Database): Promise<Map<string, Paraphrase>> {
  return new Map((await store.all<Paraphrase>(STANDING)).map((paraphrase) => [paraphrase.themeId, paraphrase]));
}

/** Puts these words in the place of those that stood, or with `null` takes them back. */
export async function recordParaphrase(
  store: Database,
  { themeId, text, author, at }: Omit<Paraphrase, 'text'> & { text: string | null },
): Promise<void> {
  await store.run(ADD, [at, themeId, text, author]);
}
