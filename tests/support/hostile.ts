/**
 * Everything a server can do to a crawler, by path, on loopback: slowness, lies about length, bombs, circles, refusals,
 * junk and broken feeds. Needs no test runner, so that benchmarks can use it too.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

type Serve = (response: ServerResponse, request: IncomingMessage) => void;

export interface Behaviour {
  /** Which promise it tries. */
  promise: string;
  /** What it is to be called: any of these failures; none when the crawl is to succeed all the same. */
  slugs: readonly string[];
  serve: Serve;
}

export interface HostileServer {
  /** Every behaviour has a host of its own: what one site asks for is kept for all of that site. */
  originOf(path: string): string;
  /** Hosts and ports, as `allow_private` wants them. */
  hosts: string[];
  /** How often each path was asked for. */
  asked: Map<string, number>;
  close(): Promise<void>;
}

const MEGABYTE = 1_000_000;
const RSS = { 'content-type': 'application/rss+xml; charset=utf-8' };

/** A feed with these items, or with whatever stands between. */
export function rssFeed(inside: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>A feed</title><link>https://site.example/</link>${inside}</channel></rss>`;
}

export function rssItem(id: string, text = `Words of ${id}.`): string {
  return `<item><guid isPermaLink="false">${id}</guid><title>${id}</title><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description>${text}</description></item>`;
}

const send =
  (body: string | Buffer, headers: Record<string, string> = {}, status = 200): Serve =>
  (response) =>
    void response.writeHead(status, { ...RSS, ...headers }).end(body);
const redirect = (location: string, status = 301): Serve => send('', { location }, status);
const wait = (retryAfter: string | null, status = 429): Serve =>
  send('', retryAfter === null ? {} : { 'retry-after': retryAfter }, status);
const html = (words: string, status = 200, headers: Record<string, string> = {}): Serve =>
  send(
    `<!doctype html><html><head><title>${words}</title></head><body><p>${words}</p></body></html>`,
    { 'content-type': 'text/html', ...headers },
    status,
  );
/** Past the HTTP server, straight onto the wire. */
const raw =
  (write: (socket: NonNullable<ServerResponse['socket']>) => void): Serve =>
  (response) =>
    write(response.socket!);

/** Says something again and again until nobody listens. */
function keepSaying(response: ServerResponse, everyMs: number, what: () => string | Buffer): void {
  const timer = setInterval(() => response.socket?.write(what()), everyMs);
  response.socket?.on('close', () => clearInterval(timer));
}

/** Endless, as fast as it is read. */
function pour(response: ServerResponse, piece: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(piece)) {}
  };
  response.on('drain', more);
  more();
}

// Made beforehand: a server that is busy with them would be slow where it means to be quick.
const BOMB = gzipSync(Buffer.alloc(100 * MEGABYTE), { level: 1 });
const MANY_ITEMS = rssFeed(Array.from({ length: 20_000 }, (_, n) => rssItem(`many-${n}`)).join(''));
const BILLION_LAUGHS = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">${'bcdefghij'
  .split('')
  .map((name, n) => `<!ENTITY ${name} "${`&${'abcdefghi'[n]};`.repeat(10)}">`)
  .join('')}]><rss version="2.0"><channel><title>&j;</title>${rssItem('laugh')}</channel></rss>`;

/** Every behaviour by its path. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  // C9: slowness
  '/silent': { promise: 'C9', slugs: ['timeout'], serve: () => undefined },
  '/slow-headers': {
    promise: 'C9',
    slugs: ['timeout', 'too-large'],
    serve: (response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      keepSaying(response, 100, () => 'x-drip: drop\r\n');
    },
  },
  '/slow-body': {
    promise: 'C9',
    slugs: ['timeout'],
    serve: (response) => {
      response.writeHead(200, RSS).flushHeaders();
      const timer = setInterval(() => response.write('<'), 100);
      response.on('close', () => clearInterval(timer));
    },
  },
  '/falls-silent': {
    promise: 'C9',
    slugs: ['timeout'],
    serve: (response) => void response.writeHead(200, RSS).write('<rss'),
  },
  // C10: size
  '/huge-length': {
    promise: 'C10',
    slugs: ['too-large'],
    serve: (response) => void response.writeHead(200, { ...RSS, 'content-length': '10000000000' }).write('<rss'),
  },
  '/endless': {
    promise: 'C10',
    slugs: ['too-large'],
    serve: (response) => {
      response.writeHead(200, RSS);
      pour(response, Buffer.alloc(64_000, ' '));
    },
  },
  '/short-length': {
    promise: 'C10',
    slugs: ['connection-lost'],
    serve: raw((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n<rss version="2.0">')),
  },
  '/many-headers': {
    promise: 'C10',
    slugs: ['too-large'],
    serve: raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${'x-header: some value\r\n'.repeat(100_000)}\r\n`);
    }),
  },
  // C11: packing
  '/gzip-bomb': { promise: 'C11', slugs: ['too-large'], serve: send(BOMB, { 'content-encoding': 'gzip' }) },
  '/five-layers': {
    promise: 'C11',
    slugs: ['bad-encoding'],
    serve: send('x', { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip' }),
  },
  '/brotli': { promise: 'C11', slugs: ['bad-encoding'], serve: send('x', { 'content-encoding': 'br' }) },
  '/zstd': { promise: 'C11', slugs: ['bad-encoding'], serve: send('x', { 'content-encoding': 'zstd' }) },
  '/truncated-gzip': {
    promise: 'C11',
    slugs: ['bad-encoding'],
    serve: send(gzipSync(rssFeed(rssItem('cut'))).subarray(0, 60), { 'content-encoding': 'gzip' }),
  },
  '/not-gzip': {
    promise: 'C11',
    slugs: ['bad-encoding'],
    serve: send(rssFeed(rssItem('plain')), { 'content-encoding': 'gzip' }),
  },
  // C12: redirects
  '/circle': { promise: 'C12', slugs: ['too-many-redirects'], serve: redirect('/circle') },
  '/ping': { promise: 'C12', slugs: ['too-many-redirects'], serve: redirect('/pong', 302) },
  '/pong': { promise: 'C12', slugs: ['too-many-redirects'], serve: redirect('/ping', 307) },
  '/to-private': { promise: 'C12', slugs: ['refused-address'], serve: redirect('http://127.0.0.1:9/feed') },
  '/to-metadata': {
    promise: 'F3',
    slugs: ['refused-address'],
    serve: redirect('http://169.254.169.254/latest/meta-data'),
  },
  '/to-file': { promise: 'F3', slugs: ['bad-address'], serve: redirect('file:///etc/passwd') },
  '/to-data': { promise: 'F3', slugs: ['bad-address'], serve: redirect('data:application/rss+xml,x') },
  '/to-login': { promise: 'C12', slugs: ['not-a-feed'], serve: redirect('/login') },
  '/login': { promise: 'C12', slugs: ['not-a-feed'], serve: html('Please log in') },
  // C4, C5, C6, C13, C14: refusals
  '/429-empty': { promise: 'C5', slugs: ['rate-limited'], serve: wait(null) },
  '/429-zero': { promise: 'C4', slugs: ['rate-limited'], serve: wait('0') },
  '/429-negative': { promise: 'C4', slugs: ['rate-limited'], serve: wait('-5') },
  '/429-seconds': { promise: 'C4', slugs: ['rate-limited'], serve: wait('3600') },
  '/429-date': { promise: 'C4', slugs: ['rate-limited'], serve: wait('Fri, 31 Dec 9999 23:59:59 GMT') },
  '/429-junk': { promise: 'C4', slugs: ['rate-limited'], serve: wait('soon, I hope') },
  '/503-seconds': { promise: 'C4', slugs: ['rate-limited'], serve: wait('120', 503) },
  '/500': { promise: 'C6', slugs: ['server-error'], serve: html('Out of order', 500) },
  '/401': { promise: 'C14', slugs: ['bad-token'], serve: html('Who are you?', 401) },
  '/403-challenge': {
    promise: 'C14',
    slugs: ['forbidden', 'blocked'],
    serve: html('Just a moment...', 403, { 'cf-mitigated': 'challenge', server: 'cloudflare' }),
  },
  '/200-captcha': {
    promise: 'C14',
    slugs: ['not-a-feed', 'blocked'],
    serve: html('Are you a robot? Solve this captcha'),
  },
  '/404': { promise: 'C13', slugs: ['not-found'], serve: html('Nothing here', 404) },
  '/410': { promise: 'C13', slugs: ['gone'], serve: html('Gone', 410) },
  // C17: broken networks
  '/reset': {
    promise: 'C17',
    slugs: ['connection-lost'],
    serve: (response) => {
      response.writeHead(200, { ...RSS, 'content-length': '5000' }).write('<rss version="2.0">');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    },
  },
  '/http-0.9': {
    promise: 'C17',
    slugs: ['unknown-shape'],
    serve: raw((socket) => void socket.end('<rss version="2.0"></rss>')),
  },
  '/two-lengths': {
    promise: 'C17',
    slugs: ['unknown-shape', 'connection-lost'],
    serve: raw(
      (socket) =>
        void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 40\r\n\r\n<rss version="2.0"></rss>'),
    ),
  },
  '/100-flood': {
    promise: 'C17',
    slugs: ['timeout', 'unknown-shape', 'connection-lost'],
    serve: (response) => keepSaying(response, 20, () => 'HTTP/1.1 102 Processing\r\n\r\n'),
  },
  // C15, E: feeds that mean harm, and what can be read is read
  '/20000-items': { promise: 'C15', slugs: [], serve: send(MANY_ITEMS) },
  '/billion-laughs': { promise: 'E1', slugs: [], serve: send(BILLION_LAUGHS) },
  '/external-entity': {
    promise: 'E1',
    slugs: [],
    serve: send(
      `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rssFeed(rssItem('xxe', '&x; root')).slice(38)}`,
    ),
  },
  '/million-references': { promise: 'E1', slugs: [], serve: send(rssFeed(rssItem('refs', '&#65;'.repeat(400_000)))) },
  '/deep': { promise: 'E1', slugs: ['bad-feed'], serve: send(rssFeed(`${'<a>'.repeat(200_000)}`)) },
  '/truncated': { promise: 'E2', slugs: [], serve: send(rssFeed(rssItem('whole') + rssItem('cut')).slice(0, -60)) },
  '/ampersands': {
    promise: 'E2',
    slugs: [],
    serve: send(rssFeed(rssItem('fish & chips', 'Salt & vinegar &nosuch; &'))),
  },
  '/junk-before': {
    promise: 'E2',
    slugs: [],
    serve: send(`\ufeff\n\nWarning: mysql_connect() in line 7\n${rssFeed(rssItem('late'))}`),
  },
  '/empty': { promise: 'E2', slugs: ['not-a-feed'], serve: send('') },
  '/web-page': { promise: 'E2', slugs: ['not-a-feed'], serve: html('Welcome') },
  '/other-json': {
    promise: 'E2',
    slugs: ['not-a-feed'],
    serve: send('{"error":"not today"}', { 'content-type': 'application/json' }),
  },
  '/broken-json': {
    promise: 'E2',
    slugs: ['bad-feed'],
    serve: send('{"version":"https://jsonfeed.org/version/1.1","items":[', { 'content-type': 'application/json' }),
  },
  '/binary': {
    promise: 'E2',
    slugs: ['not-a-feed', 'bad-feed'],
    serve: send(Buffer.from(Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256))),
  },
  '/utf-16': {
    promise: 'E3',
    slugs: [],
    serve: send(Buffer.from(`\ufeff${rssFeed(rssItem('w\u00f6rter')).replace('utf-8', 'utf-16')}`, 'utf16le'), {
      'content-type': 'application/rss+xml',
    }),
  },
  '/wrong-charset': { promise: 'E3', slugs: [], serve: send(Buffer.from(rssFeed(rssItem('caf\u00e9')), 'latin1')) },
  '/controls': {
    promise: 'E4',
    slugs: [],
    serve: send(rssFeed(rssItem('nul\u0000 \u0007 \u202eturned \ud800', '&#0; &#999999999999; \u2067'))),
  },
  '/year-9999': { promise: 'D3', slugs: [], serve: send(rssFeed(rssItem('future').replace('2026', '9999'))) },
  '/same-guids': {
    promise: 'D1',
    slugs: [],
    serve: send(
      rssFeed(['One', 'Two'].map((title) => rssItem('same').replace('<title>same', `<title>${title}`)).join('')),
    ),
  },
};

/** Starts the server; anything it does not know is a 404. */
export async function startHostileServer(): Promise<HostileServer> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0]!;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    response.on('error', () => undefined);
    const behaviour = BEHAVIOURS[path];
    if (behaviour === undefined) response.writeHead(404).end();
    else behaviour.serve(response, request);
  });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  const paths = Object.keys(BEHAVIOURS);
  const hostOf = (path: string) => `127.1.0.${1 + paths.indexOf(path)}:${port}`;
  return {
    originOf: (path) => `http://${hostOf(path)}`,
    hosts: paths.map(hostOf),
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
