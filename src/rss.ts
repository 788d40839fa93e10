/** News for feed readers: RSS 2.0 (https://www.rssboard.org/rss-specification), as plain text in XML. */

export interface FeedItem {
  title: string;
  /** Plain text. */
  text: string;
  /** ISO 8601. */
  at: string;
  /** The same for ever, and no other item's; readers tell by it what they have shown. */
  guid: string;
  link: string | null;
}

export interface FeedHead {
  title: string;
  description: string;
  /** The page of the feed, where it has an address. */
  link: string | null;
}

// What XML 1.0 does not allow even as a character reference (https://www.w3.org/TR/xml/#charsets).
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** The feed, with its items in the order given: newest first is what readers expect. */
export function rssFeed(head: FeedHead, items: readonly FeedItem[]): string {
  const newest = items
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0"><channel>',
    element('title', head.title),
    // The specification wants a link of every channel.
    element('link', head.link ?? 'about:blank'),
    element('description', head.description),
    ...(newest === undefined ? [] : [element('lastBuildDate', rssDate(newest))]),
    ...items.map(item),
    '</channel></rss>',
    '',
  ].join('\n');
}

function item({ title, text, at, guid, link }: FeedItem): string {
  return [
    '<item>',
    element('title', title),
    ...(link === null ? [] : [element('link', link)]),
    // Readers take a description for HTML: plain text is escaped twice.
    element('description', escaped(text).replaceAll('\n', '<br>')),
    element('pubDate', rssDate(at)),
    `<guid isPermaLink="false">${escaped(guid)}</guid>`,
    '</item>',
  ].join('\n');
}

/** RFC 822 with a year of four digits. */
function rssDate(at: string): string {
  return new Date(at).toUTCString();
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>]/g, (sign) => ENTITIES[sign]!);
}
