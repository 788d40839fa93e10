/** Several reports of one moment: what one of them has asked the store, the others need not ask again. */
import type { Database, Params } from './database.js';

/** What was reckoned from each store that remembers. */
const reckoned = new WeakMap<Database, Map<string, Promise<unknown>>>();

/**
 * What takes a reading of the whole store, done once for all that ask for it of a store that remembers, and each time of
 * any other. Whoever asks may not change the result.
 */
export function reckonOnce<T>(store: Database, name: string, work: () => Promise<T>): Promise<T> {
  const known = reckoned.get(store);
  if (known === undefined) return work();
  const result = known.get(name) ?? work();
  known.set(name, result);
  return result as Promise<T>;
}

/**
 * The same store, which answers a question that was asked before with the answer it gave then. For reading only, and for
 * no longer than nobody writes: a run that makes its reports is the only writer.
 */
export function remembering(store: Database): Database {
  if (reckoned.has(store)) return store;
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(kind: string, sql: string, params: Params, ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify([kind, sql, params], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = answers.get(key) ?? ask();
    answers.set(key, known);
    return known as Promise<T>;
  };
  const refuse = async (): Promise<never> => {
    throw new Error('a store that remembers its answers is for reading only');
  };
  const moment: Database = {
    dialect: store.dialect,
    all: <Row>(sql: string, params: Params = []) => once('all', sql, params, () => store.all<Row>(sql, params)),
    get: <Row>(sql: string, params: Params = []) => once('get', sql, params, () => store.get<Row>(sql, params)),
    each: (sql, params) => store.each(sql, params),
    run: refuse,
    many: refuse,
    getMany: (sql, rows) => store.getMany(sql, rows),
    transaction: refuse,
    script: refuse,
    close: refuse,
  };
  reckoned.set(moment, new Map());
  return moment;
}
