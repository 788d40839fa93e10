/** Who can act on a theme, and what people want to know about it. */
import type { Database } from './database.js';
import type { HeirOf } from './theme-heirs.js';

const REMITS = `
  SELECT at, theme_id AS "namedFor", body, link, holds, author FROM remits ORDER BY id`;
const ADD_REMIT = 'INSERT INTO remits (at, theme_id, body, link, holds, author) VALUES (?, ?, ?, ?, ?, ?)';
const QUESTIONS = `
  SELECT id, at, theme_id AS "askedOf", text, author FROM theme_questions WHERE withdrawn_at IS NULL ORDER BY id`;
const ADD_QUESTION = 'INSERT INTO theme_questions (at, theme_id, text, author) VALUES (?, ?, ?, ?) RETURNING id';
const WITHDRAW = `
  UPDATE theme_questions SET withdrawn_at = ?, withdrawn_by = ? WHERE id = ? AND withdrawn_at IS NULL`;

/** A body able to act on a theme. */
export interface Remit {
  body: string;
  link: string | null;
  author: string;
  /** ISO 8601. */
  at: string;
}

/** Bodies able to act, by what their themes are now; each once, in the order in which they were named. */
export async function readRemits(store: Database, heirOf: HeirOf): Promise<Map<string, Remit[]>> {
  const holding = new Map<string, Map<string, Remit>>();
  for (const row of await store.all<Remit & { namedFor: string; holds: number }>(REMITS)) {
    const { namedFor, holds, ...remit } = row;
    const theme = heirOf(namedFor)?.id ?? namedFor;
    const bodies = holding.get(theme) ?? new Map<string, Remit>();
    if (holds === 1) bodies.set(sameName(remit.body), remit);
    else bodies.delete(sameName(remit.body));
    holding.set(theme, bodies);
  }
  return new Map([...holding].map(([theme, bodies]) => [theme, [...bodies.values()]]));
}

/** @param holds `false` takes the body away again */
export async function recordRemit(
  store: Database,
  { at, themeId, body, link, author, holds }: Remit & { themeId: string; holds: boolean },
): Promise<void> {
  await store.run(ADD_REMIT, [at, themeId, body, link, holds ? 1 : 0, author]);
}

export interface Question {
  id: number;
  text: string;
  author: string;
  /** ISO 8601. */
  at: string;
}

/** Open questions, by what their themes are now, oldest first. */
export async function readQuestions(store: Database, heirOf: HeirOf): Promise<Map<string, Question[]>> {
  const open = new Map<string, Question[]>();
  for (const { askedOf, ...question } of await store.all<Question & { askedOf: string }>(QUESTIONS)) {
    const theme = heirOf(askedOf)?.id ?? askedOf;
    open.set(theme, [...(open.get(theme) ?? []), question]);
  }
  return open;
}

/** Returns its number. */
export async function recordQuestion(
  store: Database,
  { at, themeId, text, author }: Omit<Question, 'id'> & { themeId: string },
): Promise<number> {
  return (await store.get<{ id: number }>(ADD_QUESTION, [at, themeId, text, author]))!.id;
}

/** Whether there was an open question of this number. */
export async function withdrawQuestion(
  store: Database,
  { id, author, at }: Pick<Question, 'id' | 'author' | 'at'>,
): Promise<boolean> {
  return (await store.run(WITHDRAW, [at, author, id])) === 1;
}

/** Names of bodies differ by more than letter case and spaces. */
export function sameName(name: string): string {
  return name.replace(/\s+/g, ' ').trim().toLowerCase();
}
