/** The document as Markdown (CommonMark, with the tables of GitHub): what is not ours is escaped. */
import { webAddress } from '../html/markup.js';
import type { Block, Document, Inline, Line, Section } from './document.js';

/** What could be taken for markup wherever it stands in a line; and what makes links of bare addresses. */
const SIGNS = /[\\`*_[\]<>&|~@$]|:(?=\/\/)|(?<=www)\./gi;
/** What could be taken for markup where a line begins. */
const BEGINNING = /^(\s*\d*)([#+=.)-])/;
/** Not to be seen, or able to turn the reading direction of what follows. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;
const MAIL = 'mailto:';

export function markdownOf({ title, lead, sections, foot }: Document): string {
  const parts = [`# ${title}`, ...lead.map(lineOf), ...sections.map(sectionOf), '---', lineOf(foot)];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf({ title, blocks }: Section): string {
  return [`## ${title}`, ...blocks.map(blockOf)].join('\n\n');
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return lineOf(block.line);
    case 'note':
      return `> ${lineOf(block.line)}`;
    case 'list':
      return block.items.map((item) => `- ${lineOf(item)}`).join('\n');
    case 'facts':
      return block.rows.map(([name, line]) => `- **${name}:** ${lineOf(line)}`).join('\n');
    case 'table':
      return [
        `${block.caption}:`,
        [
          `| ${block.head.join(' | ')} |`,
          `|${block.head.map(() => '---').join('|')}|`,
          ...block.rows.map((row) => `| ${row.map((cell) => cell.map(lineOf).join('<br>')).join(' | ')} |`),
        ].join('\n'),
      ].join('\n\n');
  }
}

function lineOf(line: Line): string {
  return line.map(inline).join('');
}

function inline(piece: Inline): string {
  if (typeof piece === 'string') return piece;
  const words = piece.said.replace(INVISIBLE, ' ').replace(SIGNS, '\\$&').replace(BEGINNING, '$1\\$2');
  const address = piece.to?.startsWith(MAIL) ? piece.to : webAddress(piece.to);
  // Between angle brackets only these end the address.
  return address === null ? words : `[${words}](<${address.replace(/[<>\\\s]/g, encodeURIComponent)}>)`;
}
