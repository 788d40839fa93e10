/** Figures from outside as people write them down, one or a CSV of them: checked to the last before any is kept. */
import { CsvError, parse } from 'csv-parse/sync';
import { webAddress } from '../html/markup.js';
import type { Figure } from '../store/outside-evidence.js';
import type { HeirOf } from '../store/theme-heirs.js';

export const EVIDENCE_COLUMNS = ['theme', 'measure', 'value', 'unit', 'source', 'link', 'date', 'note'] as const;
type Column = (typeof EVIDENCE_COLUMNS)[number];
/** A figure as it was typed; what is absent was not said. */
export type TypedFigure = Partial<Record<Column, string>>;

const REQUIRED: readonly Column[] = ['theme', 'measure', 'value', 'source'];
const LONGEST: Partial<Record<Column, number>> = { measure: 120, unit: 30, source: 200, link: 2_000, note: 500 };
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

export interface EvidenceFile {
  figures: Figure[];
  /** `line 7: what is wrong and what to do`; when there is one, nothing of the file is to be kept. */
  problems: string[];
}

/** Reads and checks such a file. */
export function readEvidenceFile(text: string, heirOf: HeirOf): EvidenceFile {
  const figures: Figure[] = [];
  const problems: string[] = [];
  for (const { line, typed } of linesOf(text, problems)) {
    const { figure, problems: found } = checkFigure(typed, heirOf);
    problems.push(...found.map((problem) => `line ${line}: ${problem}`));
    if (figure !== null) figures.push(figure);
  }
  return { figures, problems };
}

function linesOf(text: string, problems: string[]): { line: number; typed: TypedFigure }[] {
  try {
    const rows = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const [header, ...rest] = rows;
    const names = (header?.record ?? []).map((name) => name.trim().toLowerCase());
    problems.push(...headerProblems(names));
    if (problems.length > 0) return [];
    if (rest.length === 0) problems.push('line 1: there is nothing below the names of the columns.');
    return rest.map(({ record, info }) => ({
      line: info.lines,
      typed: Object.fromEntries(names.map((name, place) => [name, record[place] ?? ''])),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(`line ${Number(error.lines ?? 1)}: this is no CSV: ${error.message}`);
    return [];
  }
}

function headerProblems(names: readonly string[]): string[] {
  const columns: readonly string[] = EVIDENCE_COLUMNS;
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const unknown = names.filter((name) => !columns.includes(name));
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  return [
    ...missing.map((name) => `line 1: the column ${name} is missing.`),
    ...unknown.map((name) => `line 1: there is no column "${name}"; there are ${columns.join(', ')}.`),
    ...twice.map((name) => `line 1: the column ${name} is there twice.`),
  ];
}

/** One figure, or what is wrong with it: a sentence for each thing. */
export function checkFigure(typed: TypedFigure, heirOf: HeirOf): { figure: Figure | null; problems: string[] } {
  const said = (column: Column) =>
    (typed[column] ?? '')
      .normalize('NFC')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim();
  const [value, link, date] = [said('value'), said('link'), said('date')];
  const problems = [
    ...REQUIRED.filter((column) => said(column) === '').map((column) => `${column} is empty.`),
    ...(Object.keys(LONGEST) as Column[])
      .filter((column) => said(column).length > LONGEST[column]!)
      .map((column) => `${column} has ${said(column).length} characters; at most ${LONGEST[column]}.`),
    ...(said('theme') === '' ? [] : themeProblems(said('theme'), heirOf)),
    ...(value === '' || isNumber(value)
      ? []
      : [`value ${quoted(value)} is no number: write 71.4, and "%" as its unit.`]),
    ...(link === '' || webAddress(link) !== null ? [] : [`link ${quoted(link)} is no http or https address.`]),
    ...(date === '' || isDate(date) ? [] : [`date ${quoted(date)} is none: write 2026, 2026-03 or 2026-03-31.`]),
  ];
  if (problems.length > 0) return { figure: null, problems };
  const figure = {
    ...{ themeId: said('theme'), measure: said('measure'), value: Number(value), unit: said('unit') || null },
    ...{ source: said('source'), link: webAddress(link), dated: date || null, note: said('note') || null },
  };
  return { figure, problems };
}

/** Why nothing can be put beside this theme; empty where it can. */
export function themeProblems(id: string, heirOf: HeirOf): string[] {
  const heir = heirOf(id);
  if (heir === null) return [`There is no theme ${quoted(id)}. \`discover themes\` lists them.`];
  if (heir.id !== id) return [`${id} was merged into ${heir.id}: name that one.`];
  return heir.state === 'live' ? [] : [`${id} is no more: all its posts are gone.`];
}

function isNumber(words: string): boolean {
  return NUMBER.test(words) && Number.isFinite(Number(words));
}

/** The thirtieth of February would be taken for a day in March. */
function isDate(words: string): boolean {
  const day = `${words}${'-01-01'.slice(words.length - 4)}`;
  return DATE.test(words) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
}

function quoted(words: string): string {
  return `"${words.length > 80 ? `${words.slice(0, 80)}…` : words}"`;
}
