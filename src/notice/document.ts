/** A document as plain pieces, from which HTML and Markdown are made: they cannot say different things. */

/** Our own words; or words that are not ours, which may lead somewhere and are never taken for markup. */
export type Inline = string | { said: string; to: string | null };
export type Line = readonly Inline[];

export type Block =
  | { kind: 'paragraph'; line: Line }
  | { kind: 'list'; items: readonly Line[] }
  /** Names with what is to be said of each. */
  | { kind: 'facts'; rows: readonly (readonly [string, Line])[] }
  /** A cell is one line or several. */
  | { kind: 'table'; caption: string; head: readonly string[]; rows: readonly (readonly (readonly Line[])[])[] }
  /** What the reader must not miss. */
  | { kind: 'note'; line: Line };

export interface Section {
  /** Unique in the document; what links lead to. */
  id: string;
  title: string;
  blocks: readonly Block[];
}

export interface Document {
  title: string;
  /** Below the title: what this is, and as of when. */
  lead: readonly Line[];
  sections: readonly Section[];
  foot: Line;
}

/** A line of our own words with somebody else's between them. Numbers are ours. */
export function line(strings: TemplateStringsArray, ...parts: readonly (Inline | number | Line)[]): Line {
  return strings.flatMap((text, index): Inline[] => {
    const part = parts[index - 1];
    const between = index === 0 || part === undefined ? [] : Array.isArray(part) ? (part as Line) : [inlineOf(part)];
    return text === '' ? [...between] : [...between, text];
  });
}

function inlineOf(part: Inline | number | Line): Inline {
  return typeof part === 'number' ? String(part) : (part as Inline);
}

export function paragraph(strings: TemplateStringsArray, ...parts: readonly (Inline | number | Line)[]): Block {
  return { kind: 'paragraph', line: line(strings, ...parts) };
}

/** Words that are not ours. */
export function said(words: string): Inline {
  return { said: words, to: null };
}

const MAILBOX = /^[^\s@<>,;?&"'%]+@[^\s@<>,;?&"'%]+\.[^\s@<>,;?&"'%]+$/;

/** How somebody can be reached: a mailbox and the address of a page lead there, other words stand as they are. */
export function reach(words: string): Inline {
  if (MAILBOX.test(words)) return { said: words, to: `mailto:${words}` };
  return { said: words, to: /^https?:\/\/\S+$/i.test(words) ? words : null };
}

/** Lines with commas between them, the last after "and". */
export function listedLines(lines: readonly Line[]): Line {
  return lines.flatMap((one, index) => {
    const before = index === 0 ? '' : index === lines.length - 1 ? ' and ' : ', ';
    return before === '' ? [...one] : [before, ...one];
  });
}
