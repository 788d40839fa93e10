/** What people see in a terminal: plain tables and log lines. Returns text; only `cli.ts` prints it. */
import pc from 'picocolors';
import type { Log } from './effects.js';

export interface TableColumn {
  title: string;
  align?: 'left' | 'right';
}

/** Control characters in a name from outside could drive the terminal; they are shown as a replacement sign. */
export function inert(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function widthOf(text: string): number {
  return [...text].length;
}

/** Rows under headings, columns as wide as their longest cell. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => inert(typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell)),
  );
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[index] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? '';
        const padding = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
        return column.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const titles = pc.bold(line(columns.map((column) => column.title)));
  return [titles, ...cells.map(line)].map((text) => `  ${text}`).join('\n');
}

/** `1 post`, `2 posts`, `1,234 posts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/** A heading with its lines below. */
export function section(title: string, ...lines: readonly string[]): string {
  return [pc.bold(pc.cyan(title)), ...lines].join('\n');
}

/** One line per message on the given stream (standard error), dimmed where it is a terminal. */
export function lineLog(write: (line: string) => void): Log {
  return {
    info: (message) => write(`${pc.dim(inert(message))}\n`),
    warn: (message) => write(`${pc.yellow(inert(message))}\n`),
  };
}
