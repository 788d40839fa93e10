/**
 * The CSV in which people write down what they know: places, organisations, and their relations. Every line is checked
 * before anything is kept. The columns are described in docs/map.md.
 */
import { joinProblem } from '../config.js';
import { ASSERTED_KINDS, type AssertedKind, OWNER_KINDS, PLACE_KINDS } from '../model.js';
import type { AssertableKind, AssertedEdge, AssertedNode, Assertions, NodeName } from '../store/asserted.js';
import { typedLines, typedWords } from '../typed-csv.js';
import { touchKey } from './asserted.js';

export const KNOWN_COLUMNS = [
  ...(['type', 'name', 'kind', 'owner', 'url', 'area', 'description', 'join'] as const),
  ...(['relation', 'to', 'since', 'until', 'known_from'] as const),
] as const;
type Column = (typeof KNOWN_COLUMNS)[number];
const REQUIRED: readonly Column[] = ['type', 'name'];
const TYPES = ['place', 'organisation', 'relation'] as const;

const LONGEST_NAME = 200;
const LONGEST_WORDS = 2_000;
/** Whoever runs a place or is an organisation; a person is neither put on the map by hand nor related to anything. */
const BODIES = OWNER_KINDS.filter((kind) => kind !== 'individual');
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

export interface KnownFile extends Assertions {
  /** `line 7: what is wrong and what to do`; when there is one, nothing of the file is to be kept. */
  problems: string[];
}

interface Line {
  number: number;
  cells: Record<Column, string>;
}

/**
 * Reads and checks such a file.
 * @param known nodes that are there already: those asserted before, and the places that posts come from
 */
export function readKnownFile(text: string, known: readonly NodeName[]): KnownFile {
  const read = new Reading(known);
  const lines = linesOf(text, read.problems);
  for (const line of lines) if (line.cells.type !== 'relation') read.node(line);
  // A relation may stand above the places it joins.
  for (const line of lines) if (line.cells.type === 'relation') read.relation(line);
  const byLine = (problem: string) => Number(/^line (\d+)/.exec(problem)?.[1] ?? 0);
  read.problems.sort((a, b) => byLine(a) - byLine(b));
  return { nodes: read.nodes, edges: read.edges, problems: read.problems };
}

const FILE = {
  ...{ columns: KNOWN_COLUMNS, required: REQUIRED, trim: true },
  nameOf: (typed: string) => typed.toLowerCase().replace(/\s+/g, '_'),
};

function linesOf(text: string, problems: string[]): Line[] {
  return typedLines(text, FILE, problems).map(({ number, cells }) => ({ number, cells: cellsOf(cells) }));
}

function cellsOf(typed: Readonly<Record<string, string>>): Record<Column, string> {
  return Object.fromEntries(KNOWN_COLUMNS.map((name) => [name, typedWords(typed[name] ?? '')])) as Record<
    Column,
    string
  >;
}

class Reading {
  readonly nodes: AssertedNode[] = [];
  readonly edges: AssertedEdge[] = [];
  readonly problems: string[] = [];
  /** Line of each node and relation of this file. */
  readonly #seen = new Map<string, number>();
  readonly #known: Map<string, NodeName>;

  constructor(known: readonly NodeName[]) {
    this.#known = new Map(known.map(({ kind, name }) => [touchKey(kind, name), { kind, name }]));
  }

  node({ number, cells }: Line): void {
    const problem = (words: string) => this.problems.push(`line ${number}: ${words}`);
    const { type, name, url } = cells;
    if (type !== 'place' && type !== 'organisation') {
      problem(`type is ${quoted(type)}; there are ${TYPES.join(', ')}.`);
      return;
    }
    const before = this.problems.length;
    if (name === '') problem(`a line of type ${type} needs a name.`);
    if (name.length > LONGEST_NAME) problem(`the name has ${name.length} characters; at most ${LONGEST_NAME}.`);
    if (cells.description.length > LONGEST_WORDS) problem(`the description has more than ${LONGEST_WORDS} characters.`);
    if (url !== '' && !isWebAddress(url)) problem(`url ${quoted(url)} is no http or https address.`);
    const join = cells.join === '' ? null : joinProblem(cells.join);
    if (join !== null) problem(`join ${quoted(cells.join)}: ${join}.`);
    for (const column of ['relation', 'to'] as const) {
      if (cells[column] !== '') problem(`${column} belongs to relations; write a line of type relation for it.`);
    }
    const sorts: readonly string[] = type === 'place' ? PLACE_KINDS : BODIES;
    const kind = oneOf(sorts, cells.kind);
    if (kind === undefined) problem(`kind ${quoted(cells.kind)} is no kind of ${type}; there are ${sorts.join(', ')}.`);
    const owner = oneOf(OWNER_KINDS, cells.owner);
    if (owner === undefined) problem(`owner ${quoted(cells.owner)} is not known; there are ${OWNER_KINDS.join(', ')}.`);
    if (type === 'organisation' && cells.owner !== '')
      problem('an organisation has no owner: say with kind what it is.');
    if (type === 'organisation' && cells.join !== '') problem('one joins the talk at a place, not at an organisation.');
    this.#once(touchKey(type, name), number, `${type} ${quoted(name)}`);
    if (this.problems.length > before) return;
    this.nodes.push({
      ...{ kind: type, name, url: url || null, area: cells.area || null, description: cells.description || null },
      placeKind: type === 'place' ? (kind as AssertedNode['placeKind']) : null,
      owner: (type === 'place' ? owner : kind) as AssertedNode['owner'],
      howToJoin: cells.join || null,
      knownFrom: cells.known_from || null,
    });
    this.#known.set(touchKey(type, name), { kind: type, name });
  }

  relation({ number, cells }: Line): void {
    const problem = (words: string) => this.problems.push(`line ${number}: ${words}`);
    const before = this.problems.length;
    const relation = oneOf(ASSERTED_KINDS, cells.relation.toLowerCase().replace(/[\s_]+/g, '-'));
    if (!relation) problem(`relation is ${quoted(cells.relation)}; there are ${ASSERTED_KINDS.join(', ')}.`);
    for (const column of ['kind', 'owner', 'url', 'area', 'description', 'join'] as const) {
      if (cells[column] !== '') problem(`${column} belongs to places and organisations, not to a relation.`);
    }
    const [source, target] = [this.#end(cells.name, 'name', problem), this.#end(cells.to, 'to', problem)];
    const dates = [cells.since, cells.until].filter((date) => date !== '');
    for (const date of dates) {
      if (!DATE.test(date)) problem(`${quoted(date)} is no date; write 2024, 2024-05 or 2024-05-31.`);
    }
    if (dates.length === 2 && cells.until < cells.since) problem('until is before since.');
    if (source !== null && target !== null && touchKey(source.kind, source.name) === touchKey(target.kind, target.name))
      problem(`${quoted(source.name)} cannot be related to itself.`);
    if (this.problems.length > before) return;
    const key = [source!.kind, source!.name, relation!, target!.kind, target!.name].join('\n');
    if (!this.#once(key, number, 'this relation')) return;
    this.edges.push({
      ...{ source: source!, relation: relation as AssertedKind, target: target! },
      ...{ since: dayOf(cells.since), until: dayOf(cells.until), knownFrom: cells.known_from || null },
    });
  }

  /** The node that is meant: `place: Name` and `organisation: Name` where both have the name. */
  #end(words: string, column: string, problem: (words: string) => void): NodeName | null {
    if (words === '') {
      problem(`a relation needs both ends: ${column} is empty.`);
      return null;
    }
    const [, kind, bare] = /^(place|organisation):\s*(.+)$/.exec(words) ?? [];
    const kinds: AssertableKind[] = kind === undefined ? ['place', 'organisation'] : [kind as AssertableKind];
    const found = kinds.flatMap((one) => this.#known.get(touchKey(one, bare ?? words)) ?? []);
    if (found.length === 1) return found[0]!;
    problem(
      found.length > 1
        ? `${quoted(words)} is a place and an organisation: write "place: ${words}" or "organisation: ${words}".`
        : `${column} is ${quoted(words)}, and no place or organisation of that name is known. Add a line of type place or organisation for it, or correct the name (\`discover map assertions\` and \`discover report places\` list what there is).`,
    );
    return null;
  }

  #once(key: string, number: number, what: string): boolean {
    const first = this.#seen.get(key);
    if (first !== undefined) this.problems.push(`line ${number}: ${what} is on line ${first} already.`);
    else this.#seen.set(key, number);
    return first === undefined;
  }
}

/** `null` for an empty cell, `undefined` for one that is none of the values. */
function oneOf<Value extends string>(values: readonly Value[], cell: string): Value | null | undefined {
  if (cell === '') return null;
  return values.find((value) => value.toLowerCase() === cell.toLowerCase());
}

/** The first day of a year or month, as a day. */
function dayOf(date: string): string | null {
  return date === '' ? null : `${date}${'-01-01'.slice(date.length - 4)}`;
}

function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

function quoted(words: string): string {
  return words === '' ? 'empty' : `"${words.length > 80 ? `${words.slice(0, 80)}…` : words}"`;
}
