/**
 * Reads well-formed RSS 0.9x and 2.0 with rss-parser: most of the world's blogs.
 *
 * It is given nothing else, because of what it does to it: an Atom body of type xhtml comes out with its words in
 * another order, RDF items without their ids, feeds without a version or with other prefixes not at all. It is also not
 * shown any HTML: it makes a snippet of every body with an expression whose time grows with the square of the length.
 */
import Parser from 'rss-parser';
import { type Element, leaf, type RawFeed } from './element.js';
import { usualPrefix } from './tree.js';

const VERSION = /\sversion\s*=\s*["'](?:2|0\.9)/;
const PREFIX = /\sxmlns:([\w-]+)\s*=\s*["']([^"']*)["']/g;
/** Left to the tree: markup written as XML, addresses and languages set for parts of a feed, and deleted entries. */
const BEYOND = /\s(?:xml:(?:base|lang)|xmlns)\s*=|deleted-entry/;
/** It is slower than the tree, and slower still on what is nested deep: an attack has to stay small to get here. */
const LARGEST = 500_000;

const HIDDEN = ['description', 'content:encoded'];
const hide = (name: string) => (HIDDEN.includes(name) ? `hidden:${name}` : name);

const HEAD_FIELDS = [
  ...['title', 'link', 'language', 'dc:language', 'atom:link', 'ttl', 'sy:updatePeriod', 'sy:updateFrequency'],
];
const ITEM_FIELDS = [
  ...['title', 'link', 'guid', 'pubDate', 'author', 'category', 'comments', 'hidden:description'],
  ...['hidden:content:encoded', 'dc:creator', 'dc:date', 'dc:title', 'dc:subject', 'dc:identifier', 'dc:description'],
  ...['dcterms:created', 'dcterms:issued', 'dcterms:modified', 'slash:comments', 'wfw:commentRss', 'wfw:commentRSS'],
  ...['thr:in-reply-to', 'thr:total', 'feedburner:origLink', 'atom:link', 'atom:id', 'atom:author', 'atom:published'],
  ...['atom:updated', 'atom:summary', 'atom:content', 'itunes:author', 'itunes:summary', 'media:description'],
  ...['summary', 'fullitem', 'body', 'dc:author', 'itunes:title', 'media:title', 'media:credit', 'media:group'],
];

/** Fields whose value is in their own fields. */
const GROUPS = ['atom:author', 'media:group', 'author'];

/** What xml2js makes of an element: a string, or an object with its text, attributes and children. */
type Node = string | { _?: string; $?: Record<string, string>; [child: string]: unknown };

/** True when rss-parser can be trusted with this document. */
export function isPlainRss(text: string): boolean {
  const root = text.length <= LARGEST && text.trimEnd().endsWith('</rss>') ? rssRoot(text) : null;
  if (root === null || !VERSION.test(root) || BEYOND.test(text)) return false;
  return [...root.matchAll(PREFIX)].every(([, prefix, address]) => {
    const usual = usualPrefix(address!) ?? prefix;
    return usual === prefix && usual !== 'xhtml';
  });
}

/** The start tag of the outermost element, when it is `rss`. */
function rssRoot(text: string): string | null {
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    const closing = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : null;
    if (closing === null) break;
    const end = text.indexOf(closing, at);
    if (end === -1) return null;
    at = end + closing.length;
  }
  const end = text.indexOf('>', at);
  return /^<rss\s/.test(text.slice(at, at + 5)) && end !== -1 ? text.slice(at, end + 1) : null;
}

/** @returns `null` when rss-parser cannot read it after all */
export async function readRss(text: string): Promise<RawFeed | null> {
  const keep = (name: string): [string, string, { keepArray: true }] => [name, `raw:${name}`, { keepArray: true }];
  const parser = new Parser<Record<string, Node[]>, Record<string, Node[]>>({
    xml2js: { tagNameProcessors: [hide] },
    customFields: { feed: HEAD_FIELDS.map(keep), item: ITEM_FIELDS.map(keep) } as object,
  });
  try {
    const feed = await parser.parseString(text);
    return {
      format: 'rss',
      head: element('channel', feed, HEAD_FIELDS),
      items: feed.items.map((item) => element('item', item, ITEM_FIELDS)),
      deleted: [],
    };
  } catch {
    return null;
  }
}

function element(name: string, fields: Record<string, unknown>, names: readonly string[]): Element {
  const made = leaf(name, '');
  for (const field of names) {
    const nodes = (fields[`raw:${field}`] ?? []) as Node[];
    made.children.push(...nodes.map((node) => fromNode(field.replace('hidden:', ''), node)));
  }
  return made;
}

function fromNode(written: string, node: Node): Element {
  const name = written.toLowerCase();
  if (typeof node === 'string') return leaf(name, node);
  const { _: text = '', $: attributes = {}, ...children } = node;
  const made = leaf(name, text, attributes);
  for (const [child, nodes] of Object.entries(children)) {
    // Markup written as XML: its words and elements have lost their places, and only the tree can read it.
    if (!GROUPS.includes(name)) throw new Error(`markup in ${written}`);
    for (const inner of nodes as Node[]) made.children.push(fromNode(child, inner));
  }
  return made;
}
