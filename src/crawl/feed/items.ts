/** What the elements of RSS, RDF and Atom mean: one table of names for all three, because real feeds mix them. */
import { parseDate } from './dates.js';
import { childOf, childrenOf, type Element, type RawFeed, textOf, valueIn } from './element.js';
import { innerMarkup, oneLine, plainText, resolveAddress, resolveLinks } from './markup.js';
import type { FeedAuthor, FeedItem } from './types.js';

const TITLE = ['title', 'atom:title', 'dc:title', 'media:title', 'itunes:title'];
const BODY = ['content:encoded', 'atom:content', 'xhtml:body', 'body', 'xhtml:div', 'fullitem', 'content'];
const SUMMARY = ['description', 'atom:summary', 'dc:description', 'itunes:summary', 'summary', 'media:description'];
const PUBLISHED = ['atom:published', 'pubdate', 'atom:issued', 'dcterms:issued', 'dc:date', 'atom:created'];
const UPDATED = ['atom:updated', 'atom:modified', 'dcterms:modified', 'lastbuilddate'];
const AUTHOR = ['dc:creator', 'author', 'atom:author', 'dc:author', 'itunes:author', 'media:credit'];
const ID = ['guid', 'atom:id', 'dc:identifier'];
const COMMENT_COUNT = ['slash:comments', 'thr:total'];

export interface Head {
  title: string | null;
  url: string | null;
  lang: string | null;
  /** What relative addresses are relative to where no `xml:base` says otherwise. */
  base: string;
  author: FeedAuthor | null;
  restMs: number | null;
}

const HOUR_MS = 3_600_000;
/** Of the Syndication module of RSS 1.0. */
const PERIODS: Record<string, number> = {
  hourly: HOUR_MS,
  daily: 24 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS,
  monthly: 30 * 24 * HOUR_MS,
  yearly: 365 * 24 * HOUR_MS,
};

/** @param url of the feed itself */
export function headOf({ format, head }: RawFeed, url: string): Head {
  const site = addressOf(head, head.base ?? url);
  return {
    title: plainChild(head, TITLE),
    url: site,
    lang: valueIn(head, 'language', 'dc:language') ?? head.lang,
    base: site ?? url,
    // RFC 4287: an entry without an author has the author of its feed. RSS has no such rule.
    author: format === 'atom' ? authorOf(head, head.base ?? url) : null,
    restMs: restOf(head),
  };
}

function restOf(head: Element): number | null {
  const ttl = valueIn(head, 'ttl') ?? '';
  const minutes = /^\d{1,9}$/.test(ttl) ? Number(ttl) : 0;
  const period = PERIODS[valueIn(head, 'sy:updateperiod')?.toLowerCase() ?? ''] ?? 0;
  const frequency = valueIn(head, 'sy:updatefrequency') ?? '1';
  const times = /^[1-9]\d{0,8}$/.test(frequency) ? Number(frequency) : 1;
  return Math.max(minutes * 60_000, period / times) || null;
}

/** `id` is empty where the feed gives none. */
export function itemOf(item: Element, head: Head): FeedItem {
  const base = item.base ?? head.base;
  // Where a feed has both, the description is the longer one.
  const body = childOf(item, ...BODY) ?? (childOf(item, 'summary') === null ? null : childOf(item, 'description'));
  // Video platforms keep what is said about a video one level down.
  const summary =
    childOf(item, ...(body?.name === 'description' ? ['summary'] : SUMMARY)) ??
    childOf(childOf(item, 'media:group') ?? item, 'media:description');
  return {
    id: valueIn(item, ...ID) ?? item.attributes['rdf:about']?.trim() ?? '',
    url: addressOf(item, base),
    title: plainChild(item, TITLE),
    ...bodyOf(body ?? summary, base),
    summary: body === null || summary === null ? null : plainOf(summary) || null,
    author: authorOf(item, base) ?? head.author,
    publishedAt: dateOf(item, PUBLISHED),
    updatedAt: dateOf(item, UPDATED),
    categories: categoriesOf(item),
    links: relatedOf(item, base),
    ...commentsOf(item, base),
    replyTo: replyOf(item),
    lang: (body ?? summary)?.lang ?? item.lang ?? valueIn(item, 'dc:language') ?? head.lang,
  };
}

interface Body {
  html: string | null;
  text: string | null;
}

/** Atom says what a body is (RFC 4287, 3.1 and 4.1.3; Atom 0.3 has `mode`); in RSS it is HTML. */
function bodyOf(element: Element | null, base: string): Body {
  if (element === null) return { html: null, text: null };
  const { html, text } = constructOf(element);
  if (text !== null) return { html: null, text: text.trim() || null };
  return { html: resolveLinks(html ?? '', element.base ?? base).trim() || null, text: null };
}

function constructOf(element: Element): Body {
  const type = (element.attributes.type ?? '').toLowerCase();
  if (element.children.some((child) => typeof child !== 'string')) {
    const inner = unwrapped(element);
    // Markup that was escaped all the same, and then wrapped in an element.
    const isEscaped =
      type === 'html' && inner !== element && inner.children.every((child) => typeof child === 'string');
    return { html: isEscaped ? textOf(inner) : innerMarkup(inner), text: null };
  }
  const text = isBase64(element, type) ? Buffer.from(textOf(element), 'base64').toString('utf8') : textOf(element);
  const isText = element.name.startsWith('atom:') ? isPlainType(type) && element.attributes.mode !== 'escaped' : false;
  // Without a tag or a reference HTML is plain text too, and then its line breaks count.
  return isText || !/[<&]/.test(text) ? { html: null, text } : { html: text, text: null };
}

function isPlainType(type: string): boolean {
  return type === '' || type === 'text' || type === 'text/plain';
}

function isBase64(element: Element, type: string): boolean {
  if (element.attributes.mode !== undefined) return element.attributes.mode === 'base64';
  return element.name.startsWith('atom:') && type.includes('/') && !/^text\/|[+/]xml$|html|json/.test(type);
}

/** The `div` an xhtml body is wrapped in is not part of it. */
function unwrapped(element: Element): Element {
  const inner = element.children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  const [only] = inner;
  return inner.length === 1 && typeof only === 'object' && /^(?:xhtml:)?div$/.test(only.name) ? only : element;
}

function plainChild(element: Element, names: readonly string[]): string | null {
  const child = childOf(element, ...names);
  return child === null ? null : plainOf(child) || null;
}

function plainOf(element: Element): string {
  const { html, text } = constructOf(element);
  return text === null ? plainText(html ?? '') : oneLine(text);
}

function dateOf(element: Element, names: readonly string[]): string | null {
  for (const name of names) {
    const date = parseDate(valueIn(element, name) ?? '');
    if (date !== null) return date;
  }
  return null;
}

/** FeedBurner replaces addresses by its own and keeps the true one aside. */
function addressOf(element: Element, base: string): string | null {
  const written = [valueIn(element, 'feedburner:origlink'), ...alternates(element), permalink(element)];
  for (const address of written) {
    const resolved = address === null ? null : resolveAddress(address, base);
    if (resolved !== null) return resolved;
  }
  return null;
}

function alternates(element: Element): string[] {
  const rss = childrenOf(element, 'link').map((link) => textOf(link).trim() || (link.attributes.href ?? ''));
  const atom = childrenOf(element, 'atom:link').filter(
    ({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate',
  );
  const html = atom.filter(({ attributes }) => /^$|html/.test(attributes.type ?? ''));
  return [...rss, ...[...html, ...atom].map(({ attributes }) => attributes.href ?? '')];
}

/** The id of an RSS item is its address unless it says otherwise, and often when it does. */
function permalink(element: Element): string | null {
  const [guid] = childrenOf(element, 'guid');
  const written = guid === undefined ? (element.attributes['rdf:about'] ?? '') : textOf(guid).trim();
  return /^https?:\/\//i.test(written) && guid?.attributes.ispermalink !== 'false' ? written : null;
}

function authorOf(element: Element, base: string): FeedAuthor | null {
  const person = childOf(element, 'atom:author');
  if (person?.children.some((child) => typeof child !== 'string')) {
    const name = valueIn(person, 'atom:name', 'name') ?? valueIn(person, 'atom:email', 'email');
    const url = valueIn(person, 'atom:uri', 'atom:url', 'atom:homepage', 'uri', 'url');
    const found = { name: personName(name), url: url === null ? null : resolveAddress(url, person.base ?? base) };
    if (found.name !== null || found.url !== null) return found;
  }
  const name = personName(plainChild(element, AUTHOR));
  return name === null ? null : { name, url: null };
}

/** `ann@site.example (Ann Lee)` and `Ann Lee <ann@site.example>` are called Ann Lee; an address alone keeps its first part. */
function personName(written: string | null): string | null {
  const text = oneLine(written ?? '');
  const named = /^\S+@\S+ ?\((.+)\)$/.exec(text) ?? /^(.+?) ?[<(]\S+@\S+[>)]$/.exec(text);
  if (named !== null) return named[1]!.trim().replace(/^"(.*)"$/, '$1') || null;
  const alone = /^<?([^\s@<]+)@[^\s@]+$/.exec(text);
  return (alone === null ? text : alone[1]!) || null;
}

function categoriesOf(item: Element): string[] {
  const names = ['category', 'atom:category', 'dc:subject'].flatMap((name) => childrenOf(item, name));
  const found = names.map(
    (category) => plainOf(category) || oneLine(category.attributes.label ?? category.attributes.term ?? ''),
  );
  return [...new Set(found.filter((name) => name !== ''))];
}

/** RFC 4287: what an entry is about (`related`) and through what it was found (`via`). */
function relatedOf(item: Element, base: string): string[] {
  const related = childrenOf(item, 'atom:link').filter(({ attributes }) =>
    /^(?:related|via)$/.test(attributes.rel ?? ''),
  );
  return [...new Set(related.flatMap(({ attributes }) => resolveAddress(attributes.href ?? '', base) ?? []))];
}

function commentsOf(item: Element, base: string) {
  const replies = childrenOf(item, 'atom:link').filter(({ attributes }) => attributes.rel === 'replies');
  const feed = replies.find(({ attributes }) => /atom|rss|xml/.test(attributes.type ?? 'atom'));
  const page = replies.find(({ attributes }) => /html/.test(attributes.type ?? ''));
  const count = valueIn(item, ...COMMENT_COUNT) ?? feed?.attributes['thr:count'] ?? page?.attributes['thr:count'] ?? '';
  return {
    commentsUrl: resolveAddress(valueIn(item, 'comments') ?? page?.attributes.href ?? '', base),
    commentFeedUrl: resolveAddress(valueIn(item, 'wfw:commentrss') ?? feed?.attributes.href ?? '', base),
    commentCount: /^\d{1,9}$/.test(count) ? Number(count) : null,
  };
}

function replyOf(item: Element): string | null {
  const [reply] = childrenOf(item, 'thr:in-reply-to');
  return reply?.attributes.ref?.trim() || reply?.attributes.href?.trim() || null;
}
