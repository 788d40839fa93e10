/** Mends what is wrong with the XML of real feeds before a parser sees it. */
import { decodeHTML } from 'entities';

/** More is no feed, and every one costs a pass. */
const MOST_DOCTYPES = 5;
const XML_NAMES = ['amp', 'lt', 'gt', 'quot', 'apos'];
// CDATA and comments are found first so that nothing inside them is touched.
const REFERENCES =
  /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|&(?:#\d{1,20};|#x[\da-f]{1,20};|[a-z][\da-z]{1,30};)?/gi;

/**
 * Drops what stands before the first tag and every document type, so that no entity can be declared; turns the named
 * characters of HTML into characters, and ampersands that begin nothing into what they mean.
 */
export function repairXml(text: string): string {
  const start = text.indexOf('<');
  const bare = withoutDoctype(start > 0 ? text.slice(start) : text);
  return bare.includes('&') ? bare.replace(REFERENCES, mendReference) : bare;
}

function mendReference(found: string): string {
  if (found.startsWith('<')) return found;
  if (found === '&') return '&amp;';
  const name = found.slice(1, -1);
  if (XML_NAMES.includes(name)) return found;
  const decoded = decodeHTML(found);
  if (decoded === found) return `&amp;${name};`; // no such character
  return escapeXml(decoded.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/g, ''));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}

/** Feeds need no document type; what it may declare is the stuff of attacks (billion laughs, external files). */
function withoutDoctype(text: string): string {
  let rest = text;
  for (let removed = 0; removed < MOST_DOCTYPES; removed += 1) {
    const start = /<!DOCTYPE/i.exec(rest)?.index;
    // One inside the content of an item (an HTML page quoted in CDATA) declares nothing.
    if (start === undefined || /<(?:rss|rdf:RDF|(?:\w+:)?feed|channel)\b/i.test(rest.slice(0, start))) return rest;
    rest = rest.slice(0, start) + rest.slice(doctypeEnd(rest, start));
  }
  return rest;
}

/** After the `>` that closes it: quotes hide what they hold, and a subset in brackets holds declarations of its own. */
function doctypeEnd(text: string, start: number): number {
  let inSubset = false;
  let quote = '';
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[') inSubset = true;
    else if (sign === ']') inSubset = false;
    else if (sign === '>' && !inSubset) return at + 1;
  }
  return text.length;
}
