/** Reads XML of any quality into elements: what is never closed ends with its parent, what is cut off ends there. */
import { Parser } from 'htmlparser2';
import { SourceError } from '../../errors.js';
import { childrenOf, type Element, MOST_READ, type RawFeed } from './element.js';

/** No feed needs more, and the parser's time grows with the depth. */
const DEEPEST = 200;

/** Each declaration copies those in force. */
const MOST_SPACES = 200;

/** Elements that are read; what comes after them is not looked at. */
const MOST_ELEMENTS = 300_000;
/** Of one element. */
const MOST_ATTRIBUTES = 200;

/** Vocabularies by the prefix they are known under. An empty one is RSS itself, in all the spaces it was put into. */
const PREFIXES: Record<string, string> = {
  'http://www.w3.org/2005/Atom': 'atom',
  'http://purl.org/atom/ns#': 'atom',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://www.w3.org/XML/1998/namespace': 'xml',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/elements/1.0/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://purl.org/rss/1.0/modules/slash/': 'slash',
  'http://purl.org/rss/1.0/modules/syndication/': 'sy',
  'http://wellformedweb.org/CommentAPI/': 'wfw',
  'http://purl.org/syndication/thread/1.0': 'thr',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://search.yahoo.com/mrss/': 'media',
  'http://purl.org/atompub/tombstones/1.0': 'at',
};
const BY_ADDRESS = new Map(Object.entries(PREFIXES).map(([address, prefix]) => [bareAddress(address), prefix]));

const ROOTS: Record<string, RawFeed['format']> = {
  rss: 'rss',
  channel: 'rss',
  'rdf:rdf': 'rdf',
  'atom:feed': 'atom',
  'atom:entry': 'atom',
};
const ITEMS = ['item', 'atom:entry'];
const TOMBSTONE = 'at:deleted-entry';
const BODIES = /^(?:xhtml:.*|atom:content|atom:summary|content:encoded|description|body)$/;

/** The usual prefix of a vocabulary, or `undefined` for one that says nothing to us. */
export function usualPrefix(address: string): string | undefined {
  return BY_ADDRESS.get(bareAddress(address));
}

/** Feeds spell these addresses with and without a last slash, in either scheme and in any case. */
function bareAddress(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#]+$/, '');
}

/**
 * Reads a feed.
 * @param url of the document, which a relative `xml:base` is relative to
 * @returns `null` and the name of the outermost element when this is no feed
 * @throws SourceError `bad-feed` when it is nested too deep or declares too many namespaces
 */
export function readTree(text: string, url: string): { feed: RawFeed | null; root: string | null } {
  const top = parseTree(text, url);
  const elements = top.children.filter((child): child is Element => typeof child !== 'string');
  const root = elements.find((element) => element.name in ROOTS) ?? firstInside(elements);
  if (root === undefined) return { feed: null, root: elements[0]?.name ?? null };
  const channel = root.children.find(
    (child): child is Element => typeof child !== 'string' && child.name === 'channel',
  );
  const items = root.name === 'atom:entry' ? [root] : itemsOf(root);
  const deleted = [root, ...(channel === undefined ? [] : [channel])].flatMap((parent) =>
    childrenOf(parent, TOMBSTONE),
  );
  return { feed: { format: ROOTS[root.name]!, head: channel ?? root, items, deleted }, root: root.name };
}

/** A feed wrapped in something else, such as an envelope or a warning of the server that was never closed. */
function firstInside(elements: readonly Element[]): Element | undefined {
  if (elements.some(({ name }) => name === 'html' || name === 'xhtml:html')) return undefined;
  return elements
    .flatMap(({ children }) => children)
    .find((child): child is Element => typeof child !== 'string' && child.name in ROOTS && child.name !== 'channel');
}

/** In document order, wherever they are: an element that was never closed, item or not, holds all that follows. */
function itemsOf(element: Element, found: Element[] = []): Element[] {
  for (const child of element.children) {
    if (typeof child === 'string' || BODIES.test(child.name)) continue;
    if (ITEMS.includes(child.name)) found.push(child);
    itemsOf(child, found);
  }
  return found;
}

interface Open {
  element: Element;
  /** Prefix in the feed to usual prefix, `''` being the default. */
  spaces: Map<string, string>;
}

function parseTree(text: string, url: string): Element {
  const top: Element = { name: '', attributes: {}, children: [], base: null, lang: null };
  const open: Open[] = [{ element: top, spaces: new Map([['xml', 'xml']]) }];
  let [elements, items] = [0, 0];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        elements += 1;
        if (/(?:^|:)(?:item|entry)$/i.test(name)) items += 1;
        if (elements > MOST_ELEMENTS || items > MOST_READ) return parser.pause();
        if (open.length > DEEPEST) throw new SourceError('bad-feed', 'elements are nested too deep');
        const parent = open.at(-1)!;
        const next = opened(name, firstOf(attributes), parent, url);
        parent.element.children.push(next.element);
        open.push(next);
      },
      ontext: (data) => void open.at(-1)!.element.children.push(data),
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  return top;
}

function firstOf(attributes: Record<string, string>): Record<string, string> {
  const first: Record<string, string> = {};
  let count = 0;
  for (const name in attributes) {
    if (count === MOST_ATTRIBUTES) break;
    first[name] = attributes[name]!;
    count += 1;
  }
  return first;
}

function opened(name: string, given: Record<string, string>, parent: Open, url: string): Open {
  const spaces = declaredSpaces(name, given, parent);
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) attributes[usualName(key, spaces, false)] = value;
  const base = attributes['xml:base'];
  const { element: outer } = parent;
  return {
    spaces,
    element: {
      name: usualName(name, spaces, true),
      attributes,
      children: [],
      base:
        base !== undefined && URL.canParse(base, outer.base ?? url)
          ? new URL(base, outer.base ?? url).href
          : outer.base,
      lang: attributes['xml:lang'] ?? outer.lang,
    },
  };
}

function declaredSpaces(name: string, attributes: Record<string, string>, parent: Open): Map<string, string> {
  const declared = Object.entries(attributes).filter(([key]) => /^xmlns(:|$)/i.test(key));
  // An Atom feed that does not say so.
  const undeclared = /^(feed|entry)$/i.test(name) && !parent.spaces.has('');
  if (declared.length === 0 && !undeclared) return parent.spaces;
  if (parent.spaces.size > MOST_SPACES) throw new SourceError('bad-feed', 'too many namespaces');
  const spaces = new Map(parent.spaces);
  if (undeclared) spaces.set('', 'atom');
  for (const [key, address] of declared) {
    const prefix = key.slice('xmlns:'.length).toLowerCase();
    const usual = usualPrefix(address);
    if (usual !== undefined) spaces.set(prefix, usual);
    else if (prefix === '' && !undeclared) spaces.set('', '');
    else if (/rss/i.test(address) && !/modules|syndication|extensions/i.test(address)) spaces.set(prefix, '');
  }
  return spaces;
}

function usualName(written: string, spaces: Map<string, string>, isElement: boolean): string {
  const name = written.toLowerCase();
  const colon = name.indexOf(':');
  // Attributes without a prefix belong to their element, whatever the default is.
  const prefix = colon === -1 ? (isElement ? (spaces.get('') ?? '') : '') : name.slice(0, colon);
  const usual = colon === -1 ? prefix : (spaces.get(prefix) ?? prefix);
  const local = name.slice(colon + 1);
  return usual === '' ? local : `${usual}:${local}`;
}
