/** Feeds of every kind, from bytes to items. */
import { createHash } from 'node:crypto';
import { SourceError } from '../errors.js';
import type { Refusal } from './crawler.js';
import { decodeText } from './feed/charset.js';
import { parseDate } from './feed/dates.js';
import type { Element, RawFeed } from './feed/element.js';
import { headOf, itemOf } from './feed/items.js';
import { readJsonFeed } from './feed/json.js';
import { repairXml } from './feed/repair.js';
import { isPlainRss, readRss } from './feed/rss.js';
import { readTree } from './feed/tree.js';
import type { Feed, FeedItem } from './feed/types.js';

export { parseDate } from './feed/dates.js';
export type { Feed, FeedAuthor, FeedItem } from './feed/types.js';

/** To be raised when the same bytes are read as something else: every feed is then read in full once more. */
export const PARSER_VERSION = 1;

/** More than any honest feed shows at once. */
const MOST_ITEMS = 2_000;

/**
 * Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, or JSON Feed. What is broken is mended or left out where it can be.
 * @param headers lower-case names; `content-type` may name the charset, `content-language` the language of a feed that
 *   does not say
 * @param url where the feed was found, for relative addresses
 * @throws SourceError `not-a-feed` or `bad-feed`
 */
export async function parseFeed(body: Uint8Array, headers: Record<string, string>, url: string): Promise<Feed> {
  const text = decodeText(body, headers['content-type'] ?? '').trim();
  const isJson = text.startsWith('{') || text.startsWith('[');
  const feed = isJson ? readJsonFeed(text, url) : await readXmlFeed(text, url, languageOf(headers));
  return withIds({ ...feed, items: [...newestOf(feed.items)] }, feed.items.length - MOST_ITEMS);
}

/** One language: a list of them says for whom the feed is, not in what it is written. */
function languageOf(headers: Record<string, string>): string | null {
  return /^\s*([a-z]{2,3}(?:-[a-z\d]{1,8})*)\s*$/i.exec(headers['content-language'] ?? '')?.[1] ?? null;
}

async function readXmlFeed(text: string, url: string, lang: string | null): Promise<Feed> {
  const raw = await readXml(repairXml(text), url);
  const found = headOf(raw, url);
  const head = { ...found, lang: found.lang ?? lang };
  const refused: Refusal[] = [];
  const items: FeedItem[] = [];
  for (const [index, element] of raw.items.entries()) {
    const item = itemOf(element, head);
    if (isEmpty(item)) refused.push({ reason: 'nothing in it', item: item.id || `item ${index + 1}` });
    else items.push(item);
  }
  const withdrawn = withdrawnFrom(raw.deleted, items);
  const standing = items.filter(({ id }) => !withdrawn.has(id));
  const { title, url: site, lang: said, restMs } = head;
  return {
    ...{ format: raw.format, title, url: site, lang: said, restMs },
    ...{ items: standing, withdrawn: [...withdrawn], refused },
  };
}

/** RFC 6721, 3: of an entry and the notice of its deletion the later one counts. */
function withdrawnFrom(deleted: readonly Element[], items: readonly FeedItem[]): Set<string> {
  const changedAt = new Map(items.map((item) => [item.id, item.updatedAt ?? item.publishedAt ?? '']));
  const counting = deleted.filter(({ attributes }) => {
    const when = parseDate(attributes.when ?? '');
    return when === null || (changedAt.get(attributes.ref?.trim() ?? '') ?? '') <= when;
  });
  return new Set(counting.map(({ attributes }) => attributes.ref?.trim() ?? '').filter((id) => id !== ''));
}

/** rss-parser for what it reads well, the tolerant tree for all else; see `feed/rss.ts` for the reasons. */
async function readXml(text: string, url: string): Promise<RawFeed> {
  const raw = isPlainRss(text) ? await readRss(text) : null;
  if (raw !== null) return raw;
  const { feed, root } = readTree(text, url);
  if (feed === null) throw new SourceError('not-a-feed', whatElse(text, root));
  if (feed.head.children.length === 0 && feed.items.length === 0) throw new SourceError('bad-feed', 'it breaks off');
  return feed;
}

/** What was found instead, for people. */
function whatElse(text: string, root: string | null): string {
  if (text === '') return 'an empty answer';
  if (root === null) return 'plain text';
  if (/^(?:xhtml:)?(?:html|head|body|p|div)$/.test(root)) return 'a web page';
  return /^[\w:.-]{1,40}$/.test(root) ? `a document of type ${root}` : 'no text at all';
}

function isEmpty({ id, title, html, text, url, author, publishedAt, updatedAt, categories }: FeedItem): boolean {
  const found = [title, html, text, url, author, publishedAt, updatedAt].some((field) => field !== null);
  return id === '' && !found && categories.length === 0;
}

/** In the order of the feed; where dates are equal or missing, what stands first is taken for newer. */
function newestOf(items: readonly FeedItem[]): readonly FeedItem[] {
  if (items.length <= MOST_ITEMS) return items;
  const date = (index: number) => items[index]!.publishedAt ?? items[index]!.updatedAt ?? '';
  const newestFirst = items.map((_, index) => index).sort((a, b) => compare(date(b), date(a)) || a - b);
  const kept = new Set(newestFirst.slice(0, MOST_ITEMS));
  return items.filter((_, index) => kept.has(index));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Gives every item an id of its own that stays the same from one fetch to the next. */
function withIds(feed: Feed, beyond: number): Feed {
  const shared = sharedIds(feed.items);
  const refused = [...feed.refused];
  const items = new Map<string, FeedItem>();
  for (const item of feed.items) {
    // An id that stands for several things identifies none; the address may.
    const id = item.id !== '' && !shared.ids.has(item.id) ? item.id : addressId(item, shared.urls) || hashId(item);
    if (items.has(id)) refused.push({ reason: 'given twice', item: id });
    else items.set(id, { ...item, id });
  }
  if (beyond > 0) refused.push({ reason: `beyond the newest ${MOST_ITEMS} items`, item: `${beyond} items` });
  return { ...feed, items: [...items.values()], refused };
}

function addressId(item: FeedItem, sharedUrls: ReadonlySet<string>): string {
  return item.url !== null && !sharedUrls.has(item.url) ? item.url : '';
}

/** Ids that come with more than one address or title, and addresses that come with more than one title or body. */
function sharedIds(items: readonly FeedItem[]): { ids: Set<string>; urls: Set<string> } {
  const byId = new Map<string, Set<string>>();
  const byUrl = new Map<string, Set<string>>();
  for (const item of items) {
    if (item.id !== '') addTo(byId, item.id, JSON.stringify([item.url, item.title]));
    if (item.url !== null) addTo(byUrl, item.url, hashId(item));
  }
  return { ids: withSeveral(byId), urls: withSeveral(byUrl) };
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}

function withSeveral(index: Map<string, Set<string>>): Set<string> {
  return new Set([...index].filter(([, values]) => values.size > 1).map(([key]) => key));
}

function hashId({ title, html, text, publishedAt }: FeedItem): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify([title, html, text, publishedAt]))
    .digest('hex')
    .slice(0, 32)}`;
}
