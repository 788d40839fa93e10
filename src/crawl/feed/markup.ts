/** HTML inside feeds: made plain for titles and names, its links made absolute for bodies. */
import { decodeHTML } from 'entities';
import { Parser } from 'htmlparser2';
import type { Element } from './element.js';

/** The parser takes the square of the depth; nothing anybody wrote stands deeper, and nothing after it is read. */
const DEEPEST = 2_000;
const SILENT = new Set(['script', 'style', 'template']);
const TAG = /<[a-z][^<>]*>/gi;
const LINK_ATTRIBUTE = /(\s(?:href|src|cite|poster)\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const HAS_SCHEME = /^\s*(?:[a-z][a-z\d+.-]*:|#)/i;

/** The text of a piece of HTML on one line. */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return oneLine(html);
  let text = '';
  let silent = 0;
  let depth = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      depth += 1;
      if (depth > DEEPEST) parser.pause();
      if (SILENT.has(name)) silent += 1;
      else if (/^(?:br|p|div|li|tr|h\d)$/.test(name)) text += ' ';
    },
    onclosetag: (name) => {
      depth -= 1;
      if (SILENT.has(name)) silent -= 1;
    },
    ontext: (data) => {
      if (silent === 0) text += data;
    },
  });
  parser.end(html);
  return oneLine(text);
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Makes relative addresses in links and pictures absolute; everything else stays as it is. */
export function resolveLinks(html: string, base: string): string {
  return html.replace(TAG, (tag) =>
    tag.replace(LINK_ATTRIBUTE, (whole, start: string, double?: string, single?: string, bare?: string) => {
      const written = double ?? single ?? bare ?? '';
      if (HAS_SCHEME.test(written)) return whole;
      const address = resolveAddress(decodeHTML(written), base);
      return address === null ? whole : `${start}"${escapeMarkup(address)}"`;
    }),
  );
}

/** An absolute http or https address, or `null`. */
export function resolveAddress(written: string, base: string): string | null {
  const text = written.trim();
  if (text === '' || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** What is inside an element as HTML, for bodies that are written as XML (Atom `type="xhtml"`). */
export function innerMarkup(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? escapeMarkup(child) : markup(child))).join('');
}

function markup(element: Element): string {
  const name = element.name.slice(element.name.indexOf(':') + 1);
  const attributes = Object.entries(element.attributes)
    .filter(([key]) => !key.includes(':') && key !== 'xmlns')
    .map(([key, value]) => ` ${key}="${escapeMarkup(value)}"`);
  const inner = innerMarkup(element);
  const empty = inner === '' && /^(?:br|hr|img|input|source|track|wbr|col|area)$/.test(name);
  return `<${name}${attributes.join('')}>${empty ? '' : `${inner}</${name}>`}`;
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
