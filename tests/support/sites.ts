/** Sites as their software makes them: pages and feeds small enough to read, for tests of finding feeds. */
import type { Handler } from './server.js';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const XML = { 'content-type': 'application/xml' };

export interface FeedSays {
  title: string;
  /** Address and date (ISO 8601) of each item. */
  items: readonly (readonly [url: string, at: string | null])[];
  site?: string;
}

/** A page with what stands in its head and its body. */
export function page(title: string, head = '', body = '<p>Words.</p>', attributes = ''): Handler {
  return {
    headers: HTML,
    body: `<!DOCTYPE html><html ${attributes}><head><title>${title}</title>${head}</head>${body.startsWith('<body') ? body : `<body>${body}</body>`}</html>`,
  };
}

export function alternate(href: string, type = 'application/rss+xml', title = ''): string {
  return `<link rel="alternate" type="${type}" title="${title}" href="${href}">`;
}

export function rssFeed(
  { title, items, site = 'https://site.example/' }: FeedSays,
  more: Record<string, string> = {},
): Handler {
  const entries = items.map(
    ([url, at], index) =>
      `<item><title>Item ${index}</title><link>${url}</link><guid>${url}</guid><description>Words ${index}</description>` +
      `${at === null ? '' : `<pubDate>${new Date(at).toUTCString()}</pubDate>`}</item>`,
  );
  return {
    headers: { ...XML, ...more },
    body: `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><link>${site}</link>${entries.join('')}</channel></rss>`,
  };
}

export function atomFeed({ title, items, site = 'https://site.example/' }: FeedSays): Handler {
  const entries = items.map(
    ([url, at], index) =>
      `<entry><id>${url}</id><title>Item ${index}</title><link href="${url}"/><content>Words ${index}</content>` +
      `${at === null ? '' : `<updated>${at}</updated>`}</entry>`,
  );
  return {
    headers: { 'content-type': 'application/atom+xml' },
    body: `<feed xmlns="http://www.w3.org/2005/Atom"><title>${title}</title><link href="${site}"/>${entries.join('')}</feed>`,
  };
}

export function jsonFeed({ title, items, site = 'https://site.example/' }: FeedSays): Handler {
  const entries = items.map(([url, at], index) => ({
    id: url,
    url,
    content_text: `Words ${index}`,
    ...(at === null ? {} : { date_published: at }),
  }));
  return {
    headers: { 'content-type': 'application/feed+json' },
    body: JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title, home_page_url: site, items: entries }),
  };
}
