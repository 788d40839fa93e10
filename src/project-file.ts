/**
 * Sources written into a project file that a person wrote. Everything else stays as it was, to the byte: the YAML parser
 * says where the list is, and only the text of the new sources is put there.
 */
import { chmod, readFile, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, isSeq, type ParsedNode, parseDocument, stringify, type YAMLSeq } from 'yaml';
import { type Config, parseConfig } from './config.js';
import { UserError } from './errors.js';
import { saveWhole } from './whole-file.js';

/** A source as it stands in a project file. */
export interface SourceEntry {
  name: string;
  crawler: string;
  options: Record<string, unknown>;
  place?: { name: string; url?: string; kind?: string; owner?: string; area?: string };
}

const WRITTEN = { lineWidth: 0, aliasDuplicateObjects: false };

/** The lines of one source as an item of a list, for people to copy. */
export function sourceLines(entry: SourceEntry): string {
  return stringify([entry], WRITTEN).trimEnd();
}

/**
 * The text of the file with these sources at the end of its list.
 * @throws UserError with the lines to add by hand when the list is written in a way that cannot be added to
 */
export async function withSources(text: string, entries: readonly SourceEntry[], file: string): Promise<string> {
  const edited = insert(text, entries);
  if (edited === null || !(await holdsBoth(text, edited, entries, file))) {
    throw new UserError(
      `Cannot add to the list of sources in ${file} as it is written. Add these lines by hand:\n` +
        entries.map(sourceLines).join('\n'),
    );
  }
  return edited;
}

/** The edited file has to say what the old one said and the new sources, nothing else, and to pass its own check. */
async function holdsBoth(
  text: string,
  edited: string,
  entries: readonly SourceEntry[],
  file: string,
): Promise<boolean> {
  const before = plain(text);
  const after = plain(edited);
  if (before === null || after === null) return false;
  const sources = [...((before.sources as unknown[] | null | undefined) ?? []), ...entries];
  if (!isDeepStrictEqual(after, { ...before, sources })) return false;
  await parseConfig(edited, file);
  return true;
}

function plain(text: string): Record<string, unknown> | null {
  const document = parseDocument(text);
  return document.errors.length > 0 ? null : ((document.toJS() ?? {}) as Record<string, unknown>);
}

/** `null` where the list is neither a list nor empty. */
function insert(text: string, entries: readonly SourceEntry[]): string | null {
  const document: Document.Parsed = parseDocument(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const root = document.contents;
  if (root === null) return `${lineEnded(text, eol)}sources:${eol}${inBlock(entries, 2, eol)}`;
  if (!isMap(root)) return null;
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === 'sources');
  if (pair === undefined) {
    if (root.flow) return null;
    const column = columnOf(text, root.range[0]);
    const key = `${' '.repeat(column)}sources:`;
    return `${lineEnded(text, eol)}${eol}${key}${eol}${inBlock(entries, column + 2, eol)}`;
  }
  const list = pair.value as ParsedNode | null;
  if (isSeq(list) && list.items.length > 0) {
    return list.flow ? inFlow(text, list, entries) : afterLast(text, list, entries, eol);
  }
  const isEmpty = list === null || (isScalar(list) && list.value === null) || isSeq(list);
  if (!isEmpty) return null;
  if (root.flow) {
    const [from, to] = list?.range ?? [];
    return isSeq(list)
      ? splice(text, from!, to!, `[${entries.map((entry) => JSON.stringify(entry)).join(', ')}]`)
      : null;
  }
  return intoEmpty(text, pair.key as ParsedNode, list, entries, eol);
}

/** `sources: []`, or nothing behind the colon: what is behind it on its line (a comment) stays there. */
function intoEmpty(
  text: string,
  key: ParsedNode,
  list: ParsedNode | null,
  entries: readonly SourceEntry[],
  eol: string,
): string {
  const column = columnOf(text, key.range[0]);
  const from = text.indexOf(':', key.range[1]) + 1;
  const emptied = list === null || list.range[0] === list.range[1] ? text : splice(text, from, list.range[1], '');
  const at = lineEnd(emptied, from);
  return splice(emptied, at, at, `${at === emptied.length ? eol : ''}${inBlock(entries, column + 2, eol)}`);
}

function afterLast(text: string, list: YAMLSeq.Parsed, entries: readonly SourceEntry[], eol: string): string {
  const end = list.items.at(-1)!.range![1];
  const at = end > 0 && text[end - 1] === '\n' ? end : lineEnd(text, end);
  const column = columnOf(text, list.range[0]);
  const ended = at === text.length && text[at - 1] !== '\n' ? eol : '';
  return splice(text, at, at, ended + inBlock(entries, column, eol));
}

/** Lists in brackets, as in JSON, which is YAML too. */
function inFlow(text: string, list: YAMLSeq.Parsed, entries: readonly SourceEntry[]): string {
  const last = list.items.at(-1)!.range!;
  const lineStart = text.lastIndexOf('\n', last[0]) + 1;
  const lead = text.slice(lineStart, last[0]);
  const separator = lineStart > list.range[0] && /^\s*$/.test(lead) ? `,\n${lead}` : ', ';
  return splice(text, last[1], last[1], entries.map((entry) => separator + JSON.stringify(entry)).join(''));
}

/** Items whose dashes stand in this column. */
function inBlock(entries: readonly SourceEntry[], column: number, eol: string): string {
  const lines = stringify(entries, WRITTEN).trimEnd().split('\n');
  return lines.map((line) => `${' '.repeat(column)}${line}${eol}`).join('');
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Just behind the line break at or after the offset. */
function lineEnd(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found === -1 ? text.length : found + 1;
}

function lineEnded(text: string, eol: string): string {
  return text === '' || text.endsWith('\n') ? text : text + eol;
}

function splice(text: string, from: number, to: number, piece: string): string {
  return text.slice(0, from) + piece + text.slice(to);
}

/**
 * Adds sources to the project file as it stands now, whatever it was when they were looked for.
 * @param choose what to add, seen what is there
 * @throws ConfigError when the file is wrong, before or with the sources
 * @throws UserError when it cannot be written, or its list of sources not be added to
 */
export async function addSources(
  file: string,
  choose: (config: Config) => readonly SourceEntry[],
): Promise<SourceEntry[]> {
  const text = await readFile(file, 'utf8');
  const entries = [...choose(await parseConfig(text, file))];
  if (entries.length === 0) return entries;
  const edited = await withSources(text, entries, file);
  const { mode } = await stat(file);
  await saveWhole(file, [edited]);
  // Whoever may read it, such as the user that cron runs as, still may.
  await chmod(file, mode & 0o777);
  return entries;
}
