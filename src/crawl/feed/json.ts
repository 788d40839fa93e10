/** JSON Feed 1.0 and 1.1 (jsonfeed.org). */
import { SourceError } from '../../errors.js';
import type { Refusal } from '../crawler.js';
import { parseDate } from './dates.js';
import { MOST_READ } from './element.js';
import { oneLine, resolveAddress, resolveLinks } from './markup.js';
import type { Feed, FeedAuthor, FeedItem } from './types.js';

type Fields = Record<string, unknown>;

/**
 * Reads a JSON Feed.
 * @throws SourceError `bad-feed` for broken JSON, `not-a-feed` for other JSON
 */
export function readJsonFeed(text: string, url: string): Omit<Feed, 'items'> & { items: FeedItem[] } {
  const feed = parseJson(text);
  if (!isFields(feed) || !Array.isArray(feed.items) || !isFeed(feed)) {
    throw new SourceError('not-a-feed', 'JSON of another kind');
  }
  const site = resolveAddress(string(feed.home_page_url) ?? '', url);
  const refused: Refusal[] = [];
  const items: FeedItem[] = [];
  const defaults = { base: site ?? url, lang: string(feed.language), author: authorOf(feed) };
  for (const [index, item] of feed.items.slice(0, MOST_READ).entries()) {
    if (isFields(item)) items.push(itemOf(item, defaults));
    else refused.push({ reason: 'not an item', item: `item ${index + 1}` });
  }
  const { lang } = defaults;
  return { format: 'json', title: plain(feed.title), url: site, lang, restMs: null, items, withdrawn: [], refused };
}

/** Some say `1.1` where the address of the version belongs; then the title, which every feed must have, tells. */
function isFeed({ version, title }: Fields): boolean {
  return /jsonfeed\.org/i.test(string(version) ?? 'jsonfeed.org') || plain(title) !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError('bad-feed', `broken JSON (${oneLine((error as Error).message).slice(0, 100)})`);
  }
}

function itemOf(item: Fields, defaults: { base: string; lang: string | null; author: FeedAuthor | null }): FeedItem {
  const { base } = defaults;
  const html = string(item.content_html);
  const external = resolveAddress(string(item.external_url) ?? '', base);
  return {
    id: typeof item.id === 'number' ? String(item.id) : (string(item.id) ?? ''),
    url: resolveAddress(string(item.url) ?? '', base),
    title: plain(item.title),
    html: html === null ? null : resolveLinks(html, base),
    text: html === null ? string(item.content_text) : null,
    summary: plain(item.summary),
    author: authorOf(item) ?? defaults.author,
    publishedAt: parseDate(string(item.date_published) ?? ''),
    updatedAt: parseDate(string(item.date_modified) ?? ''),
    categories: list(item.tags).flatMap((tag) => plain(tag) ?? []),
    links: external === null ? [] : [external],
    commentsUrl: null,
    commentFeedUrl: null,
    commentCount: null,
    replyTo: null,
    lang: string(item.language) ?? defaults.lang,
  };
}

/** Version 1.1 has a list, 1.0 a single one. */
function authorOf(fields: Fields): FeedAuthor | null {
  for (const author of [...list(fields.authors), fields.author]) {
    if (!isFields(author)) continue;
    const name = plain(author.name);
    const url = resolveAddress(string(author.url) ?? '', 'about:blank');
    if (name !== null || url !== null) return { name, url };
  }
  return null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Plain by definition: no markup to take off. */
function plain(value: unknown): string | null {
  return typeof value === 'string' ? oneLine(value) || null : null;
}
