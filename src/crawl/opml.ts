/** OPML 1.0 and 2.0 (opml.org/spec2.opml): the lists of feeds that readers exchange. */
import { Parser } from 'htmlparser2';
import { SourceError } from '../errors.js';
import type { Refusal } from './crawler.js';
import { decodeText } from './feed/charset.js';
import { plainText, resolveAddress } from './feed/markup.js';

export interface OpmlFeed {
  /** Absolute http or https address of the feed. */
  url: string;
  title: string | null;
  /** Absolute http or https address of the site. */
  site: string | null;
  /** Titles of the outlines it stands in, the outermost first. */
  groups: string[];
  /** Slash-delimited, as the specification has them. */
  categories: string[];
}

/** Larger than any honest list. */
export const MOST_OPML_BYTES = 10_000_000;
const MOST_FEEDS = 10_000;
/** No reader shows folders nested deeper, and the parser's time grows with the depth. */
const DEEPEST = 50;
const LONGEST_TITLE = 200;

interface Outline {
  name: string;
  /** Of an outline that is no feed itself. */
  group: string | null;
}

/**
 * Reads a list. Entities that a document declares for itself are left as they are written, and nothing it names is
 * fetched; outlines that are no feeds (links, notes, other lists) are passed over.
 * @throws SourceError `bad-file` when it is no OPML, nested too deep or too long; `too-large`
 */
export function readOpml(body: Uint8Array): { feeds: OpmlFeed[]; refused: Refusal[] } {
  if (body.length > MOST_OPML_BYTES) throw new SourceError('too-large', 'an OPML file may have 10 MB');
  const feeds: OpmlFeed[] = [];
  const refused: Refusal[] = [];
  const open: Outline[] = [];
  let isOpml = false;
  const parser = new Parser(
    {
      onopentag(written, given) {
        const name = written.toLowerCase();
        if (name === 'opml' && open.length === 0) isOpml = true;
        if (open.length > DEEPEST) throw new SourceError('bad-file', 'its outlines are nested too deep');
        const attributes = new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value.trim()]));
        const title = titleOf(attributes);
        const address = attributes.get('xmlurl') ?? '';
        const isFeed = isOpml && name === 'outline' && address !== '';
        if (isFeed) {
          const url = feedUrl(address);
          if (url === null) refused.push({ reason: 'neither http nor https', item: title ?? address.slice(0, 100) });
          else feeds.push(feedOf(url, title, attributes, open));
        }
        if (feeds.length > MOST_FEEDS) throw new SourceError('bad-file', `it has more than ${MOST_FEEDS} feeds`);
        open.push({ name, group: name === 'outline' && !isFeed ? title : null });
      },
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(decodeText(body, ''));
  if (!isOpml) throw new SourceError('bad-file', 'it is not OPML: its outermost element is not <opml>');
  return { feeds, refused };
}

function titleOf(attributes: ReadonlyMap<string, string>): string | null {
  const written = attributes.get('title') || attributes.get('text') || '';
  return plainText(written.slice(0, 10 * LONGEST_TITLE)).slice(0, LONGEST_TITLE) || null;
}

function feedOf(
  url: string,
  title: string | null,
  attributes: ReadonlyMap<string, string>,
  open: readonly Outline[],
): OpmlFeed {
  const categories = (attributes.get('category') ?? '').split(',').map((category) => category.trim());
  return {
    url,
    title,
    site: resolveAddress(attributes.get('htmlurl') ?? '', url),
    groups: open.flatMap(({ group }) => group ?? []),
    categories: categories.filter((category) => category !== ''),
  };
}

/** Some readers write `feed:` in front of an address, or in the place of `http:`. */
function feedUrl(written: string): string | null {
  const address = written.replace(/^feed:(?=https?:)/i, '').replace(/^feed:\/\//i, 'http://');
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).href;
}

/**
 * Writes a list. Feeds of one group stand together, where the first of them stood.
 * @param created milliseconds since 1970
 */
export function writeOpml(title: string, created: number, feeds: readonly OpmlFeed[]): string {
  const done = new Set<string>();
  const outlines = feeds.flatMap((feed) => {
    const key = JSON.stringify(feed.groups);
    if (feed.groups.length === 0) return [feedLine(feed, 2)];
    if (done.has(key)) return [];
    done.add(key);
    return grouped(
      feed.groups,
      feeds.filter(({ groups }) => JSON.stringify(groups) === key),
      2,
    );
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    `    <title>${escaped(title)}</title>`,
    `    <dateCreated>${new Date(created).toUTCString()}</dateCreated>`,
    '    <docs>http://opml.org/spec2.opml</docs>',
    '  </head>',
    '  <body>',
    ...outlines,
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function grouped([group, ...inner]: readonly string[], feeds: readonly OpmlFeed[], depth: number): string[] {
  const indent = '  '.repeat(depth);
  const lines = inner.length > 0 ? grouped(inner, feeds, depth + 1) : feeds.map((feed) => feedLine(feed, depth + 1));
  return [`${indent}<outline text="${escaped(group!)}">`, ...lines, `${indent}</outline>`];
}

function feedLine({ url, title, site, categories }: OpmlFeed, depth: number): string {
  const attributes: [string, string | null][] = [
    ['type', 'rss'],
    ['text', title ?? url],
    ['title', title],
    ['xmlUrl', url],
    ['htmlUrl', site],
    ['category', categories.length === 0 ? null : categories.join(',')],
  ];
  const written = attributes.flatMap(([name, value]) => (value === null ? [] : [`${name}="${escaped(value)}"`]));
  return `${'  '.repeat(depth)}<outline ${written.join(' ')} />`;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Line breaks in an attribute would be read as spaces, and other control characters are no XML at all. */
function escaped(text: string): string {
  return text.replace(/[\x00-\x1f\x7f\ufffe\uffff]/g, ' ').replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);
}
