/** Figures from outside as people write them down, one or a CSV of them: checked to the last before any is kept. */
import { webAddress } from '../html/markup.js';
import type { Figure } from '../store/outside-evidence.js';
import type { HeirOf } from '../store/theme-heirs.js';
import { typedLines, typedWords } from '../typed-csv.js';

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
  const lines = typedLines(text, FILE, problems);
  if (lines.length === 0 && problems.length === 0) {
    problems.push('line 1: there is nothing below the names of the columns.');
  }
  for (const { number, cells } of lines) {
    const { figure, problems: found } = checkFigure(cells, heirOf);
    problems.push(...found.map((problem) => `line ${number}: ${problem}`));
    if (figure !== null) figures.push(figure);
  }
  return { figures, problems };
}

const FILE = {
  ...{ columns: EVIDENCE_COLUMNS, required: REQUIRED, trim: false },
  nameOf: (typed: string) => typed.trim().toLowerCase(),
};

/** One figure, or what is wrong with it: a sentence for each thing. */
export function checkFigure(typed: TypedFigure, heirOf: HeirOf): { figure: Figure | null; problems: string[] } {
  const said = (column: Column) => typedWords(typed[column] ?? '');
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
