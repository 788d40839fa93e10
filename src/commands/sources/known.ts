/** What a project has already: the feeds of its sources, and their names. */
import { SOURCE_NAME, type SourceConfig } from '../../config.js';
import { inert } from '../../terminal.js';

/** The crawlers that read feeds. */
const FEED_CRAWLERS = ['blogs', 'forums'];

/** Addresses of the feeds a source reads; none for a source that reads something else. */
export function feedsOf({ crawler, options }: Pick<SourceConfig, 'crawler' | 'options'>): string[] {
  if (!FEED_CRAWLERS.includes(crawler)) return [];
  const { feed, feeds } = options;
  const written = [feed, ...(Array.isArray(feeds) ? (feeds as unknown[]) : [])];
  return written.filter((address): address is string => typeof address === 'string');
}

/** The source that reads this feed already, by any spelling of its address. */
export function sourceWith(
  sources: readonly SourceConfig[],
  ...addresses: readonly string[]
): SourceConfig | undefined {
  const wanted = addresses.map(addressKey);
  return sources.find((source) => feedsOf(source).some((feed) => wanted.includes(addressKey(feed))));
}

/** The same for an address with and without TLS, `www.`, a last slash or a fragment. */
export function addressKey(address: string): string {
  const url = new URL(address);
  return `${url.host.replace(/^www\./, '')}${url.pathname.replace(/\/+$/, '')}${url.search}`;
}

const LONGEST_NAME = 40;

/** A name for a new source, from what it is called and where it is, unlike those that are taken. */
export function newName(title: string | null, address: string, taken: ReadonlySet<string>): string {
  const base = slug(title ?? '') || slug(new URL(address).hostname.replace(/^www\./, '')) || 'source';
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** Lower-case words with dashes between them, cut at a word; empty when nothing is left. */
function slug(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/['\u2019]/g, '')
    .split(/[^\p{L}\p{N}.]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  let name = '';
  for (const word of words) {
    const longer = name === '' ? word.slice(0, LONGEST_NAME) : `${name}-${word}`;
    if (longer.length > LONGEST_NAME) break;
    name = longer;
  }
  return SOURCE_NAME.test(name) ? name : '';
}

/** A name for the place of a new source. Two sites that are called the same are two places: the host tells them apart. */
export function placeName(title: string, site: string, there: readonly Pick<SourceConfig, 'place'>[]): string {
  const name = inert(title).replace(/\s+/g, ' ').trim().slice(0, 150) || new URL(site).host;
  const host = (address: string) => new URL(address).host.replace(/^www\./, '');
  const isOther = there.some(
    ({ place }) => place.name === name && (place.url === null || host(place.url) !== host(site)),
  );
  return isOther ? `${name} (${host(site)})` : name;
}
