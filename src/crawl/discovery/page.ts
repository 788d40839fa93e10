/** What a web page says about its feeds: the links of its head, the links of its text, and the software it was made by. */
import { Parser } from 'htmlparser2';
import { decodeText } from '../feed/charset.js';
import { oneLine, resolveAddress } from '../feed/markup.js';

/** A link of a page that leads, or seems to lead, to a feed. */
export interface FeedLink {
  /** Absolute http or https address. */
  url: string;
  /** As the page calls it, on one line. */
  title: string | null;
}

export interface WebPage {
  url: string;
  title: string | null;
  /** The content of `<meta name="generator">`, in lower case; empty where there is none. */
  generator: string;
  /** Autodiscovery: `<link rel="alternate">` of the type of a feed, in the order of the page (RSS Advisory Board, 2006). */
  alternates: FeedLink[];
  /** Links of the text whose address looks like that of a feed. */
  anchors: FeedLink[];
  /** The beginning of its markup, by which software is recognised. */
  markup: string;
}

const FEED_TYPE = /^(?:application\/(?:rss|atom|rdf|feed)\+(?:xml|json)|application\/x-rss\+xml|text\/rss)$/;
/** Some sites announce a feed under these; so do they other things (oEmbed, an API), hence the look at the address. */
const VAGUE_TYPE = /^(?:application\/(?:xml|json)|text\/xml)$/;
const FEED_ADDRESS = /(?:^|[/._=?&-])(?:feeds?|rss2?|atom|rdf|syndication)(?:$|[/._=?&#-])/i;
const FEED_ANCHOR = /\/(?:feed|rss|atom|index|external|syndication)(?:\.(?:xml|rss|rdf|json|php))?\/?$/i;
const NO_FEED = /oembed|wp-json|opensearch|manifest/i;

/** The head and the top of the text: enough for a verdict, and little work on a page made to be large. */
const MOST_MARKUP = 400_000;
const MOST_LINKS = 50;
const LONGEST_TITLE = 200;

/** Reads a page of any quality; `null` when the document is no web page. */
export function readPage(body: Uint8Array, contentType: string, url: string): WebPage | null {
  const markup = decodeText(body.subarray(0, 2 * MOST_MARKUP), contentType).slice(0, MOST_MARKUP);
  if (!/<(?:!doctype html|html|head|body|title|meta|link|a|div)\b/i.test(markup)) return null;
  const page: WebPage = { url, title: null, generator: '', alternates: [], anchors: [], markup };
  let base = url;
  let baseSeen = false;
  let title: string | null = null;
  let anchor: { href: string; text: string } | null = null;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'title' && page.title === null) title = '';
      if (name === 'base' && !baseSeen && attributes.href !== undefined) {
        baseSeen = true;
        base = resolveAddress(attributes.href, url) ?? url;
      }
      if (name === 'meta' && attributes.name?.toLowerCase() === 'generator') {
        page.generator = (attributes.content ?? '').toLowerCase().slice(0, LONGEST_TITLE);
      }
      if (name === 'link' && isFeedLink(attributes)) addLink(page.alternates, attributes.href!, base, attributes.title);
      if (name === 'a' && attributes.href !== undefined) anchor = { href: attributes.href, text: '' };
    },
    ontext(text) {
      if (title !== null && title.length < LONGEST_TITLE) title += text;
      if (anchor !== null && anchor.text.length < LONGEST_TITLE) anchor.text += text;
    },
    onclosetag(name) {
      if (name === 'title' && title !== null) {
        page.title = shortLine(title);
        title = null;
      }
      if (name === 'a' && anchor !== null) {
        if (leadsToFeed(anchor.href, base)) addLink(page.anchors, anchor.href, base, anchor.text);
        anchor = null;
      }
    },
  });
  parser.end(markup);
  return page;
}

function isFeedLink({ rel = '', type = '', href = '' }: Record<string, string>): boolean {
  const words = rel.toLowerCase().split(/\s+/);
  if (href.trim() === '' || NO_FEED.test(href)) return false;
  if (words.includes('feed')) return true;
  if (!words.includes('alternate')) return false;
  const kind = type.toLowerCase().split(';')[0]!.trim();
  return FEED_TYPE.test(kind) || (VAGUE_TYPE.test(kind) && FEED_ADDRESS.test(href));
}

/** On the same host only: a page links to many feeds that are not its own. */
function leadsToFeed(href: string, base: string): boolean {
  const address = resolveAddress(href, base);
  if (address === null || NO_FEED.test(address)) return false;
  const url = new URL(address);
  return (
    url.host === new URL(base).host &&
    (FEED_ANCHOR.test(url.pathname) || /[?&](?:feed|format)=(?:rss|atom)/.test(url.search))
  );
}

function addLink(links: FeedLink[], href: string, base: string, title: string | undefined): void {
  const url = resolveAddress(href, base)?.replace(/#.*$/s, '');
  if (url === undefined || links.length === MOST_LINKS || links.some((link) => link.url === url)) return;
  links.push({ url, title: shortLine(title ?? '') });
}

function shortLine(text: string): string | null {
  return oneLine(text).slice(0, LONGEST_TITLE) || null;
}
