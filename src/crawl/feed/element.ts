/** What all readers of XML feeds hand on: elements under names that do not depend on the prefixes a feed chose. */

export interface Element {
  /** Lower case; the usual prefix of its vocabulary (`dc:creator`, `atom:link`), none for RSS and RDF themselves. */
  name: string;
  /** Lower-case names. */
  attributes: Record<string, string>;
  children: (Element | string)[];
  /** Address that `xml:base` sets for this element; `null` where none is in force. */
  base: string | null;
  /** `xml:lang` in force. */
  lang: string | null;
}

/** Items read of a feed, more than are kept: what comes after them is not looked at. */
export const MOST_READ = 5_000;

/** A feed before its fields are given meaning. */
export interface RawFeed {
  format: 'rss' | 'rdf' | 'atom';
  /** The element that holds title and link of the feed. */
  head: Element;
  items: Element[];
  /** What stands for entries that were deleted (RFC 6721). */
  deleted: Element[];
}

/** An element without children of its own. */
export function leaf(name: string, text: string, attributes: Record<string, string> = {}): Element {
  return { name, attributes, children: text === '' ? [] : [text], base: null, lang: null };
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child): child is Element => typeof child !== 'string' && child.name === name);
}

/** The first child by any of these names that is not empty; an earlier name is preferred. */
export function childOf(element: Element, ...names: string[]): Element | null {
  for (const name of names) {
    const found = childrenOf(element, name).find((child) => child.children.length > 0);
    if (found !== undefined) return found;
  }
  return null;
}

/** All text inside, as it stands. */
export function textOf(element: Element | null): string {
  if (element === null) return '';
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** Text of the first child by any of these names, trimmed; `null` when there is none. */
export function valueIn(element: Element, ...names: string[]): string | null {
  return textOf(childOf(element, ...names)).trim() || null;
}
