/** Many feeds on many loopback addresses, which answer as slowly as the web does and remember who asked what. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '../src/random.js';

const LATENCY_MS = { least: 50, most: 500 };
const HOSTS_PER_NET = 200;

export interface Asked {
  feed: number;
  host: number;
  /** Milliseconds since 1970. */
  at: number;
  conditional: boolean;
  status: number;
}

export interface FeedSite {
  port: number;
  /** `host:port` of each host. */
  hosts: string[];
  address(feed: number): string;
  /** What was asked since the site was last cleared. */
  asked: Asked[];
  /** Hosts that answer 429 and want to be left alone for so many seconds. */
  busy: Map<number, number>;
  close(): Promise<void>;
}

/** @param size feeds, items in each, and hosts they are spread over */
export async function serveFeeds(size: { feeds: number; items: number; hosts: number }): Promise<FeedSite> {
  const bodies = Array.from({ length: size.feeds }, (_, index) => gzipSync(feed(index, size.items), { level: 6 }));
  const asked: Asked[] = [];
  const busy = new Map<number, number>();
  const random = seededRandom(1);

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const index = Number(request.url!.slice(1));
    const body = bodies[index];
    const entry = { feed: index, host: index % size.hosts, at: Date.now(), conditional: false, status: 200 };
    const etag = `"${index}-1"`;
    entry.conditional = request.headers['if-none-match'] !== undefined;
    const wait = busy.get(entry.host);
    if (wait !== undefined) entry.status = 429;
    else if (body === undefined) entry.status = 404;
    else if (request.headers['if-none-match'] === etag) entry.status = 304;
    asked.push(entry);
    const latency = LATENCY_MS.least + random() * (LATENCY_MS.most - LATENCY_MS.least);
    setTimeout(() => {
      response.statusCode = entry.status;
      response.setHeader('etag', etag);
      if (wait !== undefined) response.setHeader('retry-after', String(wait));
      if (entry.status !== 200) return response.end();
      response.setHeader('content-type', 'application/rss+xml; charset=utf-8');
      response.setHeader('content-encoding', 'gzip');
      return response.end(body);
    }, latency);
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const host = (index: number) =>
    `127.0.${1 + Math.floor(index / HOSTS_PER_NET)}.${1 + (index % HOSTS_PER_NET)}:${port}`;
  return {
    port,
    hosts: Array.from({ length: size.hosts }, (_, index) => host(index)),
    address: (index) => `http://${host(index % size.hosts)}/${index}`,
    asked,
    busy,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** About 1.5 KB an item, as blogs and forums have. */
export function feed(name: number, items: number): string {
  const entries = Array.from({ length: items }, (_, index) => {
    const link = `https://site-${name}.example/${index}`;
    const words = Array.from({ length: 12 }, (_, turn) => sentence(name * 31 + index * 7 + turn)).join(' ');
    return (
      `<item><guid>${link}</guid><title>${sentence(name + index)}</title><link>${link}</link>` +
      `<dc:creator>Writer ${name % 97}</dc:creator><category>care</category>` +
      `<pubDate>Sun, 01 Mar 2026 09:${10 + (index % 50)}:00 GMT</pubDate>` +
      `<description><![CDATA[<p>${words}</p><p><a href="${link}#more">Read on</a></p>]]></description></item>`
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>' +
    `<title>Site ${name}</title><link>https://site-${name}.example/</link>${entries.join('')}</channel></rss>`
  );
}

const SUBJECTS = ['The clinic', 'Our surgery', 'The bus to town', 'The waiting list', 'A nurse', 'The new ward'];
const VERBS = ['was late', 'has moved', 'answered kindly', 'did not reply', 'is open again', 'needs more hands'];
const PLACES = ['in the north', 'by the river', 'last Tuesday', 'since spring', 'for the third time', 'near the park'];

function sentence(seed: number): string {
  const pick = (list: readonly string[], step: number) => list[Math.floor(seed / step) % list.length]!;
  return `${pick(SUBJECTS, 1)} ${pick(VERBS, 6)} ${pick(PLACES, 36)}, said neighbour ${seed % 1009}.`;
}
