/** What a file holds, one thing at a time: values of JSON, or rows of a table. */
import { SourceError } from '../../errors.js';
import { parseJson } from '../shapes/json.js';
import { type Line, readLines } from './lines.js';
import { type Row, readRows } from './rows.js';

export type Entry =
  | { item: string; value: unknown } // one JSON value
  | { item: string; row: Row }
  | { item: string; problem: string };

export type Layout = 'json' | 'table' | 'auto';

/** Enough to see what a file is, even when its first lines are broken. */
const HEAD_LINES = 20;
/** One JSON document has to be held in memory as a whole. */
const LARGEST_DOCUMENT = 256 * 1024 * 1024;

/**
 * Reads a file as one JSON value a line, as one JSON document (the elements of a list one by one), or as a table.
 * @throws SourceError `file-missing` or `bad-file`
 */
export async function* readEntries(path: string, layout: Layout): AsyncGenerator<Entry, void, void> {
  const lines = readLines(path);
  const head: Line[] = [];
  while (head.length < HEAD_LINES) {
    const next = await lines.next();
    if (next.done === true) break;
    head.push(next.value);
  }
  const all = chain(head, lines);
  try {
    const found = layoutOf(head, path);
    if (layout === 'table' || (layout === 'auto' && found === 'table')) yield* tableEntries(all);
    else if (found === 'document') yield* documentEntries(all, path);
    else yield* lineEntries(all);
  } finally {
    await lines.return();
  }
}

async function* chain(head: readonly Line[], rest: AsyncIterable<Line>): AsyncGenerator<Line, void, void> {
  yield* head;
  yield* rest;
}

function layoutOf(head: readonly Line[], path: string): 'lines' | 'document' | 'table' {
  const texts = head.flatMap(({ text }) => (text === null || text.trim() === '' ? [] : [text]));
  if (texts.some((text) => text.includes('\0'))) throw new SourceError('bad-file', `${path} is not a text file`);
  const first = texts[0] ?? '';
  // Inside a document that is written over several lines, objects are indented or follow one another with commas.
  if (!/^\s*\[/.test(first) && texts.some((text) => text.startsWith('{') && isJson(text))) return 'lines';
  return /^\s*[[{]/.test(first) ? 'document' : 'table';
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

async function* lineEntries(lines: AsyncIterable<Line>): AsyncGenerator<Entry, void, void> {
  for await (const { number, text } of lines) {
    const item = `line ${number}`;
    if (text === null) yield { item, problem: 'line too long' };
    else if (text.trim() !== '') yield jsonEntry(item, text);
  }
}

function jsonEntry(item: string, text: string): Entry {
  try {
    return { item, value: parseJson(text) };
  } catch {
    return { item, problem: 'not JSON' };
  }
}

async function* documentEntries(lines: AsyncIterable<Line>, path: string): AsyncGenerator<Entry, void, void> {
  const document = await parseDocument(lines, path);
  if (!Array.isArray(document)) {
    yield { item: 'the document', value: document };
    return;
  }
  for (const [index, value] of document.entries()) yield { item: `item ${index + 1}`, value };
}

async function parseDocument(lines: AsyncIterable<Line>, path: string): Promise<unknown> {
  const texts: string[] = [];
  let length = 0;
  for await (const { text } of lines) {
    length += (text?.length ?? LARGEST_DOCUMENT) + 1;
    if (length > LARGEST_DOCUMENT) {
      throw new SourceError('bad-file', `${path} is too large for one JSON document; write one object a line`);
    }
    texts.push(text ?? '');
  }
  try {
    return parseJson(texts.join('\n'));
  } catch (error) {
    throw new SourceError('bad-file', `${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function* tableEntries(lines: AsyncIterable<Line>): AsyncGenerator<Entry, void, void> {
  for await (const row of readRows(lines)) {
    const item = `line ${row.line}`;
    yield 'problem' in row ? { item, problem: row.problem } : { item, row };
  }
}
