/** Reading fields of objects that others made: what is not of the expected type counts as absent. */
import { createHash } from 'node:crypto';
import type { Post } from '../../model.js';
import type { Refusal } from '../crawler.js';

export type Fields = Record<string, unknown>;

/** What became of one item of a platform's answer or of one line of a file. */
export type Reading = { post: Post } | { refused: Refusal };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The objects of a list; whatever else it holds is passed over. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** A text with something in it, without white space around it. */
export function wordsOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}

/** An id is a text or a whole number; `parseJson` has kept the digits of long ones. */
export function idOf(value: unknown): string | null {
  return Number.isSafeInteger(value) ? String(value) : wordsOf(value);
}

/** A usable http or https address. */
export function addressOf(value: unknown): string | null {
  const text = wordsOf(value);
  return text !== null && /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text) ? text : null;
}

/** Host of an address, without the `www.` that means nothing. */
export function hostOf(address: string | null): string | null {
  return address === null ? null : new URL(address).hostname.replace(/^www\./, '');
}

/** A language tag (BCP 47) as it was declared; anything else is no declaration. */
export function languageOf(value: unknown): string | null {
  const text = wordsOf(value);
  return text !== null && /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text) ? text.replaceAll('_', '-') : null;
}

/** Values in the order of their first appearance. */
export function distinct(values: Iterable<string | null>): string[] {
  const found = new Set(values);
  found.delete(null);
  return [...found] as string[];
}

/** An id for what has none, made from its content: the same content gets the same id in every run. */
export function contentId(content: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)}`;
}
