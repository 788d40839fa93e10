/**
 * What people type into a search box, read once and put to both back ends: words (all of them), "phrases", OR, a minus or
 * NOT in front of what must not be there, an asterisk after a beginning, and parentheses. Only letters and digits of a
 * question ever reach a back end; every sign is one of these or a gap between words.
 */
import { UsageError } from '../errors.js';

/** Words that stand next to each other, lower-cased; of a `prefix` the last is a beginning. */
export interface Term {
  words: readonly string[];
  prefix: boolean;
}

/** `all` holds at least one; `none` may be empty. */
export type Query = { term: Term } | { any: readonly Query[] } | { all: readonly Query[]; none: readonly Query[] };

/** A longer one is no question, and nesting is bounded by it. */
const LONGEST = 500;
/** What both back ends take for words. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** A phrase, an opening or closing parenthesis, anything up to the next gap. */
const TOKEN = /[-−]?"[^"]*"?\*?|[-−]?\(|\)|[^\s()"]+/gu;
const MINUS = /^[-−]/;
/** A single letter begins too many words to be of use, and takes long; a sign of a script without letters is a word. */
const TOO_SHORT = /^[\p{sc=Latn}\p{N}]$/u;

/** Lower-cased, with where they stand. */
export function wordsIn(text: string): { word: string; start: number; end: number }[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    word: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));
}

/**
 * Reads a question. What is not closed ends with the question, and an OR with nothing beside it says nothing.
 * @throws UsageError where nothing is asked for, or only what posts must not hold
 */
export function readQuery(text: string): Query {
  if (text.length > LONGEST) throw new UsageError(`The search has ${text.length} characters; at most ${LONGEST}.`);
  const tokens = text
    .normalize('NFC')
    .replace(/[“”„«»]/g, '"')
    .match(TOKEN);
  const query = new Reading(tokens ?? []).any();
  if (query === null) throw new UsageError('Name at least one word to search for.');
  return query;
}

/** The terms that posts may hold to be found, those that they must not hold left out. */
export function termsOf(query: Query): Term[] {
  if ('term' in query) return [query.term];
  return ('any' in query ? query.any : query.all).flatMap(termsOf);
}

class Reading {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  /** Up to the closing parenthesis, or the end: groups with OR between them. */
  any(depth = 0): Query | null {
    const groups: Query[] = [];
    for (;;) {
      const group = this.#all(depth);
      if (group !== null) groups.push(group);
      if (this.#at >= this.#tokens.length) break;
      const ended = this.#tokens[this.#at++] === ')';
      // One that nothing was opened for says nothing.
      if (ended && depth > 0) break;
    }
    if (groups.length === 0) return null;
    return groups.length === 1 ? groups[0]! : { any: groups };
  }

  /** Up to an OR or a closing parenthesis. */
  #all(depth: number): Query | null {
    const all: Query[] = [];
    const none: Query[] = [];
    let not = false;
    for (; this.#at < this.#tokens.length; ) {
      const token = this.#tokens[this.#at]!;
      if (token === ')' || token === 'OR' || token === '|') break;
      this.#at += 1;
      if (token === 'NOT') not = true;
      if (token === 'NOT' || token === 'AND') continue;
      const query = /^[-−]?\($/.test(token) ? this.any(depth + 1) : termOf(token);
      if (query === null) continue;
      (not || MINUS.test(token) ? none : all).push(query);
      not = false;
    }
    if (all.length === 0 && none.length > 0) {
      throw new UsageError('A search needs something that posts hold, beside what they must not hold: bus -night.');
    }
    if (all.length === 0) return null;
    return all.length === 1 && none.length === 0 ? all[0]! : { all, none };
  }
}

/** `null` for a token without a letter or digit. */
function termOf(token: string): Query | null {
  const words = wordsIn(token).map(({ word }) => word);
  const last = words.at(-1);
  if (last === undefined) return null;
  const prefix = token.endsWith('*') || token.endsWith('*"');
  if (prefix && TOO_SHORT.test(last)) throw new UsageError(`${token}: name at least two letters before the asterisk.`);
  return { term: { words, prefix } };
}

/** As FTS5 reads questions: https://sqlite.org/fts5.html#full_text_query_syntax */
export function forSqlite(query: Query): string {
  if ('term' in query) return `"${query.term.words.join(' ')}"${query.term.prefix ? ' *' : ''}`;
  if ('any' in query) return `(${query.any.map(forSqlite).join(' OR ')})`;
  const all = `(${query.all.map(forSqlite).join(' AND ')})`;
  return query.none.length === 0 ? all : `(${all} NOT (${query.none.map(forSqlite).join(' OR ')}))`;
}

/** As `to_tsquery` of PostgreSQL reads questions. */
export function forPostgres(query: Query): string {
  if ('term' in query) {
    const words = query.term.words.map((word) => `'${word}'`).join(' <-> ');
    return query.term.prefix ? `(${words}:*)` : `(${words})`;
  }
  if ('any' in query) return `(${query.any.map(forPostgres).join(' | ')})`;
  return `(${[...query.all.map(forPostgres), ...query.none.map((one) => `!${forPostgres(one)}`)].join(' & ')})`;
}
